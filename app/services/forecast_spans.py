"""How many contacts an hour, a shift, a day or a week may bring."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.services.desk import Desk
from app.services.forecast_named import forecast_named
from data.model.arrays import IntArray
from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import Each
from forecasting.spans import quantiles_of_spans, slots_of_hours

_DAY_MIN, _HOUR_MIN = 24 * 60, 60


@dataclass(frozen=True)
class Asked:
    """Which spans of a forecast are meant.

    Parameters
    ----------
    first, last
        Days, both included; the whole horizon if None.
    start_min, end_min
        Hours of each day, end exclusive and on the next day if before the start [min].
    each
        One span over all of it, or one for each week, day or hour.
    """

    first: date | None = None
    last: date | None = None
    start_min: int = 0
    end_min: int = _DAY_MIN
    each: Each = "whole"


@dataclass(frozen=True)
class Span:
    """Contacts of one span.

    Parameters
    ----------
    start, end
        Local time; between them only the hours asked for count.
    mean
        Expected contacts [contacts].
    quantiles
        At the levels asked for [contacts].
    """

    start: datetime
    end: datetime
    slots: int
    mean: float
    quantiles: tuple[float, ...]


def spans_of(desk: Desk, name: str, asked: Asked, levels: Sequence[float]) -> tuple[Span, ...]:
    """Quantiles of each span of a queue, group, centre or version, from the same paths.

    Raises
    ------
    InvalidValue
        If the days do not lie in the horizon, are in the wrong order, or no slot is meant.
    """
    forecast = forecast_named(desk, name)
    slots = [s for s in _slots(forecast, asked) if len(s)]
    if not slots:
        raise InvalidValue(f"{forecast.version_id}: no slot begins in the hours asked for")
    found = quantiles_of_spans(forecast, slots, levels)
    return tuple(
        _span(forecast, s, tuple(map(float, q))) for s, q in zip(slots, found, strict=True)
    )


def _slots(forecast: Forecast, asked: Asked) -> Iterator[IntArray]:
    grid = forecast.grid
    first, last = asked.first or grid.days[0], asked.last or grid.days[-1]
    if not grid.days[0] <= first <= last <= grid.days[-1]:
        raise InvalidValue(
            f"{forecast.version_id}: the days {first} to {last} must lie in order within its "
            f"horizon, {grid.days[0]} to {grid.days[-1]}"
        )
    days = (last - first).days + 1
    step = {"whole": days, "week": 7}.get(asked.each, 1)
    for begin in range(0, days, step):
        part = first + timedelta(days=begin), first + timedelta(days=min(begin + step, days) - 1)
        inside = slots_of_hours(grid, *part, asked.start_min, asked.end_min)
        if asked.each != "hour":
            yield inside
        else:
            hour = (grid.utc[inside] - grid.utc[0]).astype("timedelta64[m]").astype(int)
            hour = (hour + grid.minute_of_day[0]) // _HOUR_MIN
            yield from (inside[hour == h] for h in dict.fromkeys(hour.tolist()))


def _span(forecast: Forecast, slots: IntArray, quantiles: tuple[float, ...]) -> Span:
    grid = forecast.grid
    zone = ZoneInfo(grid.zone)
    start, end = (
        grid.part(int(slot), 0).start.astimezone(zone) for slot in (slots[0], slots[-1] + 1)
    )
    mean = float(forecast.demand.contacts[slots].sum())
    return Span(start, end, len(slots), mean, quantiles)
