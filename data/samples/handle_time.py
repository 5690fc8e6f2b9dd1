"""How long contacts take: log-normal around a mean that depends on time of day and weather."""

from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray, IntArray

NIGHT_ENDS_MIN, EVENING_FROM_MIN, NIGHT_FROM_MIN = 6 * 60, 18 * 60, 22 * 60


@dataclass(frozen=True)
class HandleTime:
    """Handle time of a queue.

    Parameters
    ----------
    mean_s
        Mean by day in mild weather [s].
    sigma
        Standard deviation of its logarithm [-].
    night, evening
        Factor from 22:00 to 06:00, and from 18:00 to 22:00 [-].
    stress
        Growth with each degree beyond comfort [1/degC]: outages take longer to explain.
    """

    mean_s: float
    sigma: float
    night: float
    evening: float
    stress: float


def mean_handle_s(handle: HandleTime, minute_of_day: IntArray, stress_c: FloatArray) -> FloatArray:
    """Expected handle time of a contact in each slot [s], shape (slots,)."""
    night = (minute_of_day < NIGHT_ENDS_MIN) | (minute_of_day >= NIGHT_FROM_MIN)
    evening = ~night & (minute_of_day >= EVENING_FROM_MIN)
    part = np.where(night, handle.night, np.where(evening, handle.evening, 1.0))
    return np.asarray(handle.mean_s * part * (1.0 + handle.stress * stress_c))


def handle_totals_s(
    handled: FloatArray, mean_s: FloatArray, sigma: float, rng: np.random.Generator
) -> FloatArray:
    """Total handle time of each slot's contacts, each drawn on its own [s], shape (slots,)."""
    many = handled.astype(np.int64)
    slot = np.repeat(np.arange(len(many)), many)
    spread = rng.lognormal(-(sigma**2) / 2.0, sigma, size=len(slot))
    totals = np.bincount(slot, weights=spread, minlength=len(many)) * mean_s
    return np.asarray(np.round(totals, 1))
