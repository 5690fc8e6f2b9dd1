"""Outdoor temperature: season, time of day, and weather that lasts for days."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from data.model.arrays import FloatArray
from data.model.grid import Grid
from data.samples.autoregression import autoregression

MEAN_C, SEASON_C, DAILY_C = 14.5, 13.5, 4.2
"""A city of the lower Yellow River, roughly: about 1 degC in January, 28 degC in July."""
COLDEST_DAY, WARMEST_HOUR = 20, 15.0
WEATHER_SD_C, WEATHER_CORRELATION = 3.0, 0.75
HEAT_FROM_C, COLD_BELOW_C = 24.0, 6.0


def temperature_c(grid: Grid, rng: np.random.Generator) -> FloatArray:
    """Temperature of each slot [degC], shape (slots,)."""
    day_of_year = (grid.day - grid.day.astype("datetime64[Y]")).astype(float)
    season = -SEASON_C * np.cos(2 * np.pi * (day_of_year - COLDEST_DAY) / 365.25)
    hour = grid.minute_of_day / 60.0
    daily = DAILY_C * np.cos(2 * np.pi * (hour - WARMEST_HOUR) / 24.0)
    weather = WEATHER_SD_C * autoregression(len(grid.days), WEATHER_CORRELATION, rng)
    # Interpolated between middays, so that the weather does not jump at midnight.
    middays = np.arange(len(grid.days)) + 0.5
    lasting = np.interp(grid.day_index + hour / 24.0, middays, weather)
    return np.asarray(np.round(MEAN_C + season + daily + lasting, 1))


def felt(temperature: FloatArray, slots_per_day: int) -> FloatArray:
    """Mean of the last 24 hours [degC]: houses and grids warm and cool slowly, shape (slots,)."""
    lead = np.concatenate([np.full(slots_per_day - 1, temperature[0]), temperature])
    return np.asarray(sliding_window_view(lead, slots_per_day).mean(axis=1))


def heat_c(felt_c: FloatArray) -> FloatArray:
    """Degrees above comfort [degC]."""
    return np.asarray(np.maximum(0.0, felt_c - HEAT_FROM_C))


def cold_c(felt_c: FloatArray) -> FloatArray:
    """Degrees below comfort [degC]."""
    return np.asarray(np.maximum(0.0, COLD_BELOW_C - felt_c))
