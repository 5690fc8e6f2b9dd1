"""Every forecaster by name; prophet and statsmodels are loaded only when one is fitted."""

from forecasting.contract import Forecaster
from forecasting.forecasters.ets_days import EtsDays
from forecasting.forecasters.glm_days import GlmDays
from forecasting.forecasters.lgbm import Lgbm
from forecasting.forecasters.mean_8w import Mean8Weeks
from forecasting.forecasters.prophet_days import ProphetDays
from forecasting.forecasters.prophet_slots import ProphetSlots
from forecasting.forecasters.ridge_slots import RidgeDays, RidgeSlots
from forecasting.forecasters.seasonal_naive import SeasonalNaive
from forecasting.forecasters.sf_mstl import StatsforecastMstl

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
