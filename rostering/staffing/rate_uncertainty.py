"""The forecast's rate uncertainty as a few equally likely points."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from data.model.errors import InvalidValue
from data.model.forecast import Demand, Forecast
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from data.model.queue import Definition, ServiceTarget
from rostering.staffing.agents import fewest_agents
from rostering.staffing.service import service

# Midpoints of equally likely parts. Expected service levels of 7 settings (loads 20..458, spread
# 5..40 %, with and without patience) lay within 0.1 points of those over 20,001 points; Gauss-
# Hermite rules erred by 1..5 points, because Erlang C breaks off where agents equal the load.
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
            raise InvalidValue(
                tr("quantile level {level} must lie strictly between 0 and 1", level=level)
            )
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


# So wide a part of all slots' levels is computed at once (memory, not accuracy).
_CHUNK = 20_000


def expected_level(
    heads: IntArray,
    load_erlang: FloatArray,
    handle_s: FloatArray,
    factors: FloatArray,
    weights: FloatArray,
    *,
    threshold_s: float,
    definition: Definition = "virtual",
    patience_s: float | None = None,
    concurrency: int = 1,
) -> FloatArray:
    """Call-weighted service level over the points of a rate law [-], shape (slots,).

    Parameters
    ----------
    factors, weights
        Rate factors, shape (points, slots), and their weights, shape (points,).

    Notes
    -----
    Busy slots have more contacts: levels are weighted with weight x factor.
    """
    found = service(
        heads * concurrency, load_erlang * factors, handle_s, threshold_s, patience_s
    ).level(definition)
    share = weights[:, None] * factors
    whole = share.sum(axis=0)
    return np.asarray((share * found).sum(axis=0) / np.where(whole > 0, whole, 1.0))


def fewest_agents_expected(
    load_erlang: FloatArray,
    handle_s: FloatArray,
    factors: FloatArray,
    weights: FloatArray,
    target: ServiceTarget,
    *,
    patience_s: float | None = None,
    concurrency: int = 1,
) -> IntArray:
    """The fewest agents whose expected service level meets the target, shape (slots,).

    Occupancy, mean wait and abandonment are asked for at the mean rate.
    """
    lax = replace(target, service_share=1e-9)
    least = fewest_agents(
        load_erlang, handle_s, lax, patience_s=patience_s, concurrency=concurrency
    )
    working = np.flatnonzero(load_erlang > 0)
    heads = least.copy()
    for first in range(0, len(working), _CHUNK):
        part = working[first : first + _CHUNK]

        def met(n: IntArray, part: IntArray = part) -> np.ndarray:
            level = expected_level(
                n,
                load_erlang[part],
                handle_s[part],
                factors[:, part],
                weights,
                threshold_s=target.threshold_s,
                definition=target.definition,
                patience_s=patience_s,
                concurrency=concurrency,
            )
            return np.asarray(level >= target.service_share - 1e-12)

        heads[part] = _first_true(met, np.maximum(1, least[part]))
    return heads


def _first_true(met: Callable[[IntArray], np.ndarray], start: IntArray) -> IntArray:
    """Smallest n >= start for which a monotone condition holds, for all slots at once."""
    low, high, step = start - 1, start.copy(), np.ones_like(start)
    while not (ok := met(high)).all():
        low = np.where(ok, low, high)
        high = np.where(ok, high, high + step)
        step = np.where(ok, step, 2 * step)
    while (high - low > 1).any():
        middle = np.where(high - low > 1, (low + high) // 2, high)
        ok = met(middle)
        high = np.where(ok, middle, high)
        low = np.where(ok, low, middle)
    return high
