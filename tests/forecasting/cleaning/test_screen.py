"""Surges and outages are flagged and left out, holidays and new levels are not."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from data.model.special_day import SpecialDay, SpecialDays
from forecasting.cleaning.screen import screen
from forecasting.evaluation.accuracy import wape
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following, true_rates

NOW = datetime(2024, 4, 1, 3, tzinfo=UTC)
DAY = 60


def with_surge(days: int = 84, factor: float = 4.0):
    series = a_series(days, level=30.0)
    offered = series.offered.copy()
    offered[DAY * 24 + 9 : DAY * 24 + 15] *= factor
    return replace(series, offered=offered)


def test_a_surge_is_flagged_explained_and_left_out() -> None:
    found = screen(with_surge(), NO_SPECIAL_DAYS)
    inside = found.flagged[DAY * 24 + 9 : DAY * 24 + 15]
    assert inside.mean() > 0.8
    assert found.flagged.sum() <= 12
    assert any(flag.kind == "surge" and flag.factor > 2 for flag in found.flags)
    assert "contacts where" in found.flags[0].sentence
    assert np.isnan(found.series.offered[found.flagged]).all()
    assert np.isfinite(found.original.offered).all()


def test_an_outage_of_the_telephone_system_is_flagged() -> None:
    series = a_series(84, level=60.0)
    offered = series.offered.copy()
    offered[DAY * 24 + 9 : DAY * 24 + 20] = 0.0
    found = screen(replace(series, offered=offered), NO_SPECIAL_DAYS)
    assert any(flag.kind == "outage" for flag in found.flags)


def test_a_planner_can_keep_what_the_screen_would_leave_out() -> None:
    series = with_surge()
    tags = dict.fromkeys(range(DAY * 24, (DAY + 1) * 24), "keep")
    found = screen(replace(series, event_tag=tags), NO_SPECIAL_DAYS)
    assert np.array_equal(found.series.offered, series.offered)
    assert not found.flags


def test_slots_that_a_planner_tagged_are_left_out_of_the_baseline() -> None:
    series = replace(a_series(84), event_tag={100: "drill", 101: "drill"})
    found = screen(series, NO_SPECIAL_DAYS)
    assert np.isnan(found.series.offered[[100, 101]]).all()


def test_special_days_are_exempt() -> None:
    series = with_surge()
    holiday = SpecialDays((SpecialDay(series.grid.days[DAY], "Festival"),))
    assert not screen(series, holiday).flagged[DAY * 24 : (DAY + 1) * 24].any()


def test_hardly_anything_is_flagged_in_a_clean_history() -> None:
    assert screen(a_series(365, level=30.0), NO_SPECIAL_DAYS).flagged.mean() < 0.001


def test_a_lasting_change_of_level_is_not_an_event() -> None:
    series = a_series(120, level=30.0)
    offered = series.offered.copy()
    offered[90 * 24 :] = np.round(offered[90 * 24 :] * 2.5)
    found = screen(replace(series, offered=offered), NO_SPECIAL_DAYS)
    assert found.flagged[90 * 24 :].mean() < 0.35


def test_surges_degrade_the_next_four_weeks_by_at_most_three_percent() -> None:
    clean = a_series(150, level=30.0)
    rng = np.random.default_rng(2)
    offered = clean.offered.copy()
    for day in rng.choice(np.arange(110, 148), 5, replace=False):
        first = day * 24 + int(rng.integers(6, 16))
        offered[first : first + int(rng.integers(2, 8))] *= rng.uniform(2.5, 6)
    ahead = the_following(clean, 28)
    truth = np.random.default_rng(9).poisson(true_rates(ahead, 30.0)).astype(float)
    errors = [
        wape(truth, make_forecast(s, NO_SPECIAL_DAYS, ahead, made_at=NOW).demand.contacts)
        for s in (clean, replace(clean, offered=offered))
    ]
    assert errors[1] <= 1.03 * errors[0]
