"""Forecasters to compare with, by name only: Prophet on slots, MSTL, gradient boosting.

MSTL and boosting need the extra `peers`.
"""

from typing import Any

import numpy as np

from data.model.errors import ForecastFailed, NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import days_of, fold, unfold, weekday_of
from forecasting.calendar.profile import open_cells
from forecasting.contract import Forecaster
from forecasting.models.naive import Mean8Weeks
from forecasting.models.prophet_days import holiday_table, quiet_prophet

_LEVEL_DAYS = 28
_ROUNDS = 300
_SETTINGS = {
    "objective": "poisson",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "verbosity": -1,
    "num_threads": 1,
    "seed": 0,
}


class ProphetSlots(Forecaster):
    """Prophet as most people run it; only our special days and closed slots are added."""

    refits = 4

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Fit with default seasonalities and mode."""
        import pandas as pd

        known = np.isfinite(series.offered)
        if known.sum() < 2:
            raise NotEnoughHistory(
                tr("{queue_id}: Prophet needs two known slots", queue_id=series.queue_id)
            )
        self._panel = fold(series.grid, series.offered)
        frame = pd.DataFrame(
            {"ds": series.grid.local[known].astype("datetime64[s]"), "y": series.offered[known]}
        )
        self._model = quiet_prophet(
            daily_seasonality="auto",
            weekly_seasonality="auto",
            yearly_seasonality="auto",
            seasonality_mode="additive",
            holidays=holiday_table(special_days),
        )
        self._model.fit(frame.drop_duplicates("ds"))

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        import pandas as pd

        frame = pd.DataFrame({"ds": grid.local.astype("datetime64[s]")})
        mean = np.asarray(self._model.predict(frame)["yhat"], dtype=np.float64)
        days = days_of(grid)
        open_ = self._panel.open_slots[weekday_of(days)].astype(np.float64)
        return np.maximum(0.0, mean) * unfold(grid, days, open_)


class StatsforecastMstl(Forecaster):
    """Day and week as seasons; gaps and closed slots take the mean of eight weeks."""

    refits = 4

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Fit on every slot."""
        try:
            from statsforecast.models import MSTL
        except ImportError as error:
            raise ForecastFailed(tr("install the extra `peers` for statsforecast")) from error
        per_day = series.grid.slots_per_day
        if np.isfinite(series.offered).sum() < 21 * per_day:
            raise NotEnoughHistory(
                tr("{queue_id}: MSTL needs three weeks", queue_id=series.queue_id)
            )
        self._baseline = Mean8Weeks().fit(series, special_days)
        usual = self._baseline.predict(series.grid)
        filled = np.where(np.isfinite(series.offered), series.offered, usual)
        self._end = series.grid.end
        self._model = MSTL(season_length=[per_day, 7 * per_day]).fit(filled)

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        ahead = int((grid.end - self._end).total_seconds() // (60 * grid.slot_min))
        mean = np.asarray(self._model.predict(h=ahead)["mean"], dtype=np.float64)[-grid.slots :]
        return np.where(self._baseline.predict(grid) > 0, np.maximum(0.0, mean), 0.0)


class Lgbm(Forecaster):
    """Direct forecast of each slot over the level of the last four weeks, Poisson loss.

    Only features that are known at the origin, so that no recursion is needed: slot, weekday,
    day of the year, kind of day. Training rows stand four weeks after their level.
    """

    refits = 4

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Fit on all days that have a level four weeks before."""
        try:
            import lightgbm
        except ImportError as error:
            raise ForecastFailed(tr("install the extra `peers` for lightgbm")) from error
        self._panel = fold(series.grid, series.offered)
        days = len(self._panel.days)
        if days < 3 * _LEVEL_DAYS:
            raise NotEnoughHistory(
                tr("{queue_id}: boosting needs twelve weeks", queue_id=series.queue_id)
            )
        self._calendar = calendar_for(self._panel, special_days, self._panel.days)
        levels = np.array([self._level(day) for day in range(days)])
        X = self._features(self._calendar)
        target = self._panel.cells / np.maximum(levels, 1e-9)[:, None]
        use = np.isfinite(target) & (levels > 0)[:, None]
        # The native interface: the other one wants scikit-learn as well.
        rows = lightgbm.Dataset(X[use.ravel()], target[use])
        self._model: Any = lightgbm.train(_SETTINGS, rows, num_boost_round=_ROUNDS)

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        calendar = self._calendar.of_grid(grid)
        ratio = self._model.predict(self._features(calendar)).reshape(len(calendar.days), -1)
        cells = ratio * self._level(len(self._panel.days) + _LEVEL_DAYS // 2)
        cells = np.where(open_cells(self._panel, calendar), np.maximum(0.0, cells), 0.0)
        return unfold(grid, calendar.days, cells)

    def _level(self, day: int) -> float:
        """Mean contacts of a slot over four weeks, two weeks before a day."""
        last = day - _LEVEL_DAYS // 2
        cells = self._panel.cells[max(0, last - _LEVEL_DAYS) : max(0, last)]
        known = np.isfinite(cells)
        return float(cells[known].mean()) if known.any() else 0.0

    def _features(self, calendar: DayCalendar) -> FloatArray:
        slots = self._panel.cells.shape[1]
        year = calendar.days.astype("datetime64[D]") - calendar.days.astype("datetime64[Y]")
        kinds = {"": 0, "holiday": 1, "eve": 2, "makeup": 3, "minor": 4, "event": 5}
        kind = np.array([kinds.get(k, 5) for k in calendar.kind])
        by_day = np.column_stack(
            [calendar.weekday, year.astype(np.int64), kind, calendar.day_class]
        )
        repeated = np.repeat(by_day, slots, axis=0)
        return np.column_stack([np.tile(np.arange(slots), len(by_day)), repeated]).astype(float)
