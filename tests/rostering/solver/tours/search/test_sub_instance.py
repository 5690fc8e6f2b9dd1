"""Sub-instances of a roster: what they charge and forbid; fix-and-optimise never loses."""

import numpy as np
import pytest

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.points import tour_points
from rostering.solver.tours.search import fix_and_optimise as search_module
from rostering.solver.tours.search.annealing import begin
from rostering.solver.tours.search.fix_and_optimise import fix_and_optimise
from rostering.solver.tours.search.sub_instance import open_sub_instance
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.search.searches import (
    INSTANCES,
    a_roster,
    a_search,
    legal,
    prices_of,
    whole_points,
)


@pytest.mark.parametrize("instance", INSTANCES)
@pytest.mark.parametrize("first", [0, 2, -3])
def test_a_sub_instance_charges_every_change_as_the_whole_does(instance, first):
    days = first % instance.days, first % instance.days + 3
    packed, _, _, tours = a_roster(instance)
    sub = open_sub_instance(packed, tours, *days)
    pricer = Pricer(sub.packed)
    search = BoundSearch(sub.packed, pricer)
    rng = np.random.default_rng(1)
    known = sub.cut(tours)
    at = whole_points(packed, tours) - whole_points(sub.packed, known)
    seen = set()
    for _ in range(30):
        price = rng.integers(-1024, 8192, prices_of(sub.packed)).astype(np.int32)
        multipliers = np.zeros_like(search.best.multipliers)
        found = pricer.evaluate(price, multipliers)
        part = begin(sub.packed, found, None)
        pasted = sub.paste(part, tours)
        assert legal(packed, pasted)
        assert whole_points(packed, pasted) - whole_points(sub.packed, part) == at
        outside = [d for d in range(instance.days) if not days[0] <= d < days[1]]
        assert (pasted.shift_types[:, outside] == tours.shift_types[:, outside]).all()
        seen.add(found.shift_types.tobytes() + found.starts.tobytes())
    assert len(seen) > 3


@pytest.mark.parametrize("instance", INSTANCES[:3])
def test_a_sub_instance_forbids_what_the_days_around_it_forbid(instance):
    packed, _, _, tours = a_roster(instance)
    sub = open_sub_instance(packed, tours, 2, 4)
    part, rng = sub.packed, np.random.default_rng(2)
    fits = 0
    for _ in range(2000):
        agent = int(rng.integers(len(tours.shift_types)))
        shift_types, starts = tours.shift_types[agent].copy(), tours.starts[agent].copy()
        shift_types[2:4] = rng.integers(-1, len(instance.shift_types), 2)
        starts[2:4] = rng.integers(0, instance.starts, 2)
        inside = tour_points(shift_types[2:4], starts[2:4], part.people, part.rules, agent)
        whole = tour_points(shift_types, starts, packed.people, packed.rules, agent)
        assert (whole >= 0) == (inside >= 0)
        fits += whole >= 0
    assert 0 < fits < 2000


@pytest.mark.parametrize("instance", INSTANCES)
def test_fix_and_optimise_betters_a_roster_and_keeps_it_legal(instance):
    packed, pricer, bounds, tours = a_roster(instance)
    search = a_search(packed, pricer, bounds)
    choice, stop = search.choice, search.stop
    search.found(whole_points(packed, tours), tours)
    before, left = search.objective, [25]
    take = choice.take

    def some(losses, _):
        left[0] -= 1
        if not left[0]:
            stop.set()
        return take(losses)

    choice.take = some
    fix_and_optimise(search, np.random.default_rng(0))
    assert search.objective < before
    assert legal(packed, search.tours)
    assert whole_points(packed, search.tours) == search.objective


def test_a_sub_instance_is_cut_from_the_roster_that_it_was_opened_around(monkeypatch):
    packed, pricer, bounds, tours = a_roster(five_queues())
    search, seen = a_search(packed, pricer, bounds), []
    search.found(whole_points(packed, tours), tours)
    newer = tours.copy()
    newer.shift_types[:] = -1

    def opened(*asked):
        search.tours = newer  # the other thread's, in between
        return open_sub_instance(*asked)

    def heard(search, sub, known, rng):
        seen.append((sub, known))
        search.stop.set()

    monkeypatch.setattr(search_module, "open_sub_instance", opened)
    monkeypatch.setattr(search_module, "_solved", heard)
    fix_and_optimise(search, np.random.default_rng(0))
    ((sub, known),) = seen
    assert (known.shift_types == sub.cut(tours).shift_types).all()
