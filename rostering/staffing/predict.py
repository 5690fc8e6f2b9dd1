"""Service that heads on the floor will give, by formula: fast enough for every keystroke."""

import numpy as np

from data.model.arrays import FloatArray, IntArray
from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.grid import Grid
from data.model.queue import Queue
from rostering.staffing.queue_heads import work_of
from rostering.staffing.service import Service, service
from rostering.staffing.sizing import Sizing


def predicted_service(
    demand: Demand | Forecast, queue: Queue, heads: IntArray, sizing: Sizing | None = None
) -> Service:
    """Service of a queue answered now in each slot, arrays of shape (slots,).

    Parameters
    ----------
    heads
        Heads on the floor for this queue [heads], shape (slots,), e.g. `Cover.covered` plus what
        is to spare.
    """
    sizing = sizing or Sizing()
    work = work_of(demand, queue, sizing)
    return service(
        np.asarray(heads, dtype=np.int64) * queue.concurrency,
        work.load_erlang,
        np.maximum(work.handle_s, 1e-9),
        queue.target.threshold_s,
        sizing.patience_of(queue),
    )


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
