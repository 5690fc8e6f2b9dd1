"""Who is on the floor when: from a roster with absences drawn, or from plain counts of agents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from data.model.grid import BoolArray, FloatArray, Grid, IntArray
from data.model.requirement import Shrinkage
from data.model.shift import Shift
from rostering.simulation.tables import AWAY, NOBODY, Agents, Events, Segments
from rostering.staffing.shrinkage import kept_share

_STAGGER = 5  # slots between the beginnings of two people's shifts; any odd number will do
ABSENCE = 4  # stream of randomness, beside those of traffic.py


@dataclass(frozen=True, eq=False)
class Presence:
    """Agents by skill group, and their stretches on the floor.

    Parameters
    ----------
    group
        Skill group of each agent, shape (agents,).
    group_skills
        Whether a group serves a queue, shape (groups, queues).
    agent, on_s, off_s, pause_s, follows
        One entry per stretch, in order within a shift: seconds since the grid's start, the pause
        after it, and whether it continues the shift of the entry before.
    """

    group: IntArray
    group_skills: BoolArray
    agent: IntArray
    on_s: npt.NDArray[np.float64]
    off_s: npt.NDArray[np.float64]
    pause_s: npt.NDArray[np.float64]
    follows: BoolArray

    def agents(self) -> Agents:
        """Fresh rows for one replication."""
        n = len(self.group)
        nobody = np.full(n, NOBODY, dtype=np.int64)
        away = np.full(n, AWAY, dtype=np.int64)
        zeros = np.zeros(n)
        return Agents(
            self.group,
            nobody,
            away,
            np.zeros(n, dtype=np.int64),
            np.zeros(n, dtype=bool),
            zeros,
            zeros.copy(),
            zeros.copy(),
            nobody.copy(),
            nobody.copy(),
        )

    def plan(self) -> tuple[Segments, Events]:
        """Stretches and planned comings and goings in time order."""
        count = len(self.agent)
        following = np.full(count, NOBODY, dtype=np.int64)
        next_one = np.flatnonzero(self.follows)
        following[next_one - 1] = next_one
        segments = Segments(self.agent, self.on_s, self.off_s, self.pause_s, following)
        first = np.flatnonzero(~self.follows)
        at_s = np.concatenate([self.on_s[first], self.off_s])
        segment = np.concatenate([first, np.arange(count)])
        coming = np.arange(len(at_s)) < len(first)
        # At one instant people go before others come.
        order = np.lexsort((coming, at_s))
        return segments, Events(at_s[order], segment[order], coming[order])

    def kept(self, keep: BoolArray) -> "Presence":
        """Only the stretches to keep; what follows a dropped one begins anew."""
        before = np.concatenate([[False], keep[:-1]])
        follows = (self.follows & before)[keep]
        return replace(
            self,
            agent=self.agent[keep],
            on_s=self.on_s[keep],
            off_s=self.off_s[keep],
            pause_s=self.pause_s[keep],
            follows=follows,
        )


def presence_of_roster(
    shifts: Iterable[Shift],
    skills: Sequence[tuple[str, tuple[str, ...]]],
    queue_ids: Sequence[str],
    grid: Grid,
) -> Presence:
    """Presence that a roster plans.

    Parameters
    ----------
    shifts
        Shifts, breaks and activities placed; parts outside the grid are cut off.
    skills
        (agent id, queue ids that the agent serves) of everybody.
    """
    row = {agent_id: i for i, (agent_id, _) in enumerate(skills)}
    can = np.array([[q in known for q in queue_ids] for _, known in skills], dtype=bool)
    can = can.reshape(len(skills), len(queue_ids))
    group_skills, group = np.unique(can, axis=0, return_inverse=True)
    rows: list[tuple[int, float, float, float, bool]] = []
    for shift in sorted(shifts, key=lambda s: (s.agent_id, s.day, s.start_min)):
        if shift.agent_id in row:
            rows.extend(_stretches(row[shift.agent_id], shift, grid))
    return _presence(group.reshape(-1).astype(np.int64), group_skills, rows)


def presence_of_heads(
    heads: IntArray, group_skills: BoolArray, slot_s: float, shift_slots: int = 0
) -> Presence:
    """Presence of plain counts of agents, shape (groups, slots), without pauses.

    Parameters
    ----------
    shift_slots
        Longest stretch [slots]: longer ones are cut as if people took over from each other, so
        that absence is drawn shift by shift. 0: never cut.
    """
    group: list[int] = []
    rows: list[tuple[int, float, float, float, bool]] = []
    for g, counts in enumerate(np.asarray(heads)):
        for k in range(int(counts.max(initial=0))):
            on = np.concatenate([[0], (counts > k).astype(np.int8), [0]])
            edges = np.diff(on)
            spans = zip(np.flatnonzero(edges > 0), np.flatnonzero(edges < 0), strict=True)
            for a, b in spans:
                # Shifts of different people begin at different times of the day.
                cuts = _cuts(int(a), int(b), shift_slots, len(group) * _STAGGER)
                pairs = pairwise(cuts)
                rows.extend((len(group), s * slot_s, e * slot_s, 0.0, False) for s, e in pairs)
            group.append(g)
    return _presence(np.array(group, dtype=np.int64), np.asarray(group_skills, bool), rows)


def _cuts(first: int, end: int, longest: int, begin: int) -> list[int]:
    """Ends of the pieces of first .. end, cut where (slot - begin) is a multiple of `longest`."""
    if not longest:
        return [first, end]
    inner = range(first + 1 + (begin - first - 1) % longest, end, longest)
    return [first, *inner, end]


def with_absence(
    plan: Presence, shrinkages: Sequence[Shrinkage], grid: Grid, rng: np.random.Generator
) -> Presence:
    """Presence left after unplanned and planned losses outside the roster are drawn.

    Notes
    -----
    Unplanned (sickness): a whole shift is missed with the probability of the slot it starts in.
    Planned (system and floor time): each stretch loses its middle slot's share of its time, at a
    random place in it.
    """
    if not len(plan.agent):
        return plan
    missed = 1 - kept_share([s for s in shrinkages if not s.planned], grid)
    lost = 1 - kept_share([s for s in shrinkages if s.planned], grid)
    slot_s = 60.0 * grid.slot_min
    first = np.flatnonzero(~plan.follows)
    chance = missed[(plan.on_s[first] / slot_s).astype(int)]
    attends = rng.random(len(first)) >= chance
    present = plan.kept(attends[np.cumsum(~plan.follows) - 1])
    if not lost.any():
        return present
    middle = ((present.on_s + present.off_s) / 2 / slot_s).astype(int)
    return _with_holes(present, lost[middle], rng)


def _with_holes(plan: Presence, share: FloatArray, rng: np.random.Generator) -> Presence:
    """Cut a pause of a share of each stretch out of it, at a uniform place."""
    length = plan.off_s - plan.on_s
    hole = share * length
    begin = plan.on_s + rng.random(len(length)) * (length - hole)
    on_s = np.column_stack([plan.on_s, begin + hole]).ravel()
    off_s = np.column_stack([begin, plan.off_s]).ravel()
    pause_s = np.column_stack([hole, plan.pause_s]).ravel()
    follows = np.column_stack([plan.follows, np.ones(len(length), dtype=bool)]).ravel()
    agent = np.repeat(plan.agent, 2)
    return Presence(plan.group, plan.group_skills, agent, on_s, off_s, pause_s, follows)


def _stretches(
    agent: int, shift: Shift, grid: Grid
) -> Iterable[tuple[int, float, float, float, bool]]:
    def minute(clock: int) -> int:  # of the grid, on whose days clocks may change
        whole = clock - clock % grid.slot_min
        return grid.slot_at(shift.day, whole) * grid.slot_min + clock % grid.slot_min

    edge, follows = shift.start_min, False
    pauses = sorted((part.start_min, part.length_min) for part in shift.away)
    for begin, length in [*pauses, (shift.end_min, 0)]:
        on, off = max(0, minute(edge)), min(grid.slots * grid.slot_min, minute(begin))
        if off > on:
            yield agent, 60.0 * on, 60.0 * off, 60.0 * length, follows
            follows = True
        edge = begin + length


def _presence(
    group: IntArray, group_skills: BoolArray, rows: list[tuple[int, float, float, float, bool]]
) -> Presence:
    table = np.array(rows, dtype=np.float64).reshape(-1, 5)
    return Presence(
        group,
        group_skills,
        table[:, 0].astype(np.int64),
        table[:, 1].copy(),
        table[:, 2].copy(),
        table[:, 3].copy(),
        table[:, 4].astype(bool),
    )
