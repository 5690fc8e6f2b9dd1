"""From forecasts to the requirement: agents per queue and slot."""

from collections.abc import Mapping, Sequence

import numpy as np

from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.grid import Grid, IntArray
from data.model.language import tr
from data.model.queue import Queue
from data.model.requirement import Requirement, Shrinkage
from rostering.staffing.agents import Pools
from rostering.staffing.load import Handling
from rostering.staffing.period import period_agents
from rostering.staffing.queue_requirement import agents_required, deferrable_agents
from rostering.staffing.shrinkage import rostered
from rostering.staffing.sizing import Basis, Model, Ramp, Sizing


def build_requirement(
    demands: Mapping[str, Demand] | Mapping[str, Forecast],
    queues: Sequence[Queue],
    shrinkages: Sequence[Shrinkage] = (),
    *,
    requirement_id: str,
    forecast_ids: Sequence[str] | None = None,
    basis: Basis = "mean",
    model: Model = "auto",
    ramp: Ramp = "lag",
    handling: Mapping[str, Handling] | None = None,
    period_floor_share: float | None = None,
    pools: Pools | None = None,
) -> Requirement:
    """The fewest agents that keep each queue's target in each slot, shrinkage added once.

    Parameters
    ----------
    demands
        Demand or forecast of each queue, by queue id, all on one grid.
    queues
        Queues in the order of the requirement's rows.
    shrinkages
        All shrinkages; only those outside the roster are grossed up: those inside (breaks that
        the roster places) would be counted twice.
    forecast_ids
        Versions used, in queue order; read from the forecasts when left out.
    basis
        `mean`; `expected`, the service level expected over the forecast's dispersion; or a
        quantile of the expected contacts such as `p80` (both need forecasts).
    model
        `auto`: Erlang A where patience is known.
    ramp
        `lag`: contacts still in hand from the slots before are counted; `slot`: they are not.
    handling
        Chat slowdown, IVR containment and retries by queue id.
    period_floor_share
        None: the target holds in every slot. Else it holds call-weighted over all slots, and no
        slot falls below this service level.
    pools
        Queues that share people (`pools_of`): rounded up together after shrinkage. None: each
        queue is rounded up by itself.

    Raises
    ------
    InvalidValue
        If a queue has no demand, grids differ, or a target is one that no agents can keep.
    """
    for queue in queues:
        queue.refuse_impossible_target()
    sizing = Sizing(model, basis, ramp, handling or {})
    grid = _one_grid(demands, queues)
    floor = np.zeros((len(queues), grid.slots), dtype=np.int64)
    for row, queue in enumerate(queues):
        if queue.deferrable_due_min is None:
            floor[row] = _urgent(demands[queue.queue_id], queue, sizing, period_floor_share)
    for row, queue in enumerate(queues):
        if queue.deferrable_due_min is not None:
            others = floor.sum(axis=0)
            floor[row] = deferrable_agents(demands[queue.queue_id], queue, sizing, others)
    goal = "" if period_floor_share is None else f", period over {period_floor_share:.0%} floors"
    names = [f"{queue.queue_id}: {sizing.name_of(queue)}" for queue in queues]
    return Requirement(
        requirement_id=requirement_id,
        grid=grid,
        queue_ids=tuple(queue.queue_id for queue in queues),
        heads=rostered(floor, shrinkages, grid, pools),
        floor_heads=floor,
        shrinkages=tuple(shrinkages),
        basis=f"{sizing.label}, {sizing.ramp}{goal}; {', '.join(names)}",
        made_with={
            "basis": sizing.label,
            "model": model,
            "ramp": ramp,
            "period_floor_share": period_floor_share,
        },
        forecast_ids=_versions(demands, queues) if forecast_ids is None else tuple(forecast_ids),
    )


def _urgent(
    demand: Demand | Forecast, queue: Queue, sizing: Sizing, period_floor_share: float | None
) -> IntArray:
    if period_floor_share is None:
        return agents_required(demand, queue, sizing)
    return period_agents(demand, queue, sizing, floor_share=period_floor_share).heads


def _one_grid(
    demands: Mapping[str, Demand] | Mapping[str, Forecast], queues: Sequence[Queue]
) -> Grid:
    missing = [queue.queue_id for queue in queues if queue.queue_id not in demands]
    if missing or not queues:
        raise InvalidValue(
            tr("no forecast for queues {missing}; forecast them first", missing=missing)
        )
    grids = {demands[queue.queue_id].grid for queue in queues}
    if len(grids) > 1:
        raise InvalidValue(
            tr("forecasts lie on different horizons: ")
            + ", ".join(
                tr(
                    "{queue_id} from {start}",
                    queue_id=q.queue_id,
                    start=demands[q.queue_id].grid.start,
                )
                for q in queues
            )
        )
    return grids.pop()


def _versions(
    demands: Mapping[str, Demand] | Mapping[str, Forecast], queues: Sequence[Queue]
) -> tuple[str, ...]:
    found = (demands[queue.queue_id] for queue in queues)
    return tuple(d.version_id if isinstance(d, Forecast) else "" for d in found)
