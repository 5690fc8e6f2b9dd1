"""Who is on the floor when: from rosters to heads in each slot."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import numpy as np

from data.model.activity import Activity
from data.model.grid import BoolArray, IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Break, Shift


class Clock:
    """Local clock minutes of the horizon's days to slots of its grid."""

    def __init__(self, problem: RosterProblem) -> None:
        grid = problem.requirement.grid
        self.grid, self.days, self.wrap = grid, problem.days, problem.wrap
        self.regular = problem.grid.slots == problem.days * grid.slots_per_day
        self.first = problem.first

    def span(self, day: int, start_min: int, end_min: int) -> tuple[int, int]:
        """First slot and the slot after the last of those worked in full."""
        return self._slot(day, -(-start_min // self.grid.slot_min)), self._slot(
            day, end_min // self.grid.slot_min
        )

    def slots(
        self, day: int, start_min: int, length_min: int, away: Iterable[Break | Activity] = ()
    ) -> IntArray:
        """Slots of the horizon in which a shift is on the floor for the whole slot."""
        first, end = self.span(day, start_min, start_min + length_min)
        present = np.ones(max(0, end - first), dtype=bool)
        for rest in away:
            present[self._touched(day, rest, first)] = False
        return self.inside(first + np.flatnonzero(present))

    def touched(self, day: int, rest: Break | Activity) -> IntArray:
        """Slots of the horizon that a break or activity takes any part of."""
        slot_min = self.grid.slot_min
        first, end = rest.start_min // slot_min * slot_min, -(-rest.end_min // slot_min) * slot_min
        return self.slots(day, first, end - first)

    def begins(self, size: int) -> IntArray:
        """Slot of the floor with which each of so many slots of the clock begins."""
        per_day = self.grid.slots_per_day
        slots = [self._slot(*divmod(at, per_day)) for at in range(size)]
        return np.array(slots, dtype=np.int64)

    def inside(self, slots: IntArray) -> IntArray:
        """Those slots that lie in the horizon; beyond its end they wrap where the problem does."""
        if self.wrap:
            return np.asarray(slots % self.grid.slots)
        return np.asarray(slots[(slots >= 0) & (slots < self.grid.slots)])

    def _touched(self, day: int, rest: Break | Activity, first: int) -> slice:
        begin = self._slot(day, rest.start_min // self.grid.slot_min) - first
        end = self._slot(day, -(-rest.end_min // self.grid.slot_min)) - first
        return slice(max(0, begin), max(0, end))

    def _slot(self, day: int, slot_of_day: int) -> int:
        if self.regular:
            return day * self.grid.slots_per_day + slot_of_day
        when = self.first + timedelta(days=day)
        return self.grid.slot_at(when, slot_of_day * self.grid.slot_min)


@dataclass(frozen=True, eq=False)
class FloorCount:
    """Presence of every agent on the floor.

    Parameters
    ----------
    rows
        Row of each agent.
    present
        Shape (agents, slots).
    shifts
        All that were counted.
    """

    clock: Clock
    rows: Mapping[str, int]
    present: BoolArray
    shifts: list[Shift] = field(default_factory=list)

    @classmethod
    def of(cls, problem: RosterProblem, roster: Roster) -> "FloorCount":
        """Count a roster, with what reaches in from history."""
        rows = {agent.agent_id: i for i, agent in enumerate(problem.agents)}
        present = np.zeros((len(rows), problem.requirement.grid.slots), dtype=bool)
        count = cls(Clock(problem), rows, present)
        reaching = [s for s in problem.history if (problem.first - s.day).days == 1]
        for shift in (*reaching, *roster.shifts):
            if shift.agent_id in rows:
                count.add(shift)
        return count

    def add(self, shift: Shift) -> None:
        """Count one more shift."""
        self.shifts.append(shift)
        self.present[self.rows[shift.agent_id], shift_slots(self.clock, shift)] = True

    def breaks(self, agents: Container[str]) -> IntArray:
        """Breaks of a set of agents that touch each slot [breaks], shape (slots,)."""
        found = np.zeros(self.present.shape[1], dtype=np.int64)
        for shift in self.shifts:
            if shift.agent_id in agents:
                day = (shift.day - self.clock.first).days
                for rest in shift.breaks:
                    found[self.clock.touched(day, rest)] += 1
        return found

    def heads(self, agents: Iterable[str]) -> IntArray:
        """Heads of a set of agents on the floor [heads], shape (slots,)."""
        mine = [self.rows[agent] for agent in agents]
        return np.asarray(self.present[mine].sum(axis=0), dtype=np.int64)


def shift_slots(watch: Clock, shift: Shift) -> IntArray:
    """Slots of the horizon in which a shift is on the floor."""
    day = (shift.day - watch.first).days
    return watch.slots(day, shift.start_min, shift.length_min, shift.away)


@dataclass(frozen=True, eq=False)
class SkillGroups:
    """Agents who can serve the same of the required queues.

    Parameters
    ----------
    group_of
        Group of each agent.
    skills
        Whether a group serves a queue, shape (groups, queues).
    """

    problem: RosterProblem

    @cached_property
    def skill_sets(self) -> tuple[frozenset[str], ...]:
        """Skill sets in order of first appearance, cut to the required queues."""
        return tuple(dict.fromkeys(self._mine(a.skills) for a in self.problem.agents))

    @cached_property
    def group_of(self) -> Mapping[str, int]:
        """Group of each agent."""
        place = {skills: i for i, skills in enumerate(self.skill_sets)}
        return {a.agent_id: place[self._mine(a.skills)] for a in self.problem.agents}

    @cached_property
    def skills(self) -> BoolArray:
        """Whether a group serves a queue, shape (groups, queues)."""
        queues = self.problem.requirement.queue_ids
        table = [[queue in skills for queue in queues] for skills in self.skill_sets]
        return np.asarray(table, dtype=bool).reshape(len(self.skill_sets), len(queues))

    @cached_property
    def prices(self) -> IntArray:
        """Shortfall price of each queue [points/head/slot], shape (queues,)."""
        prices = self.problem.cover_prices
        return np.array([prices.of(q) for q in self.problem.requirement.queue_ids], dtype=np.int64)

    def supply(self, count: FloorCount) -> IntArray:
        """Heads of each group on the floor [heads], shape (groups, slots)."""
        supply = np.zeros((len(self.skill_sets), count.present.shape[1]), dtype=np.int64)
        for agent_id, row in count.rows.items():
            supply[self.group_of[agent_id]] += count.present[row]
        return supply

    def _mine(self, skills: tuple[str, ...]) -> frozenset[str]:
        return frozenset(skills) & frozenset(self.problem.requirement.queue_ids)
