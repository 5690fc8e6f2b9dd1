"""How many to hold for an uncertain need: published values, and callers who come back."""

import itertools

import numpy as np
import pytest
from scipy.special import ndtri

from data.model.errors import InvalidValue
from rostering.staffing.standby import lacking, newsvendor


def normal_demand(mean: float, sd: float, count: int = 20_000) -> np.ndarray:
    return np.asarray(mean + sd * ndtri((np.arange(count) + 0.5) / count))


def test_the_wetsuit_of_cachon_and_terwiesch() -> None:
    """Matching Supply with Demand (2013), ch. 12: Hammer 3/2, price 190, cost 110, salvage 90.

    Demand is normal, 3192 and 1181: short costs 80, over 20, so 80 % is held; their table of z in
    steps of .01 gives 3192 + .85 * 1181 = 4196, exactly it is 3192 + .8416 * 1181 = 4186.
    """
    demand = normal_demand(3192.0, 1181.0)
    # Held one more costs 20 where it is left over and saves 80 + 20 where it is used.
    found = newsvendor(demand, hold=20.0, saves=100.0)
    assert found == pytest.approx(3192 + 0.8416 * 1181, abs=1.0)
    assert found == pytest.approx(4196, rel=0.003)


def test_the_textbook_of_equal_chances() -> None:
    """Of needs 1 .. 10, hold 1, saves 4: the least x with P(need <= x) >= .75 is 8."""
    assert newsvendor(np.arange(1.0, 11.0), 1.0, 4.0) == 8.0
    assert newsvendor(np.arange(1.0, 11.0), 1.0, 1.0) == 0.0


def test_dearer_standby_is_never_more_of_it_and_never_negative() -> None:
    needs = np.random.default_rng(3).gamma(1.5, 8.0, 500)
    held = [newsvendor(needs, hold, 3.0) for hold in np.linspace(0.01, 3.5, 30)]
    assert all(more >= less for more, less in itertools.pairwise(held))
    assert min(held) >= 0.0
    assert held[-1] == 0.0


def test_nothing_to_weigh_is_refused() -> None:
    with pytest.raises(InvalidValue):
        newsvendor([], 1.0, 3.0)


def test_who_is_not_served_comes_back_in_the_next_hour() -> None:
    need = np.array([[10.0, 0.0, 0.0]])
    short = lacking(need, np.array([4.0, 1.0, 0.0]), 0.5)
    assert short.tolist() == [[6.0, 2.0, 1.0]]
    assert lacking(need, np.zeros(3), 0.0).tolist() == [[10.0, 0.0, 0.0]]
