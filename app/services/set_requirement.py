"""Heads per queue and slot from the newest forecasts."""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from app.services.desk import Desk
from app.services.read_centre import queues_of
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotFound
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.requirement import Requirement, Shrinkage
from rostering.simulation import Behaviour
from rostering.simulation.pooling import pooled_requirement
from rostering.staffing.handling import Handling
from rostering.staffing.requirement import build_requirement

DEFAULT_SHRINKAGES = (
    Shrinkage("breaks", 0.12, inside=True, planned=True),
    Shrinkage("sickness and lateness", 0.08, inside=False, planned=False),
    Shrinkage("system and floor time", 0.04, inside=False, planned=True),
)
"""Assumed where the centre has no history of absence; see `rostering/staffing/README.md`."""


def set_requirement(
    desk: Desk,
    *,
    forecast_ids: tuple[str, ...] = (),
    shrinkages: tuple[Shrinkage, ...] = DEFAULT_SHRINKAGES,
    basis: str = "mean",
    period_floor_share: float | None = None,
    pooled: bool = False,
) -> Requirement:
    """Build and keep a requirement.

    Parameters
    ----------
    forecast_ids
        Versions to staff from; the newest of each queue if empty.
    basis
        `mean`, `expected` (service expected over the forecast's dispersion), or a quantile
        such as `p80`.
    period_floor_share
        None: the promise holds in every slot. Else it holds over the whole period, and no slot
        falls below this service level.
    pooled
        Credit the skills that agents share, as far as the simulator allows.

    Raises
    ------
    NotFound
        If no forecast exists.
    InvalidValue
        If the chosen forecasts do not cover the same slots.
    """
    forecasts = newest_forecasts(desk, forecast_ids)
    queues = queues_of(desk, tuple(forecasts))
    first = next(iter(forecasts.values())).grid.days[0]
    requirement = build_requirement(
        forecasts,
        queues,
        shrinkages,
        requirement_id=desk.new_id("Q", f"{first:%Y%m%d}"),
        forecast_ids=tuple(forecast.version_id for forecast in forecasts.values()),
        basis=basis,
        period_floor_share=period_floor_share,
        handling={queue.queue_id: Handling.of(queue) for queue in queues},
    )
    if pooled:
        mix = Counter(agent.skills for agent in desk.store.load_staff().agents)
        behaviours = {q.queue_id: Behaviour(handling=Handling.of(q)) for q in queues}
        requirement = pooled_requirement(
            requirement, forecasts, queues, mix, behaviours=behaviours
        ).requirement
    settings: dict[str, Any] = {**requirement.made_with, "basis": basis, "pooled": pooled}
    made_with = {**settings, "queues": {queue.queue_id: to_json(queue) for queue in queues}}
    requirement = replace(requirement, made_with=made_with)
    desk.store.save_requirement(
        requirement,
        desk.entry(
            "set_requirement",
            f"requirement:{requirement.requirement_id}",
            **settings,
            forecasts=list(requirement.forecast_ids),
        ),
    )
    return requirement


def requirement_for(desk: Desk, first: date, days: int, requirement_id: str = "") -> Requirement:
    """A requirement cut to whole days of a horizon; the newest that covers them if not named.

    Raises
    ------
    NotFound
        If none covers the days; says which days are covered.
    """
    ids = (
        [requirement_id]
        if requirement_id
        else [r.requirement_id for r in desk.store.list_requirements()]
    )
    covered = []
    for found in map(desk.store.load_requirement, ids):
        wanted = Grid.for_days(first, days, found.grid.slot_min, found.grid.zone)
        start = found.grid.index_of(wanted.start)
        if start >= 0 and start + wanted.slots <= found.grid.slots:
            return cut(found, start, wanted)
        covered.append(f"{found.grid.days[0]} .. {found.grid.days[-1]}")
    raise NotFound(
        f"no requirement covers {days} days from {first}; "
        f"covered: {', '.join(covered) or 'nothing'}. "
        "Run `peakshift forecast run` and `peakshift requirement build`, or choose other days"
    )


def cut(requirement: Requirement, start: int, wanted: Grid) -> Requirement:
    """The slots start .. start + wanted.slots - 1 of a requirement, under the same id."""
    part = slice(start, start + wanted.slots)
    return replace(
        requirement,
        grid=wanted,
        heads=np.ascontiguousarray(requirement.heads[:, part]),
        floor_heads=np.ascontiguousarray(requirement.floor_heads[:, part]),
    )


def newest_forecasts(desk: Desk, forecast_ids: tuple[str, ...] = ()) -> dict[str, Forecast]:
    """The named forecast versions, or the newest of each queue, all on one grid.

    Raises
    ------
    NotFound
        If no forecast exists.
    InvalidValue
        If they do not cover the same slots.
    """
    found = [desk.store.load_forecast(version_id) for version_id in forecast_ids]
    newest = [] if forecast_ids else [_latest(desk, queue.queue_id) for queue in queues_of(desk)]
    forecasts = {forecast.queue_id: forecast for forecast in (*found, *newest) if forecast}
    if not forecasts:
        raise NotFound("no forecast is stored: run `peakshift forecast run`")
    grids = {forecast.grid for forecast in forecasts.values()}
    if len(grids) > 1:
        spans = ", ".join(
            f"{f.queue_id} {f.grid.days[0]}..{f.grid.days[-1]}" for f in forecasts.values()
        )
        raise InvalidValue(
            f"the forecasts cover different slots ({spans}); forecast all queues again"
        )
    return forecasts


def _latest(desk: Desk, queue_id: str) -> Forecast | None:
    try:
        return desk.store.latest_forecast(queue_id)
    except NotFound:
        return None
