"""What is wrong with the running day now: each kind of alert, and from when on it is one."""

from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, queues_of
from app.services.day.limits import Watch, by_hours, watch_of
from app.services.day.now import DayNow
from app.services.day.status import QueueStatus
from data.model.day.alerts import AlertSettings, Finding
from data.store import documents

Key = tuple[str, str]
_EASED = 0.2
"""An alert that stands is over only when it is less sure than when raised by this much [-]."""
_MOST_MISSING = 5
"""More people missing than this, and more than half of all: then their feed is broken."""


@asked
def findings_of(
    context: Context, now: DayNow, standing: Collection[Key] = ()
) -> tuple[Finding, ...]:
    """Everything that is wrong with the day now; nothing where no figures of a day ever come in.

    Parameters
    ----------
    standing
        Kind and subject of alerts that are not over: they go on until it is clearly better.
    """
    if not now.feed.in_use:
        return ()
    settings = context.store.load(documents.ALERT_SETTINGS)
    found = [*_silent(now), *_below(context, now, settings, standing), *_missing(now)]
    if not now.feed.silent:
        for queue in now.status.queues:
            watch = watch_of(context, queue.queue_id, now.status.day, settings.band_weeks)
            if watch is not None:
                found += _watched(queue, watch, settings, standing)
    return tuple(found)


def _silent(now: DayNow) -> Iterable[Finding]:
    if now.feed.silent:
        last = now.feed.last_at
        at = f"{last.astimezone(ZoneInfo(now.status.zone)):%H:%M}" if last else ""
        yield Finding("silent", "", {"minutes": round(now.feed.silent_min), "since": at})


def _below(
    context: Context, now: DayNow, settings: AlertSettings, standing: Collection[Key]
) -> Iterable[Finding]:
    deferrable = {q.queue_id for q in queues_of(context) if q.deferrable_due_min is not None}
    for queue in now.ahead.queues:
        eased = _EASED if ("below_target", queue.queue_id) in standing else 0.0
        sure = queue.day.below_share
        if queue.queue_id not in deferrable and sure >= settings.below_percent / 100 - eased:
            yield Finding(
                "below_target",
                queue.queue_id,
                {
                    "sure": round(sure, 3),
                    "low": round(queue.day.low, 4),
                    "high": round(queue.day.high, 4),
                    "target": queue.target_share,
                },
            )


def _missing(now: DayNow) -> Iterable[Finding]:
    if now.people is None:
        return
    gone = now.people.who("missing")
    due = sum(one.should != "off" for one in now.people.agents)
    if len(gone) > _MOST_MISSING and 2 * len(gone) > due:
        yield Finding("missing", "", {"people": len(gone), "of": due})
        return
    for one in gone:
        yield Finding("missing", one.agent_id, {"minutes": one.minutes, "name": one.name})


def _watched(
    queue: QueueStatus, watch: Watch, settings: AlertSettings, standing: Collection[Key]
) -> Iterable[Finding]:
    from forecasting.intraday.watch import alarms, one_step, residuals

    known = np.flatnonzero(np.isfinite(queue.came))
    if not len(known) or not np.isfinite(queue.expected).any():
        return
    surge = _surge(queue, watch, settings, ("surge", queue.queue_id) in standing)
    if surge is not None:
        yield surge
        return  # a surge is off the forecast too: one alert is enough
    until = int(known[-1]) + 1
    came, steps = queue.came[:until], one_step(queue.came[:until], queue.expected[:until])
    # The same draws for the same day: looked at again, a slot is judged as it was.
    rng = np.random.default_rng(queue.grid.days[0].toordinal())
    limit = watch.limits.limit * (0.75 if ("off_band", queue.queue_id) in standing else 1.0)
    z = residuals(came, steps, watch.limits.variance, rng)
    if alarms(z, limit)[-1]:
        newest = slice(max(0, until - 2), until)
        yield Finding(
            "off_band",
            queue.queue_id,
            {
                "came": float(np.nansum(came[newest])),
                "expected": round(float(np.nansum(queue.expected[newest])), 1),
                "slots": until - newest.start,
                "weeks": round(watch.limits.weeks, 1),
            },
        )


def _surge(
    queue: QueueStatus, watch: Watch, settings: AlertSettings, stands: bool
) -> Finding | None:
    from forecasting.intraday.surge import follow

    slots = 60 // queue.grid.slot_min
    whole = queue.grid.slots // slots * slots
    if whole != 24 * slots:  # a day on which the clocks change
        return None
    usual, came = by_hours(queue.expected[None])[0], by_hours(queue.came[None])[0]
    hour = int(np.isfinite(came).sum()) and int(np.flatnonzero(np.isfinite(came))[-1])
    if not np.isfinite(came).any() or not np.isfinite(usual[hour]):
        return None
    trail = follow(watch.surges, usual[: hour + 1], came[: hour + 1])
    probability = float(trail.probability[hour])
    least = settings.surge_percent / 100 - (_EASED if stands else 0.0)
    if not (trail.alarm[hour] and probability >= least):
        return None
    return Finding(
        "surge",
        queue.queue_id,
        {
            "sure": round(probability, 3),
            "came": float(came[hour]),
            "usual": round(float(usual[hour]), 1),
            "hours": round(trail.hours_to_end(watch.surges, usual, hour), 1),
        },
    )
