"""Heads to roster so that enough are left, and the paid time behind them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from data.model.arrays import FloatArray, IntArray
from data.model.grid import Grid
from data.model.requirement import Shrinkage
from rostering.staffing.heads import grossed_up
from rostering.staffing.whole import Pools, fairly_whole


def rostered(
    floor_heads: IntArray,
    shrinkages: Sequence[Shrinkage],
    grid: Grid,
    pools: Pools | None = None,
) -> IntArray:
    """Heads to roster so that `floor_heads` are left after every outside shrinkage.

    Shares of independent causes multiply; those inside the roster are never added. Queues of a
    pool (None: each alone) are rounded up together, once a slot.
    """
    if pools is None:
        return grossed_up(floor_heads, 1 - kept_share(shrinkages, grid))
    return fairly_whole(floor_heads / kept_share(shrinkages, grid), pools)


def kept_share(shrinkages: Sequence[Shrinkage], grid: Grid) -> FloatArray:
    """Share of rostered time left on the floor after outside shrinkage [-], shape (slots,)."""
    kept = np.ones(grid.slots)
    for shrinkage in shrinkages:
        if not shrinkage.inside:
            kept *= 1 - shrinkage.share * applies(shrinkage, grid)
    return kept


def applies(shrinkage: Shrinkage, grid: Grid) -> npt.NDArray[np.bool_]:
    """Slots in whose part of the day a shrinkage holds, shape (slots,)."""
    minute = grid.minute_of_day
    first, last = shrinkage.from_min, shrinkage.to_min
    if first < last:
        return np.asarray((minute >= first) & (minute < last))
    return np.asarray((minute >= first) | (minute < last))  # over midnight


def paid_hours(heads: IntArray, shrinkages: Sequence[Shrinkage], grid: Grid) -> float:
    """Paid time that heads to roster stand for [h].

    Parameters
    ----------
    heads
        Heads to roster, on the floor unless absent, shape (queues, slots).

    Notes
    -----
    A head on the floor for an hour needs 1 / (1 - inside share) hours of shift, since breaks
    come on top; of these, unpaid breaks and unpaid absence are not paid.
    """
    hours = heads.sum(axis=0) * grid.slot_min / 60
    for shrinkage in shrinkages:
        lost = shrinkage.share * applies(shrinkage, grid)
        if shrinkage.inside and shrinkage.paid:
            hours = hours / (1 - lost)
        elif not shrinkage.inside and not shrinkage.paid:
            hours = hours * (1 - lost)
    return float(hours.sum())
