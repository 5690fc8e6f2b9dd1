"""A night's work: a thousand hourly queues of two years, on all cores, beside Prophet on slots."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from data.model.grid import Grid
from data.model.series import ContactSeries
from forecasting.batch import Job, forecast_many
from forecasting.calendar.special_days import official_days

FIRST, DAYS, HORIZON = date(2023, 6, 1), 730, 28
PEER_SERIES = 4


def run(
    queues: int = 1000,
    processes: int = 2,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> dict[str, Any]:
    """Forecast made-up queues of several sizes; the peer runs on a few and is scaled up.

    Returns
    -------
    dict
        queues, seconds, peak_mb (largest worker), failed, and the peer's own figures.
    """
    jobs = _jobs(queues, seed)
    seconds, failed = _timed(jobs, processes, None, progress)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    few = jobs[: min(PEER_SERIES, queues)]
    # The peer is timed at what it would do by itself: no refits for bands of its own.
    peer_s, peer_failed = _timed(few, processes, ("prophet_slots",), progress, refits=0)
    return {
        "queues": queues,
        "days": DAYS,
        "processes": processes,
        "seconds": round(seconds, 1),
        "peak_mb": round(peak_mb, 1),
        "failed": failed,
        "peer": {
            "name": "prophet_slots",
            "queues": len(few),
            "seconds": round(peer_s, 1),
            "failed": peer_failed,
            "seconds_for_all": round(peer_s * queues / len(few), 1),
        },
    }


def _jobs(queues: int, seed: int) -> list[Job]:
    special = official_days("CN", FIRST.year, FIRST.year + 3)
    rng = np.random.default_rng(seed)
    grid = Grid.for_days(FIRST, DAYS, 60, "Asia/Shanghai")
    ahead = grid.following(HORIZON)
    return [Job(_series(f"q{i:04d}", grid, rng), special, ahead) for i in range(queues)]


def _series(queue_id: str, grid: Grid, rng: np.random.Generator) -> ContactSeries:
    """Poisson counts around two daily peaks, a weekly cycle and a season, of random size."""
    hour = grid.minute_of_day / 60.0
    peak, season = rng.normal(10, 0.5), rng.uniform(0.0, 0.3)
    shape = 0.2 + np.exp(-(((hour - peak) / 2.5) ** 2)) + 0.8 * np.exp(-(((hour - 19) / 2) ** 2))
    week = np.where(grid.weekday >= 5, rng.uniform(0.4, 1.0), 1.0)
    year = 1 + season * np.cos(2 * np.pi * grid.day_index / 365.25)
    level = float(np.exp(rng.uniform(np.log(2.0), np.log(200.0))))
    return ContactSeries(queue_id, grid, rng.poisson(level * shape * week * year).astype(float))


def _timed(
    jobs: Sequence[Job],
    processes: int,
    members: tuple[str, ...] | None,
    progress: Callable[[str, int, int], None],
    refits: int | None = None,
) -> tuple[float, int]:
    """Wall seconds from the first job sent to the last answer, and how many failed."""
    context = multiprocessing.get_context("spawn")
    began, failed = time.monotonic(), 0
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        outcomes = forecast_many(
            jobs,
            pool,
            made_at=datetime(2025, 6, 1, tzinfo=UTC),
            members=members,
            chunk=5,
            refits=refits,
        )
        for count, done in enumerate(outcomes, 1):
            failed += done.forecast is None
            progress(done.queue_id, count, len(jobs))
    return time.monotonic() - began, failed
