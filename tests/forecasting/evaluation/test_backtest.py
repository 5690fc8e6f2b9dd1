"""Rolling origins see nothing of what comes after them, and score slots, days and periods."""

import numpy as np
import pytest

from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.series import ContactSeries
from forecasting.evaluation.backtest import backtest, backtest_sum, origin_days
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


def test_days_and_periods_of_a_steady_queue_are_covered_as_their_bands_say() -> None:
    score = backtest(
        a_series(200, level=30.0), NO_SPECIAL_DAYS, origins=4, step_days=14, members=("glm_days",)
    )
    assert score.span_cover80 == pytest.approx(0.8, abs=0.08)
    assert score.span_cover95 == pytest.approx(0.95, abs=0.04)
    assert score.day_cover80 == pytest.approx(0.8, abs=0.1)
    assert score.day_cover95 >= 0.9
    assert score.to_json()["day_cover80"] == score.day_cover80


def test_periods_of_a_queue_whose_busy_hours_last_are_covered_too() -> None:
    series = a_series(200, level=200.0)
    rng = np.random.default_rng(8)
    busy = np.exp(0.12 * np.repeat(rng.standard_normal(series.grid.slots // 4 + 1), 4))
    moved = ContactSeries(series.queue_id, series.grid, series.offered * busy[: series.grid.slots])
    score = backtest(moved, NO_SPECIAL_DAYS, origins=4, step_days=14, members=("glm_days",))
    assert score.span_cover80 == pytest.approx(0.8, abs=0.06)


def test_a_sum_of_queues_is_scored_as_one_group() -> None:
    parts = [a_series(120, seed=s, level=30.0, queue_id=f"q{s}") for s in (1, 2)]
    settings = {"origins": 2, "step_days": 14, "horizon_days": 14, "members": ("glm_days",)}
    whole = backtest_sum(parts, NO_SPECIAL_DAYS, "both", **settings)  # type: ignore[arg-type]
    alone = backtest(parts[0], NO_SPECIAL_DAYS, **settings)  # type: ignore[arg-type]
    assert whole.series_id == "both"
    assert whole.wape < 0.85 * alone.wape
    assert whole.day_cover80 == pytest.approx(0.8, abs=0.16)
    assert whole.origins == alone.origins
    with pytest.raises(InvalidValue, match="same slots"):
        backtest_sum([parts[0], a_series(100)], NO_SPECIAL_DAYS, "both")


def test_a_day_of_which_a_slot_is_unknown_counts_for_its_slots_only() -> None:
    series = a_series(120, level=30.0)
    offered = series.offered.copy()
    offered[-28 * 24 + 10 :: 24] = np.nan
    holed = ContactSeries(series.queue_id, series.grid, offered)
    settings = {"origins": 1, "step_days": 14, "members": ("seasonal_naive",)}
    score = backtest(holed, NO_SPECIAL_DAYS, **settings)  # type: ignore[arg-type]
    assert np.isfinite(score.cover80)
    assert score.to_json()["day_cover80"] is None
    assert 0.0 <= score.span_cover80 <= 1.0
