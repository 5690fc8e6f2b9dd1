"""Heads to roster so that enough are left, and shares fitted from history."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from data.model.arrays import FloatArray, IntArray
from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.requirement import Shrinkage
from rostering.staffing.heads import grossed_up


def rostered(floor_heads: IntArray, shrinkages: Sequence[Shrinkage], grid: Grid) -> IntArray:
    """Heads to roster so that `floor_heads` are left after every outside shrinkage.

    Shares of independent causes multiply; those inside the roster are never added.
    """
    return grossed_up(floor_heads, 1 - kept_share(shrinkages, grid))


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


def fitted_shrinkage(
    name: str, rostered_min: npt.ArrayLike, lost_min: npt.ArrayLike, **settings: bool | int
) -> Shrinkage:
    """Shrinkage whose share is the rostered time lost in history.

    Parameters
    ----------
    rostered_min, lost_min
        Time rostered and lost in each past period [min], one entry a period (day, week).
    settings
        `inside`, `paid`, `planned`, `from_min`, `to_min` of the shrinkage.

    Raises
    ------
    InvalidValue
        If nothing was rostered, or more was lost than rostered.
    """
    whole, lost = float(np.nansum(rostered_min)), float(np.nansum(lost_min))
    if whole <= 0 or not 0 <= lost < whole:
        raise InvalidValue(f"{name}: {lost:g} of {whole:g} rostered minutes cannot be lost")
    return Shrinkage(name, lost / whole, **settings)  # type: ignore[arg-type]
