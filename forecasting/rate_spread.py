"""Uncertainty of the true rates, split into a day's and a slot's own share."""

import numpy as np

from data.model.arrays import FloatArray
from data.model.forecast import Dispersion
from data.model.grid import Grid
from forecasting.intervals import LEAD_FIRST_DAYS, PastErrors, lead_bucket, rate_share


def learn_dispersion(errors: PastErrors, grid: Grid, first_lead: int) -> Dispersion:
    """Dispersion of a forecast on `grid` whose first day is `first_lead` days ahead.

    The relative variance of a slot is that of its day plus its own plus Poisson's; both are
    matched to past errors by moments, so sums over slots and days keep their variance.
    """
    days = errors.days()
    day_share = _by_bucket(days)
    slot_share = _own_share(errors, day_share)
    lead = first_lead + np.arange(len(grid.days))
    bucket = lead_bucket(lead)
    return Dispersion(
        np.asarray(day_share[bucket]),
        np.asarray(slot_share[bucket][grid.day_index]),
        _day_correlation(days),
    )


def _by_bucket(errors: PastErrors) -> FloatArray:
    bucket = lead_bucket(np.arange(1, errors.mean.shape[1] + 1))
    shares: list[float] = []
    for b in range(len(LEAD_FIRST_DAYS)):
        mean, actual = errors.mean[:, bucket == b], errors.actual[:, bucket == b]
        known = np.isfinite(mean) & np.isfinite(actual)
        usual = shares[-1] if shares else 0.15
        shares.append(rate_share(mean[known], actual[known]) if known.any() else usual)
    return np.maximum.accumulate(np.array(shares))


def _own_share(errors: PastErrors, day_share: FloatArray) -> FloatArray:
    whole = _by_bucket(errors)
    return np.sqrt(np.maximum(0.0, whole**2 - day_share**2))


def _day_correlation(days: PastErrors) -> float:
    """Lag-one correlation of relative day errors within one forecast [-]."""
    mean, actual = days.mean[:, :, 0], days.actual[:, :, 0]
    error = np.divide(actual - mean, mean, out=np.full(mean.shape, np.nan), where=mean > 0)
    left, right = error[:, :-1], error[:, 1:]
    known = np.isfinite(left) & np.isfinite(right)
    if known.sum() < 20:
        return 0.5
    size = np.sqrt((left[known] ** 2).sum() * (right[known] ** 2).sum())
    return float(np.clip((left[known] * right[known]).sum() / max(size, 1e-12), 0.0, 0.95))
