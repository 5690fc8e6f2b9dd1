"""The deferrable work that a requirement was built for, cut to a roster's horizon."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.queue import Queue
from data.model.requirement import Requirement
from rostering.backlog.work import Backlog, opening_of
from rostering.staffing.queue_requirement import due_slots_of, work_in_agents, work_of
from rostering.staffing.shrinkage import kept_share
from rostering.staffing.sizing import Sizing


def expected_backlog(
    requirement: Requirement,
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    sizing: Sizing,
    horizon: Grid,
    between_share: float | None = None,
) -> Backlog:
    """Work that arrives on a horizon, and what the requirement's own plan has open before it.

    Parameters
    ----------
    requirement
        The whole of it, not cut to the roster: work carried into the horizon is known by the slots
        before.
    forecasts, queues
        What it was built from, queues in its order.
    between_share
        Share of the time between urgent contacts that is used [-]. None: as the requirement has
        it, all where the simulator corrected it, none where agents come from formulas alone.

    Raises
    ------
    InvalidValue
        If no queue is deferrable.
    """
    waiting = [row for row, queue in enumerate(queues) if queue.deferrable_due_min is not None]
    if not waiting:
        raise InvalidValue(
            tr(
                "no queue of the requirement is deferrable: give one a due time with "
                "`peakshift centre queue`, then build the requirement again"
            )
        )
    used = between_share
    if used is None:
        used = 1.0 if "judge" in requirement.made_with else 0.0
    start = requirement.grid.index_of(horizon.start)
    part = slice(start, start + horizon.slots)
    due = tuple(due_slots_of(queues[row], requirement.grid.slot_min) for row in waiting)
    work, load = _work_and_load(requirement, forecasts, queues, sizing)
    possible = _planned_work(requirement, work, load, used)
    opening = [
        opening_of(work[row], possible[row], start, slots, max(due))
        for row, slots in zip(waiting, due, strict=True)
    ]
    return Backlog(
        tuple(queues[row].queue_id for row in waiting),
        due,
        work[waiting][:, part],
        np.array(opening),
        kept_share(requirement.shrinkages, requirement.grid)[part],
        load[:, part],
        used,
    )


def _work_and_load(
    requirement: Requirement,
    forecasts: Mapping[str, Forecast],
    queues: Sequence[Queue],
    sizing: Sizing,
) -> tuple[FloatArray, FloatArray]:
    """Deferrable work [agent-slots] and urgent load [Erlang], (queues, slots) each, else zero."""
    work, load = np.zeros((2, len(queues), requirement.grid.slots))
    for row, queue in enumerate(queues):
        forecast = forecasts[queue.queue_id]
        offset = forecast.grid.index_of(requirement.grid.start)
        part = slice(offset, offset + requirement.grid.slots)
        if queue.deferrable_due_min is None:
            load[row] = work_of(forecast, queue, sizing).load_erlang[part]
        else:
            work[row] = work_in_agents(forecast, queue, sizing)[part]
    return work, load


def _planned_work(
    requirement: Requirement, work: FloatArray, load: FloatArray, between_share: float
) -> FloatArray:
    """Work that the requirement's own agents could do [agent-slots], shape (queues, slots).

    Time between contacts is shared out as the queues' work is.
    """
    floor = requirement.floor_heads.astype(np.float64)
    urgent = np.asarray(load.any(axis=1))
    between = between_share * np.maximum(0.0, floor - load)[urgent].sum(axis=0)
    share = work.sum(axis=1) / max(work.sum(), np.finfo(float).tiny)
    return np.asarray(np.where(urgent[:, None], 0.0, floor + share[:, None] * between))
