"""Forecast versions: kept once, never overwritten."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, select

from data.model.errors import NotFound
from data.model.forecast import Forecast
from data.store.once import found_or_raise, keep_once
from data.store.packing import coarse, coarse_all, pack, unpack
from data.store.summaries import ForecastSummary
from data.store.tables import forecasts


def save_forecasts(connection: Connection, versions: Iterable[Forecast]) -> None:
    """Keep forecast versions.

    Notes
    -----
    What is staffed from (demand, dispersion, the model's own mean) is kept exactly; what is
    shown and scored (quantiles, yardstick, members) to 16 significant bits.

    Raises
    ------
    Conflict
        If another forecast is kept under one of the ids.
    """
    for forecast in versions:
        row = {
            "version_id": forecast.version_id,
            "queue_id": forecast.queue_id,
            "origin": forecast.origin,
            "made_at": forecast.made_at,
            "first": forecast.grid.days[0],
            "days": len(forecast.grid.days),
            "body": pack(compact(forecast)),
        }
        keep_once(connection, forecasts, "version_id", row)


def load_forecast(connection: Connection, version_id: str) -> Forecast:
    """A forecast version.

    Raises
    ------
    NotFound
        If there is none under the id.
    """
    row = found_or_raise(connection, forecasts, "version_id", version_id, "forecast")
    return unpack(Forecast, row.body)


def latest_forecast(connection: Connection, queue_id: str) -> Forecast:
    """The forecast of a queue that was made last.

    Raises
    ------
    NotFound
        If the queue was never forecast.
    """
    query = (
        select(forecasts.c.body)
        .where(forecasts.c.queue_id == queue_id)
        .order_by(forecasts.c.made_at.desc(), forecasts.c.seq.desc())
        .limit(1)
    )
    body = connection.scalar(query)
    if body is None:
        raise NotFound(f"queue {queue_id} has no forecast yet")
    return unpack(Forecast, body)


def list_forecasts(
    connection: Connection, queue_id: str | None = None
) -> tuple[ForecastSummary, ...]:
    """Kept versions of one queue or all, newest first."""
    names = ("version_id", "queue_id", "origin", "made_at", "first", "days")
    query = select(*(forecasts.c[name] for name in names))
    if queue_id is not None:
        query = query.where(forecasts.c.queue_id == queue_id)
    query = query.order_by(forecasts.c.made_at.desc(), forecasts.c.seq.desc())
    return tuple(ForecastSummary(*row) for row in connection.execute(query))


def compact(forecast: Forecast) -> Forecast:
    """The forecast with what is only shown and scored rounded to 16 significant bits."""
    return replace(
        forecast,
        quantiles=coarse(forecast.quantiles),
        day_quantiles=coarse(forecast.day_quantiles),
        yardstick=coarse(forecast.yardstick),
        members=coarse_all(forecast.members),
    )
