"""Statistics of counts with gaps: means, a robust spread, a scale of constant variance, memory."""

import numpy as np

from data.model.grid import FloatArray

ANSCOMBE_SHIFT = 3.0 / 8.0


def anscombe(counts: FloatArray) -> FloatArray:
    """Root of counts plus 3/8 [-], whose variance is about 1/4 for any Poisson rate.

    Anscombe (1948), Biometrika 35, 246-254, doi:10.1093/biomet/35.3-4.246.
    """
    return np.asarray(np.sqrt(counts + ANSCOMBE_SHIFT))


def robust_sd(deviations: FloatArray) -> float:
    """Standard deviation of a normal that has this median absolute deviation."""
    return float(1.4826 * np.median(np.abs(deviations)))


def nan_mean(values: FloatArray) -> FloatArray:
    """Mean over rows of the finite values; NaN where there are none (no warning)."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0))


def fading(days: int, halflife_days: float) -> FloatArray:
    """Weights that halve every `halflife_days`, newest last with weight 1, shape (days,)."""
    return np.asarray(0.5 ** (np.arange(days - 1, -1, -1) / halflife_days))
