"""A forecaster's past errors, by refitting it at origins inside the history."""

from datetime import date

import numpy as np

from data.model.arrays import FloatArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.contract import Forecaster
from forecasting.panel import fold
from forecasting.past_errors import PastErrors

MOST_ORIGINS = 26
_LEAST_DAYS = 2


def past_errors(
    series: ContactSeries,
    special_days: SpecialDays,
    forecaster: type[Forecaster],
    leads: int = 28,
    most_origins: int = MOST_ORIGINS,
) -> PastErrors:
    """Errors at weekly origins (daily ones where the history is short)."""
    days = series.grid.days
    step = 7 if len(days) >= 56 else 1
    last = len(days) - 1
    origins = range(last, max(_LEAST_DAYS, len(days) // 3) - 1, -step)[:most_origins]
    means, actuals = [], []
    for origin in origins:
        first = series.grid.slot_at(days[origin], 0)
        ahead = min(leads, len(days) - origin)
        end = series.grid.slot_at(days[origin + ahead - 1], 24 * 60)
        grid = series.grid.part(first, min(end, series.grid.slots) - first)
        fitted = forecaster().fit(series.until(first), special_days)
        means.append(_cells(fold(grid, fitted.predict(grid)).cells, leads))
        actuals.append(_cells(fold(grid, series.offered[first : first + grid.slots]).cells, leads))
    if not means:
        nothing = np.full((1, leads, series.grid.slots_per_day), np.nan)
        return PastErrors(nothing, nothing)
    age = len(days) - np.array(list(origins))
    special = np.array(
        [[_is_special(days, o + k, special_days) for k in range(leads)] for o in origins]
    )
    return PastErrors(np.array(means), np.array(actuals), special, age)


def _cells(cells: FloatArray, leads: int) -> FloatArray:
    whole = np.full((leads, cells.shape[1]), np.nan)
    whole[: len(cells)] = cells[:leads]
    return whole


def _is_special(days: tuple[date, ...], row: int, special_days: SpecialDays) -> bool:
    return row < len(days) and days[row] in special_days
