"""The forecast's rate uncertainty as a few equally likely points."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from data.model.arrays import FloatArray
from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast

# Midpoints of equally likely parts. Expected service levels of 7 settings (loads 20..458, spread
# 5..40 %, with and without patience) lay within 0.1 points of those over 20,001 points; Gauss-
# Hermite rules erred by 1..5 points, because Erlang C breaks off where heads equal the load.
_POINTS = 64


@dataclass(frozen=True, eq=False)
class RateLaw:
    """Rate = mean x max(0, 1 + sd z) in each slot, z standard normal.

    Parameters
    ----------
    demand
        Expected contacts and handle time.
    sd_share
        Relative standard deviation of the rate [-], shape (slots,).
    """

    demand: Demand
    sd_share: FloatArray

    def quantile(self, level: float) -> FloatArray:
        """Quantile of the expected contacts [contacts/slot], shape (slots,).

        Raises
        ------
        InvalidValue
            If the level lies outside (0, 1).
        """
        if not 0 < level < 1:
            raise InvalidValue(f"quantile level {level} must lie strictly between 0 and 1")
        return np.asarray(self.demand.contacts * np.maximum(0.0, 1 + self.sd_share * ndtri(level)))

    def nodes(self) -> tuple[FloatArray, FloatArray]:
        """Rate factors [-], shape (points, slots), and their weights, shape (points,)."""
        z = ndtri((np.arange(_POINTS) + 0.5) / _POINTS)
        return np.maximum(0.0, 1 + z[:, None] * self.sd_share), np.full(_POINTS, 1 / _POINTS)


def rate_law(forecast: Forecast) -> RateLaw:
    """Rate law of each slot alone: day and slot deviations multiplied together.

    The variance of a product of independent factors of mean one is (1 + d^2)(1 + s^2) - 1.
    """
    spread = forecast.dispersion
    day = np.asarray(spread.day_sd_share)[forecast.grid.day_index]
    own = np.asarray(spread.slot_sd_share)
    return RateLaw(forecast.demand, np.sqrt((1 + day**2) * (1 + own**2) - 1))
