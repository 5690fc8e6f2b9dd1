"""Forecasts of contacts, from a history to the demand of every slot.

Names are loaded when they are first used, so that `import forecasting` costs nothing.

Examples
--------
>>> import numpy as np, pandas as pd
>>> from forecasting import forecast
>>> hours = pd.date_range("2026-01-05", periods=8 * 168, freq="h")
>>> calls = pd.Series(np.random.default_rng(1).poisson(20, len(hours)), hours)
>>> made = forecast(calls, 7, country="CN", members=("mean_8w",), levels=(0.1, 0.9))
>>> made.to_frame().shape
(168, 5)
"""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from data.model.forecast import Forecast
    from forecasting.api import backtest, forecast
    from forecasting.contract import Forecaster
    from forecasting.evaluation.score import BacktestScore
    from forecasting.history import as_series
    from forecasting.models import FORECASTERS
else:
    # No module of this package may bear one of these names: it would take the name's place.
    __getattr__ = on_demand(
        __name__,
        {
            "FORECASTERS": "models",
            "BacktestScore": "evaluation.score",
            "Forecast": "api",
            "Forecaster": "contract",
            "as_series": "history",
            "backtest": "api",
            "forecast": "api",
        },
    )

__all__ = [
    "FORECASTERS",
    "BacktestScore",
    "Forecast",
    "Forecaster",
    "as_series",
    "backtest",
    "forecast",
]
