"""Which heads a judge may take away or add: those that chance asks for."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.forecast import Demand, Forecast
from data.model.grid import FloatArray, Grid, IntArray
from data.model.queue import Queue
from rostering.staffing.queue_agents import plain_demand


def heads_in_play(
    floor_heads: IntArray,
    grid: Grid,
    demands: Mapping[str, Demand] | Mapping[str, Forecast],
    queues: Sequence[Queue],
) -> FloatArray:
    """Heads that a full credit takes away [heads], shape (queues, slots).

    Those above the offered load, or half its root where the formula has fewer: the measure of
    chance in a queue. All of those for work that can wait, since people with something else to
    do may do it in between.

    Parameters
    ----------
    floor_heads
        Heads by formula, shape (queues, slots).
    """
    found = np.zeros(floor_heads.shape)
    for row, queue in enumerate(queues):
        floor = floor_heads[row]
        if queue.deferrable_due_min is not None:
            found[row] = floor
            continue
        demand = plain_demand(demands[queue.queue_id])
        first = demand.grid.index_of(grid.start)
        load = demand.load_erlang[first : first + grid.slots] / queue.concurrency
        above = np.maximum(floor - load, 0.5 * np.sqrt(load))
        found[row] = np.where((load > 0) & (floor > 0), above, 0.0)
    return found


def least_heads(floor_heads: IntArray, queues: Sequence[Queue]) -> FloatArray:
    """Heads that stay whatever the judge says: the minimum, and somebody for whoever may call."""
    found = np.zeros(floor_heads.shape)
    for row, queue in enumerate(queues):
        waits = queue.deferrable_due_min is not None
        somebody = np.minimum(floor_heads[row], 0 if waits else 1)
        found[row] = np.maximum(somebody, queue.target.min_heads)
    return found
