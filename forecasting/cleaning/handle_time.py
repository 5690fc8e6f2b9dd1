"""Mean handle time per slot as shrunk, call-weighted means: no time-series model pays here."""

import numpy as np

from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from forecasting.uncertainty.intervals import part_of_day

DEFAULT_HANDLE_S = 300.0
_PRIOR_CALLS = 200.0  # design range 100-300: calls after which a mean is its own master
_RECENT_DAYS = 91


def handle_time(series: ContactSeries, grid: Grid) -> FloatArray:
    """Mean handle time [s], shape (slots,): queue -> part of day -> slot of day, shrunk.

    `DEFAULT_HANDLE_S` where nothing is known about the queue.
    """
    calls, seconds = _recent(series)
    per_day = series.grid.slots_per_day
    slot = series.grid.slot_of_day[-len(calls) :] if len(calls) else np.empty(0, dtype=np.int64)
    if calls.sum() <= 0:
        return np.full(grid.slots, DEFAULT_HANDLE_S)
    queue = seconds.sum() / calls.sum()
    part = part_of_day(np.arange(per_day), per_day)
    of_part = _shrunk(part[slot], calls, seconds, np.full(4, queue))
    of_slot = _shrunk(slot, calls, seconds, of_part[part])
    return np.asarray(of_slot[grid.slot_of_day])


def _recent(series: ContactSeries) -> tuple[FloatArray, FloatArray]:
    if not series.handle_s_total.size:
        return np.empty(0), np.empty(0)
    keep = slice(-_RECENT_DAYS * series.grid.slots_per_day, None)
    calls = series.handled[keep] if series.handled.size else series.offered[keep]
    seconds = series.handle_s_total[keep]
    known = np.isfinite(calls) & np.isfinite(seconds)
    return np.where(known, calls, 0.0), np.where(known, seconds, 0.0)


def _shrunk(
    group: np.ndarray, calls: FloatArray, seconds: FloatArray, prior_s: FloatArray
) -> FloatArray:
    n = np.bincount(group, weights=calls, minlength=len(prior_s))
    total = np.bincount(group, weights=seconds, minlength=len(prior_s))
    return np.asarray((total + _PRIOR_CALLS * prior_s) / (n + _PRIOR_CALLS))
