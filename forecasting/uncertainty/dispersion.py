"""Uncertainty of the true rates, split into a day's and a slot's own share."""

import numpy as np

from data.model.forecast import Dispersion
from data.model.grid import BoolArray, FloatArray, Grid
from forecasting.calendar.panel import PARTS
from forecasting.uncertainty.intervals import lead_bucket, rate_shares, special_share
from forecasting.uncertainty.past_errors import PastErrors

_LEAST_PAIRS = 20
_USUAL_CORRELATION = 0.5
_MOST_ALIKE = 0.95
_STEPS = 50
_PERIOD_KNOWN = 0.7  # of a forecast's days must be known for its total to count


def learn_dispersion(
    errors: PastErrors, grid: Grid, first_lead: int, special: BoolArray
) -> Dispersion:
    """Dispersion of a forecast on `grid` whose first day is `first_lead` days ahead.

    Matched to past errors by moments: how far slots, neighbouring slots, day totals and
    neighbouring day totals vary together beyond Poisson, so that sums keep their variance.

    Parameters
    ----------
    special
        Which days of the grid are special, shape (days,).
    """
    ordinary, totals = errors.ordinary(), errors.days()
    of_slot, of_total = rate_shares(ordinary) ** 2, rate_shares(totals.ordinary()) ** 2
    weights = _slot_weights(ordinary)
    lasting = _slot_correlation(ordinary, float(of_slot.mean()), float(of_total.mean()), weights)
    own = np.maximum(0.0, of_slot - of_total) / (1.0 - _shared(lasting, weights))
    own = np.minimum(own, of_slot)
    of_day = np.maximum(0.0, of_slot - own)
    of_neighbours = _day_correlation(totals.ordinary()) * of_total.mean()
    beyond = of_neighbours - _shared(lasting, weights, days=1) * own.mean()
    neighbours = float(np.clip(beyond / max(float(of_day.mean()), 1e-12), 0.0, _MOST_ALIKE))
    whole = _period_variance(totals.ordinary()) / max(float(of_day.mean()), 1e-12)
    period, correlation = period_and_day(neighbours, whole, totals.mean.shape[1])
    bucket = lead_bucket(np.maximum(1, first_lead + np.arange(len(grid.days))))
    extra = np.where(special, special_share(totals, float(np.sqrt(of_total[-1]))), 0.0)
    return Dispersion(
        np.sqrt(of_day[bucket] + extra**2),
        np.sqrt(own)[bucket][grid.day_index],
        correlation,
        lasting,
        period,
    )


def period_and_day(neighbours: float, whole: float, days: int) -> tuple[float, float]:
    """Part of a day's variance that the period shares, and the correlation of what is left [-].

    Parameters
    ----------
    neighbours
        Correlation of neighbouring days' deviations [-].
    whole
        Variance of the mean deviation of `days` days over that of a day [-].

    Notes
    -----
    With part p and correlation r of the rest: neighbours share p + (1 - p) r, and the period's
    mean varies by p + (1 - p) k(r), where k(r) is the mean of r^|i - j| over its days.

    Examples
    --------
    >>> [round(x, 2) for x in period_and_day(0.5, 0.11, 28)]  # what an AR(1) of .5 would do
    [0.01, 0.5]
    >>> [round(x, 2) for x in period_and_day(0.5, 0.45, 28)]
    [0.41, 0.15]
    """
    apart = np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
    best, least = (0.0, neighbours), np.inf
    for period in np.linspace(0.0, neighbours, _STEPS).tolist():
        rest = (neighbours - period) / max(1.0 - period, 1e-12)
        gap = abs(period + (1.0 - period) * float((rest**apart).mean()) - whole)
        if gap < least - 1e-12:
            best, least = (period, rest), gap
    return best


def _period_variance(days: PastErrors) -> float:
    """Relative variance beyond Poisson of a whole forecast's total [-], shrunk towards that of
    days that follow each other as they usually do.
    """
    known = days.known[:, :, 0]
    enough = known.sum(axis=1) >= _PERIOD_KNOWN * known.shape[1]
    if not enough.any():
        return 0.0
    mean, actual = (
        np.where(known, cells[:, :, 0], 0.0).sum(axis=1)[enough]
        for cells in (days.mean, days.actual)
    )
    weight = np.where(known, days.relevance, 0.0).sum(axis=1)[enough]
    used = mean > 0
    excess = ((actual - mean)[used] ** 2 - mean[used]) / mean[used] ** 2
    return max(0.0, float(np.average(excess, weights=weight[used]))) if used.any() else 0.0


def _slot_weights(errors: PastErrors) -> FloatArray:
    """Usual share of each slot in its day [-], shape (slots of a day,)."""
    mean = np.where(errors.known, np.maximum(errors.mean, 0.0), 0.0).sum(axis=(0, 1))
    return np.asarray(mean / max(float(mean.sum()), 1e-12))


def _shared(correlation: float, weights: FloatArray, days: int = 0) -> float:
    """Covariance of the weighted means of two days' slots over the variance of a slot [-].

    Slots deviate by themselves with `correlation` from one to the next; the days lie `days` apart.
    """
    slot = np.arange(len(weights))
    apart = np.abs(np.subtract.outer(slot, slot) - days * len(slot))
    return float(min(weights @ correlation**apart @ weights, _MOST_ALIKE))


def _slot_correlation(
    errors: PastErrors, of_slot: float, of_total: float, weights: FloatArray
) -> float:
    """Correlation of neighbouring slots' own deviations [-], by matching three moments.

    With own variance v, day variance d and correlation r: slots vary by d + v, neighbours
    share d + r v, and day totals vary by d + k(r) v, where k(r) is given by `_shared`.
    """
    shared = _neighbours(errors)
    if of_slot <= of_total or not np.isfinite(shared):
        return 0.0
    best, least = 0.0, np.inf
    # What lasts longer than a part of the day belongs to the day.
    most = np.exp(-PARTS / len(weights))
    for r in np.linspace(0.0, most, _STEPS).tolist():
        own = min((of_slot - of_total) / (1.0 - _shared(r, weights)), of_slot)
        gap = abs(of_slot - (1.0 - r) * own - shared)
        if gap < least:
            best, least = r, gap
    return float(best)


def _neighbours(errors: PastErrors) -> float:
    """Relative covariance of the errors of neighbouring slots [-]; Poisson noise has none."""
    known = errors.known & (errors.mean > 0)
    pairs = known[:, :, :-1] & known[:, :, 1:]
    if pairs.sum() < _LEAST_PAIRS:
        return float("nan")
    weight = np.where(pairs, errors.relevance[:, :, None], 0.0)
    mean = np.where(known, errors.mean, 0.0)
    gap = np.where(known, errors.actual - errors.mean, 0.0)
    both, size = (weight * a[:, :, :-1] * a[:, :, 1:] for a in (gap, mean))
    return float(both.sum() / max(float(size.sum()), 1e-12))


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
    return float(np.clip((left[known] * right[known]).sum() / max(size, 1e-12), 0.0, _MOST_ALIKE))
