"""Forecasts and requirements as CSV."""

from collections.abc import Iterator

import numpy as np

from data.files.cells import csv_bytes
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.requirement import Requirement

FORECAST_COLUMNS = (
    "interval_start",
    "queue_id",
    "metric",
    "version_id",
    "p10",
    "p50",
    "p90",
    "mean",
)
REQUIREMENT_COLUMNS = (
    "interval_start",
    "interval_minutes",
    "queue_id",
    "heads",
    "floor_heads",
    "requirement_id",
)


def forecast_csv(*forecasts: Forecast) -> bytes:
    """Contacts (`offered`) with quantiles and handle time (`handle_seconds`) of each slot."""
    return csv_bytes(
        FORECAST_COLUMNS, (row for forecast in forecasts for row in _forecast_rows(forecast))
    )


def requirement_csv(requirement: Requirement) -> bytes:
    """Heads to roster, and heads on the floor before shrinkage, of each queue and slot."""
    return csv_bytes(REQUIREMENT_COLUMNS, _requirement_rows(requirement))


def starts(grid: Grid) -> list[str]:
    """Slot starts on the local clock with their offset, ISO 8601."""
    offsets = (grid.local - grid.utc).astype("timedelta64[m]").astype(np.int64)
    return [
        f"{wall}{_offset(minutes)}"
        for wall, minutes in zip(np.datetime_as_string(grid.local), offsets.tolist(), strict=True)
    ]


def _forecast_rows(forecast: Forecast) -> Iterator[tuple[object, ...]]:
    when = starts(forecast.grid)
    low, middle, high = (forecast.quantile(level).tolist() for level in (0.1, 0.5, 0.9))
    name = (forecast.queue_id, "offered", forecast.version_id)
    mean = forecast.demand.contacts.tolist()
    for row in zip(when, low, middle, high, mean, strict=True):
        yield row[0], *name, *row[1:]
    name = (forecast.queue_id, "handle_seconds", forecast.version_id)
    for at, seconds in zip(when, forecast.demand.handle_s.tolist(), strict=True):
        yield at, *name, None, None, None, seconds


def _requirement_rows(requirement: Requirement) -> Iterator[tuple[object, ...]]:
    when, minutes = starts(requirement.grid), requirement.grid.slot_min
    for i, queue_id in enumerate(requirement.queue_ids):
        heads, floor = requirement.heads[i].tolist(), requirement.floor_heads[i].tolist()
        for at, rostered, needed in zip(when, heads, floor, strict=True):
            yield at, minutes, queue_id, rostered, needed, requirement.requirement_id


def _offset(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
