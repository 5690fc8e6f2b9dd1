"""Contacts that really came, played against plain counts of agents."""

import numpy as np
import numpy.typing as npt

from data.model.grid import FloatArray, Grid
from data.model.queue import Queue
from rostering.simulation.presence import presence_of_heads
from rostering.simulation.replicate import LEVEL, replicate, totals_by_slot
from rostering.simulation.routing import Policy
from rostering.simulation.traffic import Behaviour, Traffic


def replay(
    queue: Queue,
    grid: Grid,
    came: npt.ArrayLike,
    handle_s: float,
    heads: npt.ArrayLike,
    *,
    seed: int = 0,
    behaviour: Behaviour | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Play contacts that really came against plain counts of agents.

    Parameters
    ----------
    came
        Contacts that came [contacts/slot], shape (slots,).
    handle_s
        Mean handle time [s].
    heads
        Agents on the floor, shape (slots,).

    Returns
    -------
    tuple
        Contacts served as the queue's target counts it, and contacts it is counted of, by slot
        of arrival [contacts/slot], shape (slots,) each.
    """
    counts = np.asarray(came, dtype=np.int64)[None, :]
    traffic = Traffic(
        grid,
        (queue,),
        (behaviour or Behaviour(),),
        counts.astype(np.float64),
        np.full(counts.shape, float(handle_s)),
        came=counts,
    )
    plan = presence_of_heads(
        np.asarray(heads, dtype=np.int64)[None, :], np.eye(1, dtype=bool), 60.0 * grid.slot_min, 0
    )
    sums = totals_by_slot(replicate(traffic, plan, policy=Policy(), seed=seed), traffic)[0]
    met, whole = LEVEL[queue.target.definition]
    return sums[:, met], sums[:, whole]
