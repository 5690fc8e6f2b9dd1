"""Deferrable work into the agents that a roster leaves: a linear programme, exact."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray
from data.model.language import tr
from rostering.backlog.idle_capacity import IdleCapacity, Rows
from rostering.backlog.work import Backlog
from rostering.solver.program import Column, Program

_LOOSE = 1e-6  # agent-slots by which the second programme may fall behind the first


@dataclass(frozen=True, eq=False)
class Spread:
    """Work done in each slot [agent-slots], (queues, slots), and the least work overdue."""

    done: FloatArray
    bound: float


class BacklogModel:
    """How much of each queue's work is done in each slot.

    Least work past its due time, summed over the slots at whose end it is open; among all such
    plans the one that takes the fewest idle people, and leaves them most evenly spread.

    Parameters
    ----------
    possible
        Work that could be done of each set of queues [agent-slots], shape (slots,).
    """

    def __init__(self, backlog: Backlog, possible: Mapping[Rows, FloatArray]) -> None:
        self.backlog, self.program = backlog, Program()
        self.total = float(backlog.arriving.sum() + backlog.opening.sum())
        rows, slots = backlog.arriving.shape
        self.done = [[self.program.number(self.total) for _ in range(slots)] for _ in range(rows)]
        self.overdue: list[Column] = []
        for row in range(rows):
            self._post_course(row)
        for together, most in possible.items():
            for slot, work in enumerate(most.tolist()):
                self.program.hold([self.done[row][slot] for row in together], most=work)

    def _post_course(self, row: int) -> None:
        """What is open at the end of a slot is in time as far as it came lately, else overdue."""
        work = self.backlog.work(row)
        arrived, due = work.arrived(), work.due()
        before: list[Column] = []
        for slot in range(self.backlog.slots):
            fresh = self.program.number(max(0.0, float(arrived[slot] - due[slot])))
            overdue = self.program.number(self.total, cost=1.0)
            self.overdue.append(overdue)
            came = float(work.arriving[slot] if slot else arrived[0])
            self.program.balance([fresh, overdue, self.done[row][slot]], before, came)
            before = [fresh, overdue]

    def solve(self, time_s: float, spread_over: IdleCapacity | None = None) -> Spread:
        """The plan, and the overdue work [agent-slots x slots] that no plan can undercut.

        Raises
        ------
        InvalidValue
            If no plan is found in the time given.
        """
        found = first = self.program.solve(time_s)
        if spread_over is not None:
            for column in self.overdue:
                self.program.cost[column] = 0.0
            self.program.hold(self.overdue, most=first.cost + _LOOSE)
            self._post_steps(spread_over)
            second = self.program.solve(time_s)
            found = first if second.values is None else second
        if found.values is None:
            raise InvalidValue(
                tr("no plan of deferrable work in {time_s:g} s: give it more time", time_s=time_s)
            )
        return Spread(np.maximum(0.0, found.values[np.array(self.done)]), first.bound)

    def _post_steps(self, capacity: IdleCapacity) -> None:
        """Time between contacts is free; of the idle, the last one in a slot is dearest."""
        idle = np.rint(capacity.idle[capacity.all]).astype(np.int64)
        most = int(idle.max(initial=0))
        for slot, between in enumerate(capacity.between().tolist()):
            head = float(capacity.kept_share[slot])
            taken = [self.program.number(max(0.0, between))]
            for left in reversed(range(int(idle[slot]))):
                taken.append(self.program.number(head, cost=float(most - left)))
            self.program.balance(taken, [row[slot] for row in self.done], 0.0)
