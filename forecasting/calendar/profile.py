"""What a day looks like by slot: shares of its contacts by class of day, and handle time.

Both are shrunk means over the day, for a slot alone has too few contacts to be believed.
"""

import numpy as np

from data.model.grid import BoolArray, FloatArray, Grid, IntArray
from data.model.series import ContactSeries
from forecasting.calendar.days import CLASSES, HOLIDAY, MAKEUP, DayCalendar
from forecasting.calendar.panel import PARTS, DayPanel, part_of_day
from forecasting.counts import fading

# Profiles drift over seasons, counts are few: three months is the usual compromise. Classes of
# special days are rare, so theirs is never forgotten.
HALFLIFE_DAYS = 60.0
_SPECIAL_HALFLIFE_DAYS = 730.0
DEFAULT_HANDLE_S = 300.0
_PRIOR_CALLS = 200.0  # calls after which a slot's own mean handle time counts half
_HANDLE_DAYS = 91


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


def handle_time(series: ContactSeries, grid: Grid) -> FloatArray:
    """Mean handle time [s] of the slots of a grid, shape (slots,).

    A slot's call-weighted mean of the last quarter year is shrunk towards that of its part of the
    day, and this one towards the queue's. `DEFAULT_HANDLE_S` where nothing is known.
    """
    calls, seconds = _calls_and_seconds(series)
    per_day = series.grid.slots_per_day
    slot = series.grid.slot_of_day[-len(calls) :] if len(calls) else np.empty(0, dtype=np.int64)
    if calls.sum() <= 0:
        return np.full(grid.slots, DEFAULT_HANDLE_S)
    queue = seconds.sum() / calls.sum()
    part = part_of_day(np.arange(per_day), per_day)
    of_part = _shrunk(part[slot], calls, seconds, np.full(PARTS, queue))
    of_slot = _shrunk(slot, calls, seconds, of_part[part])
    return np.asarray(of_slot[grid.slot_of_day])


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


def _calls_and_seconds(series: ContactSeries) -> tuple[FloatArray, FloatArray]:
    if not series.handle_s_total.size:
        return np.empty(0), np.empty(0)
    keep = slice(-_HANDLE_DAYS * series.grid.slots_per_day, None)
    calls = series.handled[keep] if series.handled.size else series.offered[keep]
    seconds = series.handle_s_total[keep]
    known = np.isfinite(calls) & np.isfinite(seconds)
    return np.where(known, calls, 0.0), np.where(known, seconds, 0.0)


def _shrunk(
    group: IntArray, calls: FloatArray, seconds: FloatArray, prior_s: FloatArray
) -> FloatArray:
    n = np.bincount(group, weights=calls, minlength=len(prior_s))
    total = np.bincount(group, weights=seconds, minlength=len(prior_s))
    return np.asarray((total + _PRIOR_CALLS * prior_s) / (n + _PRIOR_CALLS))
