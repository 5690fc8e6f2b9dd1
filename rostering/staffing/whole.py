"""Whole heads out of parts of heads, rounded once per slot and pool, not once per queue."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.arrays import FloatArray, IntArray

_SLACK = 1e-9

Pools = tuple[tuple[int, ...], ...]
"""Rows of queues that share agents, directly or through others."""


def fairly_whole(wanted: FloatArray, pools: Pools, phase: FloatArray | None = None) -> IntArray:
    """Whole heads of each queue whose sum over a pool is the pool's need, rounded once.

    Parameters
    ----------
    wanted
        Heads wanted [heads], shape (queues, slots), parts of heads included.
    pools
        Queues that round together; a queue of its own is rounded by itself.
    phase
        A pool's need is rounded up where it lies above a whole number by more than 1 - phase
        [-], in 0 .. 1, shape (slots,); None: always up.

    Notes
    -----
    Largest remainders (Hamilton): each queue gets its whole part, and what is missing in the
    pool goes to the largest remainders. Rounding every queue up would add half a head a queue
    and slot; people who can serve several of them make that needless.
    """
    base = np.floor(wanted + _SLACK).astype(np.int64)
    for rows in map(list, pools):
        part = wanted[rows]
        total = part.sum(axis=0)
        up = np.ceil(total - _SLACK * len(rows)) if phase is None else np.floor(total + phase)
        missing = up.astype(np.int64) - base[rows].sum(axis=0)
        rank = np.argsort(np.argsort(base[rows] - part, axis=0, kind="stable"), axis=0)
        base[rows] += rank < missing
    return base


def day_phases(day_index: IntArray) -> FloatArray:
    """Phases that differ from day to day and are alike within a day [-], shape (slots,).

    Over the days of a horizon as many needs are rounded up as their fractions ask for, so their
    mean is kept, and a day keeps its shape. Multiples of the golden ratio are spread evenly over
    any run of days, and over every seventh.
    """
    return np.asarray((0.5 + day_index * 0.6180339887498949) % 1.0)


def pools_of(skill_mix: Mapping[tuple[str, ...], float], queue_ids: Sequence[str]) -> Pools:
    """Queues joined by people who can serve both of them.

    Parameters
    ----------
    skill_mix
        Agents (or their share) with each set of skills.
    """
    pool = list(range(len(queue_ids)))
    for known, count in skill_mix.items():
        rows = [row for row, queue_id in enumerate(queue_ids) if queue_id in known and count > 0]
        joined = {pool[row] for row in rows}
        pool = [min(joined) if label in joined else label for label in pool]
    return tuple(
        tuple(row for row, label in enumerate(pool) if label == first)
        for first in dict.fromkeys(pool)
    )
