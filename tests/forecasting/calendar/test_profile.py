"""Profiles of the day, and handle time by slot."""

from dataclasses import replace

import numpy as np

from forecasting.calendar.days import calendar_for
from forecasting.calendar.handle import DEFAULT_HANDLE_S, HandleTimes
from forecasting.calendar.panel import fold
from forecasting.calendar.profile import class_profiles, day_profiles
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following


def test_handle_time_is_a_call_weighted_mean() -> None:
    series = a_series(60, level=40.0)
    ahead = the_following(series, 7)
    assert np.allclose(HandleTimes.of(series).by_slot(ahead), 240.0)


def test_busy_hours_are_believed_and_quiet_ones_shrunk() -> None:
    series = a_series(60, level=40.0)
    hour = series.grid.slot_of_day
    seconds = np.where(hour == 10, 400.0, 240.0) * series.handled
    quiet = np.where(hour == 3, np.minimum(series.handled, 0.02), series.handled)
    seconds = np.where(hour == 3, 5000.0 * quiet, seconds)
    found = HandleTimes.of(replace(series, handled=quiet, handle_s_total=seconds)).by_slot(
        the_following(series, 1)
    )
    assert found[10] > 370
    assert found[3] < 700


def test_an_unknown_queue_gets_the_usual_handle_time() -> None:
    series = replace(a_series(20), handle_s_total=np.empty(0), handled=np.empty(0))
    assert (HandleTimes.of(series).by_slot(the_following(series, 1)) == DEFAULT_HANDLE_S).all()


def test_profiles_sum_to_one_on_open_days_and_follow_their_class() -> None:
    series = a_series(100)
    panel = fold(series.grid, series.offered)
    calendar = calendar_for(panel, NO_SPECIAL_DAYS, panel.days)
    profiles = class_profiles(panel, calendar)
    shares = day_profiles(panel, profiles, calendar)
    assert np.allclose(shares.sum(axis=1), 1.0)
    assert (shares >= 0).all()
