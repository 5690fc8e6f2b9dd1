"""What kind of day each date is, which weekdays are of rest, and waves over the year."""

from datetime import date, timedelta

import numpy as np
import pytest

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.days import DayCalendar, rest_weekdays, yearly_waves
from forecasting.calendar.panel import DayPanel
from tests.forecasting.builders import NO_SPECIAL_DAYS

MONDAY = date(2024, 1, 1)
WEEKEND = np.array([False] * 5 + [True] * 2)


def days_from(first: date, days: int) -> np.ndarray:
    return np.arange(np.datetime64(first), np.datetime64(first) + days)


def a_panel(*weeks: tuple[float, ...]) -> DayPanel:
    """Totals of whole weeks from a Monday, in one slot a day."""
    totals = np.array(weeks, dtype=float).ravel()
    return DayPanel(days_from(MONDAY, len(totals)), totals[:, None])


def test_special_days_are_classes_of_their_own_but_on_days_of_rest() -> None:
    kinds = {1: "holiday", 3: "eve", 5: "holiday", 6: "eve", 7: "makeup", 12: "makeup", 8: "minor"}
    special = SpecialDays(
        tuple(SpecialDay(MONDAY + timedelta(i), "day", kind) for i, kind in kinds.items())
    )
    calendar = DayCalendar(days_from(MONDAY, 14), special, WEEKEND)
    assert calendar.day_class.tolist() == [0, 7, 2, 8, 4, 5, 6, 9, 1, 2, 3, 4, 9, 6]
    assert np.flatnonzero(~calendar.is_ordinary).tolist() == sorted(kinds)
    assert calendar.part(slice(3, 7)).day_class.tolist() == [8, 4, 5, 6]


def test_weekdays_clearly_quieter_than_the_median_are_of_rest() -> None:
    week = (100.0, 100.0, 75.0, 100.0, 74.0, 100.0, 20.0)
    assert rest_weekdays(a_panel(week, week), NO_SPECIAL_DAYS).tolist() == [
        False, False, False, False, True, False, True,
    ]  # fmt: skip


def test_special_days_say_nothing_of_their_weekday() -> None:
    usual, storm = (100.0,) * 6 + (20.0,), (5.0,) * 7
    panel = a_panel(usual, storm, storm)
    special = SpecialDays(
        tuple(SpecialDay(MONDAY + timedelta(i), "storm", "event") for i in range(7, 21))
    )
    assert np.flatnonzero(rest_weekdays(panel, special)).tolist() == [6]


@pytest.mark.parametrize("level", [100.0, 0.0, np.nan])
def test_where_no_weekday_is_quiet_the_weekend_is_of_rest(level: float) -> None:
    assert np.array_equal(rest_weekdays(a_panel((level,) * 7), NO_SPECIAL_DAYS), WEEKEND)


def test_a_weekday_never_seen_is_not_taken_for_one_of_rest() -> None:
    panel = a_panel((20.0, 100.0, np.nan, 100.0, 100.0, np.nan, np.nan))
    assert np.flatnonzero(rest_weekdays(panel, NO_SPECIAL_DAYS)).tolist() == [0]


def test_waves_of_the_year_are_sines_and_cosines_that_four_years_close() -> None:
    four_years = days_from(date(1970, 1, 1), 1461)
    waves = yearly_waves(four_years, 3)
    assert np.allclose(waves.T @ waves, np.eye(6) * 1461 / 2)
    assert np.array_equal(waves[0], [0, 1, 0, 1, 0, 1])
    quarter = yearly_waves(np.array(["1970-04-02"], dtype="datetime64[D]"), 2)[0]
    assert np.allclose(quarter, [1, 0, 0, -1], atol=0.02)
    assert yearly_waves(four_years, 0).shape == (1461, 0)
