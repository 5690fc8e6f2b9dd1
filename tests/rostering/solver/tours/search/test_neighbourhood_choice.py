"""Which days come next: every day, and the length that brings most."""

import numpy as np
import pytest

from rostering.solver.tours.search.neighbourhood_choice import LENGTHS, NeighbourhoodChoice


def taken_by(choice, number, points):
    """Lengths of so many sub-instances, each of which brings points(length, number) in 2 s."""
    taken = []
    for at in range(number):
        neighbourhood = choice.take()
        taken.append(neighbourhood.of.length)
        choice.brought(neighbourhood, points(neighbourhood.of.length, at), 2.0)
    return taken


def test_choices_reach_every_day_of_a_short_roster():
    choice = NeighbourhoodChoice(3, np.random.default_rng(0))
    taken = [choice.take() for _ in range(6)]
    assert set().union(
        *(range(neighbourhood.first, neighbourhood.last) for neighbourhood in taken)
    ) == {0, 1, 2}
    assert all(neighbourhood.first < neighbourhood.last for neighbourhood in taken)


def test_choices_go_on_with_the_length_that_brings_most():
    choice = NeighbourhoodChoice(28, np.random.default_rng(0))
    taken = taken_by(choice, 600, lambda length, _: 100.0 if length == 5 else 1.0)
    assert set(taken[:300]) == set(LENGTHS)
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
    first = held = choice.take()
    while held.of is first.of:
        neighbourhood = choice.take()  # the other thread's
        choice.brought(held, 3.0, 1.0)
        assert first.of.prospect == pytest.approx(3.0 if first.of.left else 0.6)
        held = neighbourhood
    assert not first.of.left
