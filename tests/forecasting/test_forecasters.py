import subprocess
import sys

import numpy as np
import pytest

from data.model.errors import NotEnoughHistory
from data.model.series import ContactSeries
from forecasting.accuracy import wape
from forecasting.contract import Forecaster
from forecasting.forecasters import FORECASTERS
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

EVERY = sorted(set(FORECASTERS) - {"sf_mstl", "lgbm"})


@pytest.mark.parametrize("name", EVERY)
def test_every_forecaster_finds_the_daily_and_weekly_cycle(name: str) -> None:
    series = a_series(84, level=40.0)
    ahead = the_following(series, 14)
    mean = FORECASTERS[name]().fit(series, NO_SPECIAL_DAYS).predict(ahead)
    assert mean.shape == (ahead.slots,)
    assert np.isfinite(mean).all()
    assert (mean >= 0).all()
    limit = 0.3 if name in ("seasonal_naive", "prophet_slots") else 0.12
    assert wape(true_rates(ahead, 40.0), mean) < limit


@pytest.mark.parametrize("name", EVERY)
def test_every_forecaster_keeps_closed_slots_closed(name: str) -> None:
    series = a_series(84)
    open_ = (series.grid.weekday < 5) & (series.grid.minute_of_day >= 8 * 60)
    offered = np.where(open_, series.offered, np.nan)
    ahead = the_following(series, 14)
    fitted = FORECASTERS[name]().fit(ContactSeries("q", series.grid, offered), NO_SPECIAL_DAYS)
    mean = fitted.predict(ahead)
    is_open = (ahead.weekday < 5) & (ahead.minute_of_day >= 8 * 60)
    assert mean[~is_open].sum() == 0
    assert mean[is_open].sum() > 0


@pytest.mark.parametrize("name", EVERY)
def test_every_forecaster_refuses_a_history_without_facts(name: str) -> None:
    series = a_series(30)
    empty = ContactSeries("q", series.grid, np.full(series.grid.slots, np.nan))
    with pytest.raises(NotEnoughHistory):
        FORECASTERS[name]().fit(empty, NO_SPECIAL_DAYS)


def test_every_entry_of_the_table_keeps_the_contract() -> None:
    assert all(isinstance(kind(), Forecaster) for kind in FORECASTERS.values())


def test_importing_the_pipeline_loads_no_heavy_library() -> None:
    heavy = "{'prophet', 'statsmodels', 'lightgbm', 'statsforecast'}"
    code = (
        "import sys, forecasting.pipeline, forecasting.evaluation.backtest; "
        f"print({heavy} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_prophet_says_nothing_on_the_terminal() -> None:
    code = (
        "from tests.forecasting.builders import a_series, the_following, NO_SPECIAL_DAYS as no\n"
        "from forecasting.forecasters import FORECASTERS\n"
        "s = a_series(40)\n"
        "FORECASTERS['prophet_days']().fit(s, no).predict(the_following(s, 2))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""
