"""A public instance as a centre of the product: cover by shift, everything else by its rules.

Each shift is a slot of its own on the clock, so heads by slot are people by shift. Starts are so
placed that `forward_rotation` forbids the successions that the instance forbids. What the product's
rules cannot say exactly is refused, never approximated.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.rule import OVERSTAFFING, UNDERSTAFFING, RuleSetting
from data.model.shift import DAY_MIN, ShiftTemplate
from data.model.staff import Agent, Contract, Leave, Wish
from tests.benchmarks.staff_rostering.file import Employee, StaffRostering

MONDAY = date(2024, 1, 1)
SLOT_MIN, _APART_MIN = 15, 120
_MOST_ALIKE = 4
"""Shifts of which each may follow each: their starts lie within an hour."""
_QUEUE = "desk"


def as_problem(source: StaffRostering) -> RosterProblem:
    """The instance as a problem of the product.

    Raises
    ------
    InvalidValue
        If the product's rules cannot state it.
    """
    starts = _starts(source)
    grid = Grid.for_days(MONDAY, source.days, SLOT_MIN, "UTC")
    heads = np.zeros((1, grid.slots), dtype=np.int64)
    for row in source.cover:
        heads[0, row.day * (DAY_MIN // SLOT_MIN) + starts[row.shift] // SLOT_MIN] = row.heads
    return RosterProblem(
        first=MONDAY,
        days=source.days,
        requirement=Requirement(source.name, grid, (_QUEUE,), heads, heads),
        agents=tuple(Agent(p.agent, p.agent, p.agent, (_QUEUE,)) for p in source.staff),
        contracts=tuple(
            Contract(p.agent, p.agent, 0, 7 * DAY_MIN, tuple(_worked(p))) for p in source.staff
        ),
        templates=tuple(
            ShiftTemplate(code, code, start, start, SLOT_MIN, SLOT_MIN, ())
            for code, start in starts.items()
        ),
        rules=tuple(_rules(source, starts)),
        leave=tuple(Leave(agent, _date(day), _date(day)) for agent, day in source.days_off),
        wishes=tuple(
            Wish(w.agent, _date(w.day), want, starts[w.shift], starts[w.shift], w.weight)  # type: ignore[arg-type]
            for want, listed in (("on", source.on_requests), ("off", source.off_requests))
            for w in listed
        ),
    )


def cells_of(roster: Roster) -> dict[tuple[str, int], str]:
    """Shift worked by agent and day, as the scorer of the instance takes it."""
    return {(s.agent_id, (s.day - MONDAY).days): s.template for s in roster.shifts}


def _date(day: int) -> date:
    return MONDAY + timedelta(days=day)


def _worked(person: Employee) -> Iterator[str]:
    return (code for code, most in person.max_shifts.items() if most)


def _starts(source: StaffRostering) -> dict[str, int]:
    """Start of each shift: later by a wide step than all that it may not come before."""
    kinds = {shift.code: shift for shift in source.shifts}
    level: dict[str, int] = {}
    for _ in kinds:
        for code, shift in kinds.items():
            level[code] = 1 + max((level.get(n, 0) for n in shift.not_before), default=-1)
    alike: Mapping[int, list[str]] = defaultdict(list)
    for code in kinds:
        alike[level[code]].append(code)
    starts = {
        code: _APART_MIN * number + SLOT_MIN * place
        for number, codes in alike.items()
        for place, code in enumerate(codes)
    }
    said = {(a, b) for a in kinds for b in kinds if starts[a] - starts[b] > _alike_min()}
    meant = {(a, b) for a, shift in kinds.items() for b in shift.not_before}
    if said != meant or max(map(len, alike.values())) > _MOST_ALIKE:
        raise InvalidValue(f"{source.name}: its successions are no order of starts")
    return starts


def _alike_min() -> int:
    return SLOT_MIN * (_MOST_ALIKE - 1)


def _rules(source: StaffRostering, starts: Mapping[str, int]) -> Iterator[RuleSetting]:
    lengths = {shift.length_min for shift in source.shifts}
    prices = {(row.under, row.over) for row in source.cover}
    if len(lengths) > 1 or len(prices) > 1:
        raise InvalidValue(f"{source.name}: shifts of several lengths, or cover of several prices")
    (length,), ((under, over),) = lengths, prices
    yield RuleSetting(UNDERSTAFFING, under)
    yield RuleSetting(OVERSTAFFING, over)
    yield RuleSetting("leave", params={"ends_by_min": DAY_MIN})
    yield RuleSetting("wishes", 1)
    yield RuleSetting("forward_rotation", params={"tolerance_min": _alike_min()})
    weeks = source.days // 7
    settings: dict[tuple[str, tuple[tuple[str, int], ...]], list[str]] = defaultdict(list)
    for person in source.staff:
        asked = [
            ("consecutive_days", {"most": person.max_run}),
            ("days_on_together", {"least": person.min_run}),
            ("days_off_together", {"least": person.min_days_off}),
            ("weekends_off", {"least": weeks - person.max_weekends, "period": weeks}),
            ("shift_count", {
                "earliest_start_min": 0, "latest_start_min": DAY_MIN - 1,
                "least": -(-person.min_minutes // length), "most": person.max_minutes // length,
            }),
        ]  # fmt: skip
        asked += [
            ("shift_count", {
                "earliest_start_min": starts[code], "latest_start_min": starts[code],
                "least": 0, "most": most,
            })
            for code, most in person.max_shifts.items()
            if 0 < most < source.days
        ]  # fmt: skip
        for rule, params in asked:
            settings[rule, tuple(params.items())].append(person.agent)
    for (rule, values), agents in settings.items():
        yield RuleSetting(rule, params=dict(values), agents=tuple(agents))
