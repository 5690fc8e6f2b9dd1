"""What a day looks like by slot: shares of its contacts by class of day.

They are shrunk means over the day, for a slot alone has too few contacts to be believed.
"""

import numpy as np

from data.model.grid import BoolArray, FloatArray
from forecasting.calendar.days import CLASSES, HOLIDAY, MAKEUP, DayCalendar
from forecasting.calendar.panel import DayPanel
from forecasting.counts import fading

# Profiles drift over seasons, counts are few: three months is the usual compromise. Classes of
# special days are rare, so theirs is never forgotten.
HALFLIFE_DAYS = 60.0
_SPECIAL_HALFLIFE_DAYS = 730.0


def class_profiles(
    panel: DayPanel, calendar: DayCalendar, halflife_days: float = HALFLIFE_DAYS
) -> FloatArray:
    """Share of the day in each slot by class of day [-], shape (classes, slots of a day).

    Each class borrows from every other in proportion to their likeness: a class whose counts
    differ from ours by the variance d per unit beyond chance lends at most 1/d contacts
    (the weight that minimises squared error for a normal mean with bias variance d).
    """
    counts = _class_counts(panel, calendar, halflife_days)
    sizes = counts.sum(axis=1)
    if sizes.sum() <= 0:
        return np.full(counts.shape, 1.0 / counts.shape[1])
    seen = np.flatnonzero(sizes > 0)
    profiles = np.zeros(counts.shape)
    for own in seen:
        distance = np.array([_distance(counts[own], counts[other]) for other in seen])
        lent = counts[seen] / (1.0 + sizes[seen] * distance)[:, None]
        profiles[own] = lent.sum(axis=0)
    weekdays = seen[seen < HOLIDAY] if (seen < HOLIDAY).any() else seen
    quietest = int(weekdays[np.argmin(sizes[weekdays])])
    for missing in set(range(CLASSES)) - set(seen.tolist()):
        profiles[missing] = profiles[quietest] if missing == HOLIDAY else counts[seen].sum(axis=0)
    return np.asarray(profiles / profiles.sum(axis=1, keepdims=True))


def day_profiles(panel: DayPanel, profiles: FloatArray, calendar: DayCalendar) -> FloatArray:
    """Profile of each date, summing to 1 (0 on closed days), shape (days, slots of a day)."""
    classes = calendar.day_class
    shape = profiles[classes]
    shape = np.where(open_cells(panel, calendar), shape, 0.0)
    whole = shape.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(shape, whole, out=np.zeros_like(shape), where=whole > 0))


def open_cells(panel: DayPanel, calendar: DayCalendar) -> BoolArray:
    """Which slots of each date take contacts, shape (days, slots)."""
    open_ = panel.open_slots[calendar.weekday]
    workdays = panel.open_slots[~calendar.rest].any(axis=0)
    return np.asarray(np.where((calendar.day_class == MAKEUP)[:, None], workdays, open_))


def _class_counts(panel: DayPanel, calendar: DayCalendar, halflife_days: float) -> FloatArray:
    cells = np.where(calendar.excluded[:, None], np.nan, panel.cells)
    known = np.isfinite(cells)
    counts = np.zeros((CLASSES, cells.shape[1]))
    for kind in range(CLASSES):
        rows = calendar.day_class == kind
        if not known[rows].any():
            continue
        halflife = halflife_days if kind < HOLIDAY else _SPECIAL_HALFLIFE_DAYS
        weight = fading(len(cells), halflife)[rows][:, None] * known[rows]
        mass = weight.sum(axis=0)
        total = (weight * np.nan_to_num(cells[rows])).sum(axis=0)
        mean = np.divide(total, mass, out=np.zeros(len(mass)), where=mass > 0)
        counts[kind] = mean * mass.max()  # gaps must not thin out a slot
    return counts


def _distance(one: FloatArray, other: FloatArray) -> float:
    """Variance of the difference between two profiles beyond chance, per unit of share [-]."""
    n, m = one.sum(), other.sum()
    pooled = (one + other) / (n + m)
    used = pooled > 0
    squares = (one / n - other / m)[used] ** 2 / pooled[used]
    freedom = max(1, int(used.sum()) - 1)
    return float(max(0.0, squares.sum() / freedom - (1.0 / n + 1.0 / m)))
