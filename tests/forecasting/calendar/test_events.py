"""Planned events follow the template of past days of their name."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.events import learn_template, with_templates
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

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
