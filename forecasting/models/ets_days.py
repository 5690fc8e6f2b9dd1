"""Exponential smoothing (statsmodels ETS) on day totals, spread by the shrunk profile."""

import warnings

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray
from data.model.language import tr
from forecasting.calendar.days import DayCalendar
from forecasting.calendar.events import ordinary_totals, special_factors
from forecasting.calendar.panel import weekday_of
from forecasting.contract import DayTotals

_LONGEST_DAYS = 365  # older days weigh next to nothing and cost time


class EtsDays(DayTotals):
    """Damped trend and weekly season on log totals of ordinary days; special days by ratio."""

    def fit_days(self, totals: FloatArray, calendar: DayCalendar) -> None:
        """Fit ETS(A,Ad,A) on the weekdays that are open."""
        from statsmodels.tsa.holtwinters import ExponentialSmoothing

        self._totals = totals
        seen = [w for w in range(7) if np.isfinite(totals[calendar.weekday == w]).any()]
        self._weekdays = np.array(seen, dtype=np.int64)
        rows = np.flatnonzero(np.isin(calendar.weekday, self._weekdays))[-_LONGEST_DAYS:]
        values = _filled(ordinary_totals(totals, calendar)[rows], calendar.weekday[rows])
        period = len(seen)
        if len(values) < 2 * period + 2 or period < 2:
            raise NotEnoughHistory(tr("exponential smoothing needs more than two whole weeks"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about convergence; the admission test judges the fit
            self._fit = ExponentialSmoothing(
                np.log(np.maximum(values, 0.5)),
                trend="add",
                damped_trend=True,
                seasonal="add",
                seasonal_periods=period,
                initialization_method="estimated",
            ).fit(use_brute=False)

    def predict_days(self, calendar: DayCalendar) -> FloatArray:
        """Mean day totals [contacts/day], shape (days,)."""
        first = self.calendar.days[-1] + 1
        ahead = np.arange(first, calendar.days[-1] + 1)
        is_open = np.isin(weekday_of(ahead), self._weekdays)
        level = np.zeros(len(ahead))
        level[is_open] = np.exp(np.asarray(self._fit.forecast(int(is_open.sum()))))
        wanted = (calendar.days - first).astype(np.int64)
        factors = special_factors(self._totals, self.calendar, calendar)
        return np.asarray(level[wanted] * factors)


def _filled(values: FloatArray, weekday: np.ndarray) -> FloatArray:
    """Missing days take the last known total of their weekday, or the next one."""
    filled = values.copy()
    for day in range(7):
        rows = np.flatnonzero(weekday == day)
        known = rows[np.isfinite(values[rows])]
        if len(known):
            nearest = np.searchsorted(known, rows, side="right") - 1
            filled[rows] = values[known[np.maximum(nearest, 0)]]
    overall = np.nanmean(filled) if np.isfinite(filled).any() else 0.0
    return np.where(np.isfinite(filled), filled, overall)
