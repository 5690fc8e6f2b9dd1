"""Many queues at once on any `concurrent.futures.Executor`; one failure stops no other queue."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass
from datetime import datetime

from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.pipeline import make_forecast
from forecasting.uncertainty.intervals import DEFAULT_LEVELS


@dataclass(frozen=True, eq=False)
class Job:
    """One queue to forecast.

    Parameters
    ----------
    parent
        History of the queue's group, of which a small queue is a share; None = on its own.
    retry_share
        Share of the callers who hung up and try again, taken out of demand [-].
    warnings
        Sentences about the inputs that the forecast carries on.
    """

    series: ContactSeries
    special_days: SpecialDays
    horizon: Grid
    parent: ContactSeries | None = None
    retry_share: float = 0.0
    warnings: tuple[str, ...] = ()

    @property
    def queue_id(self) -> str:
        """Queue that is forecast."""
        return self.series.queue_id


@dataclass(frozen=True, eq=False)
class JobResult:
    """Outcome of one queue: a forecast, or the reason why there is none."""

    queue_id: str
    forecast: Forecast | None
    error: str = ""


def forecast_many(
    jobs: Iterable[Job],
    executor: Executor,
    *,
    made_at: datetime,
    members: Sequence[str] | None = None,
    levels: Sequence[float] = DEFAULT_LEVELS,
    chunk: int = 1,
    refits: int | None = None,
) -> Iterator[JobResult]:
    """Outcomes as they complete, in any order; save each at once, so that a kill loses little.

    Parameters
    ----------
    executor
        Processes on this machine, or `distributed.Client(...).get_executor()`.
    chunk
        Queues sent to a worker at a time: more for many small queues.
    refits
        As in `make_forecast`.
    """
    waiting: dict[Future[list[JobResult]], tuple[Job, ...]] = {}
    for part in _chunks(jobs, chunk):
        future = executor.submit(forecast_jobs, part, made_at, members, tuple(levels), refits)
        waiting[future] = part
    for future in as_completed(waiting):
        try:
            yield from future.result()
        except Exception as error:  # a lost worker must not stop the other queues
            for job in waiting[future]:
                yield JobResult(job.queue_id, None, f"{type(error).__name__}: {error}")


def forecast_jobs(
    jobs: Sequence[Job],
    made_at: datetime,
    members: Sequence[str] | None,
    levels: Sequence[float],
    refits: int | None = None,
) -> list[JobResult]:
    """Forecast a few queues here; each failure stays with its queue."""
    return [_one(job, made_at, members, levels, refits) for job in jobs]


def _one(
    job: Job,
    made_at: datetime,
    members: Sequence[str] | None,
    levels: Sequence[float],
    refits: int | None,
) -> JobResult:
    try:
        forecast = make_forecast(
            job.series,
            job.special_days,
            job.horizon,
            made_at=made_at,
            members=members,
            levels=levels,
            parent=job.parent,
            retry_share=job.retry_share,
            refits=refits,
            warnings=job.warnings,
        )
    except Exception as error:  # whatever it is, the queue keeps its last good forecast
        return JobResult(job.queue_id, None, f"{type(error).__name__}: {error}")
    return JobResult(job.queue_id, forecast)


def _chunks(jobs: Iterable[Job], size: int) -> Iterator[tuple[Job, ...]]:
    chunk: list[Job] = []
    for job in jobs:
        chunk.append(job)
        if len(chunk) >= max(1, size):
            yield tuple(chunk)
            chunk = []
    if chunk:
        yield tuple(chunk)
