"""Forecasts read: by name, of a group, of any period, and what one queue foretells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.services.access.asking import asked
from app.services.context import Context, centre_of, queues_of, special_days_of, whole_days_of
from app.services.remembered import Remembered
from data.model.codec import digest
from data.model.errors import InvalidValue, NotFound
from data.model.forecast import Forecast
from data.model.grid import Each, IntArray, local_midnight
from data.model.language import spoken, tr
from data.model.queue import WHOLE_CENTRE, Queue
from data.model.series import ContactSeries
from data.store import documents
from forecasting.groups import EarlyWarning, Link, day_links, find_links, sum_of, warn
from forecasting.uncertainty.periods import quantiles_of_periods, slots_of_hours

_YEAR_DAYS = 365  # of history, to tell which queues' days move together
_SUMS: Remembered[Forecast] = Remembered(8)


@asked
def groups_of(context: Context) -> dict[str, tuple[str, ...]]:
    """Queues of each group of at least two, and of the centre under `centre`."""
    queues = queues_of(context)
    names = dict.fromkeys(queue.group for queue in queues if queue.group)
    found = {name: _ids(tuple(q for q in queues if q.group == name)) for name in names}
    every = {name: ids for name, ids in found.items() if len(ids) > 1}
    return every | ({WHOLE_CENTRE: _ids(queues)} if len(queues) > 1 else {})


@asked
def forecast_of_group(context: Context, group: str = WHOLE_CENTRE, *, seed: int = 0) -> Forecast:
    """Sum of the newest forecasts of a group's queues over the slots they share.

    The mean is the sum of the queues' means, so that queues, groups and centre add up. The
    band comes from sampled paths; how far two queues' days move together is learnt from the
    last year. Nothing is stored: it follows from the queues' versions.

    Raises
    ------
    NotFound
        If there is no such group, or a queue of it was never forecast.
    """
    groups = groups_of(context)
    if group not in groups:
        known = ", ".join(groups) or tr("none, as there are not two queues")
        raise NotFound(tr("unknown group {group!r}; known: {known}", group=group, known=known))
    parts = [context.store.latest_forecast(queue_id) for queue_id in groups[group]]
    first = min(f.origin for f in parts).date() - timedelta(days=_YEAR_DAYS)
    special = special_days_of(context, first, max(p.origin for p in parts).date())

    def summed() -> Forecast:
        history = {p.queue_id: s for p in parts if (s := _recent(context, p.queue_id, first))}
        links = day_links(history, special, groups[group])
        return sum_of(parts, group, correlation=links, seed=seed)

    versions = tuple(part.version_id for part in parts)
    imported = context.store.newest_import()
    return _SUMS.once(
        (context.store.where, imported, versions, group, digest(special), seed, spoken()), summed
    )


def _recent(context: Context, queue_id: str, first: date) -> ContactSeries | None:
    try:
        return context.store.load_series(queue_id, first)
    except NotFound:
        return None


def _ids(queues: tuple[Queue, ...]) -> tuple[str, ...]:
    return tuple(queue.queue_id for queue in queues)


@asked
def forecast_named(context: Context, name: str) -> Forecast:
    """Newest forecast of a queue or a group (`centre` is all queues), or a version by its id.

    Raises
    ------
    NotFound
        If nothing bears that name, or it was never forecast.
    """
    queues = {queue.queue_id for queue in context.store.load(documents.QUEUES)}
    if name in queues:
        return context.store.latest_forecast(name)
    if name in groups_of(context):
        return forecast_of_group(context, name)
    if any(summary.version_id == name for summary in context.store.list_forecasts(None)):
        return context.store.load_forecast(name)
    known = ", ".join((*sorted(queues), *groups_of(context))) or tr("none yet")
    raise NotFound(
        tr(
            "nothing called {name!r} was forecast; queues and groups: {known}; "
            "versions: `peakshift forecast list`",
            name=name,
            known=known,
        )
    )


_DAY_MIN, _HOUR_MIN = 24 * 60, 60


@dataclass(frozen=True)
class Asked:
    """Which periods of a forecast are asked for.

    Parameters
    ----------
    first, last
        Days, both included; the whole horizon if None.
    start_min, end_min
        Hours of each day, end exclusive and on the next day if before the start [min].
    each
        One period over all of it, or one for each week, day or hour.
    """

    first: date | None = None
    last: date | None = None
    start_min: int = 0
    end_min: int = _DAY_MIN
    each: Each = "whole"


@dataclass(frozen=True)
class Span:
    """Contacts of one period.

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


@asked
def spans_of(
    context: Context, name: str, asked: Asked, levels: Sequence[float]
) -> tuple[Span, ...]:
    """Quantiles of each period of a queue, group, centre or version, from the same paths.

    Raises
    ------
    InvalidValue
        If the days do not lie in the horizon or in order, or no slot begins in the hours.
    """
    forecast = forecast_named(context, name)
    slots = [s for s in _slots(forecast, asked) if len(s)]
    if not slots:
        raise InvalidValue(
            tr(
                "{version_id}: no slot begins in the hours asked for",
                version_id=forecast.version_id,
            )
        )
    found = quantiles_of_periods(forecast, slots, levels)
    return tuple(
        _span(forecast, s, tuple(map(float, q))) for s, q in zip(slots, found, strict=True)
    )


def _slots(forecast: Forecast, asked: Asked) -> Iterator[IntArray]:
    grid = forecast.grid
    first, last = asked.first or grid.days[0], asked.last or grid.days[-1]
    if not grid.days[0] <= first <= last <= grid.days[-1]:
        raise InvalidValue(
            tr(
                "{version_id}: the days {first} to {last} must lie in order within "
                "its horizon, {days} to {days2}",
                version_id=forecast.version_id,
                first=first,
                last=last,
                days=grid.days[0],
                days2=grid.days[-1],
            )
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


@asked
def early_warnings(context: Context) -> tuple[tuple[Link, ...], tuple[EarlyWarning, ...]]:
    """Links between queues found in their history, and what the newest days warn of."""
    history = whole_days_of(context, queues_of(context))
    first = min(series.grid.days[0] for series in history.values())
    last = max(series.grid.days[-1] for series in history.values())
    special = special_days_of(context, first, last)
    links = find_links(history, special)
    return links, warn(links, history, special)


@asked
def forecast_before(context: Context, queue_id: str, day: date) -> Forecast | None:
    """The newest version that covers a day and had not seen any of it."""
    midnight = local_midnight(day, centre_of(context).zone)
    for listed in context.store.list_forecasts(queue_id):  # newest first
        if listed.foresaw(day, midnight):
            return context.store.load_forecast(listed.version_id)
    return None
