"""Steps of the night: what they find out, in forms that can be stored until the summary says it."""

import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.services.access.asking import asked
from app.services.context import Context, Counting, on_clock, queues_of, whole_days_of
from app.services.exchange.inbox import in_short
from app.services.forecast.accuracy import DayScore, score_day
from app.services.forecast.make import forecast_all
from app.services.forecast.read import forecast_before
from data.model.errors import NotFound
from data.model.language import tr
from data.model.series import ContactSeries
from forecasting.cleaning.feed import Finding, check_feed, is_blocked

_CLOCK_SLACK = timedelta(minutes=10)  # two machines that share a database may differ by so much


@dataclass(frozen=True)
class Judged:
    """What is wrong with the feeds, and those that could not be judged, with the reason."""

    findings: tuple[Finding, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Forecasts:
    """What became of the forecasts: ids of queues, and what to tell of them."""

    made: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()
    failed: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scored:
    """The last day whose contacts are known, and how well each queue was forecast."""

    day: date | None = None
    scores: tuple[DayScore, ...] = ()


@asked
def clock_doubts(context: Context, now: datetime) -> tuple[str, ...]:
    """Whether what was saved last bears a later hour than it is now."""
    last = context.store.audit(limit=1)
    if not last or last[0].at <= now + _CLOCK_SLACK:
        return ()
    ahead_h = (last[0].at - now).total_seconds() / 3600
    return (
        tr(
            "the clock was or is wrong: the last change ({verb} by {who}) is "
            "dated {at}, {ahead_h:.1f} hours after now. What "
            "is newest goes by the order of saving, so nothing is lost; set the "
            "clock of the machine that was ahead",
            verb=last[0].verb,
            who=last[0].who,
            at=on_clock(context, last[0].at),
            ahead_h=ahead_h,
        ),
    )


@asked
def judge_feeds(context: Context) -> Judged:
    """The data-quality gate: a bad night's data must not shape next month unseen."""
    try:
        history = whole_days_of(context, queues_of(context))
    except NotFound:
        return Judged()
    found: list[Finding] = []
    faults: dict[str, str] = {}
    for queue_id, series in history.items():
        try:
            found += _findings(context, series)
        except Exception as error:  # the other queues are judged
            faults[tr("judge the feed of {queue_id}", queue_id=queue_id)] = in_short(error)
    return Judged(tuple(found), faults)


def _findings(context: Context, series: ContactSeries) -> tuple[Finding, ...]:
    expected = forecast_before(context, series.queue_id, series.grid.days[-1])
    return tuple(check_feed(series, context.clock(), expected=expected))


@asked
def forecast_where_fit(
    context: Context,
    weeks: int | None,
    progress: Counting,
    findings: tuple[Finding, ...],
    stop: threading.Event | None,
) -> Forecasts:
    """New versions of every queue whose data changed and whose feed is fit for it."""
    hold = {f.queue_id: f.sentence for f in findings if _is_worse_than_old(context, f)}
    try:
        run = forecast_all(
            context, weeks=weeks, reuse=True, progress=progress, hold=hold, stop=stop
        )
    except NotFound as error:
        return Forecasts(said=(*(f.sentence for f in findings), str(error)))
    said = tuple(f.sentence for f in findings if run.failed.get(f.queue_id) != f.sentence)
    made = tuple(forecast.queue_id for forecast in run.made)
    return Forecasts(made, run.reused, run.failed, run.warnings, run.news, said)


def _is_worse_than_old(context: Context, finding: Finding) -> bool:
    """Whether the last good forecast should stay: there is one, and the feed is unfit.

    A late feed holds nothing back: old data make no worse a forecast than the last one.
    """
    return (
        is_blocked((finding,))
        and finding.check != "late"
        and bool(context.store.list_forecasts(finding.queue_id))
    )


@asked
def score_last_day(context: Context) -> Scored:
    """How well the last day whose contacts are known was forecast before it."""
    try:
        history = whole_days_of(context, queues_of(context))
    except NotFound:
        return Scored()
    day = max(series.grid.days[-1] for series in history.values())
    return Scored(day, score_day(context, day))
