"""Forecasts: versions, periods of them, adjustments, early warnings, how good they were."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.api.parts.route import Route
from app.services.context import Context
from app.services.forecast.accuracy import score_day
from app.services.forecast.adjustments import add_adjustment, drop_adjustment, value_of_adjustments
from app.services.forecast.read import (
    Asked,
    Span,
    early_warnings,
    forecast_named,
    forecast_of_group,
    spans_of,
)
from app.services.forecast.today import rest_of_day
from data.model.adjustment import Adjustment
from data.model.forecast import Forecast
from data.model.grid import Each
from data.model.queue import WHOLE_CENTRE
from data.store import documents
from data.store.versions import ForecastSummary

TAG = "Forecasts"
_LEVELS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class ForecastSlot:
    """A slot of a forecast.

    Parameters
    ----------
    mean
        Expected contacts [contacts/slot].
    quantiles
        At the levels asked for [contacts/slot].
    """

    start: datetime
    mean: float
    handle_s: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class ForecastDay:
    """A day of a forecast; `mean` and `quantiles` of its contacts [contacts/day]."""

    day: date
    mean: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class ForecastShown:
    """A forecast version day by day."""

    version_id: str
    queue_id: str
    made_at: datetime
    origin: datetime
    levels: tuple[float, ...]
    days: tuple[ForecastDay, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Warned:
    """Which queues run ahead of others, and what the newest days warn of, in sentences."""

    links: tuple[str, ...]
    warnings: tuple[str, ...]


def versions_of(context: Context, queue_id: str = "") -> tuple[ForecastSummary, ...]:
    """Forecast versions, newest first; of one queue if it is named."""
    return context.store.list_forecasts(queue_id or None)


def forecast_shown(
    context: Context, name: str, levels: tuple[float, ...] = _LEVELS
) -> ForecastShown:
    """A forecast day by day.

    Parameters
    ----------
    name
        A version, a queue, a group, or `centre`.
    levels
        Of the quantiles [-].
    """
    return _by_days(forecast_named(context, name), levels)


def whole_centre(context: Context, levels: tuple[float, ...] = _LEVELS) -> ForecastShown:
    """What the whole centre has to expect day by day: the total of its queues, with a band."""
    return _by_days(forecast_of_group(context, WHOLE_CENTRE), levels)


def _by_days(found: Forecast, levels: tuple[float, ...]) -> ForecastShown:
    band = [found.day_quantile(level) for level in levels]
    days = tuple(
        ForecastDay(day, float(total), tuple(float(one[i]) for one in band))
        for i, (day, total) in enumerate(zip(found.grid.days, found.day_totals, strict=True))
    )
    return ForecastShown(
        found.version_id, found.queue_id, found.made_at, found.origin, levels, days, found.notes
    )


def forecast_slots(
    context: Context, name: str, levels: tuple[float, ...] = _LEVELS
) -> tuple[ForecastSlot, ...]:
    """A forecast slot by slot.

    Parameters
    ----------
    name
        A version, a queue, a group, or `centre`.
    levels
        Of the quantiles [-].
    """
    found = forecast_named(context, name)
    band = [found.quantile(level) for level in levels]
    contacts, handle_s = found.demand.contacts, found.demand.handle_s
    zone = ZoneInfo(found.grid.zone)
    return tuple(
        ForecastSlot(
            start.astimezone(zone),
            float(contacts[i]),
            float(handle_s[i]),
            tuple(float(one[i]) for one in band),
        )
        for i, start in enumerate(found.grid)
    )


def periods_of(
    context: Context,
    name: str,
    first: date | None = None,
    last: date | None = None,
    start_min: int = 0,
    end_min: int = 1440,
    each: Each = "whole",
    levels: tuple[float, ...] = _LEVELS,
) -> tuple[Span, ...]:
    """Contacts of any hour, shift, day or week: quantiles of their sums.

    Parameters
    ----------
    name
        A version, a queue, a group, or `centre`.
    first, last
        Days, both included; the whole horizon if none are named.
    start_min, end_min
        Hours of each day; the next day's if the end is before the start [min].
    each
        One period over all of it, or one for each week, day or hour.
    """
    return spans_of(context, name, Asked(first, last, start_min, end_min, each), levels)


def warned_of(context: Context) -> Warned:
    """Which queues run ahead of others, and what the newest days warn of."""
    links, warnings = early_warnings(context)
    return Warned(tuple(one.sentence for one in links), tuple(one.sentence for one in warnings))


def adjustments_of(context: Context) -> tuple[Adjustment, ...]:
    """Adjustments in force, in the order in which they are applied."""
    return context.store.load(documents.ADJUSTMENTS)


def adjust(context: Context, adjustment: Adjustment) -> ForecastShown:
    """Adjust a forecast by hand; every new version is adjusted in the same way."""
    return _by_days(add_adjustment(context, adjustment), _LEVELS)


def drop(context: Context, layer_id: str, why: str = "") -> ForecastShown:
    """Take an adjustment away; versions made with it stay as they are."""
    return _by_days(drop_adjustment(context, layer_id, why), _LEVELS)


_ADJUSTMENT = {
    "layer_id": "new", "queue_id": "fault", "verb": "change_by_percent", "amount": 20,
    "start": "2026-03-02T08:00:00+08:00", "end": "2026-03-02T20:00:00+08:00", "why": "storm",
}  # fmt: skip
_MINUTES = {"start_min": (0, 1440), "end_min": (0, 1440)}

ROUTES = (
    Route("GET", "/forecasts", versions_of, listed=True),
    Route("GET", "/forecasts/centre", whole_centre),
    Route("GET", "/forecasts/{name}", forecast_shown, example={"name": "fault"}),
    Route("GET", "/forecasts/{name}/slots", forecast_slots, listed=True),
    Route("GET", "/forecasts/{name}/periods", periods_of, listed=True, limits=_MINUTES),
    Route("GET", "/forecasts/{version_id}/adjustments", value_of_adjustments, listed=True),
    Route("GET", "/today/rest", rest_of_day),
    Route("GET", "/early-warnings", warned_of),
    Route("GET", "/adjustments", adjustments_of, listed=True),
    Route("POST", "/adjustments", adjust, status=201, example={"adjustment": _ADJUSTMENT}),
    Route("DELETE", "/adjustments/{layer_id}", drop),
    Route("GET", "/accuracy/{day}", score_day, listed=True),
)
