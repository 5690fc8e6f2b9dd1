"""Profiles of the day, and handle time by slot."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.days import CLASSES, HOLIDAY, DayCalendar, calendar_for
from forecasting.calendar.handle import DEFAULT_HANDLE_S, HandleTimes
from forecasting.calendar.panel import DayPanel, fold
from forecasting.calendar.profile import class_profiles, day_profiles, open_cells
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

WEEKEND = np.array([False] * 5 + [True] * 2)
FOREVER = 1e15


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


def a_calendar(days: int, *special: SpecialDay) -> DayCalendar:
    first = np.datetime64("2024-01-01")
    return DayCalendar(np.arange(first, first + days), SpecialDays(special), WEEKEND)


def test_a_class_borrows_from_another_what_their_difference_allows() -> None:
    calendar = a_calendar(14)
    cells = np.full((14, 2), np.nan)
    cells[0::7], cells[1::7] = (
        (40.0, 10.0),
        (8.0, 32.0),
    )  # two of each
    monday, tuesday, *others = class_profiles(DayPanel(calendar.days, cells), calendar, FOREVER)
    n, m = 100.0, 80.0
    pooled = np.array([96.0, 84.0]) / (n + m)
    distance = (0.6**2 / pooled).sum() - (1 / n + 1 / m)
    of_monday = np.array([80.0, 20.0]) + np.array([16.0, 64.0]) / (1 + m * distance)
    of_tuesday = np.array([16.0, 64.0]) + np.array([80.0, 20.0]) / (1 + n * distance)
    assert np.allclose(monday, of_monday / of_monday.sum())
    assert np.allclose(tuesday, of_tuesday / of_tuesday.sum())
    assert np.allclose(others[HOLIDAY - 2], tuesday)  # the quieter of the two
    assert np.allclose(np.delete(others, HOLIDAY - 2, axis=0), pooled)


def test_two_classes_no_more_unlike_than_chance_are_one() -> None:
    calendar = a_calendar(14)
    cells = np.full((14, 3), np.nan)
    cells[0::7], cells[1::7] = (6.0, 4.0, 0.0), (5.0, 6.0, 0.0)
    monday, tuesday, *_ = class_profiles(DayPanel(calendar.days, cells), calendar, FOREVER)
    assert np.allclose(monday, np.array([11.0, 10.0, 0.0]) / 21)
    assert np.allclose(tuesday, monday)


def test_ordinary_days_fade_and_special_ones_hardly() -> None:
    holidays = [SpecialDay(date(2024, 1, 2) + timedelta(7 * i), "feast") for i in range(20)]
    calendar = a_calendar(140, *holidays)
    cells = np.full((140, 2), np.nan)
    cells[:70], cells[70:] = (1e4, 0.0), (0.0, 1e4)
    profiles = class_profiles(DayPanel(calendar.days, cells), calendar, 1.0)
    assert profiles[0, 1] > 0.99
    assert abs(profiles[HOLIDAY, 1] - 0.5) < 0.1


def test_missing_slots_and_excluded_days_do_not_thin_out_a_slot() -> None:
    storm = SpecialDay(date(2024, 1, 1), "storm", "event", exclude=True)
    calendar = a_calendar(28, storm)
    cells = np.tile([30.0, 10.0], (28, 1))
    cells[0] = (0.0, 900.0)
    cells[1:20, 0] = np.nan
    assert np.allclose(
        class_profiles(DayPanel(calendar.days, cells), calendar, FOREVER), [0.75, 0.25]
    )


def test_where_nobody_called_every_slot_is_alike() -> None:
    calendar = a_calendar(14)
    panel = DayPanel(calendar.days, np.zeros((14, 4)))
    assert np.array_equal(class_profiles(panel, calendar), np.full((CLASSES, 4), 0.25))


def test_a_make_up_workday_is_open_as_workdays_and_a_closed_day_has_no_share() -> None:
    calendar = a_calendar(28, SpecialDay(date(2024, 1, 27), "made up", "makeup"))
    cells = np.full((28, 3), np.nan)
    cells[~calendar.is_rest] = (20.0, 10.0, np.nan)
    cells[6::7] = (np.nan, np.nan, 5.0)
    panel = DayPanel(calendar.days, cells)
    shares = day_profiles(panel, class_profiles(panel, calendar), calendar)
    assert open_cells(panel, calendar)[[24, 26, 27, 19]].tolist() == [
        [True, True, False], [True, True, False], [False, False, True], [False, False, False],
    ]  # fmt: skip
    assert np.allclose(shares[26, :2], [2 / 3, 1 / 3], atol=0.01)
    assert shares.sum(axis=1).tolist() == [
        0.0 if i % 7 == 5 and i != 26 else 1.0 for i in range(28)
    ]
