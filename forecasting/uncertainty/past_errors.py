"""Past forecasts beside what then came: every band is learnt from them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray
from forecasting.calendar.panel import DayPanel

# The errors of the coming weeks will be like those of the last months and of the same season a year
# ago (docs/decisions/forecasting.md says what recalling the season gained).
_MEMORY_DAYS = 120.0
_SEASON_DAYS = 30.0
_YEAR_DAYS = 365.25
_NOT_YET_A_YEAR_DAYS = 150.0


@dataclass(frozen=True, eq=False)
class PastErrors:
    """Forecasts made in the past for what is known now.

    Parameters
    ----------
    mean, actual
        Forecast and fact [contacts/slot], shape (origins, leads, slots of a day); NaN = unknown.
    special
        Target days that are special, shape (origins, leads); all ordinary if empty.
    age_days
        How long ago each forecast was made [days], shape (origins,); all the same if empty.
    """

    mean: FloatArray
    actual: FloatArray
    special: BoolArray = field(default_factory=lambda: np.empty(0, dtype=bool))
    age_days: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        origins, leads, _ = self.mean.shape
        if not self.special.size:
            object.__setattr__(self, "special", np.zeros((origins, leads), dtype=bool))
        if not self.age_days.size:
            object.__setattr__(self, "age_days", np.zeros(origins, dtype=np.int64))

    @property
    def known(self) -> BoolArray:
        """Where both forecast and fact are known, shape of `mean`."""
        return np.asarray(np.isfinite(self.mean) & np.isfinite(self.actual))

    @property
    def relevance(self) -> FloatArray:
        """Weight of each error for the weeks ahead [-], shape (origins, leads).

        Errors count less as they age; those of the season that begins now count again a year
        later. Fixed weights by likeness keep conformal bands valid when errors are not
        exchangeable (Barber, Candes, Ramdas & Tibshirani 2023, Annals of Statistics 51, 816-845,
        sec. 3, doi:10.1214/23-AOS2276).
        """
        leads = self.mean.shape[1]
        target = self.age_days[:, None] - np.arange(leads) + leads / 2
        away = np.abs((target + _YEAR_DAYS / 2) % _YEAR_DAYS - _YEAR_DAYS / 2)
        season = np.exp(-0.5 * (away / _SEASON_DAYS) ** 2) * (target > _NOT_YET_A_YEAR_DAYS)
        return np.asarray(0.5 ** (self.age_days / _MEMORY_DAYS)[:, None] + season)

    def days(self) -> "PastErrors":
        """The same as day totals, shape (origins, leads, 1)."""
        known = self.known
        some = known.any(axis=2)
        sums = (np.where(known, a, 0.0).sum(axis=2) for a in (self.mean, self.actual))
        mean, actual = (np.where(some, total, np.nan)[:, :, None] for total in sums)
        return PastErrors(mean, actual, self.special, self.age_days)

    def ordinary(self) -> "PastErrors":
        """Without the special days."""
        actual = np.where(self.special[:, :, None], np.nan, self.actual)
        return PastErrors(self.mean, actual, self.special, self.age_days)

    def special_only(self) -> "PastErrors":
        """The special days alone."""
        actual = np.where(self.special[:, :, None], self.actual, np.nan)
        return PastErrors(self.mean, actual, self.special, self.age_days)

    def against(self, panel: DayPanel, ignored: BoolArray) -> "PastErrors":
        """The same forecasts beside the facts of another panel that ends on the same day.

        Parameters
        ----------
        ignored
            Days of the panel that count as unknown, shape (days,).
        """
        rows = len(panel.days) - self.age_days[:, None] + np.arange(self.mean.shape[1])
        inside = (rows >= 0) & (rows < len(panel.days))
        rows = np.clip(rows, 0, len(panel.days) - 1)
        usable = inside & ~ignored[rows]
        actual = np.where(usable[:, :, None], panel.cells[rows], np.nan)
        return PastErrors(self.mean, actual, self.special, self.age_days)


def mean_of_errors(
    parts: Sequence[PastErrors], weights: FloatArray, shape_of: Sequence[int | None]
) -> PastErrors | None:
    """Errors that the weighted mean of several forecasters made at the origins they share.

    Parameters
    ----------
    parts
        Past errors of each forecaster, against the same facts.
    weights
        Weight of each, adding up to 1, shape (parts,).
    shape_of
        For each, the part whose shape of the day it takes, or None for its own.

    Returns
    -------
    PastErrors | None
        None if no origin is shared, or nothing is known at those that are.
    """
    if len(parts) == 1:
        return parts[0] if parts[0].known.any() else None
    ages = reduce(np.intersect1d, (part.age_days for part in parts))
    if not len(ages):
        return None
    # Ascending ages, as each part's own rows of them.
    rows = [np.argsort(part.age_days)[np.isin(np.sort(part.age_days), ages)] for part in parts]
    means = [part.mean[row] for part, row in zip(parts, rows, strict=True)]
    shaped = [
        own if lender is None else reshaped(own, means[lender])
        for own, lender in zip(means, shape_of, strict=True)
    ]
    first, row = parts[0], rows[0]
    mean = np.tensordot(weights, np.array(shaped), axes=1)
    found = PastErrors(mean, first.actual[row], first.special[row], first.age_days[row])
    return found if found.known.any() else None


def reshaped(cells: FloatArray, model: FloatArray) -> FloatArray:
    """The day totals of `cells` in the shape of the day of `model`, both (..., slots of a day).

    A day on which the model expects nothing keeps the model's zeros.
    """
    own, theirs = cells.sum(axis=-1, keepdims=True), model.sum(axis=-1, keepdims=True)
    factor = np.divide(own, theirs, out=np.ones(own.shape), where=theirs > 0)
    return np.asarray(model * factor)
