"""A placing of deferrable work checked without the programme that found it."""

from collections.abc import Iterator

import numpy as np

from data.model.grid import FloatArray, IntArray
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.backlog.idle_capacity import IdleCapacity, Rows
from rostering.backlog.work import Backlog
from rostering.rules.language.presence import FloorCount, SkillGroups

_FINE = 10_000  # parts of an agent that a flow of whole numbers tells apart
_ROUNDED = 2e-2  # heads


def unmanned_slots(
    problem: RosterProblem,
    roster: Roster,
    backlog: Backlog,
    capacity: IdleCapacity,
    done: FloatArray,
) -> tuple[int, ...]:
    """Slots in which the people on the floor cannot do the urgent work and the work placed.

    Notes
    -----
    One maximum flow a slot from groups of people to queues: how `capacity` counted sets of queues
    plays no part.
    """
    groups = SkillGroups(problem)
    queues = problem.requirement.queue_ids
    supply = groups.supply(FloorCount.of(problem, roster))
    asked = capacity.asked.copy()
    asked[[queues.index(queue_id) for queue_id in backlog.queue_ids]] = done / backlog.kept_share
    return tuple(
        slot
        for slot in np.flatnonzero(done.sum(axis=0) > 0).tolist()
        if not _fits(supply[:, slot], asked[:, slot], groups.skills)
    )


def _fits(supply: IntArray, asked: FloatArray, skills: np.ndarray) -> bool:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    people, queues = skills.shape
    arcs = np.zeros((people + queues + 2, people + queues + 2), dtype=np.int32)
    arcs[0, 1 : people + 1] = supply * _FINE
    arcs[1 : people + 1, people + 1 : -1] = skills * (supply * _FINE)[:, None]
    arcs[people + 1 : -1, -1] = np.floor(asked * _FINE)
    found = maximum_flow(csr_array(arcs), 0, people + queues + 1).flow_value
    return bool(found >= arcs[people + 1 : -1, -1].sum() - _ROUNDED * _FINE)


def least_overdue(backlog: Backlog, capacity: IdleCapacity) -> float:
    """Overdue work that no plan can undercut, counted without a solver [agent-slots x slots].

    Notes
    -----
    A set of queues, worked on whenever somebody of its people is idle and anything is open, has the
    least open work at every moment; what of it exceeds the work that came within due time is
    overdue. The sum over disjoint sets bounds the whole; for one queue it is exact.
    """
    alone = {
        rows: _overdue(backlog, rows, possible) for rows, possible in capacity.possible().items()
    }
    every = tuple(range(len(backlog.queue_ids)))
    return float(_split(every, alone).sum()) if every else 0.0


def _overdue(backlog: Backlog, rows: Rows, possible: FloatArray) -> FloatArray:
    works = [backlog.work(row) for row in rows]
    arrived = np.sum([work.arrived() for work in works], axis=0)
    fresh = arrived - np.sum([work.due() for work in works], axis=0)
    open_, before, found = 0.0, 0.0, np.zeros(len(arrived))
    for slot in range(len(arrived)):
        came, before = arrived[slot] - before, arrived[slot]
        open_ = max(0.0, open_ + came - possible[slot])
        found[slot] = max(0.0, open_ - fresh[slot])
    return found


def _split(rows: Rows, alone: dict[Rows, FloatArray]) -> FloatArray:
    """Greatest sum over disjoint sets that make up all rows, slot by slot."""
    if not rows:
        return np.zeros_like(next(iter(alone.values())))
    ways = (
        alone[part] + _split(tuple(r for r in rows if r not in part), alone)
        for part in _with_first(rows)
    )
    return np.asarray(np.maximum.reduce(list(ways)))


def _with_first(rows: Rows) -> Iterator[Rows]:
    """Sets of rows that hold the first one."""
    rest = rows[1:]
    for bits in range(1 << len(rest)):
        yield (rows[0], *(row for i, row in enumerate(rest) if bits >> i & 1))
