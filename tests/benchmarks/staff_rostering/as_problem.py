"""A public instance as a centre of the product: cover by shift, everything else by its rules.

Each shift has a slot of its own on the clock, long enough that its own is the only one that it
covers whole, so heads by slot are people by shift. Lengths are in proportion to those of the
instance. What the product's rules cannot say exactly is refused, never approximated.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import gcd

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Lock, Roster
from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from data.model.shift import DAY_MIN, ShiftTemplate
from data.model.staff import Agent, Contract, Wish
from rostering.rules import RULES
from tests.benchmarks.staff_rostering.file import Employee, StaffRostering

MONDAY = date(2024, 1, 1)
_SLOTS_MIN = (180, 120, 60, 30)
_QUEUE = "desk"


def as_problem(source: StaffRostering) -> RosterProblem:
    """The instance as a problem of the product.

    Raises
    ------
    InvalidValue
        If the product's rules cannot state it.
    """
    clock = _Clock(source)
    rules = tuple(_rules(source, clock))
    for setting in rules:
        RULES[setting.rule].built(setting)  # within its ranges
    slots_a_day = DAY_MIN // clock.slot_min
    grid = Grid.for_days(MONDAY, source.days, clock.slot_min, "UTC")
    heads = np.zeros((1, grid.slots), dtype=np.int64)
    if len({(row.day, row.shift) for row in source.cover}) < len(source.cover):
        raise InvalidValue(f"{source.name}: a day and shift with two rows of cover")
    for row in source.cover:
        heads[0, row.day * slots_a_day + clock.start[row.shift] // clock.slot_min] = row.heads
    return RosterProblem(
        first=MONDAY,
        days=source.days,
        requirement=Requirement(source.name, grid, (_QUEUE,), heads, heads),
        agents=tuple(Agent(p.agent, p.agent, p.agent, (_QUEUE,)) for p in source.staff),
        contracts=tuple(
            Contract(p.agent, p.agent, 0, 7 * DAY_MIN, tuple(_worked(p))) for p in source.staff
        ),
        templates=tuple(
            ShiftTemplate(code, code, start, start, clock.slot_min, clock.length[code], ())
            for code, start in clock.start.items()
        ),
        rules=rules,
        locks=tuple(Lock(agent, _date(day)) for agent, day in source.days_off),
        wishes=tuple(
            Wish(w.agent, _date(w.day), want, clock.start[w.shift], clock.start[w.shift], w.weight)  # type: ignore[arg-type]
            for want, listed in (("on", source.on_requests), ("off", source.off_requests))
            for w in listed
        ),
    )


def cells_of(roster: Roster) -> dict[tuple[str, int], str]:
    """Shift worked by agent and day, as the scorer of the instance takes it."""
    return {(s.agent_id, (s.day - MONDAY).days): s.template for s in roster.shifts}


class _Clock:
    """Starts and lengths that stand for the shifts of an instance.

    Raises
    ------
    InvalidValue
        If there are too many shifts for a day, or one is twice as long as another.
    """

    def __init__(self, source: StaffRostering) -> None:
        lengths = {shift.code: shift.length_min for shift in source.shifts}
        fitting = [slot for slot in _SLOTS_MIN if len(lengths) * slot <= DAY_MIN]
        if not fitting or max(lengths.values()) >= 2 * min(lengths.values()):
            raise InvalidValue(f"{source.name}: too many shifts, or of lengths too different")
        self.slot_min = fitting[0]
        self.scale = Fraction(self.slot_min, min(lengths.values()))
        order = sorted(source.shifts, key=lambda shift: len(shift.not_before))
        self.start = {shift.code: self.slot_min * n for n, shift in enumerate(order)}
        self.length = {code: self.minutes(length) for code, length in lengths.items()}
        self.step = gcd(*self.length.values())
        if any(length * self.scale % 1 for length in lengths.values()):
            raise InvalidValue(f"{source.name}: lengths in no whole proportion")

    def minutes(self, real: int) -> int:
        """So many minutes of the instance on this clock."""
        return int(real * self.scale)


def _date(day: int) -> date:
    return MONDAY + timedelta(days=day)


def _worked(person: Employee) -> Iterator[str]:
    return (code for code, most in person.max_shifts.items() if most)


def _rules(source: StaffRostering, clock: _Clock) -> Iterator[RuleSetting]:
    prices = {(row.under, row.over) for row in source.cover}
    if len(prices) > 1:
        raise InvalidValue(f"{source.name}: cover of several prices")
    ((under, over),) = prices
    yield RuleSetting(UNDERSTAFFING, under)
    yield RuleSetting(OVERSTAFFING, over)
    yield RuleSetting("wishes", 1)
    yield from _successions(source, clock)
    weeks = source.days // 7
    settings: dict[tuple[str, tuple[tuple[str, int], ...]], list[str]] = defaultdict(list)
    for person in source.staff:
        asked = [
            ("consecutive_days", {"most": person.max_run}),
            ("days_on_together", {"least": person.min_run, "begun_before": 0}),
            ("days_off_together", {"least": person.min_days_off, "begun_before": 0}),
            ("weekends_off", {"least": max(0, weeks - person.max_weekends), "period": weeks}),
            ("period_minutes", _hours(source, person, clock)),
        ]  # fmt: skip
        asked += [
            ("shift_count", {
                "earliest_start_min": clock.start[code], "latest_start_min": clock.start[code],
                "least": 0, "most": most,
            })
            for code, most in person.max_shifts.items()
            if 0 < most < source.days
        ]  # fmt: skip
        for rule, params in asked:
            settings[rule, tuple(params.items())].append(person.agent)
    for (rule, values), agents in settings.items():
        yield RuleSetting(rule, params=dict(values), agents=tuple(agents))


def _successions(source: StaffRostering, clock: _Clock) -> Iterator[RuleSetting]:
    """What may not follow what; shifts next to each other with the same such are said at once."""
    forbidden = {
        shift.code: tuple(_runs(sorted(clock.start[code] for code in shift.not_before), clock))
        for shift in source.shifts
    }
    for spans in dict.fromkeys(forbidden.values()):
        before = sorted(clock.start[code] for code, those in forbidden.items() if those == spans)
        for after_from, after_until in _runs(before, clock):
            for first, last in spans:
                yield RuleSetting(
                    "shift_succession",
                    params={
                        "after_from_min": after_from, "after_until_min": after_until,
                        "next_from_min": first, "next_until_min": last,
                    },
                )  # fmt: skip


def _runs(starts: Sequence[int], clock: _Clock) -> Iterator[tuple[int, int]]:
    """Starts that follow each other slot by slot: the first and the last of each run."""
    for number, start in enumerate(starts):
        if number and start - starts[number - 1] == clock.slot_min:
            continue
        last = start
        while last + clock.slot_min in starts:
            last += clock.slot_min
        yield start, last


def _hours(source: StaffRostering, person: Employee, clock: _Clock) -> dict[str, int]:
    """Least and most minutes of the horizon, as hours and minutes of an average week.

    Sums of shifts are multiples of a step, so bounds that lie in the same step say the same.
    """
    least = -(-clock.minutes(person.min_minutes) // clock.step) * clock.step
    most = clock.minutes(person.max_minutes) // clock.step * clock.step
    least_week, most_week = least * 7 // source.days, -(-most * 7 // source.days)
    same = least - least_week * source.days // 7 < clock.step
    if not same or most_week * source.days // 7 - most >= clock.step:
        raise InvalidValue(f"{source.name}: hours that no average week states exactly")
    return {
        "least_h": least_week // 60, "least_min": least_week % 60,
        "most_h": most_week // 60, "most_min": most_week % 60,
    }  # fmt: skip
