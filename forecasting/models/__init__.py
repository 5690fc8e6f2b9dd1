"""Every forecaster by its name: one line here and one file beside it.

A forecaster's module is loaded when its name is looked up; prophet, statsmodels and the libraries
of the peers are loaded only when one is fitted.
"""

from forecasting.contract import Registry

FORECASTERS = Registry(
    __name__,
    {
        "seasonal_naive": "naive:SeasonalNaive",
        "mean_8w": "naive:Mean8Weeks",
        "prophet_days": "prophet_days:ProphetDays",
        "ets_days": "ets_days:EtsDays",
        "glm_days": "glm_days:GlmDays",
        "ridge_days": "ridge_slots:RidgeDays",
        "ridge_slots": "ridge_slots:RidgeSlots",
        "prophet_slots": "peers:ProphetSlots",
        "sf_mstl": "peers:StatsforecastMstl",
        "lgbm": "peers:Lgbm",
    },
)
