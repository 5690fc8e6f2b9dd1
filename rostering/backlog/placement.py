"""Deferrable work placed into the idle capacity of a finished roster; its shifts stay."""

import time
from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.backlog.check import least_overdue, unmanned_slots
from rostering.backlog.idle_capacity import IdleCapacity, idle_capacity_of
from rostering.backlog.model import BacklogModel, Spread
from rostering.backlog.work import Backlog, Course, follow
from rostering.evaluation.cover import Cover
from rostering.evaluation.scorecard import cover_of
from rostering.rules.language.presence import FloorCount

_SAME = 1e-3  # agent-slots x slots within which overdue work is the same


@dataclass(frozen=True, eq=False)
class BacklogPlan:
    """When deferrable work is done, and how little of it can be overdue.

    Parameters
    ----------
    before
        Cover of the roster with the work where the requirement placed it.
    capacity
        People left when every urgent queue has what it can have.
    as_required, placed
        Course of each queue's work if only the people whom the requirement has for it do it (as
        far as they are there), and with everybody idle; time between contacts is used in both.
    bound
        Overdue work that no placing into this roster can undercut [agent-slots x slots].
    unmanned
        Slots in which an independent count finds too few people for the plan; none is right.
    """

    backlog: Backlog
    slot_min: int
    before: Cover
    capacity: IdleCapacity
    as_required: tuple[Course, ...]
    placed: tuple[Course, ...]
    bound: float
    unmanned: tuple[int, ...]
    seconds: float

    @property
    def heads(self) -> FloatArray:
        """Rostered people at deferrable work [heads], shape (queues, slots)."""
        return np.array([course.done for course in self.placed]) / self.backlog.kept_share

    @property
    def idle_before(self) -> FloatArray:
        """People whom nothing needs where the requirement placed the work [heads], (slots,)."""
        return np.asarray(self.before.surplus[: self.backlog.slots], dtype=np.float64)

    @property
    def idle_used(self) -> FloatArray:
        """Idle people who do the work placed, beyond what is done between contacts, (slots,)."""
        more = np.sum([course.done for course in self.placed], axis=0) - self.capacity.between()
        return np.asarray(np.maximum(0.0, more) / self.backlog.kept_share)

    @property
    def idle_after(self) -> FloatArray:
        """People whom nothing needs with the work placed [heads], shape (slots,)."""
        return np.asarray(np.maximum(0.0, self.capacity.idle[self.capacity.all] - self.idle_used))

    @property
    def overdue(self) -> float:
        """Overdue work, summed over the slots at whose end it is open [agent-slots x slots]."""
        return float(sum(course.overdue.sum() for course in self.placed))

    @property
    def proven(self) -> bool:
        """Whether no placing into this roster has less overdue work, and people suffice for it."""
        return not self.unmanned and self.overdue - self.bound < _SAME

    def hours(self, agent_slots: float) -> float:
        """Agent-slots as hours [h]."""
        return agent_slots * self.slot_min / 60


def place_backlog(
    problem: RosterProblem, roster: Roster, backlog: Backlog, *, time_limit_s: float = 60.0
) -> BacklogPlan:
    """Do deferrable work where people are idle: least overdue, then idle people evenly spread.

    Raises
    ------
    InvalidValue
        If more queues are deferrable than can be placed together.

    Notes
    -----
    Checked anew from what was found: the course of the work oldest first, the people by one flow a
    slot, the bound by counting; the programme's own bound counts where that is higher.
    """
    began = time.monotonic()
    capacity = idle_capacity_of(problem, roster, backlog)
    found = BacklogModel(backlog, capacity.possible()).solve(time_limit_s, capacity)
    before = cover_of(problem, FloorCount.of(problem, roster))
    places = [problem.requirement.queue_ids.index(queue_id) for queue_id in backlog.queue_ids]
    manned = before.covered[places][:, : backlog.slots]
    required = BacklogModel(backlog, capacity.possible_with(manned)).solve(time_limit_s)
    placed = _followed(backlog, found)
    done = np.array([course.done for course in placed])
    return BacklogPlan(
        backlog,
        problem.requirement.grid.slot_min,
        before,
        capacity,
        _followed(backlog, required),
        placed,
        max(found.bound, least_overdue(backlog, capacity)),
        unmanned_slots(problem, roster, backlog, capacity, done),
        time.monotonic() - began,
    )


def _followed(backlog: Backlog, spread: Spread) -> tuple[Course, ...]:
    return tuple(follow(backlog.work(row), possible) for row, possible in enumerate(spread.done))
