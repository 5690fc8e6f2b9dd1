"""The rest of the running day, forecast again from what has come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, centre_of, local_time, queues_of, special_days_of
from app.services.forecast.read import forecast_before
from app.services.remembered import Remembered
from data.model.codec import digest
from data.model.day.intraday import IntradayForecast
from data.model.errors import NotEnoughHistory, NotFound
from data.model.grid import Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays

if TYPE_CHECKING:
    from forecasting.intraday.learnt import LearntDay

_LEARN_DAYS = 1200  # of history; seasons and holidays recur in three years
_REMEMBERED = 200
_LEARNT: "Remembered[LearntDay]" = Remembered(_REMEMBERED)


@dataclass(frozen=True)
class QueueToday:
    """One queue's running day.

    Parameters
    ----------
    so_far, expected_so_far
        Contacts that came, and that were expected in the same slots [contacts].
    rest
        The rest of the day, forecast again; None where it cannot be.
    why_not
        A sentence on why there is none; empty otherwise.
    """

    queue_id: str
    so_far: float = 0.0
    expected_so_far: float = 0.0
    rest: IntradayForecast | None = None
    why_not: str = ""


@asked
def rest_of_day(
    context: Context, queue_ids: tuple[str, ...] = (), at: datetime | None = None
) -> tuple[QueueToday, ...]:
    """What the rest of a day will bring each queue, as known at a moment.

    Parameters
    ----------
    queue_ids
        Queues in the order asked for; all if empty.
    at
        Moment, aware; the present one if None. Slots that ended later are not looked at.

    Notes
    -----
    How far a morning is believed is learnt from the queue's days before, once a day.
    Nothing is saved.

    Raises
    ------
    NotFound
        If a queue is unknown.
    InvalidValue
        If the moment has no time zone.
    """
    moment = context.moment(at)
    day = local_time(context, moment).date()
    special = special_days_of(context, day - timedelta(days=_LEARN_DAYS), day)
    return tuple(
        _today(context, queue.queue_id, day, moment, special)
        for queue in queues_of(context, queue_ids)
    )


def _today(
    context: Context, queue_id: str, day: date, moment: datetime, special: SpecialDays
) -> QueueToday:
    from forecasting.intraday.learnt import rest_again

    forecast = forecast_before(context, queue_id, day)
    if forecast is None:
        return QueueToday(queue_id, why_not=no_forecast(day))
    try:
        learnt = learnt_of(context, queue_id, day, special)
        series = so_far_of(context, queue_id, day)
        rest = rest_again(learnt, forecast, series, moment)
    except (NotFound, NotEnoughHistory) as error:
        return QueueToday(queue_id, why_not=str(error))
    first = forecast.grid.slot_at(day, 0)
    gone = forecast.grid.index_of(rest.grid.start) - first
    came = np.full(gone, np.nan)
    begin = series.grid.index_of(forecast.grid.start) + first
    known = series.offered[max(0, begin) : max(0, begin + gone)]
    came[max(0, -begin) : max(0, -begin) + len(known)] = known
    expected = forecast.demand.contacts[first : first + gone]
    seen = np.isfinite(came)
    return QueueToday(queue_id, float(came[seen].sum()), float(expected[seen].sum()), rest)


def no_forecast(day: date) -> str:
    """Why the rest of a day cannot be forecast again where nothing was forecast before it."""
    return tr(
        "no forecast was made before {day} that holds it: run `peakshift refresh` each night",
        day=day,
    )


@asked
def so_far_of(context: Context, queue_id: str, day: date) -> ContactSeries:
    """What a queue's day has brought so far; a day of which nothing is known has no slots."""
    try:
        return context.store.load_series(queue_id, day, day)
    except NotFound:
        centre = centre_of(context)
        nothing = Grid.for_days(day, 1, centre.slot_min, centre.zone).part(0, 0)
        return ContactSeries(queue_id, nothing, np.zeros(0))


@asked
def learnt_of(
    context: Context, queue_id: str, day: date, special: SpecialDays | None = None
) -> "LearntDay":
    """What a queue's past days say of a day: as saved that day, else learnt now.

    Raises
    ------
    NotFound
        If the queue has no history.
    NotEnoughHistory
        If it has too little.
    """
    saved = saved_learnt(context, queue_id, day)
    if saved is not None:
        return saved
    first = day - timedelta(days=_LEARN_DAYS)
    before = context.store.load_series(queue_id, first, day - timedelta(days=1))
    days = special or special_days_of(context, first, day)
    return learnt_from(before, days)


@asked
def saved_learnt(context: Context, queue_id: str, day: date) -> "LearntDay | None":
    """What was saved of a queue's day; None where nothing was that this version can read."""
    from data.store.faults import Damaged, reading

    saved = context.store.load_day_update(queue_id, day)
    try:
        with reading(queue_id):
            return None if saved is None else _unpacked(saved)
    except Damaged:
        return None  # it can be learnt again, unlike all else that is stored


def learnt_from(before: ContactSeries, special: SpecialDays) -> "LearntDay":
    """What some days say of the next one; who asks while it is being learnt waits for it."""
    from forecasting.intraday.learnt import learn_day

    return _LEARNT.once(digest((before, special.days)), lambda: learn_day(before, special))


@lru_cache(_REMEMBERED)
def _unpacked(body: bytes) -> "LearntDay":
    from data.store.packing import unpack
    from forecasting.intraday.learnt import LearntDay

    return unpack(LearntDay, body)
