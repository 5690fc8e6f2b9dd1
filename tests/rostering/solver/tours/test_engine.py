"""The engine as its callers see it: progress, stop, warm start, seeds, impossible rules."""

import threading

import numpy as np
import pytest

from data.model.errors import InvalidValue
from rostering.evaluation.cover import cover
from rostering.solver.tours.bound.floor import whole_cost
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.packed import pack
from rostering.solver.tours.resource import Limits, TourRules
from tests.benchmarks.rosters.centre_rules import Total
from tests.rostering.solver.tours.builders import STARTS, a_tour_instance, limited, worked


def test_progress_tells_falling_objectives_and_rising_bounds():
    heard = []
    found = solve_tours(
        a_tour_instance(3, agents=6), time_limit_s=1, progress=lambda *a: heard.append(a)
    )
    rosters = [objective for _, objective, _ in heard if objective is not None]
    bounds = [bound for _, _, bound in heard]
    assert rosters == sorted(rosters, reverse=True)
    assert bounds == sorted(bounds)
    assert (rosters[-1], bounds[-1]) == (found.objective, found.bound)
    assert tuple(heard) == found.trace


def test_a_set_stop_still_gives_a_roster_with_a_bound():
    stop = threading.Event()
    stop.set()
    found = solve_tours(a_tour_instance(3), time_limit_s=60, stop=stop)
    assert found.seconds < 20
    assert found.bound <= found.objective


def test_a_good_start_is_never_lost():
    instance = a_tour_instance(4, agents=6)
    first = solve_tours(instance, time_limit_s=1.5)
    stop = threading.Event()
    stop.set()
    again = solve_tours(instance, time_limit_s=5, start=first.tours, stop=stop)
    assert again.objective <= first.objective


def test_agents_without_a_legal_tour_are_named():
    rules = TourRules(660, (Total("paid", 0, 4, worked((5, 2, STARTS)) * 8, Limits(999, 999)),))
    with pytest.raises(InvalidValue, match="no tour satisfies the hard rules together: paid"):
        solve_tours(a_tour_instance(0, rules=rules), time_limit_s=1)


def test_agents_whose_rules_collide_on_the_first_day_are_named():
    shape = (5, 2, STARTS)
    both = (
        Total("some", 0, 1, worked(shape) * 8, Limits(8, 99)),
        Total("none", 0, 1, worked(shape) * 8, Limits(0, 0)),
    )
    with pytest.raises(InvalidValue, match="no tour satisfies the hard rules together: some, none"):
        solve_tours(a_tour_instance(0, rules=TourRules(660, both)), time_limit_s=1)


def test_agents_under_no_rule_but_rest_have_tours():
    found = solve_tours(a_tour_instance(0, rules=TourRules(660, ())), time_limit_s=1)
    assert found.bound <= found.objective


@pytest.mark.parametrize("none", [None, 0, 1], ids=["all serve", "group 0 not", "group 1 not"])
@pytest.mark.parametrize("queues", [1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_the_floor_costs_what_the_cover_module_says(seed, queues, none):
    rng = np.random.default_rng(seed)
    instance = a_tour_instance(seed, queues=queues)
    if none is not None:
        instance.cover.served[none] = False
    packed = pack(instance)
    heads = rng.integers(0, 4, size=packed.floor.fixed.shape).astype(np.int32)
    more, less = np.zeros_like(heads), np.zeros_like(heads)
    cost = whole_cost(heads, packed.floor, more, less)
    asked = instance.cover
    expected = cover(asked.heads, heads, asked.served, asked.shortfall)
    assert cost == expected.points(asked.shortfall, asked.surplus).sum()
    for group, slot in ((0, 3), (1, 5)):
        heads[group, slot] += 1
        one_more = cover(asked.heads, heads, asked.served, asked.shortfall)
        heads[group, slot] -= 1
        change = cost - one_more.points(asked.shortfall, asked.surplus).sum()
        assert more[group, slot] == change


@pytest.mark.parametrize("queues", [1, 2])
@pytest.mark.parametrize("seed", range(5))
def test_one_head_more_or_less_is_worth_what_it_changes(seed, queues):
    rng = np.random.default_rng(seed)
    floor = pack(limited(a_tour_instance(seed, queues=queues), seed)).floor
    heads = rng.integers(0, 4, size=floor.fixed.shape).astype(np.int32)
    more, less, other = (np.zeros_like(heads) for _ in range(3))
    cost = whole_cost(heads, floor, more, less)
    for group, slot in np.ndindex(heads.shape):
        for by, worth in ((1, more), (-1, less)):
            heads[group, slot] += by
            if heads[group, slot] >= 0:
                assert cost - whole_cost(heads, floor, other, other) == by * worth[group, slot]
            heads[group, slot] -= by
