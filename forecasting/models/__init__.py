"""Every forecaster by name; prophet and statsmodels are loaded only when one is fitted."""

from forecasting.models.contract import Forecaster
from forecasting.models.ets_days import EtsDays
from forecasting.models.glm_days import GlmDays
from forecasting.models.lgbm import Lgbm
from forecasting.models.mean_8w import Mean8Weeks
from forecasting.models.prophet_days import ProphetDays
from forecasting.models.prophet_slots import ProphetSlots
from forecasting.models.ridge_slots import RidgeDays, RidgeSlots
from forecasting.models.seasonal_naive import SeasonalNaive
from forecasting.models.sf_mstl import StatsforecastMstl

FORECASTERS: dict[str, type[Forecaster]] = {
    "seasonal_naive": SeasonalNaive,
    "mean_8w": Mean8Weeks,
    "prophet_days": ProphetDays,
    "ets_days": EtsDays,
    "glm_days": GlmDays,
    "ridge_days": RidgeDays,
    "ridge_slots": RidgeSlots,
    "prophet_slots": ProphetSlots,
    "sf_mstl": StatsforecastMstl,
    "lgbm": Lgbm,
}
