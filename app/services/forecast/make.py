"""A new forecast version of every queue; nothing older is overwritten."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.changes import change
from app.services.context import (
    Context,
    Counting,
    centre_of,
    queues_of,
    special_days_of,
    whole_days_of,
)
from app.services.forecast.adjustments import new_version_id, with_adjustments
from app.services.running.workers import workers
from data.model.codec import digest
from data.model.errors import NotFound, Stopped
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.language import tr
from data.model.series import ContactSeries
from forecasting.batch import Job, JobResult, forecast_many
from forecasting.calendar.special_days import unknown_makeup_days
from forecasting.groups import is_small, parents_of
from rostering.solver.stopping import unless_stopped


@dataclass(frozen=True)
class ForecastRun:
    """What a run made, what it left as it was, and what failed with its reason.

    Parameters
    ----------
    warnings
        Each sentence that the queues' newest forecasts carry, once.
    news
        Those of them that the queue's version before did not carry.
    """

    made: tuple[Forecast, ...]
    reused: tuple[str, ...]
    failed: dict[str, str]
    warnings: tuple[str, ...] = ()
    news: tuple[str, ...] = ()


@asked
def forecast_all(
    context: Context,
    *,
    weeks: int | None = None,
    queue_ids: tuple[str, ...] = (),
    members: tuple[str, ...] | None = None,
    progress: Counting = lambda what, done, total: None,
    reuse: bool = False,
    hold: Mapping[str, str] | None = None,
    retry_share: float = 0.0,
    stop: threading.Event | None = None,
) -> ForecastRun:
    """Forecast queues over the weeks that follow the last known day.

    Parameters
    ----------
    weeks
        None: as planning defaults have it.
    reuse
        Leave a queue alone whose newest version was made from the very same inputs.
    hold
        Queues whose last good forecast should stay, with the reason; nothing is held where it was
        made from these very inputs.
    retry_share
        Share of the callers who hung up and try again, taken out of demand [-]; 0: each
        queue's own share, and where that is 0 what was offered is demand.

    Raises
    ------
    Stopped
        After a stop; queues that were finished before it keep their new versions.

    Notes
    -----
    Each queue is saved as soon as it is finished, so a killed run loses at most the queues
    in hand; one failing queue keeps its last good version and does not stop the others. A job
    that begins again finds what it had saved.
    """
    weeks = planning_of(context).forecast_weeks if weeks is None else weeks
    jobs, prints = _jobs(context, queue_ids, weeks, members, retry_share)
    kept = {
        queue_id for queue_id in jobs if reuse and _is_made(context, queue_id, prints[queue_id])
    }
    held = {id_: why for id_, why in (hold or {}).items() if id_ in jobs and id_ not in kept}
    made = _made_before(context, jobs)
    left_out = {*kept, *held, *(forecast.queue_id for forecast in made)}
    waiting = [job for queue_id, job in jobs.items() if queue_id not in left_out]
    told = [text for queue_id in sorted(kept) for text in _told(context, queue_id)]
    news: list[str] = []
    failed = dict(held)
    with workers(len(waiting)) as executor:
        outcomes = forecast_many(waiting, executor, made_at=context.clock(), members=members)
        for count, done in enumerate(_until_stopped(outcomes, stop), 1):
            if done.forecast is None:
                failed[done.queue_id] = done.error
            else:
                before = _told(context, done.queue_id)
                news += [text for text in done.forecast.warnings if text not in before]
                made.append(_save(context, done.forecast, prints[done.queue_id]))
            progress(done.queue_id, count, len(waiting))
    made.sort(key=lambda forecast: forecast.queue_id)
    told += [text for forecast in made for text in forecast.warnings]
    every, new = (tuple(dict.fromkeys(texts)) for texts in (told, news))
    return ForecastRun(tuple(made), tuple(sorted(kept)), failed, every, new)


def _made_before(context: Context, jobs: Mapping[str, Job]) -> list[Forecast]:
    """What this very job of the engine saved before its program died."""
    found = []
    for queue_id, job in jobs.items() if context.job_id else ():
        try:
            version_id = new_version_id(context, queue_id, job.horizon)
            found.append(context.store.load_forecast(version_id))
        except NotFound:
            continue
    return found


def _until_stopped(
    outcomes: Iterator[JobResult], stop: threading.Event | None
) -> Iterator[JobResult]:
    """Outcomes as they come; a stop does not wait for those in hand."""
    while (found := unless_stopped(lambda: (next(outcomes, None),), stop)) is not None:
        if found[0] is None:
            return
        yield found[0]
    raise Stopped(
        tr("forecasting was stopped; queues that were finished before keep their new versions")
    )


def _told(context: Context, queue_id: str) -> tuple[str, ...]:
    """Warnings of the queue's newest version."""
    try:
        return context.store.latest_forecast(queue_id).warnings
    except NotFound:
        return ()


def horizon_after(history: dict[str, ContactSeries], weeks: int) -> Grid:
    """Grid of whole weeks from the day after the last day known to any queue."""
    latest = max(history.values(), key=lambda series: series.grid.end)
    return latest.grid.following(7 * weeks)


def _jobs(
    context: Context,
    queue_ids: tuple[str, ...],
    weeks: int,
    members: tuple[str, ...] | None,
    retry_share: float,
) -> tuple[dict[str, Job], dict[str, str]]:
    """Jobs and digests of their inputs, by queue."""
    queues = queues_of(context, queue_ids)
    own_share = {queue.queue_id: queue.retry_share for queue in queues}
    history = whole_days_of(context, queues)
    parents = _parents(context, history)
    horizon = horizon_after(history, weeks)
    first = min(series.grid.days[0] for series in history.values())
    special = special_days_of(context, first, horizon.days[-1])
    unknown = unknown_makeup_days(
        centre_of(context).country, special, horizon.days[0], horizon.days[-1]
    )
    jobs = {
        queue_id: Job(
            series,
            special,
            horizon,
            parents.get(queue_id),
            retry_share or own_share[queue_id],
            unknown,
        )
        for queue_id, series in history.items()
    }
    opening = {queue.queue_id: queue.opening for queue in queues}
    return jobs, {q: _print(job, members, opening[q]) for q, job in jobs.items()}


def _parents(context: Context, history: dict[str, ContactSeries]) -> dict[str, ContactSeries]:
    """Histories of the groups of small queues; the other queues of a group are read for it."""
    queues = queues_of(context)
    groups = {
        q.group
        for q in queues
        if q.group and q.queue_id in history and is_small(history[q.queue_id])
    }
    related = tuple(q for q in queues if q.group in groups and q.queue_id not in history)
    if not groups:
        return {}
    more = whole_days_of(context, related) if related else {}
    return parents_of(history | more, queues)


def _print(job: Job, members: tuple[str, ...] | None, opening: str) -> str:
    plain = (job.series, job.special_days.days, job.horizon, members, *filter(None, (opening,)))
    if job.parent is None and not job.retry_share:
        return digest(plain)
    return digest((*plain, job.parent, job.retry_share))


def _is_made(context: Context, queue_id: str, inputs_digest: str) -> bool:
    try:
        return context.store.latest_forecast(queue_id).inputs_digest == inputs_digest
    except NotFound:
        return False


@change  # an adjustment made while it was forecast is in it, too
def _save(context: Context, forecast: Forecast, inputs_digest: str) -> Forecast:
    named = replace(with_adjustments(context, forecast), inputs_digest=inputs_digest)
    entry = context.entry(
        "make_forecast",
        f"forecast:{named.version_id}",
        origin=named.origin.isoformat(),
        inputs=inputs_digest,
        notes=list(named.notes),
    )
    context.store.save_forecasts((named,), entry)
    return named
