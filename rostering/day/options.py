"""Everything that one person could do otherwise in the rest of a day, with every rule kept.

Somebody does at most one of these things: nobody's day is turned over twice for one proposal.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from data.model.activity import Activity
from data.model.day.proposals import SMALL, ActionKind
from data.model.grid import BoolArray, IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.shift import Break, Shift
from data.model.staff import Agent
from rostering.day.prices import DayPrices
from rostering.evaluation.cover import cover
from rostering.evaluation.scorecard import tour_violations
from rostering.rules.language.breaks import placements
from rostering.rules.language.duty import contract_templates, locked_cells, tour_of
from rostering.rules.language.presence import shift_slots
from rostering.rules.rule_set import Applied, rule_set
from rostering.rules.shifts.session_times import overlap
from rostering.solver.cpsat.marginal_values import FloorState

_CALL_INS = 3
"""Duties tried for each person who could come in."""
_SEVERAL = 20
"""Where there are more ways than so many to move several breaks of a shift, one is moved only."""
AGREED = ("shift_menu", "break_windows")
"""Rules that a shift agreed with a person need not keep: its cell is locked when it is taken."""


@dataclass(frozen=True, eq=False)
class Option:
    """One thing that one person could do otherwise.

    Parameters
    ----------
    before, after
        The shift as it is and as it would be; None: a day off.
    gained, lost
        Slots of the horizon in which the person is on the floor besides, or no longer.
    cost_cents
        What it costs, priced rules that it charges anew included [cents].
    agreed
        Whether the shift is no template's: only a locked cell may hold it.
    """

    agent_id: str
    kind: ActionKind
    before: Shift | None
    after: Shift | None
    gained: IntArray
    lost: IntArray
    cost_cents: float
    agreed: bool = False
    charged: tuple[Violation, ...] = ()


@dataclass(frozen=True, eq=False)
class Options:
    """Options of everybody for the rest of a day.

    Parameters
    ----------
    problem
        With agents required as they are now known, locks, and who is absent.
    roster
        As published, without those who are absent.
    day
        Day number in the horizon.
    now_min
        Present moment, minutes after midnight of that day [min].
    kinds
        Kinds of action that may be proposed.
    go_on
        False: stop looking; what was found so far is used.
    """

    problem: RosterProblem
    roster: Roster
    day: int
    now_min: int
    prices: DayPrices
    kinds: Collection[ActionKind]
    go_on: Callable[[int, int], bool] = lambda done, total: True

    @cached_property
    def refused(self) -> dict[str, set[str]]:
        """People whom each rule, by its title, keeps from something that would help."""
        return {}

    @cached_property
    def from_min(self) -> int:
        """First minute that may change: notice given, on the grid of slots [min]."""
        return self._slotted(self.now_min + self.prices.notice_min)

    @cached_property
    def state(self) -> FloorState:
        """Heads on the floor as they are."""
        return FloorState(self.problem, self.roster, self.problem.requirement.heads)

    @cached_property
    def point_cents(self) -> float:
        """What a point of the roster's cost is worth [cents]."""
        slot_h = self.problem.requirement.grid.slot_min / 60
        usual = max(1, self.problem.cover_prices.shortfall)
        return self.prices.missing_hour_cents * slot_h / usual

    def found(self) -> list[Option]:
        """All that keep every hard rule and put somebody where people are missing, or save pay."""
        options: list[Option] = []
        agents = self.problem.agents
        for done, agent in enumerate(agents):
            if not self.go_on(done, len(agents)):
                break
            if self.day in locked_cells(self.problem, agent) or self._away(agent):
                continue
            options += self._lawful(agent, list(self._of(agent)))
        return options

    # --- what somebody could do ----------------------------------------------------------------

    def _of(self, agent: Agent) -> Iterator[Option]:
        date = self.problem.dates[self.day]
        mine = self.roster.by_cell.get((agent.agent_id, date), ())
        if not mine:
            yield from self._call_ins(agent)
        elif len(mine) == 1 and mine[0].end_min > self.from_min:
            yield from self._breaks(agent, mine[0])
            yield from self._activities(agent, mine[0])
            yield from self._longer(agent, mine[0])
            yield from self._time_off(agent, mine[0])

    def _breaks(self, agent: Agent, now: Shift) -> Iterator[Option]:
        template = self.problem.template.get(now.template)
        rests = sorted(now.breaks)
        if template is None or len(template.breaks) != len(rests) or "break" not in self.kinds:
            return
        taken = sum(rest.start_min < self.from_min for rest in rests)
        ended = rests[taken - 1].end_min if taken else None
        slot_min = self.problem.requirement.grid.slot_min
        ways = placements(template.breaks[taken:], now.start_min, slot_min, ended)
        found = [(len(set(way) - set(rests)), way) for way in ways if self._fits(now, rests, way)]
        several = sum(moved > 1 for moved, _ in found)
        for moved, way in found:
            if moved == 1 or (moved and several <= _SEVERAL):
                after = replace(now, breaks=(*rests[:taken], *way))
                yield self._option(agent, "break", now, after, moved * self.prices.move_break_cents)

    def _fits(self, now: Shift, rests: list[Break], way: tuple[Break, ...]) -> bool:
        """Whether moved breaks begin late enough and lie clear of activities."""
        return all(
            rest in rests
            or (
                rest.start_min >= self.from_min
                and not any(overlap(rest, held) for held in now.activities)
            )
            for rest in way
        )

    def _activities(self, agent: Agent, now: Shift) -> Iterator[Option]:
        for held in now.activities:
            if held.start_min < self.from_min:
                continue
            rest = tuple(one for one in now.activities if one != held)
            if "drop_activity" in self.kinds:
                after = replace(now, activities=rest)
                price = self.prices.drop_activity_cents
                yield self._option(agent, "drop_activity", now, after, price)
            if "activity" in self.kinds and not self._in_group(held):
                for begin in self._later_begins(now, held):
                    moved = Activity(begin, held.length_min, held.label)
                    after = replace(now, activities=tuple(sorted((*rest, moved))))
                    price = self.prices.move_activity_cents
                    yield self._option(agent, "activity", now, after, price)

    def _in_group(self, held: Activity) -> bool:
        """Whether others hold the same thing at the same time: a meeting cannot be moved by one."""
        return self._held_at.get((held.label, held.start_min), 0) > 1

    @cached_property
    def _held_at(self) -> dict[tuple[str, int], int]:
        found: dict[tuple[str, int], int] = {}
        date = self.problem.dates[self.day]
        for shift in self.roster.shifts:
            if shift.day == date:
                for held in shift.activities:
                    key = (held.label, held.start_min)
                    found[key] = found.get(key, 0) + 1
        return found

    def _later_begins(self, now: Shift, held: Activity) -> Iterator[int]:
        slot_min = self.problem.requirement.grid.slot_min
        taken = [(one.start_min, one.end_min) for one in now.away if one != held]
        first = max(self.from_min, self._slotted(now.start_min))
        for begin in range(first, now.end_min - held.length_min + 1, slot_min):
            free = all(begin >= end or begin + held.length_min <= off for off, end in taken)
            if free and begin != held.start_min:
                yield begin

    def _longer(self, agent: Agent, now: Shift) -> Iterator[Option]:
        slot_min = self.problem.requirement.grid.slot_min
        steps = range(slot_min, self.prices.most_overtime_min + 1, slot_min)
        rate = self._pay(agent) * self.prices.overtime_pct / 100 / 60
        for more in steps:
            if "stay" in self.kinds:
                after = replace(now, length_min=now.length_min + more)
                yield self._option(agent, "stay", now, after, more * rate, agreed=True)
            if "start_early" in self.kinds and now.start_min - more >= self.from_min:
                after = replace(
                    now, start_min=now.start_min - more, length_min=now.length_min + more
                )
                yield self._option(agent, "start_early", now, after, more * rate, agreed=True)

    def _time_off(self, agent: Agent, now: Shift) -> Iterator[Option]:
        if "time_off" not in self.kinds:
            return
        slot_min = self.problem.requirement.grid.slot_min
        rate = self._pay(agent) * self.prices.time_off_pct / 100 / 60
        for end in range(max(self.from_min, now.start_min + slot_min), now.end_min, slot_min):
            parts = [one for one in now.away if one.start_min < end]
            if any(one.end_min > end for one in parts) or any(
                one.start_min >= end for one in now.activities
            ):
                continue
            breaks = tuple(rest for rest in now.breaks if rest.end_min <= end)
            after = replace(now, length_min=end - now.start_min, breaks=breaks)
            saved = (now.paid_min - after.paid_min) * rate
            yield self._option(agent, "time_off", now, after, -saved, agreed=True)

    def _call_ins(self, agent: Agent) -> Iterator[Option]:
        if "call_in" not in self.kinds:
            return
        begin = self._slotted(self.now_min + self.prices.call_in_notice_min)
        worth = self._worth(agent)
        duties = [
            (duty, self.state.placed(self.day, duty, worth))
            for duty in contract_templates(self.problem, agent.contract_id)
            if duty.start_min >= begin
        ]
        duties = [one for one in duties if one[1].saves > 0]
        duties.sort(key=lambda one: (-one[1].saves, one[0].length_min))
        rate = self._pay(agent) * self.prices.call_in_pct / 100 / 60
        for duty, placed in duties[:_CALL_INS]:
            shift = self.state.shift(agent.agent_id, self.day, duty, placed)
            cost = shift.paid_min * rate + self.prices.call_in_cents
            yield self._option(agent, "call_in", None, shift, cost)

    # --- prices, slots, rules ------------------------------------------------------------------

    def _option(
        self,
        agent: Agent,
        kind: ActionKind,
        now: Shift | None,
        after: Shift,
        cost_cents: float,
        *,
        agreed: bool = False,
    ) -> Option:
        before = self.slots_of(now)
        then = self.slots_of(after)
        gained, lost = np.setdiff1d(then, before), np.setdiff1d(before, then)
        return Option(agent.agent_id, kind, now, after, gained, lost, cost_cents, agreed)

    def slots_of(self, shift: Shift | None) -> IntArray:
        """Slots of the horizon in which a shift is on the floor."""
        if shift is None:
            return np.empty(0, dtype=np.int64)
        return shift_slots(self.state.clock, shift)

    def _lawful(self, agent: Agent, options: list[Option]) -> list[Option]:
        """Those that put somebody where one is missing, or home, and break no hard rule anew."""
        helps = self._helps(agent)
        options = [
            o
            for o in options
            if (self._spare[o.lost].all() if o.kind == "time_off" else helps[o.gained].any())
        ]
        # What lies within a shift was placed where it may lie; begins and ends are asked of.
        small = [option for option in options if option.kind in SMALL]
        options = [option for option in options if option.kind not in SMALL]
        if not options:
            return small
        shifts = self.roster.by_agent.get(agent.agent_id, ())
        known = {v for _, v in self._violations(agent, shifts)}
        found = []
        for option in options:
            others = tuple(shift for shift in shifts if shift != option.before)
            mine = (*others, *([option.after] if option.after else []))
            fresh = [
                (applied, violation)
                for applied, violation in self._violations(agent, mine, option)
                if violation not in known
            ]
            if broken := {one.rule.title for one, violation in fresh if violation.hard}:
                for title in broken:
                    self.refused.setdefault(title, set()).add(agent.agent_id)
                continue
            points = sum((applied.setting.price or 0) * v.amount for applied, v in fresh)
            cost = option.cost_cents + points * self.point_cents
            charged = tuple(violation for _, violation in fresh)
            found.append(replace(option, cost_cents=cost, charged=charged))
        return small + found

    @cached_property
    def _spare(self) -> BoolArray:
        """Slots that somebody may leave: so many agents are spare there that enough remain."""
        met = cover(
            self.problem.requirement.heads, self.state.supply, self.state.groups.skills,
            self.state.groups.prices,
        )  # fmt: skip
        return np.asarray(met.surplus > self.prices.spare_agents)

    def _violations(
        self, agent: Agent, shifts: tuple[Shift, ...], option: Option | None = None
    ) -> list[tuple[Applied, Violation]]:
        """What an agent's shifts break of the rules that an option could break."""
        rules = rule_set(self.problem)
        if option is not None and option.agreed:
            rules = tuple(one for one in rules if one.rule.name not in AGREED)
        tour = tour_of(self.problem, agent.agent_id, shifts)
        return list(tour_violations(self.problem, rules, agent, tour))

    @cached_property
    def _saved(self) -> dict[int, IntArray]:
        return {}

    def _more(self, agent: Agent) -> IntArray:
        """Points saved by one more like this agent in each slot [points]."""
        group = self.state.groups.group_of[agent.agent_id]
        if group not in self._saved:
            self._saved[group] = self.state.saved(agent.agent_id, 1)
        return self._saved[group]

    def _worth(self, agent: Agent) -> IntArray:
        return self.state.summed(np.maximum(0, self._more(agent)))

    def _helps(self, agent: Agent) -> BoolArray:
        return np.asarray(self._more(agent) > 0)

    def _pay(self, agent: Agent) -> int:
        return self.problem.contract_of[agent.agent_id].hour_cents or self.prices.hour_cents

    def _away(self, agent: Agent) -> bool:
        return self.day in self.problem.leave_days.get(agent.agent_id, ())

    def _slotted(self, minute: int) -> int:
        slot_min = self.problem.requirement.grid.slot_min
        return -(-minute // slot_min) * slot_min
