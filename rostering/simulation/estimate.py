"""Means over replications, with their confidence intervals."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from data.model.arrays import FloatArray

CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Estimate:
    """A mean and the ends of its confidence interval, all of one shape; NaN: nothing to say."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray

    def as_json(self, digits: int = 4) -> dict[str, Any]:
        """`mean`, `low` and `high` as plain numbers or lists, None where there are none."""
        parts = {"mean": self.mean, "low": self.low, "high": self.high}
        return {name: rounded(part, digits) for name, part in parts.items()}


def ratio(part: FloatArray, whole: FloatArray, limit: float = np.inf) -> Estimate:
    """Ratio of two sums with its interval over independent replications.

    Parameters
    ----------
    part, whole
        Sums of each replication, shape (replications, ...).
    limit
        Largest value that makes sense (1 for a share).

    Notes
    -----
    The ratio of totals, with the variance of part - ratio x whole (delta method; Law, Kelton,
    Simulation Modeling and Analysis, 2000, section 9.5) and Student's t.
    """
    count = len(part)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.asarray(part.sum(axis=0) / whole.sum(axis=0))
        if count < 2:
            nothing = np.full_like(mean, np.nan)
            return Estimate(mean, nothing, nothing)
        error = ((part - mean * whole) ** 2).sum(axis=0) / (count - 1) / count
        half = stdtrit(count - 1, 0.5 + CONFIDENCE / 2) * np.sqrt(error) / whole.mean(axis=0)
    return Estimate(mean, np.maximum(0.0, mean - half), np.minimum(limit, mean + half))


def rounded(values: FloatArray, digits: int) -> Any:
    """Plain JSON numbers, None for NaN."""
    flat = np.round(np.asarray(values, dtype=np.float64), digits)
    if flat.ndim == 0:
        return float(flat) if np.isfinite(flat) else None
    return [value if np.isfinite(value) else None for value in flat.tolist()]
