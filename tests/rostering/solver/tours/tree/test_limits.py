"""A limit counted along the tours of a part: what is left, and what it costs."""

from dataclasses import replace

import numpy as np
import pytest

from rostering.solver.options import OptionTable
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.instance import SCALE, beyond
from rostering.solver.tours.paths.kernel import choose_all
from rostering.solver.tours.points import tour_points
from rostering.solver.tours.search.annealing import Chain, Guide, Tours, along, heads_of_each
from rostering.solver.tours.search.sub_instance import open_sub_instance
from rostering.solver.tours.translate.translate import translate
from rostering.solver.tours.tree import limits
from rostering.solver.tours.tree.limits import counted_along
from tests.rostering.solver.tours.search.searches import INSTANCES, a_roster
from tests.rostering.solver.tours.tree.test_tree import a_limited_desk, counted_at_the_end


def a_limited_roster(seed: int, monkeypatch: pytest.MonkeyPatch):
    """A desk whose limits are counted at the end, a rough roster of it, and many others."""
    counted_at_the_end(monkeypatch)
    problem = a_limited_desk(seed)
    packed, _, _, tours = a_roster(translate(problem, OptionTable(problem)).instance)
    chain = Chain(packed, np.random.default_rng(seed))
    chain.load(tours.copy())
    none = np.zeros(packed.price_limits[0].shape, dtype=np.int32)
    units = np.zeros((packed.size, packed.instance.end_counters), dtype=np.int32)
    others = []
    for _ in range(60):
        chain.one_pass(20.0, 0.3, Guide.of(packed, none, units))
        others.append(chain.tours.copy())
    return packed, tours, others


def points_of(packed, tours: Tours, agent: int) -> int:
    rows = tours.shift_types[agent], tours.starts[agent]
    return int(tour_points(*rows, packed.people, packed.rules, agent))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("band", [1, 100])
def test_tours_within_the_limit_and_the_band_are_left_at_their_points(
    seed: int, band: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed, mine, others = a_limited_roster(seed, monkeypatch)
    monkeypatch.setattr(limits, "_BAND", band)
    part = counted_along(packed, mine)
    points, steep = packed.people.end_counter_points, beyond(packed.instance.days)
    (counter,) = np.flatnonzero((part.people.end_counter_points != points).any(axis=(0, 2)))
    counted = (part.people.end_counter_points[:, counter] == 0).all(axis=1)
    before = along(packed, mine)[1][:, counter]
    left = gone = 0
    for tours in (mine, *others):
        now = along(packed, tours)[1][:, counter]
        for agent in range(packed.size):
            known, found = points_of(packed, tours, agent), points_of(part, tours, agent)
            pays, paid = points[agent, counter][[now[agent], before[agent]]]
            if found >= 0:
                assert found == known
                assert not counted[agent] or pays < steep or pays <= paid
                left += 1
            elif abs(now[agent] - before[agent]) > band or (pays >= steep and pays > paid):
                gone += 1
            else:
                assert counted[agent]
                assert band == 1, "a day before its end it is beyond the band"
    assert left >= packed.size
    assert band > 1 or gone > 0


@pytest.mark.parametrize("seed", range(4))
def test_the_best_tour_left_is_no_worse_than_any_that_is_left(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exact search, so at any prices no tour that is left is worth more."""
    packed, mine, others = a_limited_roster(seed, monkeypatch)
    part = counted_along(packed, mine)
    price = np.random.default_rng(seed).integers(0, 9 * SCALE, packed.price_limits[0].shape)
    price = price.astype(np.int32)
    none = np.zeros((packed.size, packed.instance.end_counters), dtype=np.int32)
    pricer = Pricer(part)
    best = pricer.evaluate(price, none)
    tours = Tours(best.shift_types, best.starts, np.zeros_like(mine.chosen))
    assert min(points_of(part, tours, agent) for agent in range(part.size)) >= 0
    for one in others:
        mixed = Tours(best.shift_types.copy(), best.starts.copy(), tours.chosen)
        for agent in range(part.size):
            if points_of(part, one, agent) >= 0:
                mixed.shift_types[agent], mixed.starts[agent] = (
                    one.shift_types[agent],
                    one.starts[agent],
                )
        assert worth(part, mixed, price, pricer) <= worth(part, tours, price, pricer)


def worth(packed, tours: Tours, price: np.ndarray, pricer: Pricer) -> int:
    """Of the best breaks of everybody's tour, less what rules cost along it [1/1024 point]."""
    value = Guide.of(packed, price, np.zeros((packed.size, 0), dtype=np.int32)).worth
    chosen = np.zeros_like(tours.chosen)
    choose_all(
        value,
        packed.shapes,
        packed.people.group,
        tours.shift_types,
        tours.starts,
        chosen,
    )
    heads = heads_of_each(packed, Tours(tours.shift_types, tours.starts, chosen))
    gained = (value[packed.people.group].astype(np.int64) * heads).sum()
    return int(gained - along(packed, tours)[0].sum())


def test_without_a_limit_near_nothing_changes() -> None:
    packed, _, _, tours = a_roster(INSTANCES[0])
    assert counted_along(packed, tours) is packed


def test_a_part_in_the_middle_counts_what_is_left_of_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed, mine, _ = a_limited_roster(2, monkeypatch)
    sub = open_sub_instance(packed, mine, 2, 6)
    known = sub.cut(mine)
    part = counted_along(sub.packed, known)
    assert part is not sub.packed
    for agent in range(part.size):
        assert points_of(part, known, agent) == points_of(sub.packed, known, agent) >= 0


def test_a_limit_broken_by_far_stays_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charged along the tour it would look like what is forbidden."""
    packed, mine, _ = a_limited_roster(2, monkeypatch)
    dear = packed.people.end_counter_points.copy()
    dear[packed.limited] += 200_000
    packed = replace(packed, people=packed.people._replace(end_counter_points=dear))
    assert counted_along(packed, mine) is packed
