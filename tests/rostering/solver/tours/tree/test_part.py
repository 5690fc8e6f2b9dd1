"""Parts of a roster dived anew: what comes back is legal, and never dearer."""

import numpy as np
import pytest

from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.search.annealing import Tours, along, heads_of
from rostering.solver.tours.search.neighbourhood_choice import day_losses
from rostering.solver.tours.search.sub_instance import among
from rostering.solver.tours.tree.part import Length, Parts
from tests.rostering.solver.tours.search.searches import INSTANCES, a_roster, a_search, whole_points


@pytest.mark.parametrize("instance", INSTANCES)
def test_some_agents_of_a_roster_leave_the_others_on_the_floor(instance) -> None:
    packed, _, _, tours = a_roster(instance)
    members = np.arange(1, packed.size, 2)
    part, mine = among(packed, tours, members)
    assert part.size == len(members)
    assert (heads_of(part, mine) == heads_of(packed, tours)).all()


@pytest.mark.parametrize("seed", range(3))
def test_parts_dived_anew_better_a_rough_roster_and_keep_it_legal(seed: int) -> None:
    packed, pricer, bounds, tours = a_roster(INSTANCES[0])
    search = a_search(packed, pricer, bounds)
    rough = whole_points(packed, tours)
    parts = Parts(search, tours, np.random.default_rng(seed))
    assert search.objective == rough
    drawn = [parts.drawn(length) for length in parts.lengths for _ in range(50)]
    assert all(0 <= first < last <= packed.instance.days for _, first, last in drawn)
    parts.run()
    best = search.tours
    assert isinstance(best, Tours)
    assert search.objective == parts.points == whole_points(packed, best) < rough
    assert (along(packed, best)[0] >= 0).all()


def test_a_length_that_brings_most_is_next_but_each_has_its_turn() -> None:
    packed, pricer, bounds, tours = a_roster(INSTANCES[0])
    parts = Parts(a_search(packed, pricer, bounds), tours, np.random.default_rng(0))
    short = parts.lengths[0]
    long = Length(5, 8, 100.0)
    parts.lengths = [short, long]
    assert parts.length is short
    short.learn(100, 10.0)
    assert parts.length is short, "it still brings something"
    for _ in range(4):
        short.learn(0, 1.0)
    assert parts.length is long, "not seen yet"
    long.learn(1, 2.0)
    assert parts.length is short
    for _ in range(20):
        short.learn(0, 1.0)
    assert parts.length is long, "the other stands still"
    assert short.idle == 24


def test_parts_take_fewer_agents_where_they_are_slow_and_never_more_than_there_are() -> None:
    packed, pricer, bounds, tours = a_roster(INSTANCES[0])
    parts = Parts(a_search(packed, pricer, bounds), tours, np.random.default_rng(0))
    length = Length(1, 1, float(packed.size * packed.instance.days))
    length.cells = 8.0 * 2
    members, first, last = parts.drawn(length)
    assert len(members) == 2
    assert last - first == 7
    length.learn(0, 100.0)
    assert length.cells < 16
    for _ in range(100):
        length.learn(0, 0.0)
    assert length.cells == length.limit


@pytest.mark.parametrize("instance", INSTANCES)
def test_what_a_roster_loses_lies_in_its_cover_and_in_its_tours(instance) -> None:
    """Points = bound + losses of days + losses of agents, at any prices."""
    packed, pricer, bounds, tours = a_roster(instance)
    for _ in range(30):
        bounds.step(bounds.ceiling)
    search = a_search(packed, pricer, bounds)
    search.proved(bounds.best)
    lost = Parts(search, tours, np.random.default_rng(0)).losses()
    assert lost.min() >= 0
    points = bounds.best.bound / SCALE + lost.sum() + day_losses(packed, tours, bounds.best).sum()
    assert points == pytest.approx(whole_points(packed, tours), abs=0.1)


def test_parts_go_on_from_a_far_better_roster_of_another_thread() -> None:
    packed, pricer, bounds, tours = a_roster(INSTANCES[0])
    search = a_search(packed, pricer, bounds)
    parts = Parts(search, tours, np.random.default_rng(0))
    search.objective = parts.points // 2
    search.tours = tours
    parts.points *= 2
    parts.dive = lambda: setattr(search, "searched", True)  # type: ignore[method-assign]
    parts.run()
    assert parts.points == whole_points(packed, tours)
