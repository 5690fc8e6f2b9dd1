"""A peer, if installed: gradient boosting (LightGBM) on calendar and level features."""

from typing import Any

import numpy as np

from data.model.errors import ForecastFailed, NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.days import DayCalendar, calendar_for
from forecasting.calendar.panel import fold, unfold
from forecasting.calendar.profile import open_cells
from forecasting.models.contract import Forecaster

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
            raise ForecastFailed("install the extra `peers` for lightgbm") from error
        self._panel = fold(series.grid, series.offered)
        days = len(self._panel.days)
        if days < 3 * _LEVEL_DAYS:
            raise NotEnoughHistory(f"{series.queue_id}: boosting needs twelve weeks")
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
        days = np.arange(grid.day[0], grid.day[-1] + 1)
        calendar = DayCalendar(days, self._calendar.special_days, self._calendar.rest)
        ratio = self._model.predict(self._features(calendar)).reshape(len(days), -1)
        cells = ratio * self._level(len(self._panel.days) + _LEVEL_DAYS // 2)
        cells = np.where(open_cells(self._panel, calendar), np.maximum(0.0, cells), 0.0)
        return unfold(grid, days, cells)

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
