import numpy as np
import pytest

from data.model.errors import NotEnoughHistory
from data.model.series import ContactSeries
from forecasting.backtest import backtest, origin_days
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series


def test_the_backtest_of_a_steady_queue_comes_near_the_floor() -> None:
    score = backtest(
        a_series(150, level=30.0), NO_SPECIAL_DAYS, origins=2, step_days=14, members=("glm_days",)
    )
    assert score.wape == pytest.approx(score.floor, rel=0.15)
    assert score.wape < score.mean8w_wape
    assert abs(score.bias) < 0.03
    assert score.seconds > 0
    assert set(score.by_lead) == {"week 1", "week 2", "week 3", "week 4"}
    assert score.to_json()["id"] == "faults"


def test_the_last_origin_lies_a_horizon_before_the_end() -> None:
    series = a_series(100)
    days = origin_days(series, 3, 7, 28)
    assert days == tuple(series.grid.days[i] for i in (58, 65, 72))


def test_no_forecast_of_a_backtest_sees_what_came_after_its_origin() -> None:
    series = a_series(120)
    first = series.grid.slot_at(origin_days(series, 1, 7, 28)[0], 0)
    changed = series.offered.copy()
    changed[first:] = changed[first:] * 3 + 50
    other = ContactSeries(series.queue_id, series.grid, changed)
    one, two = (
        backtest(s, NO_SPECIAL_DAYS, origins=1, step_days=7, members=("glm_days", "ets_days"))
        for s in (series, other)
    )
    whole_one, whole_two = np.nansum(series.offered[first:]), np.nansum(changed[first:])
    assert (1 + one.bias) * whole_one == pytest.approx((1 + two.bias) * whole_two)


def test_too_short_a_history_is_refused_with_advice() -> None:
    with pytest.raises(NotEnoughHistory, match="use fewer origins"):
        backtest(a_series(60), NO_SPECIAL_DAYS, origins=6, step_days=14)
