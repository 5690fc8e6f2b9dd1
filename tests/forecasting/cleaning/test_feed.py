"""What is noticed about a feed before anything is learnt from it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from forecasting.cleaning.feed import check_feed, is_blocked
from tests.forecasting.builders import a_series

SERIES = a_series(90, level=30.0)
ON_TIME = SERIES.grid.end + timedelta(hours=3)


def changed(first: int, last: int, value: float):
    offered = SERIES.offered.copy()
    offered[first:last] = offered[first:last] * value if np.isfinite(value) else np.nan
    return replace(SERIES, offered=offered)


def test_a_good_feed_has_no_findings() -> None:
    assert check_feed(SERIES, ON_TIME) == ()


def test_a_late_feed_is_a_warning_and_a_week_of_silence_blocks() -> None:
    (late,) = check_feed(SERIES, SERIES.grid.end + timedelta(hours=40))
    assert (late.check, late.severity) == ("late", "warning")
    assert is_blocked(check_feed(SERIES, SERIES.grid.end + timedelta(days=9)))


def test_missing_slots_are_noticed_and_the_worst_day_is_named() -> None:
    found = check_feed(changed(85 * 24, 85 * 24 + 12, float("nan")), ON_TIME)
    assert [f.check for f in found] == ["missing"]
    assert str(SERIES.grid.days[85]) in found[0].sentence


def test_a_volume_far_from_expectation_is_a_warning() -> None:
    found = check_feed(changed(86 * 24, 87 * 24, 3.0), ON_TIME)
    assert [(f.check, f.severity) for f in found] == [("volume", "warning")]


def test_a_day_of_zeros_blocks_the_refresh() -> None:
    found = check_feed(changed(86 * 24, 87 * 24, 0.0), ON_TIME)
    assert is_blocked(found)


def test_the_newest_day_is_judged_as_soon_as_it_is_over() -> None:
    dead, flood = changed(89 * 24, 90 * 24, 0.0), changed(89 * 24, 90 * 24, 3.0)
    assert is_blocked(check_feed(dead, ON_TIME))
    assert [f.check for f in check_feed(flood, ON_TIME)] == ["volume"]
    cut = changed(89 * 24 + 12, 90 * 24, float("nan"))
    assert [f.check for f in check_feed(cut, ON_TIME)] == ["missing"]


def test_a_day_still_under_way_is_not_judged() -> None:
    noon = replace(SERIES, offered=SERIES.offered.copy())
    noon.offered[89 * 24 : 89 * 24 + 12] = 0.0
    noon.offered[89 * 24 + 12 :] = np.nan
    assert check_feed(noon, SERIES.grid.end - timedelta(hours=11)) == ()


def test_negative_contacts_block() -> None:
    offered = SERIES.offered.copy()
    offered[5] = -3
    assert is_blocked(check_feed(replace(SERIES, offered=offered), ON_TIME))


def test_a_history_of_nothing_blocks() -> None:
    empty = replace(SERIES, offered=np.full(SERIES.grid.slots, np.nan))
    assert is_blocked(check_feed(empty, ON_TIME))
