"""What kind of day each date is for the models, and weights and waves over days."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.model.grid import BoolArray, FloatArray, Grid, IntArray
from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.panel import DayPanel, days_of, weekday_of

YEAR_DAYS = 365.25
CLASSES = 10  # seven weekdays, then holiday, eve, make-up workday
HOLIDAY, EVE, MAKEUP = 7, 8, 9
_REST_SHARE = 0.75  # weekdays below this share of the median weekday are days of rest
_WEEKEND = (5, 6)


@dataclass(frozen=True, eq=False)
class DayCalendar:
    """Dates with their weekday and special day.

    Parameters
    ----------
    days
        Local dates without gaps, datetime64[D], shape (days,).
    special_days
        Calendar knowledge, may reach beyond `days`.
    rest
        Which weekdays are days of rest for this queue, shape (7,).
    """

    days: np.ndarray
    special_days: SpecialDays
    rest: BoolArray

    @cached_property
    def weekday(self) -> IntArray:
        """0 = Monday .. 6 = Sunday, shape (days,)."""
        return weekday_of(self.days)

    @cached_property
    def special(self) -> tuple[SpecialDay | None, ...]:
        """Special day of each date, or None."""
        return tuple(self.special_days.get(day) for day in self.days.tolist())

    @cached_property
    def kind(self) -> np.ndarray:
        """Kind of each date (`""` for ordinary), shape (days,)."""
        return np.array([s.kind if s else "" for s in self.special], dtype=object)

    @cached_property
    def is_rest(self) -> BoolArray:
        """Whether the weekday is one of rest, shape (days,)."""
        return np.asarray(self.rest[self.weekday])

    @cached_property
    def excluded(self) -> BoolArray:
        """Days that say nothing about ordinary days, shape (days,)."""
        return np.array([bool(s and s.exclude) for s in self.special])

    @cached_property
    def day_class(self) -> IntArray:
        """0-6 weekday, 7 holiday, 8 eve, 9 make-up workday, shape (days,)."""
        kinds = self.weekday.copy()
        for code, name in ((HOLIDAY, "holiday"), (EVE, "eve"), (MAKEUP, "makeup")):
            # A holiday on a day of rest, or its eve, is like any other day of rest.
            kinds[(self.kind == name) & (~self.is_rest | (name == "makeup"))] = code
        return kinds

    @cached_property
    def is_ordinary(self) -> BoolArray:
        """Neither holiday, eve, make-up workday nor event, shape (days,)."""
        return np.asarray(self.kind == "")

    def part(self, rows: slice) -> "DayCalendar":
        """The calendar of some of the days."""
        return self.on(self.days[rows])

    def on(self, days: np.ndarray) -> "DayCalendar":
        """The same knowledge on other dates without gaps."""
        return DayCalendar(days, self.special_days, self.rest)

    def of_grid(self, grid: Grid) -> "DayCalendar":
        """The same knowledge on the dates of a grid."""
        return self.on(days_of(grid))


def rest_weekdays(panel: DayPanel, special_days: SpecialDays) -> BoolArray:
    """Weekdays of rest: clearly quieter than the median weekday; else Saturday and Sunday."""
    ordinary = np.array([day not in special_days for day in panel.days.tolist()])
    totals = np.where(ordinary, panel.totals, np.nan)
    level = np.full(7, np.nan)
    for weekday in range(7):
        values = totals[panel.weekday == weekday]
        if np.isfinite(values).any():
            level[weekday] = np.nanmedian(values)
    quiet = level < _REST_SHARE * np.nanmedian(level) if np.isfinite(level).any() else level < 0
    if not quiet.any():
        quiet[list(_WEEKEND)] = True
    return np.asarray(quiet)


def calendar_for(panel: DayPanel, special_days: SpecialDays, days: np.ndarray) -> DayCalendar:
    """Calendar of some dates, with the days of rest learnt from a panel."""
    return DayCalendar(days, special_days, rest_weekdays(panel, special_days))


def yearly_waves(days: np.ndarray, harmonics: int) -> FloatArray:
    """Sine and cosine of the time of the year and its harmonics, shape (days, 2 harmonics)."""
    angle = 2 * np.pi * days.astype("datetime64[D]").astype(np.int64) / YEAR_DAYS
    waves = [wave(k * angle) for k in range(1, harmonics + 1) for wave in (np.sin, np.cos)]
    return np.column_stack(waves) if waves else np.empty((len(days), 0))
