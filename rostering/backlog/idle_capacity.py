"""Agents that a roster leaves for work that can wait, after everything that cannot."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from rostering.backlog.work import Backlog
from rostering.evaluation.cover import Cover, cover
from rostering.rules.language.presence import FloorCount, SkillGroups

MOST_QUEUES = 6
"""Every set of deferrable queues is counted: more of them are refused."""

Rows = tuple[int, ...]
_FINE = 1000  # parts of an agent that whole numbers tell apart


@dataclass(frozen=True, eq=False)
class IdleCapacity:
    """Who is left for work that can wait.

    Parameters
    ----------
    urgent
        Cover of the queues that cannot wait.
    asked
        Agents whom urgent queues keep busy: those they are given, less the time between contacts
        that is used [heads], shape (all queues, slots).
    idle
        For each set of deferrable queues (rows of the backlog), people whom no urgent queue needs
        and who can serve one of the set [heads], shape (slots,).
    free
        The same with the time between contacts that is used [heads], shape (slots,).
    kept_share
        Share of an agent who is there after outside shrinkage [-], shape (slots,).
    """

    urgent: Cover
    asked: FloatArray
    idle: dict[Rows, FloatArray]
    free: dict[Rows, FloatArray]
    kept_share: FloatArray

    @property
    def all(self) -> Rows:
        """All deferrable queues together."""
        return max(self.free, key=len)

    def possible(self) -> dict[Rows, FloatArray]:
        """Work that could be done of each set of queues [agent-slots], shape (slots,)."""
        return {rows: heads * self.kept_share for rows, heads in self.free.items()}

    def possible_with(self, heads: IntArray) -> dict[Rows, FloatArray]:
        """The same where only these people do nothing else [heads], shape (queues, slots)."""
        return {
            rows: self.kept_share
            * np.minimum(free, free - self.idle[rows] + heads[list(rows)].sum(axis=0))
            for rows, free in self.free.items()
        }

    def between(self) -> FloatArray:
        """Work that is done between urgent contacts at most [agent-slots], shape (slots,)."""
        return np.asarray((self.free[self.all] - self.idle[self.all]) * self.kept_share)


def idle_capacity_of(problem: RosterProblem, roster: Roster, backlog: Backlog) -> IdleCapacity:
    """Count the people whom urgent queues leave, by what they can serve.

    Raises
    ------
    InvalidValue
        If there are too many deferrable queues to count every set of them.

    Notes
    -----
    Urgent queues are met first, as well as they can be; what then is left for a set of deferrable
    queues is a difference of two maximum flows (`evaluation.cover`). The work that can be done in a
    slot is exactly what these numbers allow for every set (a polymatroid).
    """
    if len(backlog.queue_ids) > MOST_QUEUES:
        raise InvalidValue(
            tr(
                "{queue_ids} deferrable queues: at most {most_queues} can be placed "
                "together; join those that the same people serve",
                queue_ids=len(backlog.queue_ids),
                most_queues=MOST_QUEUES,
            )
        )
    groups, n = SkillGroups(problem), backlog.slots
    need = problem.requirement.heads[:, :n].copy()
    waiting = [problem.requirement.queue_ids.index(queue_id) for queue_id in backlog.queue_ids]
    need[waiting] = 0
    supply = groups.supply(FloorCount.of(problem, roster))[:, :n]
    urgent = cover(need, supply, groups.skills, groups.prices)
    busy = np.minimum(urgent.covered, backlog.urgent_load / backlog.kept_share)
    asked = urgent.covered - backlog.between_share * (urgent.covered - busy)
    return IdleCapacity(
        urgent,
        asked,
        _left(groups, supply, urgent.covered.astype(np.float64), waiting),
        _left(groups, supply, asked, waiting),
        backlog.kept_share,
    )


def _left(
    groups: SkillGroups, supply: IntArray, asked: FloatArray, waiting: list[int]
) -> dict[Rows, FloatArray]:
    """Agents left for every set of the waiting queues, shape (slots,) each."""
    fine, people = np.ceil(asked * _FINE).astype(np.int64), supply * _FINE
    first = np.ones(len(asked))
    first[waiting] = 0  # urgent queues are dearer than any that can wait
    found = {}
    rows = range(len(waiting))
    for chosen in (c for size in rows for c in combinations(rows, size + 1)):
        wanted = fine.copy()
        places = [waiting[row] for row in chosen]
        wanted[places] = people.sum(axis=0)
        met = cover(wanted, people, groups.skills, first)
        found[chosen] = met.covered[places].sum(axis=0) / _FINE
    return found
