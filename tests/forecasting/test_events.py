from dataclasses import replace

import numpy as np
import pytest

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.events import learn_template, with_templates
from forecasting.retrials import without_retrials
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates


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


def test_retrials_are_taken_out_of_demand_where_abandons_are_known() -> None:
    series = a_series(10, level=40.0)
    abandoned = 0.2 * series.offered
    first = without_retrials(replace(series, abandoned=abandoned), retry_share=0.5)
    assert first.offered.sum() == pytest.approx(0.9 * series.offered.sum(), rel=0.01)
    assert (first.offered >= 0).all()
    assert without_retrials(series) is series
