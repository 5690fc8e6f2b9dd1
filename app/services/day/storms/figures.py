"""What the figures say of storms: those of the history, one that goes on now, its level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, local_time, queues_of, today_of
from app.services.day.storms.entered import playbook_of, storm_named
from data.model.codec import digest
from data.model.day.storm import Storm
from data.model.errors import NotFound
from data.model.grid import FloatArray
from data.model.language import tr
from data.model.series import ContactSeries
from forecasting.calendar.panel import fold
from forecasting.intraday.storm_level import added_shares, levels_through
from forecasting.intraday.usual import by_hour_of_day, usual_days

LEARN_DAYS = 400
_BEFORE_DAYS = 70  # what is usual needs eight weeks before
_BREAK_H = 6  # a surge that pauses for less is one storm
_LEAST_HOURS, _LEAST_SHARE = 3, 0.5
_LEAST_AHEAD_H, _FRESH_H = 2, 24


@dataclass(frozen=True, eq=False)
class Hourly:
    """A queue's history by hour.

    Parameters
    ----------
    first
        Local begin of the first day, datetime64[D].
    counts, usual
        What came and what would usually come [contacts/hour], NaN where unknown, shape (hours,).
    """

    queue_id: str
    first: np.datetime64
    counts: FloatArray
    usual: FloatArray

    def index_of(self, local: np.datetime64) -> int:
        """Place of an hour."""
        return int((local - self.first.astype("datetime64[h]")).astype(int))


@dataclass(frozen=True)
class SurgeNow:
    """A surge in the figures of one queue.

    Parameters
    ----------
    probability
        That it is on [-].
    since
        Local begin of its first hour.
    share
        More contacts than usual in the last hour known [-].
    to_end_h
        Hours until it adds less than half of a usual hour [h].
    storms
        Past surges that this is learnt from [-].
    """

    queue_id: str
    probability: float
    since: datetime
    until: datetime
    share: float
    to_end_h: float
    storms: int


@asked
def surges_now(context: Context) -> tuple[SurgeNow, ...]:
    """Queues in whose newest figures a surge is on."""
    found = []
    for queue in queues_of(context):
        hourly = hourly_of(context, queue.queue_id)
        one = _surge_in(hourly, _now(context)) if hourly else None
        if one:
            found.append(one)
    return tuple(found)


@dataclass(frozen=True)
class StormFound:
    """The window of a surge that is on, on the centre's clock without offset."""

    queue_ids: tuple[str, ...]
    since: datetime
    until: datetime


@asked
def storm_in_figures(context: Context, queue_ids: Sequence[str] = ()) -> StormFound:
    """The surge that is on now as a storm: its queues, since when, and until when it may last.

    Parameters
    ----------
    queue_ids
        Only these queues; all if empty.

    Raises
    ------
    NotFound
        If none is on.
    """
    surges = [s for s in surges_now(context) if not queue_ids or s.queue_id in queue_ids]
    if not surges:
        raise NotFound(
            tr(
                "no surge is on in the newest figures: say when the storm begins and ends, and "
                "which queues it hits"
            )
        )
    end = max(s.until + timedelta(hours=max(_LEAST_AHEAD_H, round(s.to_end_h))) for s in surges)
    return StormFound(tuple(s.queue_id for s in surges), min(s.since for s in surges), end)


@dataclass(frozen=True)
class LevelNow:
    """The level that the figures give a storm, beside the one in force.

    Parameters
    ----------
    level
        By the figures, with hysteresis.
    in_force
        As it was set last.
    share
        More contacts than usual in the last hour known, over its queues [-]; None where no hour
        of the storm is known.
    until
        Local end of that hour.
    """

    storm_id: str
    level: int
    in_force: int
    share: float | None = None
    until: datetime | None = None


@asked
def level_now(context: Context, storm_id: str = "") -> LevelNow:
    """The level of a storm by what has come since it began: up at once, down when it stays low.

    While nothing of it is known it is on watch.
    """
    storm, playbook = storm_named(context, storm_id), playbook_of(context)
    at, shares = shares_of(context, storm)
    known = np.flatnonzero(np.isfinite(shares))
    if not len(known):
        return LevelNow(storm.storm_id, max(storm.level, 1 - bool(storm.ended_at)), storm.level)
    enter = [level.enter_share for level in playbook.levels]
    levels = levels_through(shares, enter, playbook.leave_part, playbook.hold_h, begin=1)
    last = int(known[-1])
    until = (at[last] + np.timedelta64(1, "h")).astype("datetime64[m]").item()
    return LevelNow(storm.storm_id, int(levels[last]), storm.level, float(shares[last]), until)


@asked
def shares_of(context: Context, storm: Storm) -> tuple[np.ndarray, FloatArray]:
    """Local hours of a storm, and more contacts than usual in each over its queues [-]."""
    at = local_hours(context, storm)
    came, usual = np.zeros(len(at)), np.zeros(len(at))
    for queue_id in storm.queue_ids:
        mine, base = counts_in(context, queue_id, at)
        came, usual = came + mine, usual + base
    return at, added_shares(came, usual)


@asked
def counts_in(context: Context, queue_id: str, at: np.ndarray) -> tuple[FloatArray, FloatArray]:
    """What came and what is usual in some local hours [contacts/hour], NaN where unknown."""
    last: date = at[-1].astype("datetime64[D]").item()
    return _window(hourly_of(context, queue_id, last), at)


def _window(hourly: "Hourly | None", at: np.ndarray) -> tuple[FloatArray, FloatArray]:
    came, usual = np.full(len(at), np.nan), np.full(len(at), np.nan)
    if hourly is not None and len(at):
        places = np.arange(len(at)) + hourly.index_of(at[0])
        inside = (places >= 0) & (places < len(hourly.counts))
        came[inside], usual[inside] = hourly.counts[places[inside]], hourly.usual[places[inside]]
    return came, usual


@asked
def local_hours(context: Context, storm: Storm) -> np.ndarray:
    """Begin of each hour of a storm on the centre's clock, datetime64[h], shape (hours,)."""
    begin, end = (local_time(context, at).replace(tzinfo=None) for at in (storm.starts, storm.ends))
    first = np.datetime64(begin.replace(minute=0, second=0, microsecond=0), "h")
    hours = int(np.ceil((end - first.item()).total_seconds() / 3600))
    return np.asarray(first + np.arange(max(1, hours)))


@asked
def hourly_of(context: Context, queue_id: str, last: date | None = None) -> Hourly | None:
    """A queue's year up to a day by hour; None where nothing is known.

    Parameters
    ----------
    last
        That day; today if None.
    """
    today = today_of(context)
    read = _read(context, queue_id, min(last or today, today))
    return None if read is None else _hourly(read)


@dataclass(frozen=True)
class _Read:
    """A series that is known by its digest."""

    key: str
    series: ContactSeries

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Read) and self.key == other.key


def _read(context: Context, queue_id: str, day: date) -> _Read | None:
    """A queue's year before a day and all since; None where nothing is known."""
    try:
        series = context.store.load_series(
            queue_id, day - timedelta(days=LEARN_DAYS + _BEFORE_DAYS)
        )
    except NotFound:
        return None
    return _Read(digest(series), series)


@lru_cache(maxsize=64)
def _hourly(read: _Read) -> Hourly:
    panel = fold(read.series.grid, read.series.offered)
    cells = by_hour_of_day(panel.cells)
    usual = usual_days(cells)
    return Hourly(read.series.queue_id, panel.days[0], cells.ravel(), usual.ravel())


def _now(context: Context) -> np.datetime64:
    return np.datetime64(local_time(context).replace(tzinfo=None), "h")


def _surge_in(hourly: Hourly, now: np.datetime64) -> SurgeNow | None:
    from forecasting.intraday.surge import follow, learn_surges

    known = np.flatnonzero(np.isfinite(hourly.counts))
    if not len(known):
        return None
    last = int(known[-1])
    if now - (hourly.first.astype("datetime64[h]") + last) > np.timedelta64(_FRESH_H, "h"):
        return None  # nobody knows what goes on now
    usual, counts = hourly.usual[: last + 1], hourly.counts[: last + 1]
    model = learn_surges(usual, counts)
    trail = follow(model, usual, counts)
    if not trail.alarm[last]:
        return None
    calm = np.flatnonzero(~trail.alarm)
    begun = int(calm[-1]) + 1 if len(calm) else 0
    base = hourly.first.astype("datetime64[h]")
    return SurgeNow(
        hourly.queue_id,
        float(trail.probability[last]),
        (base + begun).astype("datetime64[m]").item(),
        (base + last + 1).astype("datetime64[m]").item(),
        float(counts[last] / max(usual[last], 1e-9) - 1.0),
        trail.hours_to_end(model, usual, last),
        model.surges,
    )


@dataclass(frozen=True)
class StormSeen:
    """A storm in the figures of a queue's past.

    Parameters
    ----------
    added
        Contacts above what is usual in each of its hours [contacts/hour].
    share
        The same over all of them, relative to what is usual [-].
    """

    queue_id: str
    start: datetime
    added: tuple[float, ...]
    share: float


@lru_cache(maxsize=64)
def _seen_in(read: _Read) -> tuple[StormSeen, ...]:
    from forecasting.intraday.surge import follow, learn_surges

    hourly = _hourly(read)
    trail = follow(learn_surges(hourly.usual, hourly.counts), hourly.usual, hourly.counts)
    on = np.flatnonzero(trail.alarm)
    if not len(on):
        return ()
    runs = np.split(on, np.flatnonzero(np.diff(on) > _BREAK_H) + 1)
    found = []
    for run in runs:
        hours = slice(int(run[0]), int(run[-1]) + 1)
        counts, usual = hourly.counts[hours], hourly.usual[hours]
        known = np.isfinite(counts) & np.isfinite(usual)
        base = float(usual[known].sum())
        if known.sum() < _LEAST_HOURS or base <= 0:
            continue
        added = np.where(known, np.nan_to_num(counts) - np.nan_to_num(usual), 0.0)
        share = float(added.sum()) / base
        if share >= _LEAST_SHARE:
            start = (hourly.first.astype("datetime64[h]") + hours.start).astype("datetime64[m]")
            found.append(StormSeen(hourly.queue_id, start.item(), tuple(added.tolist()), share))
    return tuple(found)


@asked
def storms_seen(context: Context, queue_ids: tuple[str, ...] = ()) -> tuple[StormSeen, ...]:
    """Surges of some hours that stand out in the history, oldest first, marked or not."""
    found: list[StormSeen] = []
    for queue in queues_of(context, queue_ids):
        read = _read(context, queue.queue_id, today_of(context))
        found += () if read is None else _seen_in(read)
    return tuple(sorted(found, key=lambda storm: storm.start))
