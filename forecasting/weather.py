"""Temperature as a regressor, with the horizon that weather really has.

In the past the day's temperature explains what would else be taken for a change of level. Of
the future only its fading memory of today is used, and the climate of the season beyond: the
history carries no weather forecast, and none may be invented.
"""

import numpy as np

from data.model.arrays import FloatArray
from forecasting.calendar import DayCalendar
from forecasting.day_design import MIN_YEAR_DAYS, WEATHER, YEAR_DAYS, DayDesign

# Heating and cooling begin about here (base temperatures of degree-day practice) [degC].
_COLD_C, _HOT_C = 16.0, 20.0
_EFFECT_SD = 0.2  # of 10 degrees, on the log scale
_MOST_MEMORY = 0.95


def with_weather(
    design: DayDesign, calendar: DayCalendar, temperature_c: FloatArray
) -> DayDesign | None:
    """The design with departures of cold and heat from the season, or None if unknown.

    Parameters
    ----------
    temperature_c
        Mean of each day of the history [degC], NaN = unknown, shape (days,).
    """
    history = len(temperature_c)
    if np.isfinite(temperature_c).sum() < MIN_YEAR_DAYS:
        return None
    waves = _season(calendar)
    columns = []
    for degrees in (_COLD_C - temperature_c, temperature_c - _HOT_C):
        felt = np.where(np.isfinite(degrees), np.maximum(0.0, degrees) / 10.0, np.nan)
        departure = np.zeros(len(calendar.days))
        departure[:history] = _departure(felt, waves[:history])
        columns.append(departure)
    first = design.matrix.shape[1]
    memory = tuple(_memory(column[:history]) for column in columns)
    return DayDesign(
        np.column_stack([design.matrix, *columns]),
        np.append(design.prior_sd, [_EFFECT_SD] * len(columns)),
        np.append(design.group, [WEATHER] * len(columns)),
        design.trend,
        tuple((first + i, share) for i, share in enumerate(memory)),
    )


def _season(calendar: DayCalendar) -> FloatArray:
    angle = 2 * np.pi * calendar.days.astype("datetime64[D]").astype(np.int64) / YEAR_DAYS
    waves = [wave(k * angle) for k in (1, 2) for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones(len(angle)), *waves])


def _departure(felt: FloatArray, waves: FloatArray) -> FloatArray:
    known = np.isfinite(felt)
    fitted = waves @ np.linalg.lstsq(waves[known], felt[known], rcond=None)[0]
    return np.where(known, felt - fitted, 0.0)


def _memory(departure: FloatArray) -> float:
    """Share of today's departure left tomorrow (lag-one autocorrelation) [-]."""
    today, tomorrow = departure[:-1], departure[1:]
    size = float((today**2).sum())
    return float(np.clip((today * tomorrow).sum() / size, 0.0, _MOST_MEMORY)) if size > 0 else 0.0
