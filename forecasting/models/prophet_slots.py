"""A peer: Prophet on the slots themselves, with its defaults."""

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import DayPanel, fold, unfold
from forecasting.models.contract import Forecaster
from forecasting.models.prophet_days import holiday_table, quiet_prophet


class ProphetSlots(Forecaster):
    """Prophet as most people run it; only our special days and closed slots are added."""

    refits = 4

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Fit with default seasonalities and mode."""
        import pandas as pd

        known = np.isfinite(series.offered)
        if known.sum() < 2:
            raise NotEnoughHistory(f"{series.queue_id}: Prophet needs two known slots")
        self._panel: DayPanel = fold(series.grid, series.offered)
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
        days = np.arange(grid.day[0], grid.day[-1] + 1)
        weekday = (days.astype(np.int64) + 3) % 7
        open_ = unfold(grid, days, self._panel.open_slots[weekday].astype(np.float64))
        return np.maximum(0.0, mean) * open_
