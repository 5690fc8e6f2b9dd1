"""How good forecasts are: backtests, a queue's accuracy, each forecast scored afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context, Counting, queues_of, special_days_of, whole_days_of
from app.services.forecast.read import forecast_before
from data.ingest import read_series_file
from data.model.errors import NotEnoughHistory, NotFound
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.special_days import official_days
from forecasting.evaluation.accuracy import poisson_floor, wape
from forecasting.evaluation.backtest import backtest, backtest_sum
from forecasting.evaluation.score import FIGURES, BacktestScore

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
    progress: Counting = lambda what, done, total: None,
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


@asked
def backtest_queues(
    context: Context,
    queue_ids: tuple[str, ...] = (),
    *,
    step_days: int = 28,
    origins: int = 6,
    horizon_days: int = 28,
    members: tuple[str, ...] | None = None,
    levels: tuple[float, ...] = (),
    added_up: bool = False,
    progress: Counting = lambda what, done, total: None,
) -> tuple[BacktestScore, ...]:
    """Score stored queues on rolling origins."""
    history = whole_days_of(context, queues_of(context, queue_ids))
    days = [day for s in history.values() for day in (s.grid.days[0], s.grid.days[-1])]
    special = special_days_of(context, min(days), max(days))
    asked = _Asked(origins, step_days, horizon_days, members, levels)
    return _scores(tuple(history.values()), special, asked, added_up, progress)


def _scores(
    found: Sequence[ContactSeries],
    special: SpecialDays,
    asked: "_Asked",
    added_up: bool,
    progress: Counting,
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


ORIGINS, STEP_DAYS, HORIZON_DAYS = 6, 28, 28
_LEAST_ORIGINS, _LEAST_STEP = 2, 7
_TRAINING_DAYS = 56
_LEAST_TRAINING_DAYS = 14


def plan_of(days: int) -> tuple[int, int, int]:
    """Origins, days between them and days ahead that a history of some days [days] allows.

    Raises
    ------
    NotEnoughHistory
        If not even two weeks ahead can be scored twice.
    """
    room = days - HORIZON_DAYS - _TRAINING_DAYS
    for step in (STEP_DAYS, 14, _LEAST_STEP):
        if room >= (ORIGINS - 1) * step:
            return ORIGINS, step, HORIZON_DAYS
    ahead = 14
    origins = 1 + (days - ahead - _LEAST_TRAINING_DAYS) // _LEAST_STEP
    if origins < _LEAST_ORIGINS:
        raise NotEnoughHistory(
            tr(
                "{days} days of history hold no fair test; come back with five weeks of it",
                days=days,
            )
        )
    return min(ORIGINS, origins), _LEAST_STEP, ahead


@asked
def accuracy_of(
    context: Context,
    queue_id: str,
    members: tuple[str, ...] | None = None,
    progress: Counting = lambda what, done, total: None,
) -> BacktestScore:
    """Score one queue as well as its history allows; each forecast sees only its past.

    Parameters
    ----------
    progress
        Called with the day that was forecast from, how many are done, how many there are.

    Raises
    ------
    NotEnoughHistory
        If the history is too short.
    """
    series = whole_days_of(context, queues_of(context, (queue_id,)))[queue_id]
    days = series.grid.days
    origins, step, ahead = plan_of(len(days))
    return backtest(
        series,
        special_days_of(context, days[0], days[-1]),
        origins=origins,
        step_days=step,
        horizon_days=ahead,
        members=members,
        progress=lambda day, done, total: progress(tr("from {day}", day=day), done, total),
    )


@dataclass(frozen=True)
class DayScore:
    """One queue's forecast for one day against what came.

    Parameters
    ----------
    wape_share, mean8w_wape_share, floor_share
        Sum of absolute slot errors by sum of contacts, of the forecast, of the 8-week mean, and
        the part that no forecast can avoid [-].
    bias_share
        Forecast by actual day total, less one [-].
    """

    queue_id: str
    day: date
    version_id: str
    contacts: float
    wape_share: float
    mean8w_wape_share: float
    floor_share: float
    bias_share: float


@asked
def score_day(context: Context, day: date) -> tuple[DayScore, ...]:
    """Score every queue whose actuals of a day are known and were forecast beforehand."""
    scores = (_score(context, queue.queue_id, day) for queue in queues_of(context))
    return tuple(found for found in scores if found is not None)


def _score(context: Context, queue_id: str, day: date) -> DayScore | None:
    forecast = forecast_before(context, queue_id, day)
    if forecast is None:
        return None
    mine = np.asarray(forecast.grid.day == np.datetime64(day, "D"))
    y = _actual(context, queue_id, day, forecast.grid.part(int(np.argmax(mine)), int(mine.sum())))
    known = np.isfinite(y)
    if not y[known].sum() > 0:
        return None
    expected, yardstick = forecast.demand.contacts[mine], forecast.yardstick[mine]
    return DayScore(
        queue_id,
        day,
        forecast.version_id,
        float(y[known].sum()),
        wape(y, expected),
        wape(y, yardstick),
        poisson_floor(y, expected),
        float(expected[known].sum() / y[known].sum() - 1.0),
    )


def _actual(context: Context, queue_id: str, day: date, grid: Grid) -> FloatArray:
    """Contacts of a day on its whole grid; NaN where missing."""
    found = np.full(grid.slots, np.nan)
    try:
        series = context.store.load_series(queue_id, day, day)
    except NotFound:
        return found
    at = grid.index_of(series.grid.start)
    found[at : at + series.grid.slots] = series.offered
    return found
