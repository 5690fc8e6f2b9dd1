"""How many contacts a period may bring: an hour, a shift, a day or a week.

Quantiles cannot be added up, but sampled paths of the rates can. All periods of a forecast are
read from the same dispersion, so hours agree with their day and days with their week.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import BoolArray, FloatArray, Grid, IntArray
from data.model.language import tr

PATHS = 2000  # the standard error of a 90 % quantile is then about 4 % of a standard deviation


def period_quantiles(
    forecast: Forecast, slots: slice | IntArray, levels: Sequence[float], seed: int = 0
) -> FloatArray:
    """Quantiles of the contacts counted in some slots together [contacts], shape (levels,).

    Parameters
    ----------
    slots
        Slots of the forecast's grid, as a slice or as their indices.
    levels
        Quantile levels in (0, 1).

    Raises
    ------
    InvalidValue
        If no slot of the forecast is meant.
    """
    return np.asarray(quantiles_of_periods(forecast, [slots], levels, seed)[0])


def quantiles_of_periods(
    forecast: Forecast,
    periods: Sequence[slice | IntArray],
    levels: Sequence[float],
    seed: int = 0,
) -> FloatArray:
    """Quantiles of several periods from the same paths [contacts], shape (periods, levels).

    Raises
    ------
    InvalidValue
        If a period holds no slot of the forecast, or a level is not in (0, 1).
    """
    if not all(0.0 < level < 1.0 for level in levels):
        raise InvalidValue(
            tr("quantile levels {tuple} must lie between 0 and 1", tuple=tuple(levels))
        )
    rates = sampled_rates(forecast, seed)
    draw = _generator(seed, 1)
    found = np.empty((len(periods), len(levels)))
    for k, slots in enumerate(periods):
        inside = rates[:, slots]
        if not inside.shape[1]:
            raise InvalidValue(
                tr(
                    "{version_id}: the period holds no slot of the forecast",
                    version_id=forecast.version_id,
                )
            )
        # A sum of Poisson counts is Poisson again: one draw a path is enough.
        found[k] = np.quantile(draw.poisson(inside.sum(axis=1)), levels)
    return found


def quantiles_of_parts(forecast: Forecast, part: IntArray, levels: Sequence[float]) -> FloatArray:
    """Quantiles of the contacts of neighbouring parts of the grid, shape (levels, parts).

    Parameters
    ----------
    part
        Number of each slot's part, ascending from 0 without gaps, shape (slots,).
    """
    starts = np.flatnonzero(np.diff(part, prepend=-1))
    rates = np.add.reduceat(sampled_rates(forecast), starts, axis=1)
    counts = _generator(0, 1).poisson(rates)
    return np.asarray(np.quantile(counts, levels, axis=0), dtype=np.float64)


def slots_of_hours(grid: Grid, first: date, last: date, start_min: int, end_min: int) -> IntArray:
    """Slots of the days first to last that begin in [start, end) of the local clock [min].

    An end before its start lies on the next day: 22:00 to 6:00 is the night that begins on
    each of the days.
    """
    day, minute = grid.day, grid.minute_of_day

    def begun(days_ago: int) -> BoolArray:
        began = day - np.timedelta64(days_ago, "D")
        return np.asarray((began >= np.datetime64(first)) & (began <= np.datetime64(last)))

    if start_min <= end_min:
        inside = begun(0) & (minute >= start_min) & (minute < end_min)
    else:
        inside = (begun(0) & (minute >= start_min)) | (begun(1) & (minute < end_min))
    return np.flatnonzero(inside)


def sampled_rates(forecast: Forecast, seed: int = 0, paths: int = PATHS) -> FloatArray:
    """True rates as they may turn out [contacts/slot], shape (paths, slots)."""
    factors = forecast.dispersion.factors(forecast.grid, paths, _generator(seed, 0))
    return np.asarray(forecast.demand.contacts * factors)


def sampled_quantiles(
    rates: FloatArray, grid: Grid, levels: Sequence[float], seed: int = 0
) -> tuple[FloatArray, FloatArray]:
    """Quantiles of each slot and of each day of the grid, from the same sampled paths.

    Returns
    -------
    tuple
        Slots [contacts/slot], shape (levels, slots); days [contacts/day], shape (levels, days).
    """
    counts = _generator(seed, 1).poisson(rates)
    starts = np.flatnonzero(np.diff(grid.day_index, prepend=-1))
    days = np.add.reduceat(counts, starts, axis=1)
    of_slot, of_day = (np.quantile(each, levels, axis=0) for each in (counts, days))
    return np.asarray(of_slot, dtype=np.float64), np.asarray(of_day, dtype=np.float64)


def _generator(seed: int, part: int) -> np.random.Generator:
    """One stream for the rates and another for the counts."""
    return np.random.default_rng([seed, part])
