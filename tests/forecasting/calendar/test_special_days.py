"""Official calendars with their eves, moved workdays and whole runs of days off."""

from datetime import date

import pytest

from data.model.errors import InvalidValue
from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.special_days import official_days


def test_china_has_its_moved_workdays_and_whole_runs_of_days_off() -> None:
    days = official_days("CN", 2025, 2025)
    assert days[date(2025, 1, 26)].kind == "makeup"
    run = [date(2025, 1, 28), date(2025, 2, 1), date(2025, 2, 2), date(2025, 2, 4)]
    assert all(days[day].kind == "holiday" for day in run)
    assert {days[day].name for day in run} == {"Chinese New Year (Spring Festival)"}
    assert days[date(2025, 1, 27)].kind == "eve"
    assert date(2025, 3, 12) not in days


def test_the_last_day_of_the_year_is_an_eve_of_the_next_new_year() -> None:
    assert official_days("US", 2023, 2023)[date(2023, 12, 31)].kind == "eve"


def test_no_calendar_can_be_asked_for_by_name() -> None:
    assert len(official_days("none", 2024, 2025)) == 0


def test_a_subdivision_adds_its_own_holidays() -> None:
    cup = date(2013, 11, 5)
    assert cup in official_days("AU-VIC", 2013, 2013)
    assert cup not in official_days("AU", 2013, 2013)


def test_an_unknown_country_is_refused_with_advice() -> None:
    with pytest.raises(InvalidValue, match="ISO 3166"):
        official_days("XX", 2024, 2024)


def test_an_uploaded_table_wins_over_the_official_calendar() -> None:
    own = SpecialDays((SpecialDay(date(2025, 1, 26), "Drill", "event"),))
    assert official_days("CN", 2025, 2025).updated(own)[date(2025, 1, 26)].name == "Drill"
