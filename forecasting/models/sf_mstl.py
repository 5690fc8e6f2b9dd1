"""A peer, if installed: MSTL with an ETS trend (statsforecast) on the slots."""

import numpy as np

from data.model.errors import ForecastFailed, NotEnoughHistory
from data.model.grid import FloatArray, Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.models.contract import Forecaster
from forecasting.models.mean_8w import Mean8Weeks


class StatsforecastMstl(Forecaster):
    """Day and week as seasons; gaps and closed slots take the mean of eight weeks."""

    refits = 4

    def learn(self, series: ContactSeries, special_days: SpecialDays) -> None:
        """Fit on every slot."""
        try:
            from statsforecast.models import MSTL
        except ImportError as error:
            raise ForecastFailed("install the extra `peers` for statsforecast") from error
        per_day = series.grid.slots_per_day
        if np.isfinite(series.offered).sum() < 21 * per_day:
            raise NotEnoughHistory(f"{series.queue_id}: MSTL needs three weeks")
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
