"""Adjustments: hand edits of a forecast that every new version repeats, judged afterwards."""

from dataclasses import replace

import numpy as np

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, queues_of, today_of
from data.model.adjustment import Adjustment
from data.model.checks.days import refuse_far_days
from data.model.checks.opening import open_slots
from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.language import tr
from data.store import documents
from forecasting.adjustments import NOTE, AdjustmentValue, edited, value_added

_NOTES = (NOTE, "layer ")  # versions made before November 2026 say layer


@change
def add_adjustment(context: Context, adjustment: Adjustment) -> Forecast:
    """Save an adjustment and make a new version of its queue's newest forecast with it.

    Raises
    ------
    NotFound
        If the queue is unknown or was never forecast.
    InvalidValue
        If its days are far away.
    """
    queues_of(context, (adjustment.queue_id,))
    refuse_far_days(today_of(context), adjustment.first.date(), adjustment.end.date())
    named = replace(adjustment, layer_id=context.new_id("L", adjustment.queue_id), who=context.who)
    adjustments = (*context.store.load(documents.ADJUSTMENTS), named)
    entry = context.entry("add_layer", f"layer:{named.layer_id}", named.why, says=named.sentence)
    context.store.save(documents.ADJUSTMENTS, adjustments, entry)
    return replay(context, adjustment.queue_id, named.why)


@change
def drop_adjustment(context: Context, layer_id: str, why: str = "") -> Forecast:
    """Take an adjustment away and make a new version of its queue's newest forecast without it.

    Raises
    ------
    NotFound
        If there is no such adjustment.
    """
    adjustments = context.store.load(documents.ADJUSTMENTS)
    dropped = next(
        (adjustment for adjustment in adjustments if adjustment.layer_id == layer_id), None
    )
    if dropped is None:
        raise NotFound(
            tr("no adjustment {layer_id}; see `peakshift forecast adjustments`", layer_id=layer_id)
        )
    left = tuple(adjustment for adjustment in adjustments if adjustment is not dropped)
    context.store.save(
        documents.ADJUSTMENTS, left, context.entry("drop_layer", f"layer:{layer_id}", why)
    )
    return replay(context, dropped.queue_id, why)


@change
def replay(context: Context, queue_id: str, why: str = "") -> Forecast:
    """A new version of a queue's newest forecast with the adjustments in force."""
    version = with_adjustments(context, context.store.latest_forecast(queue_id))
    entry = context.entry("edit_forecast", f"forecast:{version.version_id}", why)
    context.store.save_forecasts((version,), entry)
    return version


@asked
def new_version_id(context: Context, queue_id: str, horizon: Grid) -> str:
    """Id of a new version; a job that begins again gets the same one."""
    return context.new_id("F", f"{queue_id}-{horizon.days[0]:%Y%m%d}")


@asked
def with_adjustments(context: Context, forecast: Forecast) -> Forecast:
    """A forecast with the adjustments in force, under an id of its own."""
    plain = replace(forecast, notes=tuple(n for n in forecast.notes if not n.startswith(_NOTES)))
    adjustments = context.store.load(documents.ADJUSTMENTS)
    version = edited(plain, adjustments, new_version_id(context, forecast.queue_id, forecast.grid))
    return replace(_within_hours(context, version), made_at=context.clock())


def _within_hours(context: Context, forecast: Forecast) -> Forecast:
    """A forecast without the contacts outside the hours that were set for its queue, if any."""
    queues = context.store.load(documents.QUEUES)
    opening = next((q.opening for q in queues if q.queue_id == forecast.queue_id), "")
    open_ = open_slots(opening, forecast.grid)
    if open_.all():
        return forecast
    demand, grid = forecast.demand, forecast.grid
    contacts = np.where(open_, demand.contacts, 0.0)
    before = np.bincount(grid.day_index, demand.contacts, len(grid.days))
    after = np.bincount(grid.day_index, contacts, len(grid.days))
    left = np.divide(after, before, out=np.zeros_like(before), where=before > 0)
    return replace(
        forecast,
        demand=replace(demand, contacts=contacts),
        quantiles=np.where(open_, forecast.quantiles, 0.0),
        day_quantiles=forecast.day_quantiles * left,
    )


@asked
def value_of_adjustments(context: Context, version_id: str) -> tuple[AdjustmentValue, ...]:
    """By how much each adjustment improved a version, on the slots whose contacts are known now.

    The adjustments are those the version was made with, whether or not they are still in force.
    """
    forecast = context.store.load_forecast(version_id)
    actual = np.full(forecast.grid.slots, np.nan)
    series = context.store.load_series(forecast.queue_id)
    first = series.grid.index_of(forecast.grid.start)
    known = series.offered[max(0, first) : max(0, first) + forecast.grid.slots]
    actual[: len(known)] = known
    return value_added(forecast, forecast.adjustments, actual)
