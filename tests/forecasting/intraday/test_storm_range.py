"""The range of a storm: as it was said, wider the less is known, pooled, and with callers again."""

import numpy as np
import pytest

from forecasting.intraday.storm_level import added_shares, levels_through
from forecasting.intraday.storm_range import (
    given_what_came,
    pooled_sizes,
    shapes_of,
    size_of_range,
    storm_scenarios,
    with_retrials,
)

ENTER = (0.0, 0.3, 0.8, 2.0, 5.0)


def test_a_range_that_was_said_comes_out_again() -> None:
    usual = np.full((1, 12), 50.0)
    rng = np.random.default_rng(1)
    added = storm_scenarios([size_of_range(0.5, 2.0)], usual, shapes_of([], 12), rng, 400)
    assert added.shape == (400, 1, 12)
    assert (added >= 0).all()
    low, high = np.quantile(added.sum(axis=(1, 2)), (0.1, 0.9))
    assert low == pytest.approx(0.5 * 600, rel=0.03)
    assert high == pytest.approx(2.0 * 600, rel=0.03)


def test_the_more_storms_are_known_the_narrower_the_range() -> None:
    rng = np.random.default_rng(4)
    widths = []
    for count in (0, 3, 10, 40, 160):
        size = pooled_sizes({"here": np.exp(rng.normal(0.0, 0.4, count)).tolist()})["here"]
        low, high = size.range
        widths.append(high / low)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == pytest.approx(np.exp(2 * 1.2816 * 0.4), rel=0.15)


def test_a_region_with_one_storm_leans_on_the_others() -> None:
    sizes = pooled_sizes({"coast": [3.0, 4.0, 5.0] * 5, "hills": [0.4, 0.5, 0.6] * 5, "new": [9.0]})
    assert 3.0 < sizes["coast"].middle < 5.0
    assert 0.3 < sizes["hills"].middle < 0.7
    assert sizes["hills"].middle < sizes["new"].middle < 9.0
    low, high = sizes["new"].range
    assert high / low > np.divide(*sizes["coast"].range[::-1])


def test_regions_rise_and_fall_together_but_not_as_one() -> None:
    usual = np.full((2, 6), 10.0)
    rng = np.random.default_rng(2)
    size = size_of_range(0.5, 2.0)
    added = storm_scenarios([size, size], usual, shapes_of([], 6), rng, 1000).sum(axis=2)
    assert 0.4 < np.corrcoef(np.log(added.T))[0, 1] < 0.8


def test_shapes_sum_to_one_and_past_storms_are_stretched() -> None:
    shapes = shapes_of([[1, 2, 1], [0, 0, 4, 0], [5, 1], [0, 0]], 8)
    assert len(shapes) == 3
    assert shapes.sum(axis=1) == pytest.approx(1.0)
    assert (shapes >= 0).all()
    assert len(shapes_of([[1, 2]], 5)) == 4  # too few: usual shapes stand beside it


def test_callers_who_are_not_answered_call_again() -> None:
    offered = with_retrials(np.array([100.0, 50.0, 50.0]), np.full(3, 60.0), 0.5)
    assert offered.tolist() == [100.0, 70.0, 55.0]
    enough = with_retrials(np.array([10.0, 20.0]), np.full(2, 60.0), 0.9)
    assert enough.tolist() == [10.0, 20.0]


def test_a_level_rises_at_once_and_falls_after_two_low_hours() -> None:
    shares = np.array([0.1, 0.4, 2.5, 1.5, 1.0, 1.0, 0.9, 0.2, 0.2])
    assert levels_through(shares, ENTER).tolist() == [0, 1, 3, 3, 3, 2, 2, 2, 1]


@pytest.mark.parametrize(
    ("shares", "levels"),
    [
        ([0.99, 1.0, 1.99, 2.0, 4.0], [0, 1, 1, 2, 3]),  # a limit itself is reached
        ([2.0, 1.0, 1.0, 1.0], [2, 2, 2, 2]),  # and half of it not left
        ([2.0, 0.99, 0.99, 0.99], [2, 2, 1, 1]),
        ([4.0, 0.1, 0.9, 0.1], [3, 3, 1, 1]),  # to where the larger of the two holds
        ([4.0, 0.1, 0.1, 0.1], [3, 3, 0, 0]),
        ([4.0, 1.0, 0.1, 0.1], [3, 3, 2, 2]),
        ([1.0, 0.4, 1.0, 0.4, 0.4], [1, 1, 1, 1, 0]),  # hours in a row
        ([1.0, 0.4, 0.6, 0.4, 0.4], [1, 1, 1, 1, 0]),
        ([1.0, 0.4, np.nan, 0.4], [1, 1, 1, 0]),
        ([1.0, -0.1, -0.2, -0.1, -0.3, -0.2], [1, 1, 0, 0, 0, 0]),  # fewer than usual at last
    ],
)
def test_a_level_after_each_hour(shares: list[float], levels: list[int]) -> None:
    assert levels_through(np.array(shares), (0.0, 1.0, 2.0, 4.0), 0.5, 2).tolist() == levels


def test_a_level_does_not_flutter_around_its_limit() -> None:
    shares = 0.8 + 0.2 * np.where(np.arange(24) % 2, 1.0, -1.0)
    assert (np.diff(levels_through(shares, ENTER)) != 0).sum() == 1
    plain = levels_through(shares, ENTER, leave_part=1.0, hold_h=1)
    assert (np.diff(plain) != 0).sum() > 10


def test_hours_nobody_knows_leave_the_level_as_it_is() -> None:
    shares = np.array([1.0, np.nan, np.nan, np.nan])
    assert levels_through(shares, ENTER, begin=1).tolist() == [2, 2, 2, 2]


def test_a_few_contacts_at_night_are_no_emergency() -> None:
    usual = np.array([2.0, 2.0, 98.0, 98.0])
    found = added_shares(np.array([22.0, np.nan, 98.0, 198.0]), usual)
    assert found[0] == pytest.approx(0.4)
    assert np.isnan(found[1])
    assert found[3] == pytest.approx(100 / 98)
    unknown = added_shares(np.array([5.0, 9.0, 3.0]), np.array([np.nan, 3.0, 1.0]))
    assert unknown.tolist() == pytest.approx([np.nan, 2.0, 1.0], nan_ok=True)
    assert np.isnan(added_shares(np.ones(2), np.full(2, np.nan))).all()
    assert added_shares(np.zeros(2), np.zeros(2)).tolist() == [0.0, 0.0]


def test_hours_that_came_narrow_the_range_around_the_storm_that_it_is() -> None:
    usual, rng = np.full(12, 50.0), np.random.default_rng(3)
    drawn = storm_scenarios([size_of_range(0.3, 6.0)], usual[None], shapes_of([], 12), rng, 2000)
    added, inside, widths = drawn.sum(axis=1), 0, []
    for truth in added[:100]:
        came = rng.poisson((usual + truth)[:5]).astype(float)
        place = given_what_came(added, usual, np.append(came, np.full(7, np.nan)), rng, 200)
        low, high = np.quantile(added[place, 5:].sum(axis=1), (0.1, 0.9))
        inside += int(low <= truth[5:].sum() <= high)
        widths.append(high - low)
    before = np.subtract(*np.quantile(added[:, 5:].sum(axis=1), (0.9, 0.1)))
    assert np.median(widths) < 0.6 * before
    assert inside >= 80


def test_where_nothing_came_every_storm_is_as_likely_as_before() -> None:
    added = np.arange(40.0)[:, None] * np.ones(6)
    place = given_what_came(added, np.ones(6), np.full(6, np.nan), np.random.default_rng(1), 40)
    assert place.tolist() == list(range(40))
