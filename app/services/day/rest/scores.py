"""Was forecasting the rest of the day again of use: each version against what came, by hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, centre_of, queues_of, today_of
from data.model.day.intraday import IntradayForecast
from data.model.errors import NotFound
from data.model.grid import local_midnight
from data.model.language import tr
from data.model.series import ContactSeries
from data.store import documents
from data.store.day.intraday import RestVersion

_WHOLE = 1e-3  # relative: sums of all slots of a rest, stored to 16 bits
_YEARS_DAYS = 800
_LITTLE = 0.005  # a change of the error that nobody would notice [-]


@dataclass(frozen=True)
class HourScore:
    """Forecasts of the rest of days as made from one hour on, over days and queues.

    Parameters
    ----------
    hour
        Local hour at which the rest begins [h].
    days
        Queue-days that were scored [-].
    without_share, with_share
        Absolute error of the rest's total over what came, of the forecast made before the day
        and of the one made within it [-].
    inside_share
        Rests whose total lay in the 80 % range [-]; NaN where none came whole.
    """

    hour: int
    days: int
    without_share: float
    with_share: float
    inside_share: float

    @property
    def relative(self) -> float:
        """Error with the update over error without [-]; below 1 the update was of use."""
        return self.with_share / self.without_share if self.without_share > 0 else float("nan")


@dataclass(frozen=True)
class RestScores:
    """Scores by hour of issue over all queues, and over all hours by queue (hour -1)."""

    first: date
    last: date
    hours: tuple[HourScore, ...]
    queues: dict[str, HourScore]

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        if not self.queues:
            return tr("No forecast within a day of these days has been scored yet.")
        better = [h for h in self.hours if h.with_share < h.without_share - _LITTLE]
        worse = [h for h in self.hours if h.with_share > h.without_share + _LITTLE]
        if not better and not worse:
            return tr("Forecasting the rest of the day again changed its error by next to nothing.")
        said = []
        if better:
            best = min(better, key=lambda h: h.relative)
            said.append(
                tr(
                    "It helped from {hours}: most at {at:02d}:00, where the error of the rest "
                    "went from {before:.1%} to {after:.1%}",
                    hours=_spelt(better),
                    at=best.hour,
                    before=best.without_share,
                    after=best.with_share,
                )
            )
        if worse:
            said.append(tr("it did harm at {hours}", hours=_spelt(worse)))
        text = "; ".join(said)
        return text[0].upper() + text[1:] + "."


def _spelt(hours: Iterable[HourScore]) -> str:
    return ", ".join(f"{one.hour:02d}:00" for one in hours)


@asked
def score_rests(context: Context) -> str:
    """Score the forecasts within days that are over, as soon as what came is known.

    Returns
    -------
    str
        One sentence on the newest day that was scored; empty where there was none.
    """
    if context.store.load(documents.CENTRE) is None:
        return ""
    days = context.store.unscored_days(today_of(context))
    scored = [day for day in days if note_scores_of(context, day)]
    if not scored:
        return ""
    found = rest_scores(context, scored[-1], scored[-1])
    return tr("Rest of {day}: {sentence}", day=scored[-1], sentence=found.sentence)


@change
def note_scores_of(context: Context, day: date) -> int:
    """Note what came of the versions of a day; returns how many were scored [-]."""
    scores: dict[str, dict[tuple[int, str], tuple[float, float, float]]] = {}
    for queue in queues_of(context):
        versions = context.store.whole_rests(queue.queue_id, day)
        if not versions:
            continue
        try:
            series = context.store.load_series(queue.queue_id, day, day)
        except NotFound:
            continue
        found = {key: sums for key, made in versions.items() if (sums := _sums(made, series))}
        if found:
            scores[queue.queue_id] = found
    if scores:
        entry = context.entry("score_reforecasts", f"day:{day}", queues=len(scores))
        context.store.note_rest_scores(scores, entry)
    return sum(map(len, scores.values()))


def _sums(made: IntradayForecast, series: ContactSeries) -> tuple[float, float, float] | None:
    """What came in the known slots of a rest, forecast with and without the update [contacts]."""
    came = np.full(made.grid.slots, np.nan)
    first = series.grid.index_of(made.grid.start)
    begin, end = max(0, -first), min(made.grid.slots, series.grid.slots - first)
    if end > begin:
        came[begin:end] = series.offered[first + begin : first + end]
    known = np.isfinite(came)
    if not known.any():
        return None
    sums = (came, made.contacts, made.before)
    there, again, before = (float(values[known].sum()) for values in sums)
    return there, again, before


@asked
def rest_versions(
    context: Context, day: date | None = None, queue_ids: tuple[str, ...] = ()
) -> tuple[RestVersion, ...]:
    """Forecasts of the rest of a day, oldest first; of today if no day is named."""
    wanted = [queue.queue_id for queue in queues_of(context, queue_ids)] if queue_ids else ()
    chosen = day or today_of(context)
    return context.store.list_rests(chosen, chosen, wanted)


@asked
def rest_scores(context: Context, first: date, last: date) -> RestScores:
    """How well the rest of days was forecast within them, against no update, by hour.

    Parameters
    ----------
    first, last
        Days, both included. Of each queue, day and hour the first version counts.
    """
    zone = centre_of(context).clock
    chosen: dict[tuple[str, date, int], RestVersion] = {}
    for version in context.store.list_rests(first, last):
        if version.came is not None:
            hour = version.rest_from.astimezone(zone).hour
            chosen.setdefault((version.queue_id, version.day, hour), version)
    by_hour: dict[int, list[RestVersion]] = {}
    by_queue: dict[str, list[RestVersion]] = {}
    for (queue_id, _, hour), version in sorted(chosen.items()):
        by_hour.setdefault(hour, []).append(version)
        by_queue.setdefault(queue_id, []).append(version)
    return RestScores(
        first,
        last,
        tuple(_score(hour, found) for hour, found in sorted(by_hour.items())),
        {queue_id: _score(-1, found) for queue_id, found in by_queue.items()},
    )


def _score(hour: int, versions: list[RestVersion]) -> HourScore:
    came = np.array([version.came or 0.0 for version in versions])
    again = np.array([version.came_updated or 0.0 for version in versions])
    before = np.array([version.came_before or 0.0 for version in versions])
    whole = [
        version.low <= (version.came or 0.0) <= version.high
        for version in versions
        if abs((version.came_before or 0.0) - version.total_before)
        <= _WHOLE * max(1.0, version.total_before)
    ]
    total = max(float(came.sum()), 1e-9)
    return HourScore(
        hour,
        len(versions),
        float(np.abs(came - before).sum()) / total,
        float(np.abs(came - again).sum()) / total,
        sum(whole) / len(whole) if whole else float("nan"),
    )


@change
def thin_running_days(context: Context, why: str = "") -> tuple[int, int]:
    """Take old states of queues and agents away, and forecasts within days but one an hour.

    Returns
    -------
    tuple
        States and forecasts that went [-].
    """
    settings = context.store.load(documents.DAY_FEED)
    zone, today = centre_of(context).zone, today_of(context)
    before = today - timedelta(days=settings.keep_days)
    entry = context.entry("thin_running_days", "day", why, keep_days=settings.keep_days)
    return context.store.thin_day(
        local_midnight(before, zone),
        before,
        today - timedelta(days=max(_YEARS_DAYS, settings.keep_days)),
        zone,
        entry,
    )
