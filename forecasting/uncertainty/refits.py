"""Past errors of a forecaster by refits: it is fitted again at origins inside the history."""

from collections.abc import Callable
from datetime import date

import numpy as np

from data.model.grid import FloatArray, Grid, IntArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.uncertainty.past_errors import PastErrors

LEADS = 28
"""Days ahead of which errors are learnt; later ones are taken to err like the last [days]."""
_REACH_DAYS = 182  # errors older than half a year say little (see `PastErrors.relevance`)
_LEAST_DAYS = 2


def errors_of_refits(
    forecast: Callable[[ContactSeries, Grid], FloatArray | None],
    series: ContactSeries,
    special_days: SpecialDays,
    origins: int,
) -> PastErrors:
    """Forecasts from past origins beside what came; excluded days count as unknown.

    Parameters
    ----------
    forecast
        Mean [contacts/slot] on a grid from the history before it; None if it cannot be made.
    origins
        How many of them [-], see `origins_for`.
    """
    days = series.grid.days
    chosen = origins_for(len(days), origins)
    shape = (max(1, len(chosen)), LEADS, series.grid.slots_per_day)
    means, actuals = np.full(shape, np.nan), np.full(shape, np.nan)
    for i, origin in enumerate(chosen.tolist()):
        first = series.grid.slot_at(days[origin], 0)
        last_day = days[min(origin + LEADS, len(days)) - 1]
        end = min(series.grid.slot_at(last_day, 24 * 60), series.grid.slots)
        mean = forecast(series.until(first), series.grid.part(first, end - first))
        if mean is not None:
            ahead = series.part(first, end - first)
            for table, values in ((means, mean), (actuals, ahead.offered)):
                cells = fold(ahead.grid, values).cells
                table[i, : len(cells)] = cells
    if not len(chosen):
        return PastErrors(means, actuals)
    targets = [_targets(days, origin) for origin in chosen.tolist()]
    found = [[special_days.get(day) if day else None for day in row] for row in targets]
    special = np.array([[s is not None for s in row] for row in found])
    excluded = np.array([[s is not None and s.exclude for s in row] for row in found])
    actuals = np.where(excluded[:, :, None], np.nan, actuals)
    return PastErrors(means, actuals, special, len(days) - chosen)


def origins_for(days: int, most: int) -> IntArray:
    """Rows of the days at whose start the refits forecast, newest first, shape (origins,).

    Equally far apart over the last half year (or the last two thirds of a short history), so
    that even few origins see all leads and different weeks. Never a whole number of weeks apart
    where it can be helped: each lead should meet every weekday.

    Examples
    --------
    >>> origins_for(365, 4).tolist()
    [320, 275, 230, 185]
    >>> origins_for(12, 26).tolist()
    [11, 10, 9, 8, 7, 6, 5, 4]
    """
    earliest = max(_LEAST_DAYS, days // 3)
    if most < 1 or days <= earliest:
        return np.empty(0, dtype=np.int64)
    step = max(1, min(_REACH_DAYS, days - earliest) // most)
    if step % 7 == 0:
        step -= 1
    return np.arange(days - step, earliest - 1, -step, dtype=np.int64)[:most]


def _targets(days: tuple[date, ...], origin: int) -> tuple[date | None, ...]:
    """Dates of the leads after an origin, None beyond the history."""
    known = days[origin : origin + LEADS]
    return (*known, *[None] * (LEADS - len(known)))
