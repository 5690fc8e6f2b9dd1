"""Parts of a roster dived anew: what comes back is legal, and never dearer."""

import numpy as np
import pytest

from rostering.solver.tours.points import roster_points
from rostering.solver.tours.search.annealing import Tours, heads_of
from rostering.solver.tours.search.sub_instance import among
from rostering.solver.tours.tree.part import Parts
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
    drawn = [parts.drawn() for _ in range(50)]
    assert all(0 <= first < last <= packed.instance.days for _, first, last in drawn)
    parts.run()
    best = search.tours
    assert isinstance(best, Tours)
    assert search.objective == parts.points == whole_points(packed, best) < rough
    assert roster_points(best.shift_types, best.starts, packed.people, packed.rules) >= 0


def test_parts_grow_where_short_ones_bring_nothing_and_take_fewer_agents_where_they_are_slow() -> (
    None
):
    packed, pricer, bounds, tours = a_roster(INSTANCES[0])
    parts = Parts(a_search(packed, pricer, bounds), tours, np.random.default_rng(0))
    parts.weeks = 1
    parts.cells[1] = 8.0 * 2
    members, first, last = parts.drawn()
    assert len(members) == packed.size
    assert last - first == 7
    parts.run()
    assert parts.idle >= 10
    assert parts.weeks >= 2
