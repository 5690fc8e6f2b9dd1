"""The same slot of the week once more: mean of eight weeks (the baseline), or the last week."""

import numpy as np

from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import days_of, fold, unfold, weekday_of
from forecasting.contract import Forecaster
from forecasting.counts import nan_mean


class Mean8Weeks(Forecaster):
    """Mean of the same slot of the week over the last `weeks` weeks, holidays and all."""

    refits = 26
    weeks = 8

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Take the means; a weekday never seen gets the mean of the others."""
        panel = fold(series.grid, series.offered)
        recent = slice(max(0, len(panel.days) - 7 * self.weeks), None)
        cells, weekday = panel.cells[recent], panel.weekday[recent]
        week = np.array([nan_mean(cells[weekday == day]) for day in range(7)])
        older = np.array([nan_mean(panel.cells[panel.weekday == day]) for day in range(7)])
        week = np.where(np.isfinite(week), week, older)
        week = np.where(np.isfinite(week), week, nan_mean(panel.cells))
        self._week = np.where(panel.open_slots, np.nan_to_num(week), 0.0)

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        days = days_of(grid)
        return unfold(grid, days, self._week[weekday_of(days)])


class SeasonalNaive(Mean8Weeks):
    """The same slot of the last week; older weeks only where that one is missing."""

    weeks = 1
