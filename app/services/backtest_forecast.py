"""Backtests of stored queues or of plain series files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.services.desk import Desk
from app.services.read_centre import history_of, queues_of, special_days_of
from data.ingest import read_series_file
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.backtest_score import FIGURES, BacktestScore
from forecasting.evaluation.backtest import backtest, backtest_sum
from forecasting.special_days import official_days

Progress = Callable[[str, int, int], None]
SUM = "sum"


def backtest_file(
    path: Path,
    country: str,
    *,
    step_days: int,
    origins: int = 6,
    horizon_days: int = 28,
    members: tuple[str, ...] | None = None,
    levels: tuple[float, ...] = (),
    added_up: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> tuple[BacktestScore, ...]:
    """Score every series of a file `series_id, ts, y[, temp_c|temp_day_c]`.

    Parameters
    ----------
    added_up
        Score the sum of all series as well, as one group.
    """
    found = read_series_file(path)
    years = [day.year for s in found for day in (s.grid.days[0], s.grid.days[-1])]
    special = official_days(country, min(years), max(years))
    asked = _Asked(origins, step_days, horizon_days, members, levels)
    return _scores(found, special, asked, added_up, progress)


def backtest_queues(
    desk: Desk,
    queue_ids: tuple[str, ...] = (),
    *,
    step_days: int = 28,
    origins: int = 6,
    horizon_days: int = 28,
    members: tuple[str, ...] | None = None,
    levels: tuple[float, ...] = (),
    added_up: bool = False,
    progress: Progress = lambda what, done, total: None,
) -> tuple[BacktestScore, ...]:
    """Score stored queues on rolling origins."""
    history = history_of(desk, queues_of(desk, queue_ids))
    days = [day for s in history.values() for day in (s.grid.days[0], s.grid.days[-1])]
    special = special_days_of(desk, min(days), max(days))
    asked = _Asked(origins, step_days, horizon_days, members, levels)
    return _scores(tuple(history.values()), special, asked, added_up, progress)


def _scores(
    found: Sequence[ContactSeries],
    special: SpecialDays,
    asked: "_Asked",
    added_up: bool,
    progress: Progress,
) -> tuple[BacktestScore, ...]:
    scores, steps = [], len(found) + added_up
    for number, series in enumerate(found, 1):
        scores.append(backtest(series, special, **vars(asked)))
        progress(series.queue_id, number, steps)
    if added_up:
        scores.append(backtest_sum(found, special, SUM, **vars(asked)))
        progress(SUM, steps, steps)
    return tuple(scores)


@dataclass(frozen=True)
class _Asked:
    """What every series is scored with, under the names of `backtest`."""

    origins: int
    step_days: int
    horizon_days: int
    members: tuple[str, ...] | None
    levels: tuple[float, ...]


def overall(scores: list[dict[str, Any]]) -> dict[str, float]:
    """Means over the series for which a figure is known; the ratio is a geometric mean."""
    if not scores:
        return {}
    names = [name for name in FIGURES if name not in ("ratio", "peak_mb")]
    known = {name: [s[name] for s in scores if s[name] is not None] for name in (*names, "ratio")}
    means = {name: float(np.mean(known[name])) for name in names if known[name]}
    if known["ratio"]:
        means["ratio"] = float(np.exp(np.mean(np.log(known["ratio"]))))
    return {**means, "peak_mb": max(score["peak_mb"] for score in scores)}
