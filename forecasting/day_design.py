"""Regressors of a day's log total, each with how far its effect may plausibly reach."""

from dataclasses import dataclass

import numpy as np

from data.model.arrays import FloatArray
from forecasting.calendar import DayCalendar

YEAR_DAYS = 365.25
# Prior standard deviations of log effects [-]. Wide where every series differs (weekdays,
# holidays), tight where few years can mislead (yearly cycle, trend). Set by theory.
_WEEKDAY_SD = 1.0
_KIND_SD = 0.5
_NAME_SD = 0.3
_POSITION_SD = 0.15
_NEIGHBOUR_SD = 0.15
_HARMONIC_SD = 0.15
_TREND_SD = 0.1
_MONTH_SD = 0.03
MIN_YEAR_DAYS = 300  # below this a yearly cycle cannot be told from the level at all


@dataclass(frozen=True, eq=False)
class DayDesign:
    """Design matrix of consecutive days.

    Parameters
    ----------
    matrix
        Regressors, shape (days, columns); the first is the intercept.
    prior_sd
        Prior standard deviation of each effect on the log scale [-], shape (columns,).
    trend
        Column of the linear trend (in years), or -1.
    weather
        Columns unknown beyond today, each with the share of today's value left a day later.
    """

    matrix: FloatArray
    prior_sd: FloatArray
    trend: int = -1
    weather: tuple[tuple[int, float], ...] = ()


def day_design(calendar: DayCalendar, history: int) -> DayDesign:
    """Design of all days of a calendar, whose first `history` days are known.

    Special days have an effect of their kind (on workdays, on days of rest), pooled over all
    names; a deviation of the name; and one of the position within a run of days off. A name
    that was never seen borrows the effect of its kind by having no column of its own.
    """
    parts = [(np.ones((len(calendar.days), 1)), 10.0)]
    parts += _weekdays(calendar)
    parts += _special(calendar, history)
    parts += _yearly(calendar, history)
    trend = -1
    if history >= 2 * YEAR_DAYS * 0.75:
        trend = sum(block.shape[1] for block, _ in parts)
        parts.append((np.arange(len(calendar.days))[:, None] / YEAR_DAYS, _TREND_SD))
    matrix = np.hstack([block for block, _ in parts])
    prior = np.concatenate([np.full(block.shape[1], sd) for block, sd in parts])
    return DayDesign(matrix, prior, trend)


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
    return DayDesign(matrix, prior, design.trend)


def _weekdays(calendar: DayCalendar) -> list[tuple[FloatArray, float]]:
    days = np.zeros((len(calendar.days), 7))
    days[np.arange(len(days)), calendar.weekday] = 1.0
    # A make-up workday is the mean of the workdays, and then its own effect.
    makeup = calendar.kind == "makeup"
    days[makeup] = ~calendar.rest / max(1, int((~calendar.rest).sum()))
    return [(days, _WEEKDAY_SD)]


def _special(calendar: DayCalendar, history: int) -> list[tuple[FloatArray, float]]:
    parts: list[tuple[FloatArray, float]] = []
    for kind in ("holiday", "eve", "makeup"):
        of_kind = calendar.kind == kind
        columns = [of_kind & ~calendar.is_rest, of_kind & calendar.is_rest]
        parts.append((np.column_stack(columns).astype(float), _KIND_SD))
    names = np.array([special.name if special else "" for special in calendar.special])
    # On a day of rest a holiday changes less: its name's deviation counts a third.
    strength = np.where(calendar.is_rest, 1 / 3, 1.0)
    seen = sorted(set(names[:history][~calendar.is_ordinary[:history]]))
    if seen:
        columns = [(names == name) * strength for name in seen]
        parts.append((np.column_stack(columns), _NAME_SD))
    parts.append((_neighbours(calendar), _NEIGHBOUR_SD))
    return parts


def _neighbours(calendar: DayCalendar) -> FloatArray:
    """Ordinary days just after a holiday, one and two days, on workdays."""
    holiday = (calendar.kind == "holiday") & ~calendar.is_rest
    ordinary = calendar.is_ordinary & ~calendar.is_rest
    after_one = np.concatenate([[False], holiday[:-1]]) & ordinary
    after_two = np.concatenate([[False, False], holiday[:-2]])[: len(holiday)] & ordinary
    return np.column_stack([after_one, after_two & ~after_one]).astype(float)


def _yearly(calendar: DayCalendar, history: int) -> list[tuple[FloatArray, float]]:
    if history < MIN_YEAR_DAYS:
        return []
    harmonics = 6 if history >= 1.75 * YEAR_DAYS else 3
    angle = 2 * np.pi * calendar.days.astype("datetime64[D]").astype(np.int64) / YEAR_DAYS
    parts = []
    for k in range(1, harmonics + 1):
        wave = np.column_stack([np.sin(k * angle), np.cos(k * angle)])
        parts.append((wave, _HARMONIC_SD / k))
    return parts
