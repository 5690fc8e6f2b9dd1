"""Day-ahead forecasts of days that are over: what every update within the day is learnt from."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import FloatArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.models.ridge_slots import RidgeSlots
from forecasting.pipeline import screened


@dataclass(frozen=True, eq=False)
class DayAhead:
    """What was expected at each midnight for the day that began, beside what came.

    Parameters
    ----------
    days
        Local dates, ascending, datetime64[D], shape (days,).
    mean, actual
        Expected and counted contacts [contacts/slot], shape (days, slots of a day); NaN where
        unknown or closed.
    """

    days: np.ndarray
    mean: FloatArray
    actual: FloatArray

    def newest(self, days: int) -> "DayAhead":
        """The last days of it."""
        return DayAhead(self.days[-days:], self.mean[-days:], self.actual[-days:])


def recent_days_ahead(series: ContactSeries, special_days: SpecialDays) -> DayAhead:
    """Days of the last year beside what a night before would have expected of them.

    From a single fit of the main forecaster: nightly fits would take a minute instead of a second.

    Raises
    ------
    NotEnoughHistory
        If no whole day of the history is known.
    """
    rows, mean = RidgeSlots().fit(screened(series, special_days), special_days).days_ahead()
    panel = fold(series.grid, series.offered)
    actual = panel.cells[rows]
    return DayAhead(panel.days[rows], np.where(np.isfinite(actual), mean, np.nan), actual)
