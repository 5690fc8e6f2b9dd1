"""The fewest agents that meet a target, slot by slot, and whole agents out of parts."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.queue import ServiceTarget
from rostering.staffing.kernels import smallest_impatient, smallest_patient
from rostering.staffing.service import DEFINITIONS

_SLACK, _ROUNDING_SLACK = 1e-12, 1e-9

Pools = tuple[tuple[int, ...], ...]
"""Rows of queues that share agents, directly or through others."""


def fewest_agents(
    load_erlang: npt.ArrayLike,
    handle_s: npt.ArrayLike,
    target: ServiceTarget,
    *,
    patience_s: float | None = None,
    concurrency: int = 1,
) -> IntArray:
    """The fewest agents that meet every part of a target, shape of the loads.

    Parameters
    ----------
    load_erlang
        Offered load [Erlang], any shape; 0 needs `target.min_heads`.
    handle_s
        Mean handle time [s], broadcast with the loads.
    target
        Service level, occupancy cap and, where given, mean wait and abandonment. For Erlang C
        (no patience) the four definitions agree and the abandonment is zero.
    patience_s
        Mean patience [s]; None: Erlang C.
    concurrency
        Contacts that one agent holds at once [-]; `handle_s` must already be the stretched one.

    Raises
    ------
    InvalidValue
        If loads or handle times are negative or not finite.
    """
    load, handle = np.broadcast_arrays(
        np.asarray(load_erlang, dtype=np.float64), np.asarray(handle_s, dtype=np.float64)
    )
    _check(load, handle)
    flat = np.ascontiguousarray(load).ravel(), np.ascontiguousarray(handle).ravel()
    heads = np.zeros(load.size, dtype=np.int64)
    # Whole seconds may be integers, for which a kernel would be compiled once more.
    level = float(target.threshold_s), float(target.service_share)
    cap = float(target.occupancy_cap_share)
    asa_s = float(np.inf if target.asa_s is None else target.asa_s)
    if patience_s is None or np.isinf(patience_s):
        smallest_patient(*flat, *level, cap, asa_s, concurrency, heads)
    else:
        lost = float(1.0 if target.abandonment_share is None else target.abandonment_share)
        code = DEFINITIONS.index(target.definition)
        smallest_impatient(
            *flat, float(patience_s), *level, code, cap, asa_s, lost, concurrency, heads
        )
    return np.maximum(heads.reshape(load.shape), target.min_heads)


def grossed_up(heads: npt.ArrayLike, share: npt.ArrayLike) -> IntArray:
    """Agents to roster so that `heads` remain: the smallest n with n (1 - share) >= heads."""
    need = np.asarray(heads, dtype=np.float64) / (1.0 - np.asarray(share, dtype=np.float64))
    return np.ceil(need - _SLACK * np.maximum(1.0, need)).astype(np.int64)


def _check(load: FloatArray, handle_s: FloatArray) -> None:
    if not (np.isfinite(load) & (load >= 0)).all():
        raise InvalidValue(tr("offered loads must be finite and >= 0 [Erlang]"))
    if not (np.isfinite(handle_s) & ((handle_s > 0) | (load == 0))).all():
        raise InvalidValue(tr("handle times must be finite and > 0 [s] where there is load"))


def rounded_together(wanted: FloatArray, pools: Pools, phase: FloatArray | None = None) -> IntArray:
    """Whole agents of each queue whose sum over a pool is the pool's need, rounded once.

    Parameters
    ----------
    wanted
        Agents wanted [agents], shape (queues, slots), parts of agents included.
    pools
        Queues that round together; a queue of its own is rounded by itself.
    phase
        A pool's need is rounded up where it lies above a whole number by more than 1 - phase
        [-], in 0 .. 1, shape (slots,); None: always up.

    Notes
    -----
    Largest remainders (Hamilton): each queue gets its whole part, and what is missing in the
    pool goes to the largest remainders. Rounding every queue up would add half an agent a queue
    and slot; people who can serve several of them make that needless.
    """
    base = np.floor(wanted + _ROUNDING_SLACK).astype(np.int64)
    for rows in map(list, pools):
        part = wanted[rows]
        total = part.sum(axis=0)
        up = (
            np.ceil(total - _ROUNDING_SLACK * len(rows))
            if phase is None
            else np.floor(total + phase)
        )
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
