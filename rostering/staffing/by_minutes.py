"""Service of coarser intervals than the slots it was worked out for."""

import numpy as np

from data.model.arrays import FloatArray
from data.model.errors import InvalidValue
from data.model.grid import Grid


def by_minutes(values: FloatArray, contacts: FloatArray, grid: Grid, minutes: int) -> FloatArray:
    """Call-weighted values of coarser intervals [-], shape (slots x slot_min / minutes,).

    Intervals without contacts are NaN.

    Raises
    ------
    InvalidValue
        If `minutes` is not a whole number of slots that divides the grid.
    """
    each, rest = divmod(minutes, grid.slot_min)
    if rest or each < 1 or grid.slots % each:
        raise InvalidValue(
            f"{minutes} min is not a whole number of {grid.slot_min} min slots "
            "that divides the grid"
        )
    weight = contacts.reshape(-1, each)
    whole = weight.sum(axis=1)
    total = np.where(weight > 0, values.reshape(-1, each) * weight, 0.0).sum(axis=1)
    return np.where(whole > 0, total / np.where(whole > 0, whole, 1.0), np.nan)
