"""Which members may join the mean, with the reason where one may not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray
from forecasting.evaluation.accuracy import wape

ERROR_LIMIT = 1.25  # times the 8-week mean's error, on the series' own last weeks
LEVEL_LIMITS = (0.5, 2.0)  # times the recent level


@dataclass(frozen=True)
class Admission:
    """Members that passed the admission test and, for the others, why not."""

    passed: tuple[str, ...]
    excluded: Mapping[str, str]

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each member that was excluded."""
        return tuple(f"{name} excluded: {why}" for name, why in sorted(self.excluded.items()))


def admission_test(
    validated: Mapping[str, FloatArray],
    actual: FloatArray,
    baseline: FloatArray,
    forecasts: Mapping[str, FloatArray],
    outlook: FloatArray,
) -> Admission:
    """Judge members by their validation window and by where they go.

    Parameters
    ----------
    validated, actual, baseline
        Each member's forecast of the validation window, the facts, and the 8-week mean's
        forecast of them [contacts/slot]; empty `actual` skips this test.
    forecasts, outlook
        Each member's forecast of the horizon, and the 8-week mean's [contacts/slot].
    """
    excluded: dict[str, str] = {}
    limit = ERROR_LIMIT * wape(actual, baseline) if np.isfinite(actual).any() else float("inf")
    level = float(outlook.mean())
    for name, forecast in forecasts.items():
        error = wape(actual, validated[name]) if name in validated and actual.size else 0.0
        ratio = float(forecast.mean()) / level if level > 0 else 1.0
        if not np.isfinite(forecast).all():
            excluded[name] = "its forecast is not a number everywhere"
        elif error > limit:
            excluded[name] = f"erred {error:.1%} in the last weeks, the limit is {limit:.1%}"
        elif not LEVEL_LIMITS[0] <= ratio <= LEVEL_LIMITS[1]:
            excluded[name] = f"its mean is {ratio:.2f} times the recent level"
    return Admission(tuple(name for name in forecasts if name not in excluded), excluded)
