"""Rolling origins: forecast the past with what was known then, and compare with what came."""

import os
import resource
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from data.model.arrays import BoolArray, FloatArray
from data.model.errors import NotEnoughHistory
from data.model.forecast import Forecast
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting import accuracy
from forecasting.intervals import DEFAULT_LEVELS
from forecasting.panel import fold
from forecasting.pipeline import make_forecast

_LEAST_TRAINING_DAYS = 14


@dataclass(frozen=True)
class BacktestScore:
    """Accuracy over all origins of one series; shares [-], seconds [s of CPU], memory [MB].

    Parameters
    ----------
    wape, mean8w_wape, ratio
        Weighted absolute percentage error, that of the 8-week mean, and their ratio.
    floor
        WAPE that Poisson chance alone would leave.
    bias
        Forecast minus actual over actual.
    pinball
        Mean of the 10, 50 and 90 % losses [contacts/slot].
    cover80, cover95
        Share of slots inside the central 80 and 95 % intervals.
    seconds
        CPU time of this process and its children [s].
    by_lead, by_day_class
        WAPE by weeks ahead (`week 1`..), and on workdays, days of rest and special days.
    members
        WAPE of each member on its own.
    quantile_loss
        Mean loss of each level that was asked for [contacts/slot].
    """

    series_id: str
    wape: float
    mean8w_wape: float
    ratio: float
    floor: float
    bias: float
    pinball: float
    cover80: float
    cover95: float
    seconds: float
    peak_mb: float
    origins: tuple[date, ...]
    by_lead: Mapping[str, float]
    by_day_class: Mapping[str, float]
    members: Mapping[str, float]
    notes: tuple[str, ...] = ()
    quantile_loss: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The figures under the names of the command's output."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {
            "id": self.series_id,
            **plain,
            "origins": [day.isoformat() for day in self.origins],
            "by_lead": dict(self.by_lead),
            "by_day_class": dict(self.by_day_class),
            "members": dict(self.members),
            "notes": list(self.notes),
        } | self._quantiles()

    def _quantiles(self) -> dict[str, Any]:
        if not self.quantile_loss:
            return {}
        losses = dict(self.quantile_loss)
        return {"quantiles": losses, "mean_pinball": float(np.mean(list(losses.values())))}


_PLAIN = (
    "wape",
    "mean8w_wape",
    "ratio",
    "floor",
    "bias",
    "pinball",
    "cover80",
    "cover95",
    "seconds",
    "peak_mb",
)


def backtest(
    series: ContactSeries,
    special_days: SpecialDays,
    *,
    origins: int = 6,
    step_days: int = 28,
    horizon_days: int = 28,
    members: Sequence[str] | None = None,
    levels: Sequence[float] = (),
    progress: Callable[[date, int, int], None] = lambda day, done, total: None,
) -> BacktestScore:
    """Score the forecasts at `origins` midnights, the last one `horizon_days` before the end.

    Each forecast sees only what lies before its origin.

    Parameters
    ----------
    levels
        Quantile levels whose losses are wanted one by one.
    progress
        Called with each origin's first day, how many are done, how many there are.

    Raises
    ------
    NotEnoughHistory
        If the earliest origin leaves less than two weeks to learn from.
    """
    began = _cpu_s()
    days = origin_days(series, origins, step_days, horizon_days)
    trials = []
    for done, day in enumerate(days, 1):
        trials.append(_trial(series, special_days, day, horizon_days, members))
        progress(day, done, len(days))
    score = _score(series.queue_id, special_days, days, trials, _cpu_s() - began)
    return replace(score, quantile_loss=_losses(trials, levels))


def _losses(trials: list[tuple[FloatArray, Forecast]], levels: Sequence[float]) -> dict[str, float]:
    actual = np.concatenate([actual for actual, _ in trials])
    losses = {}
    for level in levels:
        band = np.concatenate([forecast.quantile(level) for _, forecast in trials])
        losses[f"{level:g}"] = accuracy.pinball(actual, band[None], (level,))
    return losses


def origin_days(
    series: ContactSeries, origins: int, step_days: int, horizon_days: int
) -> tuple[date, ...]:
    """First forecast days, ascending."""
    days = series.grid.days
    known = np.isfinite(fold(series.grid, series.offered).cells).any(axis=1)
    end = int(np.flatnonzero(known)[-1]) + 1 if known.any() else 0
    first = [end - horizon_days - k * step_days for k in range(origins - 1, -1, -1)]
    if not first or first[0] < _LEAST_TRAINING_DAYS:
        raise NotEnoughHistory(
            f"{series.queue_id}: {end} days of history do not hold {origins} origins "
            f"{step_days} days apart; use fewer origins, a smaller step or a shorter horizon"
        )
    return tuple(days[i] for i in first)


def _trial(
    series: ContactSeries,
    special_days: SpecialDays,
    day: date,
    horizon_days: int,
    members: Sequence[str] | None,
) -> tuple[FloatArray, Forecast]:
    first = series.grid.slot_at(day, 0)
    last = min(series.grid.slot_at(day, horizon_days * 24 * 60), series.grid.slots)
    forecast = make_forecast(
        series.until(first),
        special_days,
        series.grid.part(first, last - first),
        made_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        members=members,
        levels=DEFAULT_LEVELS,
    )
    return series.offered[first:last], forecast


def _score(
    series_id: str,
    special_days: SpecialDays,
    days: tuple[date, ...],
    trials: list[tuple[FloatArray, Forecast]],
    seconds: float,
) -> BacktestScore:
    actual = np.concatenate([actual for actual, _ in trials])
    mean = np.concatenate([forecast.demand.contacts for _, forecast in trials])
    yardstick = np.concatenate([forecast.yardstick for _, forecast in trials])
    bands = {
        level: np.concatenate([forecast.quantile(level) for _, forecast in trials])
        for level in (0.025, 0.1, 0.5, 0.9, 0.975)
    }
    own, theirs = accuracy.wape(actual, mean), accuracy.wape(actual, yardstick)
    losses = np.array([bands[level] for level in accuracy.MEASURED_LEVELS])
    return BacktestScore(
        series_id=series_id,
        wape=own,
        mean8w_wape=theirs,
        ratio=own / theirs if theirs > 0 else float("nan"),
        floor=accuracy.poisson_floor(actual, mean),
        bias=accuracy.bias(actual, mean),
        pinball=accuracy.pinball(actual, losses, accuracy.MEASURED_LEVELS),
        cover80=accuracy.cover(actual, bands[0.1], bands[0.9]),
        cover95=accuracy.cover(actual, bands[0.025], bands[0.975]),
        seconds=seconds,
        peak_mb=peak_mb(),
        origins=days,
        by_lead=_by_lead(trials, actual, mean),
        by_day_class=_by_day_class(trials, special_days, actual, mean),
        members=_by_member(trials, actual),
        notes=tuple(dict.fromkeys(note for _, forecast in trials for note in forecast.notes)),
    )


def _by_lead(
    trials: list[tuple[FloatArray, Forecast]], actual: FloatArray, mean: FloatArray
) -> dict[str, float]:
    week = np.concatenate([forecast.grid.day_index // 7 for _, forecast in trials])
    return {
        f"week {k + 1}": accuracy.wape(actual[week == k], mean[week == k])
        for k in np.unique(week).tolist()
    }


def _by_day_class(
    trials: list[tuple[FloatArray, Forecast]],
    special_days: SpecialDays,
    actual: FloatArray,
    mean: FloatArray,
) -> dict[str, float]:
    kinds: list[str] = []
    for _, forecast in trials:
        of_day = [_day_class(special_days, day) for day in forecast.grid.days]
        kinds += [of_day[i] for i in forecast.grid.day_index]
    names = np.array(kinds)
    masks: dict[str, BoolArray] = {name: names == name for name in sorted(set(kinds))}
    scores = {name: accuracy.wape(actual[mask], mean[mask]) for name, mask in masks.items()}
    return {name: score for name, score in scores.items() if np.isfinite(score)}


def _day_class(special_days: SpecialDays, day: date) -> str:
    special = special_days.get(day)
    if special is not None:
        return special.kind
    return "weekend" if day.weekday() >= 5 else "weekday"


def _by_member(trials: list[tuple[FloatArray, Forecast]], actual: FloatArray) -> dict[str, float]:
    names = sorted(set.intersection(*(set(forecast.members) for _, forecast in trials)))
    return {
        name: accuracy.wape(actual, np.concatenate([f.members[name] for _, f in trials]))
        for name in names
    }


def _cpu_s() -> float:
    """CPU time of this process and of its finished children (Prophet's, above all) [s]."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def peak_mb() -> float:
    """Largest memory of this process or a child so far [MB]."""
    unit = 1 / 1024 / 1024 if sys.platform == "darwin" else 1 / 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in who) * unit
