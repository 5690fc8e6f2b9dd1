"""What each hour would usually bring, by a rule that storms do not lift."""

import numpy as np

from data.model.grid import FloatArray

HOURS = 24
LEVEL_DAYS, WEEKS = 10, 8
_LEAST_USUAL = 0.5
_LEAST_WEEKS = 3


def usual_days(cells: FloatArray) -> FloatArray:
    """Medians of eight same weekdays before, at the median level of the last ten days.

    Parameters
    ----------
    cells
        Counts by day and hour [contacts/hour], NaN where not well observed, shape (days, 24).

    Returns
    -------
    FloatArray
        Usual counts [contacts/hour], shape (days, 24); NaN where nothing was known before.
    """
    known = np.asarray(np.isfinite(cells).all(axis=1))
    weekday = np.arange(len(cells)) % 7
    shape = np.full(cells.shape, np.nan)
    for day in range(len(cells)):
        before = np.flatnonzero(known[:day] & (weekday[:day] == weekday[day]))[-WEEKS:]
        if len(before) >= _LEAST_WEEKS:
            shape[day] = np.median(cells[before], axis=0)
    level = np.where(known, cells.sum(axis=1), np.nan) / np.maximum(shape.sum(axis=1), 1e-9)
    found = np.full(cells.shape, np.nan)
    for day in range(len(cells)):
        recent = level[:day][np.isfinite(level[:day])][-LEVEL_DAYS:]
        found[day] = shape[day] * (np.median(recent) if len(recent) else 1.0)
    return np.asarray(np.maximum(found, _LEAST_USUAL))


def by_hour_of_day(cells: FloatArray) -> FloatArray:
    """Slots of days summed to hours [contacts/hour], NaN where a slot is unknown, (days, 24)."""
    days, slots = cells.shape
    return np.asarray(cells.reshape(days, HOURS, slots // HOURS).sum(axis=2))
