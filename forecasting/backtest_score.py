"""How good forecasts of the past were: error, cover and loss of slots, spans and days."""

import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from data.model.arrays import BoolArray, FloatArray, IntArray
from data.model.forecast import Forecast
from data.model.special_day import SpecialDays
from forecasting import accuracy
from forecasting.spans import quantiles_of_parts

Trial = tuple[FloatArray, Forecast]
"""What came in the slots of a forecast, NaN = unknown, and the forecast."""

_SPAN_MIN = 4 * 60
_BANDS = (0.025, 0.1, 0.9, 0.975)


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
    day_cover80, day_cover95
        The same of day totals (of days whose open slots are all known; NaN if there are none).
    span_cover80, span_cover95
        The same of spans of four hours, read from sampled courses.
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
    day_cover80: float
    day_cover95: float
    span_cover80: float
    span_cover95: float
    seconds: float
    peak_mb: float
    origins: tuple[date, ...]
    by_lead: Mapping[str, float]
    by_day_class: Mapping[str, float]
    members: Mapping[str, float]
    notes: tuple[str, ...] = ()
    quantile_loss: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The figures under the names of the command's output; None where nothing was known."""
        found = {name: getattr(self, name) for name in FIGURES}
        plain = {name: value if np.isfinite(value) else None for name, value in found.items()}
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


FIGURES = (
    "wape",
    "mean8w_wape",
    "ratio",
    "floor",
    "bias",
    "pinball",
    "cover80",
    "cover95",
    "day_cover80",
    "day_cover95",
    "span_cover80",
    "span_cover95",
    "seconds",
    "peak_mb",
)


def score_of(
    series_id: str,
    special_days: SpecialDays,
    days: tuple[date, ...],
    trials: Sequence[Trial],
    seconds: float,
    levels: Sequence[float] = (),
) -> BacktestScore:
    """Score of forecasts beside what came."""
    used_mb = peak_mb()  # of the forecasts, before their courses are sampled
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
        **_sum_covers(trials),
        seconds=seconds,
        peak_mb=used_mb,
        origins=days,
        by_lead=_by_lead(trials, actual, mean),
        by_day_class=_by_day_class(trials, special_days, actual, mean),
        members=_by_member(trials, actual),
        notes=tuple(dict.fromkeys(note for _, forecast in trials for note in forecast.notes)),
        quantile_loss=_losses(trials, levels),
    )


def _sum_covers(trials: Sequence[Trial]) -> dict[str, float]:
    """Cover of day totals, by their own bands, and of four-hour spans, by sampled courses."""
    found = {}
    for name, covered in (("day", _days_covered), ("span", _spans_covered)):
        inside = np.concatenate([covered(trial) for trial in trials], axis=1)
        for label, row in zip(("80", "95"), inside, strict=True):
            found[f"{name}_cover{label}"] = float(row.mean()) if row.size else float("nan")
    return found


def _days_covered(trial: Trial) -> BoolArray:
    """Whether each day's total lies in its 80 and 95 % bands, shape (2, days known whole)."""
    forecast = trial[1]
    band = np.array([forecast.day_quantile(level) for level in _BANDS])
    return _inside(trial, forecast.grid.day_index, band)


def _spans_covered(trial: Trial) -> BoolArray:
    """The same of each four hours of the local clock."""
    grid = trial[1].grid
    number = grid.day_index * (24 * 60 // _SPAN_MIN) + grid.minute_of_day // _SPAN_MIN
    span = np.unique(number, return_inverse=True)[1]
    return _inside(trial, span, quantiles_of_parts(trial[1], span, _BANDS))


def _inside(trial: Trial, part: IntArray, band: FloatArray) -> BoolArray:
    """Parts of which every open slot is known, inside bands of shape (4, parts)."""
    actual, forecast = trial
    unknown = np.bincount(part, ~np.isfinite(actual) & (forecast.demand.contacts > 0))
    whole = (unknown == 0) & (np.bincount(part, forecast.demand.contacts) > 0)
    total = np.bincount(part, np.nan_to_num(actual))
    lower, low, high, upper = band
    inside = [(total >= low) & (total <= high), (total >= lower) & (total <= upper)]
    return np.asarray(inside)[:, whole]


def _by_lead(trials: Sequence[Trial], actual: FloatArray, mean: FloatArray) -> dict[str, float]:
    week = np.concatenate([forecast.grid.day_index // 7 for _, forecast in trials])
    return {
        f"week {k + 1}": accuracy.wape(actual[week == k], mean[week == k])
        for k in np.unique(week).tolist()
    }


def _by_day_class(
    trials: Sequence[Trial],
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


def _by_member(trials: Sequence[Trial], actual: FloatArray) -> dict[str, float]:
    names = sorted(set.intersection(*(set(forecast.members) for _, forecast in trials)))
    return {
        name: accuracy.wape(actual, np.concatenate([f.members[name] for _, f in trials]))
        for name in names
    }


def _losses(trials: Sequence[Trial], levels: Sequence[float]) -> dict[str, float]:
    actual = np.concatenate([actual for actual, _ in trials])
    losses = {}
    for level in levels:
        band = np.concatenate([forecast.quantile(level) for _, forecast in trials])
        losses[f"{level:g}"] = accuracy.pinball(actual, band[None], (level,))
    return losses


def peak_mb() -> float:
    """Largest memory of this process or a child so far [MB]."""
    unit = 1 / 1024 / 1024 if sys.platform == "darwin" else 1 / 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in who) * unit
