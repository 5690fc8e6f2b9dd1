"""The rest of a running day as a value: what it saw, what it says, what it refuses."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.series import ContactSeries
from forecasting.intraday.day_ahead import recent_days_ahead
from forecasting.intraday.reforecast import HandleUpdate, learn_handle_update, reforecast
from forecasting.intraday.update import DayUpdate, learn_update
from forecasting.pipeline import make_forecast
from tests.benchmarks.day.day_ahead import day_ahead_of
from tests.forecasting.builders import NO_SPECIAL_DAYS, true_rates

pytestmark = pytest.mark.slow

ZONE = "Europe/Berlin"  # its clock changes on 31 March 2024, the last day of the history
FIRST, DAYS = date(2024, 1, 29), 63


def a_moving_series() -> ContactSeries:
    """Days whose level is off by 15 %, with handle times that move by the day too."""
    grid = Grid.for_days(FIRST, DAYS, 60, ZONE)
    rng = np.random.default_rng(8)
    level = 1 + 0.15 * rng.standard_normal(len(grid.days))
    slow = 1 + 0.1 * rng.standard_normal(len(grid.days))
    offered = rng.poisson(true_rates(grid, 60.0) * level[grid.day_index]).astype(float)
    handle_s = 240.0 * slow[grid.day_index] * offered
    return ContactSeries("faults", grid, offered, handled=offered, handle_s_total=handle_s)


@pytest.fixture(scope="module")
def made() -> tuple[ContactSeries, Forecast, DayUpdate]:
    series = a_moving_series()
    last = series.grid.days[-1]
    before = series.until(series.grid.slot_at(last, 0))
    ahead = Grid.for_days(last, 1, 60, ZONE)
    forecast = make_forecast(
        before, NO_SPECIAL_DAYS, ahead, made_at=before.grid.end, members=("glm_days",)
    )
    record = day_ahead_of(before, NO_SPECIAL_DAYS, before.grid.days[28], before.grid.days[-1])
    return series, forecast, learn_update(record)


def at(hour: int, minute: int = 0) -> datetime:
    """Elapsed time after midnight of the day on which the clock is put forward."""
    return datetime(2024, 3, 30, 23, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)


def test_the_rest_of_a_day_of_23_hours_follows_what_came(
    made: tuple[ContactSeries, Forecast, DayUpdate],
) -> None:
    series, forecast, update = made
    calm = reforecast(forecast, series, update, at(0))
    assert (calm.grid.slots, calm.notes) == (23, ())
    first = series.grid.index_of(forecast.grid.start)
    for factor in (0.6, 1.5):
        day = series.offered.copy()
        day[first : first + 12] = np.round(factor * forecast.demand.contacts[:12])
        moved = reforecast(forecast, ContactSeries("faults", series.grid, day), update, at(12, 20))
        assert moved.grid.slots == 11
        assert moved.grid.end == forecast.grid.end
        assert moved.seen_until == at(12)
        assert (moved.total > moved.before.sum()) == (factor > 1)
        assert moved.low < moved.total < moved.high
        assert moved.forecast_id == forecast.version_id
        assert 0 < moved.strength <= 1


def test_late_slots_are_told_and_the_last_known_ones_are_used(
    made: tuple[ContactSeries, Forecast, DayUpdate],
) -> None:
    series, forecast, update = made
    first = series.grid.index_of(forecast.grid.start)
    late = reforecast(forecast, series.until(first + 9), update, at(12))
    assert late.notes == ("3 slots that have ended are not in yet",)
    assert (late.seen_until, late.grid.start) == (at(9), at(12))
    nothing = reforecast(forecast, series.until(first), update, at(12))
    assert "nothing has come in yet today" in nothing.notes[0]
    # As wide as chance alone at least, though less was seen than is over.
    spread = np.sqrt(nothing.total)
    assert nothing.low < nothing.total - 0.8 * spread
    assert nothing.high > nothing.total + 0.8 * spread
    holed = series.offered.copy()
    holed[first + 3] = np.nan
    found = reforecast(forecast, ContactSeries("faults", series.grid, holed), update, at(12))
    assert found.notes == ("1 slot of the day is missing",)


def test_handle_times_follow_as_far_as_days_differ(
    made: tuple[ContactSeries, Forecast, DayUpdate],
) -> None:
    series, forecast, update = made
    handle = learn_handle_update(series)
    assert 0.05 < np.sqrt(handle.day_variance) < 0.15
    first = series.grid.index_of(forecast.grid.start)
    seconds = series.handle_s_total.copy()
    usual = forecast.demand.handle_s[:12] * series.offered[first : first + 12]
    seconds[first : first + 12] = 1.2 * usual
    slow = ContactSeries(
        "faults", series.grid, series.offered, handled=series.handled, handle_s_total=seconds
    )
    found = reforecast(forecast, slow, update, at(12), handle)
    grown = found.handle_s / forecast.demand.handle_s[12:]
    assert (grown > 1.12).all()
    assert (grown < 1.2).all()
    assert HandleUpdate(0.0).factor(1000.0, 300_000.0, 240_000.0) == 1.0
    assert HandleUpdate(0.01).factor(0.0, 0.0, 0.0) == 1.0


def test_a_forecast_that_had_seen_the_day_is_refused(
    made: tuple[ContactSeries, Forecast, DayUpdate],
) -> None:
    series, forecast, update = made
    with pytest.raises(InvalidValue, match="holds no forecast of the whole of 2024-04-01"):
        reforecast(forecast, series, update, at(40))
    seen = make_forecast(
        series.until(series.grid.slots - 5), NO_SPECIAL_DAYS, forecast.grid, made_at=at(18),
        members=("glm_days",),
    )  # fmt: skip
    with pytest.raises(InvalidValue, match="had seen a part of 2024-03-31 already"):
        reforecast(seen, series, update, at(18))


def test_day_ahead_means_know_nothing_of_their_day() -> None:
    series = a_moving_series()
    days = series.grid.days
    one = day_ahead_of(series, NO_SPECIAL_DAYS, days[50], days[54])
    other = series.offered.copy()
    other[series.grid.slot_at(days[53], 0) :] *= 2
    two = day_ahead_of(
        ContactSeries("faults", series.grid, other), NO_SPECIAL_DAYS, days[50], days[54]
    )
    assert np.allclose(one.mean[:4], two.mean[:4])
    assert not np.allclose(one.mean[4], two.mean[4])
    first = series.grid.slot_at(days[50], 0)
    whole = make_forecast(
        series.until(first), NO_SPECIAL_DAYS, Grid.for_days(days[50], 1, 60, ZONE), made_at=at(0)
    )
    assert np.allclose(one.mean[0], whole.demand.contacts)


def test_one_fit_tells_the_last_year_nearly_as_nightly_fits_would() -> None:
    series = a_moving_series()
    quick = recent_days_ahead(series, NO_SPECIAL_DAYS)
    nightly = day_ahead_of(series, NO_SPECIAL_DAYS, series.grid.days[40], series.grid.days[-1])
    assert quick.days[-1] == nightly.days[-1]
    ours = np.nansum(quick.mean[-len(nightly.days) :], axis=1)
    assert np.abs(ours / np.nansum(nightly.mean, axis=1) - 1).mean() < 0.06
    assert learn_update(quick).strength[12] == pytest.approx(
        learn_update(nightly.newest(200)).strength[12], abs=0.35
    )
