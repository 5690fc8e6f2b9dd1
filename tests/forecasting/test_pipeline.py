"""One version of a forecast: mean, bands, notes, cold starts and refusals."""

from datetime import UTC, datetime

import numpy as np
import pytest

from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.special_day import SpecialDay, SpecialDays
from forecasting.evaluation.accuracy import wape
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)


def test_a_forecast_carries_mean_band_baseline_members_and_notes() -> None:
    series = a_series(120, level=30.0)
    ahead = the_following(series)
    forecast = make_forecast(series, NO_SPECIAL_DAYS, ahead, made_at=NOW)
    assert wape(true_rates(ahead, 30.0), forecast.demand.contacts) < 0.08
    assert (np.diff(forecast.quantiles, axis=0) >= 0).all()
    assert (forecast.quantiles >= 0).all()
    assert forecast.day_quantiles.shape == (len(forecast.levels), 28)
    assert forecast.yardstick.shape == (ahead.slots,)
    assert len(forecast.members) >= 2
    assert forecast.notes
    assert forecast.origin == series.grid.end
    assert 230 < forecast.demand.handle_s.mean() < 250


def test_the_band_of_a_pure_poisson_history_covers_what_it_says() -> None:
    series = a_series(200, level=30.0)
    ahead = the_following(series, 28)
    forecast = make_forecast(series, NO_SPECIAL_DAYS, ahead, made_at=NOW)
    facts = np.random.default_rng(5).poisson(true_rates(ahead, 30.0), (50, ahead.slots))
    inside = (facts >= forecast.quantile(0.1)) & (facts <= forecast.quantile(0.9))
    assert 0.78 < inside.mean() < 0.88  # a discrete count lands on the edge now and then
    days = np.array([np.bincount(ahead.day_index, path) for path in facts])
    low, high = (forecast.day_quantiles[forecast.levels.index(level)] for level in (0.1, 0.9))
    assert 0.75 < ((days >= low) & (days <= high)).mean() < 0.95


def test_the_same_inputs_give_the_same_version_and_figures() -> None:
    series = a_series(60)
    ahead = the_following(series, 7)
    one, two = (make_forecast(series, NO_SPECIAL_DAYS, ahead, made_at=NOW) for _ in range(2))
    assert one.version_id == two.version_id
    assert np.array_equal(one.demand.contacts, two.demand.contacts)


def test_a_queue_without_any_contact_is_forecast_near_nothing() -> None:
    series = a_series(60)
    silent = ContactSeries("q", series.grid, np.zeros(series.grid.slots))
    forecast = make_forecast(silent, NO_SPECIAL_DAYS, the_following(series), made_at=NOW)
    assert forecast.demand.contacts.sum() < 1.0 * 28


def test_a_single_day_that_is_a_holiday_is_history_enough() -> None:
    series = a_series(1)
    feast = SpecialDays((SpecialDay(series.grid.days[0], "Feast"),))
    forecast = make_forecast(series, feast, the_following(series, 3), made_at=NOW)
    assert forecast.demand.contacts.sum() > 0
    assert any("only 1 whole day" in note for note in forecast.notes)


def test_a_horizon_may_begin_in_the_middle_of_the_last_known_day() -> None:
    series = a_series(60, level=40.0)
    half = series.until(series.grid.slots - 12)
    ahead = series.grid.part(series.grid.slots - 12, 24)
    forecast = make_forecast(half, NO_SPECIAL_DAYS, ahead, made_at=NOW)
    assert wape(true_rates(ahead, 40.0), forecast.demand.contacts) < 0.25


def test_a_horizon_of_other_slots_is_refused() -> None:
    series = a_series(30)
    other = Grid.for_days(the_following(series).days[0], 7, 30, "UTC")
    with pytest.raises(InvalidValue, match="slots of 30 min"):
        make_forecast(series, NO_SPECIAL_DAYS, other, made_at=NOW)


def test_a_history_without_facts_is_refused() -> None:
    series = a_series(30)
    empty = ContactSeries("q", series.grid, np.full(series.grid.slots, np.nan))
    with pytest.raises(NotEnoughHistory):
        make_forecast(empty, NO_SPECIAL_DAYS, the_following(series), made_at=NOW)


@pytest.mark.parametrize("days", [2, 14, 56])
def test_a_cold_start_still_gives_a_sensible_forecast(days: int) -> None:
    series = a_series(days, level=30.0)
    ahead = the_following(series, 14)
    forecast = make_forecast(series, NO_SPECIAL_DAYS, ahead, made_at=NOW)
    truth = true_rates(ahead, 30.0)
    assert 0.6 < forecast.demand.contacts.sum() / truth.sum() < 1.7
    assert forecast.demand.contacts.max() < 4 * truth.max()
