"""Slow growth of a queue over the years."""

import numpy as np

from data.model.arrays import FloatArray


def growth(days: int, last_known: int, year_share: float) -> FloatArray:
    """Factor of each day [-], one on day `last_known`, shape (days,)."""
    return np.asarray((1.0 + year_share) ** ((np.arange(days) - last_known) / 365.25))
