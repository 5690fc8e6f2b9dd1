"""What is wrong with the running day now: each kind of alert, and from when on it is one."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, queues_of
from app.services.day.alerts.limits import watch_of
from app.services.day.now import DayNow
from app.services.day.status import QueueStatus
from data.model.day.alerts import AlertSettings, Finding
from data.store import documents

if TYPE_CHECKING:
    from forecasting.intraday.watch import WatchLimits

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
            stands = ("surge", queue.queue_id) in standing
            surge = _surge(queue, settings, stands, now.status.zone)
            if surge is not None:  # it is off the forecast too: one alert is enough
                found.append(surge)
                continue
            limits = watch_of(context, queue.queue_id, now.status.day, settings.band_weeks)
            if limits is not None:
                found += _off_band(queue, limits, standing)
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


def _off_band(
    queue: QueueStatus, limits: "WatchLimits", standing: Collection[Key]
) -> Iterable[Finding]:
    from forecasting.intraday.watch import departures

    known = np.flatnonzero(np.isfinite(queue.came))
    if not len(known) or not np.isfinite(queue.expected).any():
        return
    until = int(known[-1]) + 1
    came = np.where(np.arange(len(queue.came)) < until, queue.came, np.nan)
    # The same draws for the same day: looked at again, a slot is judged as it was.
    rng = np.random.default_rng(queue.grid.days[0].toordinal())
    eased = 0.75 if ("off_band", queue.queue_id) in standing else 1.0
    slots = int(departures(came, queue.expected, limits, rng, eased)[until - 1])
    if slots:
        newest = slice(max(0, until - slots), until)
        yield Finding(
            "off_band",
            queue.queue_id,
            {
                "came": float(np.nansum(came[newest])),
                "expected": round(float(np.nansum(queue.expected[newest])), 1),
                "slots": until - newest.start,
                "weeks": round(limits.weeks, 1),
            },
        )


def _surge(queue: QueueStatus, settings: AlertSettings, stands: bool, zone: str) -> Finding | None:
    surge = queue.today.rest.surge if queue.today.rest else None
    least = settings.surge_percent / 100 - (_EASED if stands else 0.0)
    if surge is None or not surge.on or surge.probability < least:
        return None
    ends = surge.ends_at
    return Finding(
        "surge",
        queue.queue_id,
        {
            "sure": round(surge.probability, 3),
            "more": round(surge.per_hour, 1),
            "until": f"{ends.astimezone(ZoneInfo(zone)):%H:%M}" if ends else "",
        },
    )
