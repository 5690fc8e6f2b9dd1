"""Measures of error, and the Poisson floor: the error of a forecast that knows the true rates."""

import numpy as np
from scipy.special import gammaln

from data.model.grid import FloatArray

MEASURED_LEVELS = (0.1, 0.5, 0.9)


def wape(actual: FloatArray, mean: FloatArray) -> float:
    """Sum of absolute errors over the sum of actuals [-]; NaN slots are excluded."""
    known = np.isfinite(actual)
    whole = actual[known].sum()
    return float(np.abs(actual - mean)[known].sum() / whole) if whole > 0 else float("nan")


def bias(actual: FloatArray, mean: FloatArray) -> float:
    """Forecast minus actual over actual [-]; positive = too high."""
    known = np.isfinite(actual)
    whole = actual[known].sum()
    return float((mean - actual)[known].sum() / whole) if whole > 0 else float("nan")


def pinball(actual: FloatArray, quantiles: FloatArray, levels: tuple[float, ...]) -> float:
    """Mean quantile loss over levels and known slots [contacts/slot].

    Parameters
    ----------
    quantiles
        Forecast quantiles [contacts/slot], shape (levels, slots).
    """
    known = np.isfinite(actual)
    level = np.asarray(levels)[:, None]
    gap = actual[known] - quantiles[:, known]
    return float(np.maximum(level * gap, (level - 1) * gap).mean())


def cover(actual: FloatArray, low: FloatArray, high: FloatArray) -> float:
    """Share of known slots inside [low, high] [-]."""
    known = np.isfinite(actual)
    inside = (actual >= low) & (actual <= high)
    return float(inside[known].mean()) if known.any() else float("nan")


def poisson_floor(actual: FloatArray, mean: FloatArray) -> float:
    """Poisson floor: WAPE that would remain if `mean` were the true rates [-].

    The mean absolute deviation of Poisson(x) is 2 exp(-x) x^(k+1) / k! with k = floor(x)
    (Johnson, Kemp & Kotz, Univariate Discrete Distributions, eq. 4.19); about sqrt(2 x / pi).
    """
    known = np.isfinite(actual)
    rate = np.maximum(mean[known], 1e-12)
    k = np.floor(rate)
    deviation = 2 * np.exp(-rate + (k + 1) * np.log(rate) - gammaln(k + 1))
    return float(deviation.sum() / rate.sum()) if known.any() else float("nan")
