"""Which members may join the mean, with the reason where one may not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray
from forecasting.accuracy import wape

ERROR_LIMIT = 1.25  # times the 8-week mean's error, on the series' own last weeks
LEVEL_LIMITS = (0.5, 2.0)  # times the recent level


@dataclass(frozen=True)
class GateOutcome:
    """Members that passed and, for the others, why not."""

    passed: tuple[str, ...]
    dropped: Mapping[str, str]

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each member that was dropped."""
        return tuple(f"{name} left out: {why}" for name, why in sorted(self.dropped.items()))


def gate(
    trials: Mapping[str, FloatArray],
    actual: FloatArray,
    yardstick: FloatArray,
    forecasts: Mapping[str, FloatArray],
    outlook: FloatArray,
) -> GateOutcome:
    """Judge members by their last trial and by where they go.

    Parameters
    ----------
    trials, actual, yardstick
        Each member's forecast of the last known weeks, the facts, and the 8-week mean's
        forecast of them [contacts/slot]; empty `actual` skips this test.
    forecasts, outlook
        Each member's forecast of the horizon, and the 8-week mean's [contacts/slot].
    """
    dropped: dict[str, str] = {}
    limit = ERROR_LIMIT * wape(actual, yardstick) if np.isfinite(actual).any() else float("inf")
    level = float(outlook.mean())
    for name, forecast in forecasts.items():
        error = wape(actual, trials[name]) if name in trials and actual.size else 0.0
        ratio = float(forecast.mean()) / level if level > 0 else 1.0
        if not np.isfinite(forecast).all():
            dropped[name] = "its forecast is not a number everywhere"
        elif error > limit:
            dropped[name] = f"erred {error:.1%} in the last weeks, the limit is {limit:.1%}"
        elif not LEVEL_LIMITS[0] <= ratio <= LEVEL_LIMITS[1]:
            dropped[name] = f"its mean is {ratio:.2f} times the recent level"
    return GateOutcome(tuple(name for name in forecasts if name not in dropped), dropped)
