"""Prophet on day totals, spread by the shrunk profile."""

import logging
from typing import Any

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray
from data.model.language import tr
from data.model.special_day import SpecialDays
from forecasting.calendar.days import DayCalendar
from forecasting.contract import DayTotals

_YEAR_DAYS = 540  # a yearly cycle is told from a trend only after a year and a half


class ProphetDays(DayTotals):
    """Prophet with our own special days: its country calendar misses moved workdays."""

    refits = 4

    def fit_days(self, totals: FloatArray, calendar: DayCalendar) -> None:
        """Fit Prophet (multiplicative, no sampling)."""
        import pandas as pd

        known = np.isfinite(totals)
        if known.sum() < 10:
            raise NotEnoughHistory(tr("Prophet needs at least ten whole days"))
        self._model = quiet_prophet(
            yearly_seasonality=bool(len(totals) >= _YEAR_DAYS),
            holidays=holiday_table(calendar.special_days),
        )
        frame = pd.DataFrame(
            {"ds": calendar.days[known].astype("datetime64[s]"), "y": totals[known]}
        )
        self._model.fit(frame)

    def predict_days(self, calendar: DayCalendar) -> FloatArray:
        """Mean day totals [contacts/day], shape (days,)."""
        import pandas as pd

        frame = pd.DataFrame({"ds": calendar.days.astype("datetime64[s]")})
        return np.asarray(self._model.predict(frame)["yhat"], dtype=np.float64)


def quiet_prophet(**options: Any) -> Any:
    """A Prophet model that writes nothing to the log."""
    # Disabled, not only silenced: the backend sets its own level again at the first fit.
    for name in ("cmdstanpy", "prophet", "prophet.plot"):
        logging.getLogger(name).disabled = True
    from prophet import Prophet

    settings: dict[str, Any] = {
        "daily_seasonality": False,
        "weekly_seasonality": True,
        "seasonality_mode": "multiplicative",
        "uncertainty_samples": 0,
    }
    return Prophet(**(settings | options))


def holiday_table(special_days: SpecialDays) -> Any:
    """Our special days in the form of Prophet's holidays, or None."""
    import pandas as pd

    rows = [(special.name, day) for day, special in special_days.items()]
    if not rows:
        return None
    return pd.DataFrame(rows, columns=["holiday", "ds"]).assign(
        ds=lambda t: pd.to_datetime(t["ds"])
    )
