"""Forecasts of contacts, from a history to the demand of every slot.

Names are loaded when they are first used, so that `import forecasting` costs nothing.

Examples
--------
>>> from forecasting import forecast
>>> made = forecast("calls.csv", 28, country="CN")  # doctest: +SKIP
>>> made.to_frame()  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.model.forecast import Forecast
    from forecasting.api import backtest, forecast
    from forecasting.evaluation.score import BacktestScore
    from forecasting.history import as_series
    from forecasting.models import FORECASTERS
    from forecasting.models.contract import Forecaster

__all__ = [
    "FORECASTERS",
    "BacktestScore",
    "Forecast",
    "Forecaster",
    "as_series",
    "backtest",
    "forecast",
]

# No module of this package may bear one of these names: it would take the name's place.
_HOME = {
    "FORECASTERS": "forecasting.models",
    "BacktestScore": "forecasting.evaluation.score",
    "Forecast": "data.model.forecast",
    "Forecaster": "forecasting.models.contract",
    "as_series": "forecasting.history",
    "backtest": "forecasting.api",
    "forecast": "forecasting.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'forecasting' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
