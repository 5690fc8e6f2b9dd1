"""Backtests of stored queues or of plain series files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from app.services.desk import Desk
from app.services.read_centre import history_of, queues_of, special_days_of
from data.ingest import read_series_file
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.backtest import BacktestScore, backtest
from forecasting.special_days import official_days

Progress = Callable[[str, int, int], None]


def backtest_file(
    path: Path,
    country: str,
    *,
    step_days: int,
    origins: int = 6,
    horizon_days: int = 28,
    members: tuple[str, ...] | None = None,
    levels: tuple[float, ...] = (),
    progress: Progress = lambda what, done, total: None,
) -> tuple[BacktestScore, ...]:
    """Score every series of a file `series_id, ts, y[, temp_c|temp_day_c]`."""
    found = read_series_file(path)
    scores = []
    for number, series in enumerate(found, 1):
        days = series.grid.days
        special = official_days(country, days[0].year, days[-1].year)
        scores.append(_score(series, special, step_days, origins, horizon_days, members, levels))
        progress(series.queue_id, number, len(found))
    return tuple(scores)


def backtest_queues(
    desk: Desk,
    queue_ids: tuple[str, ...] = (),
    *,
    step_days: int = 28,
    origins: int = 6,
    horizon_days: int = 28,
    members: tuple[str, ...] | None = None,
    progress: Progress = lambda what, done, total: None,
) -> tuple[BacktestScore, ...]:
    """Score stored queues on rolling origins."""
    history = history_of(desk, queues_of(desk, queue_ids))
    scores = []
    for number, (queue_id, series) in enumerate(history.items(), 1):
        days = series.grid.days
        special = special_days_of(desk, days[0], days[-1])
        scores.append(_score(series, special, step_days, origins, horizon_days, members, ()))
        progress(queue_id, number, len(history))
    return tuple(scores)


def _score(
    series: ContactSeries,
    special: SpecialDays,
    step_days: int,
    origins: int,
    horizon_days: int,
    members: tuple[str, ...] | None,
    levels: tuple[float, ...],
) -> BacktestScore:
    more: dict[str, Any] = {"levels": levels} if levels else {}
    return backtest(
        series,
        special,
        origins=origins,
        step_days=step_days,
        horizon_days=horizon_days,
        members=members,
        **more,
    )


def overall(scores: list[dict[str, Any]]) -> dict[str, float]:
    """Means over series; the ratio is a geometric mean."""
    numbers = ("wape", "mean8w_wape", "floor", "bias", "pinball", "cover80", "cover95", "seconds")
    if not scores:
        return {}
    means = {name: float(np.mean([score[name] for score in scores])) for name in numbers}
    ratio = float(np.exp(np.mean([np.log(score["ratio"]) for score in scores])))
    return {**means, "ratio": ratio, "peak_mb": max(score["peak_mb"] for score in scores)}
