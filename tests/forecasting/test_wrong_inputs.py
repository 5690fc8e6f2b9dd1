"""Counts, handle times and feeds that cannot be true leave the forecast as it was, with a line."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

import numpy as np
import pytest

from data.model.forecast import Forecast
from data.model.grid import Grid
from data.model.series import KEEP_TAG, ContactSeries
from data.model.special_day import SpecialDay, SpecialDays
from forecasting.calendar.handle import DEFAULT_HANDLE_S
from forecasting.groups.shares import is_small, parents_of, summed_series
from forecasting.pipeline import make_forecast
from tests.forecasting.builders import NO_SPECIAL_DAYS

NOW = datetime(2026, 1, 4, tzinfo=UTC)
HOLIDAY = SpecialDays((SpecialDay(date(2025, 12, 25), "Christmas Day", "holiday"),))


def quiet(days: int = 119, rate: float = 8.0, queue_id: str = "a") -> ContactSeries:
    """About eight contacts an hour round the clock, 300 s each."""
    grid = Grid.for_days(date(2025, 9, 1), days, 60, "UTC")
    offered = np.random.default_rng(7).poisson(rate, grid.slots).astype(float)
    return ContactSeries(queue_id, grid, offered, offered, handle_s_total=300.0 * offered)


def with_counts(series: ContactSeries, counts: dict[int, float]) -> ContactSeries:
    offered = series.offered.copy()
    for slot, count in counts.items():
        offered[slot] = count
    return replace(series, offered=offered)


def made(
    series: ContactSeries,
    special: SpecialDays = NO_SPECIAL_DAYS,
    parent: ContactSeries | None = None,
) -> Forecast:
    return make_forecast(series, special, series.grid.following(14), made_at=NOW, parent=parent)


@cache
def clean() -> Forecast:
    """What the series forecasts that nothing is wrong with."""
    return made(quiet())


WRONG = {
    "one hour of 20,000": {24 * 89 + 10: 20_000.0},
    "one hour of 500,000": {24 * 89 + 10: 500_000.0},
    "in the last hour": {119 * 24 - 1: 500_000.0},
    "in the first hour": {0: 500_000.0},
    "several": {600: 9_000.0, 1200: 1e6, 119 * 24 - 30: 700.0, 119 * 24 - 60: 33_000.0, 3: -1.0},
    "the same hour of three Saturdays": {24 * d + 10: 20_000.0 for d in (82, 89, 96)},
    "a whole day": {24 * 100 + h: 900.0 for h in range(24)},
    "a day's calls in one hour": {24 * 112 + h: 190.0 * (h == 0) for h in range(24)},
    "negative ones": {24 * 100 + h: -1.0 for h in range(12)},
    "on a holiday": {24 * 115 + 4: 20_000.0},
}


@pytest.mark.parametrize("kind", WRONG)
def test_wrong_counts_move_neither_forecast_nor_band_and_are_told(kind: str) -> None:
    special = HOLIDAY if kind == "on a holiday" else NO_SPECIAL_DAYS
    found = made(with_counts(quiet(), WRONG[kind]), special)
    assert found.day_totals == pytest.approx(clean().day_totals, rel=0.06)
    assert np.median(found.day_quantiles[-1]) < 1.15 * clean().day_quantiles[-1].max()
    assert found.day_quantiles[-1].max() < 2 * clean().day_quantiles[-1].max()
    assert found.quantiles[-1].max() < 1.3 * clean().quantiles[-1].max()
    assert found.yardstick.max() < 2.5 * clean().yardstick.max()
    assert any("excluded" in text or "left out" in text for text in found.warnings)


@pytest.mark.parametrize("days", [3, 10, 14, 21])
def test_a_wrong_count_in_a_short_history_is_left_out_too(days: int) -> None:
    found = made(with_counts(quiet(days), {30: 20_000.0}))
    assert found.day_totals.max() < 250
    assert found.day_quantiles[-1].max() < 600
    assert "20000 contacts" in found.warnings[0]


def test_a_wrong_count_in_a_queue_closed_on_sundays_opens_none() -> None:
    series = quiet(63)
    sunday = series.grid.weekday == 6
    closed = replace(series, offered=np.where(sunday, np.nan, series.offered))
    found = made(with_counts(closed, {24 * 48 + 7: 5_000.0}))
    assert found.day_totals[np.array([d.weekday() == 6 for d in found.grid.days])].max() == 0


def test_a_wrong_count_neither_makes_a_queue_large_nor_spoils_its_group() -> None:
    small = with_counts(quiet(rate=2.0, queue_id="small"), {24 * 100: 500_000.0})
    other = quiet(rate=30.0, queue_id="other")
    assert is_small(small)
    found = made(small, parent=summed_series([small, other], "both"))
    assert found.day_totals == pytest.approx(np.full(14, 48.0), rel=0.25)
    assert not parents_of({}, ())


def test_a_count_that_a_planner_keeps_is_believed() -> None:
    series = with_counts(quiet(), {24 * 89 + 10: 20_000.0})
    kept = made(replace(series, event_tag={24 * 89 + 10: KEEP_TAG}))
    assert not any("excluded" in text for text in kept.warnings if "20000" in text)


def test_a_clean_history_has_nothing_to_tell() -> None:
    assert clean().warnings == ()


def handled(change: str) -> ContactSeries:
    series = quiet()
    seconds = series.handle_s_total.copy()
    match change:
        case "an hour of 40,000 s":
            seconds[-100] = 40_000.0
        case "a day in milliseconds":
            seconds[-240:-216] *= 1000
        case "a day in minutes":
            seconds[-240:-216] /= 60
        case "0 in a third":
            seconds[::3] = 0.0
        case "unknown in a third":
            seconds[::3] = np.nan
        case "unknown since four months":
            seconds[-100 * 24 :] = np.nan
        case "0 everywhere":
            seconds[:] = 0.0
        case "unknown everywhere":
            seconds[:] = np.nan
        case "a file without the column":
            seconds = np.empty(0)
    return replace(series, handle_s_total=seconds)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("an hour of 40,000 s", "counting error"),
        ("a day in milliseconds", "24 slots were taken for a counting error"),
        ("a day in minutes", "slots were taken for a counting error"),
        ("0 in a third", "0 or unknown for 33% of its contacts"),
        ("unknown in a third", "0 or unknown for 33% of its contacts"),
        ("unknown since four months", "0 or unknown for 84% of its contacts"),
        ("0 everywhere", "handle time is 0 throughout"),
        ("unknown everywhere", "handle time is unknown throughout"),
        ("a file without the column", "handle time is unknown throughout"),
    ],
)
def test_handle_times_that_cannot_be_are_replaced_and_told(change: str, says: str) -> None:
    found = made(handled(change))
    usual_s = np.full(found.grid.slots, DEFAULT_HANDLE_S)
    assert found.demand.handle_s == pytest.approx(usual_s, rel=0.01)
    assert len(found.warnings) == 1
    assert says in found.warnings[0]


@pytest.mark.parametrize("days", [1, 3, 14, 28])
def test_a_dead_end_counts_as_unknown_and_is_told(days: int) -> None:
    series = quiet()
    offered = series.offered.copy()
    offered[-24 * days :] = 0.0
    found = made(replace(series, offered=offered))
    assert found.day_totals == pytest.approx(clean().day_totals, rel=0.1)
    assert found.day_quantiles[-1].max() < 1.15 * clean().day_quantiles[-1].max()
    assert "is the feed dead?" in found.warnings[0]
    kept = dict.fromkeys(range(len(offered) - 24 * days, len(offered)), KEEP_TAG)
    closed = made(replace(series, offered=offered, event_tag=kept))
    assert closed.day_totals.mean() < clean().day_totals.mean()


@pytest.mark.parametrize("value", [8.0, 40.0])
def test_a_frozen_feed_is_told_and_not_learnt_from(value: float) -> None:
    found = made(with_counts(quiet(), {119 * 24 - 1 - h: value for h in range(72)}))
    assert any("frozen" in text for text in found.warnings)
    assert found.day_totals == pytest.approx(clean().day_totals, rel=0.1)


def test_a_day_sent_twice_is_told() -> None:
    series = quiet()
    copy = {119 * 24 - 24 + h: float(series.offered[-48 + h]) for h in range(24)}
    assert "repeats the day before" in made(with_counts(series, copy)).warnings[0]


def test_no_contact_ever_is_a_forecast_of_none() -> None:
    found = made(replace(quiet(), offered=np.zeros(119 * 24)))
    assert not found.demand.contacts.any()
    assert not found.quantiles.any()
    assert not found.day_quantiles.any()
    assert "no contact in 119 known days" in found.warnings[0]


def test_rare_queues_are_forecast_at_their_mean() -> None:
    once = made(with_counts(replace(quiet(), offered=np.zeros(119 * 24)), {100: 1.0}))
    assert once.day_totals.mean() == pytest.approx(1 / 119, rel=0.01)
    rare = made(quiet(119, rate=0.2 / 24))
    assert rare.day_totals.mean() == pytest.approx(quiet(119, 0.2 / 24).offered.mean() * 24)


def test_all_members_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forecasting.combination.LEVEL_LIMITS", (3.0, 4.0))
    found = made(quiet())
    assert "every member was excluded, the 8-week mean is used instead" in found.warnings[0]
    assert found.day_totals == pytest.approx(clean().day_totals, rel=0.15)


@pytest.mark.parametrize("known", [[97], [0], [20, 21], list(range(60, 67)), [3, 50, 97]])
def test_a_few_days_known_of_many_are_forecast_and_not_taken_for_closed(known: list[int]) -> None:
    series = quiet(98)
    day = np.repeat(np.arange(98), 24)
    offered = np.where(np.isin(day, known), series.offered, np.nan)
    handle = np.where(np.isfinite(offered), 300.0 * offered, np.nan)
    found = made(replace(series, offered=offered, handle_s_total=handle))
    assert found.day_totals == pytest.approx(np.full(14, 192.0), rel=0.25)


def test_a_weekday_on_which_nobody_answers_stays_closed_after_a_silent_month() -> None:
    series = quiet(98)
    day = np.repeat(np.arange(98), 24)
    silent = (series.grid.weekday == 6) | ((day >= 30) & (day < 58))
    offered = np.where(silent, np.nan, series.offered)
    found = made(replace(series, offered=offered, handle_s_total=300.0 * offered))
    sundays = np.array([d.weekday() == 6 for d in found.grid.days])
    assert found.day_totals[sundays].max() == 0
    assert found.day_totals[~sundays] == pytest.approx(np.full(12, 192.0), rel=0.25)
