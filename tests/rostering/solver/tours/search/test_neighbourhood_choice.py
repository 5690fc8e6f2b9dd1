"""Which days come next: every day, and the length that brings most."""

import numpy as np
import pytest

from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.search.neighbourhood_choice import (
    KINDS,
    NeighbourhoodChoice,
    day_losses,
)
from tests.rostering.solver.tours.search.searches import INSTANCES, a_roster, whole_points


def even(days):
    """Losses that are the same on all days."""
    return lambda: np.ones(days)


def taken_by(choice, number, points):
    """Lengths of so many sub-instances, each of which brings points(length, number) in 2 s."""
    taken = []
    for at in range(number):
        neighbourhood = choice.take(even(28))
        taken.append(neighbourhood.of.length)
        choice.brought(neighbourhood, points(neighbourhood.of.length, at), 2.0)
    return taken


def test_choices_reach_every_day_of_a_short_roster():
    choice = NeighbourhoodChoice(3, np.random.default_rng(0))
    taken = [choice.take(even(3)) for _ in range(6)]
    assert set().union(
        *(range(neighbourhood.first, neighbourhood.last) for neighbourhood in taken)
    ) == {0, 1, 2}
    assert all(neighbourhood.first < neighbourhood.last for neighbourhood in taken)


def test_choices_go_on_with_the_length_that_brings_most():
    choice = NeighbourhoodChoice(28, np.random.default_rng(0))
    taken = taken_by(choice, 600, lambda length, _: 100.0 if length == 5 else 1.0)
    assert set(taken[:300]) == {length for length, _ in KINDS}
    assert set(taken[-100:]) == {5}
    assert taken.count(7) < 28 / 2  # its only round was cut short


def test_a_round_counts_as_what_it_brought_lately():
    choice = NeighbourhoodChoice(28, np.random.default_rng(0))
    taken = taken_by(
        choice, 120, lambda length, at: 5.0 * (length == 1 or (length == 3 and at < 10))
    )
    assert taken.count(1) > 60


def test_a_whole_round_counts_as_whole_while_another_thread_still_has_one():
    choice = NeighbourhoodChoice(28, np.random.default_rng(0))
    first = held = choice.take(even(28))
    while held.of is first.of:
        neighbourhood = choice.take(even(28))  # the other thread's
        choice.brought(held, 3.0, 1.0)
        assert first.of.prospect == pytest.approx(3.0 if first.of.left else 0.6)
        held = neighbourhood
    assert not first.of.left


def test_days_that_lose_most_come_first():
    losses = np.zeros(28)
    losses[20] = 50.0
    firsts = []
    for seed in range(20):
        choice = NeighbourhoodChoice(28, np.random.default_rng(seed))
        firsts.append(choice.take(lambda: losses))
    assert sum(one.first <= 20 < one.last for one in firsts) > 15


@pytest.mark.parametrize("instance", INSTANCES)
def test_days_lose_no_more_than_lies_between_a_roster_and_its_bound(instance):
    packed, _, bounds, tours = a_roster(instance)
    losses = day_losses(packed, tours, bounds.best)
    assert losses.shape == (instance.days,)
    assert (losses > -1e-6).all()
    lost = whole_points(packed, tours) - bounds.best.bound / SCALE
    assert 0 < losses.sum() < lost + 1e-6
