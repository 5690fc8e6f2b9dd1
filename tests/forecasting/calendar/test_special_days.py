"""Official calendars with their eves, moved workdays and whole runs of days off."""

from datetime import date, timedelta

import pytest

from data.model.errors import InvalidValue
from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar import special_days as special_days_module
from forecasting.calendar.special_days import official_days, unknown_makeup_days


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


def test_weekend_days_beside_a_chinese_holiday_belong_to_it() -> None:
    found = official_days("CN", 2026, 2026)
    for day in (date(2026, 9, 26), date(2026, 9, 27), date(2026, 6, 20), date(2026, 1, 3)):
        special = found.get(day)
        assert special is not None
        assert special.kind == "holiday"


def test_a_year_whose_makeup_days_nobody_knows_is_told() -> None:
    known = official_days("CN", 2023, 2025)
    text = unknown_makeup_days("CN", known, date(2098, 12, 1), date(2099, 1, 20))
    assert text == ()  # its neighbours have none either: no such habit is known then
    table = known.updated(SpecialDays((SpecialDay(date(2027, 1, 9), "Make-up workday", "makeup"),)))
    assert unknown_makeup_days("CN", table, date(2027, 1, 1), date(2027, 3, 1)) == ()
    assert unknown_makeup_days("US", known, date(2027, 1, 1), date(2027, 3, 1)) == ()


def test_makeup_days_missing_after_years_that_had_them_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moved = special_days_module._moved
    monkeypatch.setattr(
        special_days_module,
        "_moved",
        lambda country, years: {d for d in moved(country, years) if d.year < 2025},
    )
    known = official_days("CN", 2023, 2024)
    texts = unknown_makeup_days("CN", known, date(2024, 12, 1), date(2025, 1, 20))
    assert len(texts) == 1
    assert "the calendar of CN for 2025 holds no make-up workdays yet" in texts[0]


def test_a_weekend_between_two_days_off_belongs_to_the_first() -> None:
    found = official_days("GB-ENG", 2024, 2024)
    easter = [found[date(2024, 3, 29) + timedelta(i)] for i in range(4)]
    assert [day.name for day in easter] == ["Good Friday"] * 3 + ["Easter Monday"]
    assert {day.kind for day in easter} == {"holiday"}
    assert date(2024, 5, 4) not in found  # a Saturday beside no holiday but the bank holiday Monday
    assert found[date(2024, 5, 5)].kind == "eve"


def test_a_make_up_workday_before_a_holiday_is_no_eve() -> None:
    assert official_days("CN", 2024, 2024)[date(2024, 9, 14)].kind == "makeup"


def test_half_holidays_move_work_without_closing_offices() -> None:
    kinds = {day.kind for day in official_days("IL", 2023, 2023).values()}
    assert "minor" in kinds
    assert "minor" not in {day.kind for day in official_days("CN", 2023, 2023).values()}
