"""Regressors of a day's log total, each with how far its effect may plausibly reach."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray, IntArray
from forecasting.calendar.days import YEAR_DAYS, DayCalendar, yearly_waves
from forecasting.ridge.regression import FIXED

# Prior standard deviations of log effects [-]. Wide where every series differs (weekdays,
# holidays), tight where few years can mislead (yearly cycle, trend). Set by theory.
_WEEKDAY_SD = 1.0
_KIND_SD = 0.5
_NAME_SD = 0.3
_NEIGHBOUR_SD = 0.15
_HARMONIC_SD = 0.15
_TREND_SD = 0.1
_MONTH_SD = 0.03
_WEATHER_SD = 0.2  # of 10 degrees
# Heating and cooling begin about here (base temperatures of degree-day practice) [degC].
_COLD_C, _HOT_C = 16.0, 20.0
_MOST_MEMORY = 0.95
_KIND, _NAME, _NEIGHBOUR, _YEARLY, _MONTH, _WEATHER = range(1, 7)
MIN_YEAR_DAYS = 300  # below this a yearly cycle cannot be told from the level at all
FULL_DESIGN_DAYS = 1.75 * YEAR_DAYS  # from here on a design has all its harmonics and a trend


@dataclass(frozen=True, eq=False)
class DayDesign:
    """Design matrix of consecutive days.

    Parameters
    ----------
    matrix
        Regressors, shape (days, columns); the first is the intercept.
    prior_sd
        Prior standard deviation of each effect on the log scale [-], shape (columns,).
    group
        Effects of one group share how far they reach (`learnt_spread`), shape (columns,).
    trend
        Column of the linear trend (in years), or -1.
    weather
        Columns unknown beyond today, each with the share of today's value left a day later.
    """

    matrix: FloatArray
    prior_sd: FloatArray
    group: IntArray
    trend: int = -1
    weather: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, eq=False)
class _Part:
    block: FloatArray
    sd: float
    group: int = FIXED


def day_design(calendar: DayCalendar, history: int) -> DayDesign:
    """Design of all days of a calendar, whose first `history` days are known.

    Special days have an effect of their kind (on workdays, on days of rest), pooled over all
    names; a deviation of the name; and one of the position within a run of days off. A name
    that was never seen borrows the effect of its kind by having no column of its own.
    """
    parts = [_Part(np.ones((len(calendar.days), 1)), 10.0)]
    parts += _weekdays(calendar)
    parts += _special(calendar, history)
    parts += _yearly(calendar, history)
    trend = -1
    if history >= 2 * YEAR_DAYS * 0.75:
        trend = sum(part.block.shape[1] for part in parts)
        parts.append(_Part(np.arange(len(calendar.days))[:, None] / YEAR_DAYS, _TREND_SD))
    matrix = np.hstack([part.block for part in parts])
    prior = np.concatenate([np.full(part.block.shape[1], part.sd) for part in parts])
    group = np.concatenate([np.full(part.block.shape[1], part.group) for part in parts])
    return DayDesign(matrix, prior, group, trend)


def with_month(design: DayDesign, calendar: DayCalendar) -> DayDesign:
    """The design with two harmonics of the phase of the month: bills and wages come monthly."""
    days = calendar.days.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    first, following = (m.astype("datetime64[D]") for m in (month, month + 1))
    since, length = (days - first).astype(np.int64), (following - first).astype(np.int64)
    angle = 2 * np.pi * (since + 0.5) / length
    waves = [wave(k * angle) for k in (1, 2) for wave in (np.sin, np.cos)]
    matrix = np.column_stack([design.matrix, *waves])
    prior = np.append(design.prior_sd, np.full(len(waves), _MONTH_SD))
    group = np.append(design.group, np.full(len(waves), _MONTH))
    return DayDesign(matrix, prior, group, design.trend)


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
    waves = np.column_stack([np.ones(len(calendar.days)), yearly_waves(calendar.days, 2)])
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
        np.append(design.prior_sd, [_WEATHER_SD] * len(columns)),
        np.append(design.group, [_WEATHER] * len(columns)),
        design.trend,
        tuple((first + i, share) for i, share in enumerate(memory)),
    )


def _weekdays(calendar: DayCalendar) -> list[_Part]:
    days = np.zeros((len(calendar.days), 7))
    days[np.arange(len(days)), calendar.weekday] = 1.0
    # A make-up workday is the mean of the workdays, and then its own effect.
    makeup = calendar.kind == "makeup"
    days[makeup] = ~calendar.rest / max(1, int((~calendar.rest).sum()))
    return [_Part(days, _WEEKDAY_SD)]


def _special(calendar: DayCalendar, history: int) -> list[_Part]:
    parts: list[_Part] = []
    for kind in ("holiday", "eve", "makeup"):
        of_kind = calendar.kind == kind
        columns = [of_kind & ~calendar.is_rest, of_kind & calendar.is_rest]
        parts.append(_Part(np.column_stack(columns).astype(float), _KIND_SD, _KIND))
    names = np.array([special.name if special else "" for special in calendar.special])
    # On a day of rest a holiday changes less: its name's deviation counts a third.
    strength = np.where(calendar.is_rest, 1 / 3, 1.0)
    seen = sorted(set(names[:history][~calendar.is_ordinary[:history]]))
    if seen:
        columns = [(names == name) * strength for name in seen]
        parts.append(_Part(np.column_stack(columns), _NAME_SD, _NAME))
    parts.append(_Part(_neighbours(calendar), _NEIGHBOUR_SD, _NEIGHBOUR))
    return parts


def _neighbours(calendar: DayCalendar) -> FloatArray:
    """Ordinary days just after a holiday, one and two days, on workdays."""
    holiday = (calendar.kind == "holiday") & ~calendar.is_rest
    ordinary = calendar.is_ordinary & ~calendar.is_rest
    after_one = np.concatenate([[False], holiday[:-1]]) & ordinary
    after_two = np.concatenate([[False, False], holiday[:-2]])[: len(holiday)] & ordinary
    return np.column_stack([after_one, after_two & ~after_one]).astype(float)


def _yearly(calendar: DayCalendar, history: int) -> list[_Part]:
    if history < MIN_YEAR_DAYS:
        return []
    harmonics = 6 if history >= FULL_DESIGN_DAYS else 3
    waves = yearly_waves(calendar.days, harmonics)
    return [
        _Part(waves[:, 2 * k : 2 * k + 2], _HARMONIC_SD / (k + 1), _YEARLY)
        for k in range(harmonics)
    ]


def _departure(felt: FloatArray, waves: FloatArray) -> FloatArray:
    known = np.isfinite(felt)
    fitted = waves @ np.linalg.lstsq(waves[known], felt[known], rcond=None)[0]
    return np.where(known, felt - fitted, 0.0)


def _memory(departure: FloatArray) -> float:
    """Share of today's departure left tomorrow (lag-one autocorrelation) [-]."""
    today, tomorrow = departure[:-1], departure[1:]
    size = float((today**2).sum())
    return float(np.clip((today * tomorrow).sum() / size, 0.0, _MOST_MEMORY)) if size > 0 else 0.0
