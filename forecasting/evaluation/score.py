"""How good forecasts of the past were: error, cover and loss of slots, periods and days."""

import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from data.model.forecast import Forecast
from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.language import tr
from data.model.special_day import SpecialDays
from forecasting.evaluation import accuracy
from forecasting.uncertainty.periods import quantiles_of_parts

if TYPE_CHECKING:
    import pandas as pd

Outcome = tuple[FloatArray, Forecast]
"""Contacts that came in the slots of a forecast, NaN = unknown, and the forecast."""

_PERIOD_MIN = 4 * 60
_BANDS = (0.025, 0.1, 0.9, 0.975)


@dataclass(frozen=True)
class BacktestScore:
    """Accuracy over all origins of one series; shares [-], seconds [s of CPU], memory [MB].

    Parameters
    ----------
    wape, mean8w_wape, ratio
        Weighted absolute percentage error, that of the 8-week mean, and their ratio.
    floor
        Poisson floor: WAPE of a forecast that knows the true rates.
    bias
        Forecast minus actual over actual.
    pinball
        Mean of the 10, 50 and 90 % losses [contacts/slot].
    cover80, cover95
        Share of slots inside the central 80 and 95 % intervals.
    day_cover80, day_cover95
        The same of day totals (of days whose open slots are all known; NaN if there are none).
    span_cover80, span_cover95
        The same of periods of four hours, read from sampled paths.
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

    def to_frame(self) -> "pd.DataFrame":
        """One row of the figures of `to_json`, indexed by `id`; concatenate those of many series.

        Columns are the names in `FIGURES` (shares [-], `seconds` [s], `peak_mb` [MB]) and, for
        each level asked for, `loss<level>` [contacts/slot].
        """
        import pandas as pd

        row = {name: getattr(self, name) for name in FIGURES}
        row |= {f"loss{level}": loss for level, loss in self.quantile_loss.items()}
        return pd.DataFrame([row], index=pd.Index([self.series_id], name="id"))

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
    outcomes: Sequence[Outcome],
    seconds: float,
    levels: Sequence[float] = (),
) -> BacktestScore:
    """Score of forecasts beside what came."""
    used_mb = peak_mb()  # of the forecasts, before paths are sampled from them
    actual = np.concatenate([actual for actual, _ in outcomes])
    mean = np.concatenate([forecast.demand.contacts for _, forecast in outcomes])
    baseline = np.concatenate([forecast.yardstick for _, forecast in outcomes])
    bands = {
        level: np.concatenate([forecast.quantile(level) for _, forecast in outcomes])
        for level in (0.025, 0.1, 0.5, 0.9, 0.975)
    }
    own, theirs = accuracy.wape(actual, mean), accuracy.wape(actual, baseline)
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
        **_sum_covers(outcomes),
        seconds=seconds,
        peak_mb=used_mb,
        origins=days,
        by_lead=_by_lead(outcomes, actual, mean),
        by_day_class=_by_day_class(outcomes, special_days, actual, mean),
        members=_by_member(outcomes, actual),
        notes=tuple(dict.fromkeys(note for _, forecast in outcomes for note in forecast.notes)),
        quantile_loss=_losses(outcomes, levels),
    )


def _sum_covers(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Cover of day totals by their own bands, and of periods of four hours by sampled paths."""
    found = {}
    for name, covered in (("day", _days_covered), ("span", _periods_covered)):
        inside = np.concatenate([covered(outcome) for outcome in outcomes], axis=1)
        for label, row in zip(("80", "95"), inside, strict=True):
            found[f"{name}_cover{label}"] = float(row.mean()) if row.size else float("nan")
    return found


def _days_covered(outcome: Outcome) -> BoolArray:
    """Whether each day's total lies in its 80 and 95 % bands, shape (2, days known whole)."""
    forecast = outcome[1]
    band = np.array([forecast.day_quantile(level) for level in _BANDS])
    return _inside(outcome, forecast.grid.day_index, band)


def _periods_covered(outcome: Outcome) -> BoolArray:
    """The same of each four hours of the local clock."""
    grid = outcome[1].grid
    number = grid.day_index * (24 * 60 // _PERIOD_MIN) + grid.minute_of_day // _PERIOD_MIN
    period = np.unique(number, return_inverse=True)[1]
    return _inside(outcome, period, quantiles_of_parts(outcome[1], period, _BANDS))


def _inside(outcome: Outcome, part: IntArray, band: FloatArray) -> BoolArray:
    """Parts of which every open slot is known, inside bands of shape (4, parts)."""
    actual, forecast = outcome
    unknown = np.bincount(part, ~np.isfinite(actual) & (forecast.demand.contacts > 0))
    whole = (unknown == 0) & (np.bincount(part, forecast.demand.contacts) > 0)
    total = np.bincount(part, np.nan_to_num(actual))
    lower, low, high, upper = band
    inside = [(total >= low) & (total <= high), (total >= lower) & (total <= upper)]
    return np.asarray(inside)[:, whole]


def _by_lead(outcomes: Sequence[Outcome], actual: FloatArray, mean: FloatArray) -> dict[str, float]:
    week = np.concatenate([forecast.grid.day_index // 7 for _, forecast in outcomes])
    return {
        tr("week {k}", k=k + 1): accuracy.wape(actual[week == k], mean[week == k])
        for k in np.unique(week).tolist()
    }


def _by_day_class(
    outcomes: Sequence[Outcome],
    special_days: SpecialDays,
    actual: FloatArray,
    mean: FloatArray,
) -> dict[str, float]:
    kinds: list[str] = []
    for _, forecast in outcomes:
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


def _by_member(outcomes: Sequence[Outcome], actual: FloatArray) -> dict[str, float]:
    names = sorted(set.intersection(*(set(forecast.members) for _, forecast in outcomes)))
    return {
        name: accuracy.wape(actual, np.concatenate([f.members[name] for _, f in outcomes]))
        for name in names
    }


def _losses(outcomes: Sequence[Outcome], levels: Sequence[float]) -> dict[str, float]:
    actual = np.concatenate([actual for actual, _ in outcomes])
    losses = {}
    for level in levels:
        band = np.concatenate([forecast.quantile(level) for _, forecast in outcomes])
        losses[f"{level:g}"] = accuracy.pinball(actual, band[None], (level,))
    return losses


def peak_mb() -> float:
    """Largest memory of this process or a child so far [MB]."""
    unit = 1 / 1024 / 1024 if sys.platform == "darwin" else 1 / 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(w).ru_maxrss for w in who) * unit
