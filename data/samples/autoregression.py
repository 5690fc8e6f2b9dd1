"""Deviations that last: neighbours in time are alike."""

import numpy as np

from data.model.arrays import FloatArray


def autoregression(steps: int, correlation: float, rng: np.random.Generator) -> FloatArray:
    """Stationary Gaussian AR(1) of mean zero and variance one [-], shape (steps,)."""
    values = rng.standard_normal(steps)
    keep = np.sqrt(1.0 - correlation**2)
    for step in range(1, steps):
        values[step] = correlation * values[step - 1] + keep * values[step]
    return values
