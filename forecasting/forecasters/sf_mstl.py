"""A peer, if installed: MSTL with an ETS trend (statsforecast) on the slots."""

from typing import Self

import numpy as np

from data.model.arrays import FloatArray
from data.model.errors import ForecastFailed, NotEnoughHistory
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.forecasters.mean_8w import Mean8Weeks


class StatsforecastMstl:
    """Day and week as seasons; gaps and closed slots take the mean of eight weeks."""

    def fit(self, series: ContactSeries, special_days: SpecialDays) -> Self:
        """Fit on every slot."""
        try:
            from statsforecast.models import MSTL
        except ImportError as error:
            raise ForecastFailed("install the extra `peers` for statsforecast") from error
        per_day = series.grid.slots_per_day
        if np.isfinite(series.offered).sum() < 21 * per_day:
            raise NotEnoughHistory(f"{series.queue_id}: MSTL needs three weeks")
        self._yardstick = Mean8Weeks().fit(series, special_days)
        usual = self._yardstick.predict(series.grid)
        filled = np.where(np.isfinite(series.offered), series.offered, usual)
        self._end = series.grid.end
        self._model = MSTL(season_length=[per_day, 7 * per_day]).fit(filled)
        return self

    def predict(self, grid: Grid) -> FloatArray:
        """Mean contacts [contacts/slot], shape (slots,)."""
        ahead = int((grid.end - self._end).total_seconds() // (60 * grid.slot_min))
        mean = np.asarray(self._model.predict(h=ahead)["mean"], dtype=np.float64)[-grid.slots :]
        return np.where(self._yardstick.predict(grid) > 0, np.maximum(0.0, mean), 0.0)
