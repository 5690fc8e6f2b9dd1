"""The rest of the running day, forecast again after each slot and saved as a version."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np

from app.services.access.asking import asked
from app.services.context import (
    Context,
    Counting,
    local_time,
    queues_of,
    special_days_of,
    today_of,
)
from app.services.forecast.read import forecast_before
from app.services.forecast.today import learnt_from, learnt_of, no_forecast, saved_learnt, so_far_of
from app.services.running.workers import workers
from data.model.codec import digest
from data.model.day.intraday import IntradayForecast
from data.model.errors import NotEnoughHistory, NotFound, PeakShiftError
from data.model.forecast import Forecast
from data.model.language import tr, trn
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from data.store import documents
from data.store.day.intraday import SavedRest

_LEARN_DAYS = 1200  # of history; seasons and holidays recur in three years
_AT_ONCE = 32  # histories in memory
_SPREAD_FROM = 8  # queues; for fewer, starting processes costs more than it saves


@dataclass(frozen=True)
class Reforecast:
    """What became of the queues of a running day.

    Parameters
    ----------
    made
        The rest of the day of each queue whose day has brought anything.
    new
        How many of them had seen something that no version before had [-].
    waiting
        Queues of which nothing has come today.
    failed
        Queues whose rest could not be forecast, with the reason.
    """

    at: datetime
    made: tuple[IntradayForecast, ...] = ()
    new: int = 0
    waiting: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        made = trn(
            "The rest of the day was forecast again for {n} queue",
            "The rest of the day was forecast again for {n} queues",
            len(self.made),
        )
        said = [made, trn("{n} version is new", "{n} versions are new", self.new)]
        if self.waiting:
            said.append(tr("nothing has come of {queues}", queues=_few(self.waiting)))
        if self.failed:
            said.append(tr("it failed for {queues}", queues=_few(tuple(self.failed))))
        return "; ".join(said) + "."


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


@asked
def reforecast_day(
    context: Context,
    queue_ids: tuple[str, ...] = (),
    at: datetime | None = None,
    *,
    progress: Counting = lambda what, done, total: None,
) -> Reforecast:
    """Forecast the rest of the running day again, and save a version where anything new came.

    Parameters
    ----------
    queue_ids
        Queues in the order asked for; all if empty.
    at
        Moment, aware; the present one if None. Slots that ended later are not looked at.

    Notes
    -----
    Done twice it saves nothing twice: a version is known by its queue, the slot at which the rest
    begins and what it had seen. A slot that comes late or corrected makes a new one.

    Raises
    ------
    NotFound
        If a queue is unknown.
    InvalidValue
        If the moment has no time zone.
    """
    moment = context.moment(at)
    day = local_time(context, moment).date()
    queues = tuple(queue.queue_id for queue in queues_of(context, queue_ids))
    special = special_days_of(context, day - timedelta(days=_LEARN_DAYS), day)
    failed = learn_running_day(context, queues, day, progress=progress)
    saved: list[SavedRest] = []
    waiting: list[str] = []
    for queue_id in queues:
        if queue_id in failed:
            continue
        try:
            found = _again(context, queue_id, day, moment, special)
        except PeakShiftError as error:  # the other queues go on
            failed[queue_id] = str(error)
            continue
        if found is None:
            waiting.append(queue_id)
        else:
            saved.append(found)
    new = 0
    if saved:
        entry = context.entry("reforecast", f"day:{day}", queues=len(saved))
        new = context.store.save_rests(saved, entry)
    made = tuple(one.forecast for one in saved)
    return Reforecast(moment, made, new, tuple(waiting), failed)


def _again(
    context: Context, queue_id: str, day: date, moment: datetime, special: SpecialDays
) -> SavedRest | None:
    from forecasting.intraday.learnt import rest_again

    forecast = forecast_before(context, queue_id, day)
    if forecast is None:
        raise NotFound(no_forecast(day))
    series = so_far_of(context, queue_id, day)
    learnt = learnt_of(context, queue_id, day, special)
    made = rest_again(learnt, forecast, series, moment)
    if not made.grid.slots:
        return None
    seen = _seen(forecast, series, made)
    return None if seen is None else SavedRest(made, seen)


def _seen(forecast: Forecast, series: ContactSeries, made: IntradayForecast) -> str | None:
    """Digest of what a version was made from; None where nothing of the day had come."""
    upto = max(0, series.grid.index_of(made.grid.start))
    parts = [series.offered, series.handled, series.handle_s_total]
    came = [values[:upto] for values in parts if values.size]
    if not came or not np.isfinite(came[0]).any():
        return None
    start = series.grid.start
    return digest((forecast.version_id, start, [np.nan_to_num(one, nan=-1.0) for one in came]))


@asked
def learn_running_day(
    context: Context,
    queue_ids: tuple[str, ...] = (),
    day: date | None = None,
    *,
    again: bool = False,
    progress: Counting = lambda what, done, total: None,
) -> dict[str, str]:
    """Learn from the past days how a morning tells the rest of a day, and note it for that day.

    Parameters
    ----------
    day
        Day on the centre's clock; today if None.
    again
        Also where something is noted already, as after the night's history came.

    Returns
    -------
    dict
        Queues for which it failed, with the reason.
    """
    if not context.store.load(documents.QUEUES):
        return {}
    chosen = day or today_of(context)
    queues = [queue.queue_id for queue in queues_of(context, queue_ids)]
    lacking = [
        queue_id for queue_id in queues if again or saved_learnt(context, queue_id, chosen) is None
    ]
    failed: dict[str, str] = {}
    bodies: dict[str, bytes] = {}
    learning = _learn(context, lacking, chosen, failed)
    for done, (queue_id, body) in enumerate(learning, 1):
        bodies[queue_id] = body
        progress(queue_id, done, len(lacking))
    if bodies:
        context.store.save_day_updates(chosen, bodies)
    return failed


def _learn(
    context: Context, queue_ids: list[str], day: date, failed: dict[str, str]
) -> Iterator[tuple[str, bytes]]:
    first = day - timedelta(days=_LEARN_DAYS)
    special = special_days_of(context, first, day)
    with workers(len(queue_ids) if len(queue_ids) >= _SPREAD_FROM else 1) as executor:
        for at in range(0, len(queue_ids), _AT_ONCE):
            known: list[ContactSeries] = []
            for queue_id in queue_ids[at : at + _AT_ONCE]:
                try:
                    until = day - timedelta(days=1)
                    known.append(context.store.load_series(queue_id, first, until))
                except NotFound as error:
                    failed[queue_id] = str(error)
            outcomes = executor.map(_learnt_alone, known, [special] * len(known))
            for series, found in zip(known, outcomes, strict=True):
                if isinstance(found, bytes):
                    yield series.queue_id, found
                else:
                    failed[series.queue_id] = found


def _learnt_alone(series: ContactSeries, special: SpecialDays) -> bytes | str:
    """What was learnt, packed, or why nothing was; work of one process."""
    from data.store.packing import pack

    try:
        return pack(learnt_from(series, special))
    except NotEnoughHistory as error:
        return str(error)
