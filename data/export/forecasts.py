"""Forecasts and requirements as CSV."""

from collections.abc import Iterator

from data.files.cells import csv_bytes
from data.model.forecast import Forecast
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
    """Contacts [contacts/slot] with quantiles, and handle time [s], of each queue and slot."""
    return csv_bytes(
        FORECAST_COLUMNS, (row for forecast in forecasts for row in _forecast_rows(forecast))
    )


def requirement_csv(requirement: Requirement) -> bytes:
    """Agents to roster, and agents on the floor before shrinkage, of each queue and slot."""
    return csv_bytes(REQUIREMENT_COLUMNS, _requirement_rows(requirement))


def _forecast_rows(forecast: Forecast) -> Iterator[tuple[object, ...]]:
    when = forecast.grid.stamps
    low, middle, high = (forecast.quantile(level).tolist() for level in (0.1, 0.5, 0.9))
    name = (forecast.queue_id, "offered", forecast.version_id)
    mean = forecast.demand.contacts.tolist()
    for row in zip(when, low, middle, high, mean, strict=True):
        yield row[0], *name, *row[1:]
    name = (forecast.queue_id, "handle_seconds", forecast.version_id)
    for at, seconds in zip(when, forecast.demand.handle_s.tolist(), strict=True):
        yield at, *name, None, None, None, seconds


def _requirement_rows(requirement: Requirement) -> Iterator[tuple[object, ...]]:
    when, minutes = requirement.grid.stamps, requirement.grid.slot_min
    for i, queue_id in enumerate(requirement.queue_ids):
        agents, floor = requirement.heads[i].tolist(), requirement.floor_heads[i].tolist()
        for at, rostered, needed in zip(when, agents, floor, strict=True):
            yield at, minutes, queue_id, rostered, needed, requirement.requirement_id
