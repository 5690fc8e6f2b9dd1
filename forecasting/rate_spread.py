"""Uncertainty of the true rates, split into a day's and a slot's own share."""

import numpy as np

from data.model.arrays import BoolArray, FloatArray
from data.model.forecast import Dispersion
from data.model.grid import Grid
from forecasting.intervals import lead_bucket, rate_shares, special_share
from forecasting.past_errors import PastErrors

_LEAST_PAIRS = 20
_USUAL_CORRELATION = 0.5


def learn_dispersion(
    errors: PastErrors, grid: Grid, first_lead: int, special: BoolArray
) -> Dispersion:
    """Dispersion of a forecast on `grid` whose first day is `first_lead` days ahead.

    The relative variance of a slot is that of its day plus its own plus Poisson's; both are
    matched to past errors by moments, so sums over slots and days keep their variance.

    Parameters
    ----------
    special
        Which days of the grid are special, shape (days,).
    """
    days = errors.days()
    of_day = rate_shares(days.ordinary())
    own = np.sqrt(np.maximum(0.0, rate_shares(errors.ordinary()) ** 2 - of_day**2))
    bucket = lead_bucket(np.maximum(1, first_lead + np.arange(len(grid.days))))
    extra = np.where(special, special_share(days, float(of_day[-1])), 0.0)
    return Dispersion(
        np.sqrt(of_day[bucket] ** 2 + extra**2),
        np.asarray(own[bucket][grid.day_index]),
        _day_correlation(days.ordinary()),
    )


def _day_correlation(days: PastErrors) -> float:
    """Lag-one correlation of relative day errors within one forecast [-]."""
    mean, actual = days.mean[:, :, 0], days.actual[:, :, 0]
    error: FloatArray = np.divide(
        actual - mean, mean, out=np.full(mean.shape, np.nan), where=mean > 0
    )
    left, right = error[:, :-1], error[:, 1:]
    known = np.isfinite(left) & np.isfinite(right)
    if known.sum() < _LEAST_PAIRS:
        return _USUAL_CORRELATION
    size = np.sqrt((left[known] ** 2).sum() * (right[known] ** 2).sum())
    return float(np.clip((left[known] * right[known]).sum() / max(size, 1e-12), 0.0, 0.95))
