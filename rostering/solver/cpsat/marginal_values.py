"""What one more head is worth now, and so what each duty is worth, with its best breaks."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from data.model.activity import Activity
from data.model.grid import IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Break, Shift
from rostering.evaluation.cover import cover
from rostering.rules.language.breaks import begins_with_room
from rostering.rules.language.duty import Duty, day_of
from rostering.rules.language.presence import Clock, FloorCount, SkillGroups


@dataclass(frozen=True)
class Placed:
    """A duty on a day with breaks chosen, and what it saves [points]."""

    breaks: tuple[Break, ...]
    saves: int


class FloorState:
    """Heads of each skill group on the floor, kept as shifts come and go.

    Parameters
    ----------
    heads
        Heads to cover, shape (queues, slots).
    """

    def __init__(self, problem: RosterProblem, roster: Roster, heads: IntArray) -> None:
        self.problem, self.heads = problem, heads
        self.groups, self.clock = SkillGroups(problem), Clock(problem)
        self.supply = self.groups.supply(FloorCount.of(problem, roster))

    def add(self, shifts: Iterable[Shift], sign: int = 1) -> None:
        """Put shifts on the floor, or take them off (sign -1)."""
        for shift in shifts:
            day = (shift.day - self.problem.first).days
            slots = self.clock.slots(day, shift.start_min, shift.length_min, shift.away)
            self.supply[self.groups.group_of[shift.agent_id], slots] += sign

    def worth(self, agent_id: str) -> IntArray:
        """What one more head like this agent saves up to each slot [points], running sum.

        Shape (slots + two days + 1,): beyond the horizon nothing, or its begin where it wraps.
        """
        return self.summed(self.saved(agent_id, 1))

    def saved(self, agent_id: str, change: int) -> IntArray:
        """What a head like this agent saves in each slot [points], shape (slots,).

        Parameters
        ----------
        change
            1: one that is put on the floor; -1: one that stands there now (nothing is said of
            slots where none does).
        """
        other = self.supply.copy()
        row = self.groups.group_of[agent_id]
        other[row] = np.maximum(0, other[row] + change)
        return np.asarray(change * (self._bill(self.supply) - self._bill(other)))

    def summed(self, saved: IntArray) -> IntArray:
        """Running sum of savings [points], as `worth` gives it."""
        over = 2 * self.clock.grid.slots_per_day
        beyond = np.resize(saved, over) if self.problem.wrap else np.zeros(over, dtype=np.int64)
        return np.asarray(np.concatenate(([0], np.cumsum(np.concatenate((saved, beyond))))))

    def _bill(self, supply: IntArray) -> IntArray:
        met = cover(self.heads, supply, self.groups.skills, self.groups.prices)
        points = met.points(self.groups.prices, self.problem.cover_prices.surplus)
        return np.asarray(np.rint(points), dtype=np.int64)

    def placed(self, day: int, duty: Duty, worth: IntArray) -> Placed:
        """The duty with its breaks where heads are worth least, one break after the other."""
        if duty.breaks is not None:
            return Placed(duty.breaks, self._saves(day, duty, duty.away, worth))
        breaks: list[Break] = []
        windows = self.problem.template[duty.template].breaks
        room = begins_with_room(windows, duty.start_min, self.clock.grid.slot_min)
        for window, minutes in zip(windows, room, strict=True):
            free_from = breaks[-1].end_min + window.apart_min if breaks else duty.start_min
            found = [
                Break(minute, window.length_min, window.label, window.paid)
                for minute in minutes
                if minute >= free_from
            ]
            breaks.append(min(found, key=lambda rest: self._lost(day, rest, worth)))
        return Placed(tuple(breaks), self._saves(day, duty, tuple(breaks), worth))

    def _lost(self, day: int, rest: Break | Activity, worth: IntArray) -> int:
        slot_min = self.clock.grid.slot_min
        first = rest.start_min // slot_min * slot_min
        end = -(-rest.end_min // slot_min) * slot_min
        begin, over = self.clock.span(day, first, end)
        return int(worth[over] - worth[begin])

    def _saves(
        self, day: int, duty: Duty, away: tuple[Break | Activity, ...], worth: IntArray
    ) -> int:
        begin, over = self.clock.span(day, duty.start_min, duty.end_min)
        lost = sum(self._lost(day, rest, worth) for rest in away)
        return int(worth[over] - worth[begin]) - lost

    def shift(self, agent_id: str, day: int, duty: Duty, placed: Placed) -> Shift:
        """The placed duty as a shift."""
        return duty.worked(agent_id, day_of(self.problem, day), placed.breaks)
