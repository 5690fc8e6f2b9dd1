"""Base of the forecasters that forecast day totals and spread them by a profile."""

from abc import abstractmethod

import numpy as np

from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import DayPanel, fold, unfold
from forecasting.calendar.profile import class_profiles, day_profiles
from forecasting.models.contract import Forecaster


class DayTotals(Forecaster):
    """Day totals x intraday profile; a subclass says how day totals are forecast."""

    shape = "days"
    panel: DayPanel
    calendar: DayCalendar

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Learn profile and day totals."""
        self.panel = fold(series.grid, series.offered)
        self.calendar = calendar_for(self.panel, special_days, self.panel.days)
        self._profiles = class_profiles(self.panel, self.calendar)
        totals = np.where(self.calendar.excluded, np.nan, self.panel.totals)
        self.fit_days(totals, self.calendar)

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        days = np.arange(grid.day[0], grid.day[-1] + 1)
        calendar = DayCalendar(days, self.calendar.special_days, self.calendar.rest)
        totals = np.maximum(0.0, self.predict_days(calendar))
        profile = day_profiles(self.panel, self._profiles, calendar)
        return np.maximum(0.0, unfold(grid, days, totals[:, None] * profile))

    @abstractmethod
    def fit_days(self, totals: FloatArray, calendar: DayCalendar) -> None:
        """Learn from day totals [contacts/day]; NaN = missing, closed or excluded."""

    @abstractmethod
    def predict_days(self, calendar: DayCalendar) -> FloatArray:
        """Mean day totals [contacts/day] of later dates, shape (days,)."""
