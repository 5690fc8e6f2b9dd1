"""Planned events follow the template of past days of their name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from data.model.grid import Grid
from data.model.special_day import Kind, SpecialDay, SpecialDays
from forecasting.calendar.days import DayCalendar
from forecasting.calendar.events import (
    EventTemplate,
    event_notes,
    learn_template,
    planned_events,
    special_factors,
    usual_level,
    with_templates,
    without_planned,
)
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

WEEKEND = np.array([False] * 5 + [True] * 2)
NOW = datetime(2024, 6, 1, 3, tzinfo=UTC)


def test_past_days_with_a_tag_are_a_template_for_a_future_day() -> None:
    series = a_series(140, level=40.0)
    offered = series.offered.copy()
    drills = (65, 86, 107)
    for day in drills:
        offered[day * 24 + 8 : day * 24 + 20] *= 2.5
    tags = {day * 24 + 10: "planned outage" for day in drills}
    template = learn_template(
        replace(series, offered=offered, event_tag=tags), NO_SPECIAL_DAYS, "planned outage"
    )
    assert template is not None
    assert len(template.days) == 3
    assert 1.4 < template.factor < 2.4
    ahead = the_following(series, 7)
    plain = true_rates(ahead, 40.0)
    mean = with_templates(plain, ahead, {ahead.days[2]: template})
    assert mean[48:72].sum() == pytest.approx(template.factor * plain[48:72].sum())
    assert np.array_equal(mean[:48], plain[:48])


def test_an_event_that_never_happened_has_no_template() -> None:
    assert learn_template(a_series(60), NO_SPECIAL_DAYS, "flood") is None


def test_special_days_of_the_name_teach_too() -> None:
    series = a_series(90, level=40.0)
    day = series.grid.days[60]
    special = SpecialDays((SpecialDay(day, "flood", "event", exclude=True),))
    template = learn_template(series, special, "flood")
    assert template is not None
    assert template.days == (day,)


def test_a_planned_event_of_a_known_name_follows_its_template() -> None:
    series = a_series(140, level=40.0)
    offered = series.offered.copy()
    past = [series.grid.days[i] for i in (65, 86, 107)]
    for day in (65, 86, 107):
        offered[day * 24 + 8 : day * 24 + 20] *= 2.5
    ahead = the_following(series, 7)
    to_come = (SpecialDay(ahead.days[2], "drill", "event"),)
    special = SpecialDays(tuple(SpecialDay(day, "drill", "event") for day in past) + to_come)
    known = replace(series, offered=offered)
    made = {
        name: make_forecast(known, days, ahead, made_at=NOW, members=("glm_days",))
        for name, days in (("with", special), ("without", SpecialDays(special.days[:-1])))
    }
    span = slice(48, 72)
    ratio = made["with"].demand.contacts[span].sum() / made["without"].demand.contacts[span].sum()
    assert 1.4 < ratio < 2.4
    night, noon = (made["with"].demand.contacts[i] / true_rates(ahead, 40.0)[i] for i in (50, 60))
    assert noon > 1.3 * night
    assert np.allclose(made["with"].demand.contacts[:48], made["without"].demand.contacts[:48],
                       rtol=0.05)  # fmt: skip
    assert any("planned event 'drill'" in n and "3 past days" in n for n in made["with"].notes)


def test_an_excluded_day_does_not_move_the_baseline() -> None:
    series = a_series(84, level=40.0)
    offered = series.offered.copy()
    offered[-72:] *= 4.0
    storm = SpecialDays(
        tuple(SpecialDay(d, "storm", "event", exclude=True) for d in series.grid.days[-3:])
    )
    ahead = the_following(series, 7)
    made = make_forecast(
        replace(series, offered=offered), storm, ahead, made_at=NOW, members=("glm_days",)
    )
    assert made.demand.contacts.sum() == pytest.approx(true_rates(ahead, 40.0).sum(), rel=0.08)


def a_calendar(days: int, *special: SpecialDay) -> DayCalendar:
    first = np.datetime64("2024-01-01")
    return DayCalendar(np.arange(first, first + days), SpecialDays(special), WEEKEND)


def a_day(index: int, name: str, kind: Kind = "holiday", *, exclude: bool = False) -> SpecialDay:
    return SpecialDay(date(2024, 1, 1) + timedelta(index), name, kind, exclude)


def test_the_factor_of_a_name_is_shrunk_towards_its_kind_on_such_a_weekday() -> None:
    of_day = {8: 50.0, 16: 50.0, 24: 80.0, 33: 30.0, 15: 20.0, 22: 300.0, 36: 10.0}
    totals = np.full(42, 100.0)
    totals[list(of_day)] = list(of_day.values())
    seen = (
        a_day(8, "A"), a_day(16, "A"), a_day(24, "B"), a_day(33, "C"),
        a_day(36, "A", exclude=True), a_day(15, "M", "minor"), a_day(22, "E", "event"),
    )  # fmt: skip
    names = ("A", "B", "C", "D", "M", "N", "E")
    kinds: tuple[Kind, ...] = (*("holiday",) * 4, "minor", "minor", "event")
    to_come = [a_day(7 * i, *both) for i, both in enumerate(zip(names, kinds, strict=True))]
    future = a_calendar(49, *to_come)
    found = special_factors(totals, a_calendar(42, *seen), future)
    pooled = np.log([0.5, 0.5, 0.8]).mean()  # C fell on a Saturday
    wanted = {
        "A": (2 * np.log(0.5) + 2 * pooled) / 4,
        "B": (np.log(0.8) + 2 * pooled) / 3,
        "C": (np.log(0.3) + 2 * pooled) / 3,
        "D": pooled,
        "M": np.log(0.2) / 3,
        "N": 0.0,
        "E": np.log(3.0) / 3,
    }
    assert np.allclose(np.log(found[::7]), list(wanted.values()))
    assert (np.delete(found, np.arange(0, 49, 7)) == 1.0).all()


def test_the_usual_level_is_that_of_the_same_weekday_within_four_weeks() -> None:
    totals = np.zeros(7 * 11)
    totals[[0, 35, 70]] = (90.0, 7.0, 900.0)  # the same weekday five weeks before, itself, after
    totals[35 + 7 * np.array([-4, 4])] = (8.0, 16.0)
    assert usual_level(totals, a_calendar(77))[35] == 3.0
    assert usual_level(totals, a_calendar(77, a_day(7, "feast")))[35] == 16 / 7


def test_a_template_seen_once_moves_a_day_by_the_root_of_what_it_did() -> None:
    series = a_series(63, slot_min=720)
    offered = np.tile([60.0, 40.0], 63)
    offered[2 * 30 : 2 * 30 + 2] = (225.0, 25.0)
    known = replace(series, offered=offered, event_tag={61: "drill"})
    template = learn_template(known, NO_SPECIAL_DAYS, "drill")
    assert template is not None
    assert template.days == (series.grid.days[30],)
    assert template.factor == pytest.approx(2.5**0.5)
    shape = (np.array([225.0, 25.0]) + 200.0 * np.array([0.6, 0.4])) / 450.0
    assert np.allclose(template.shape, shape)


def test_a_template_keeps_closed_hours_closed_and_only_its_days_change() -> None:
    grid = Grid.for_days(date(2024, 1, 1), 3, 480)
    mean = np.array([0.0, 10.0, 20.0] * 3)
    template = EventTemplate("drill", 2.0, np.array([0.5, 0.4, 0.1]), ())
    first, last, beyond = date(2024, 1, 1), date(2024, 1, 3), date(2024, 1, 4)
    planned = dict.fromkeys((date(2023, 12, 31), first, last, beyond), template)
    day = [0.0, 48.0, 12.0]
    assert np.allclose(with_templates(mean, grid, planned), [*day, *mean[3:6], *day])


def test_only_events_to_come_that_were_seen_before_are_planned() -> None:
    series = a_series(63)
    ahead = the_following(series, 7)
    last, (one, two, three, *_) = series.grid.days[-1], ahead.days
    special = SpecialDays((
        SpecialDay(series.grid.days[40], "drill", "event"), SpecialDay(last, "drill", "event"),
        SpecialDay(series.grid.days[20], "fair", "holiday"), SpecialDay(one, "drill", "event"),
        SpecialDay(two, "flood", "event"), SpecialDay(three, "fair", "holiday"),
    ))  # fmt: skip
    planned = planned_events(series, special, Grid.for_days(last, 8, 60, "UTC"))
    assert list(planned) == [one]
    assert planned[one].days == (series.grid.days[40], last)
    left = without_planned(special, planned)
    assert [(day.name, day.exclude) for day in left.values()] == [
        ("drill", True), ("drill", True), ("fair", False), ("flood", False), ("fair", False),
    ]  # fmt: skip
    two_days = {three: planned[one], one: planned[one]}
    assert [note[:10] for note in event_notes(two_days)] == [f"{one}", f"{three}"]
    assert "on 2 past days" in event_notes(planned)[0]
