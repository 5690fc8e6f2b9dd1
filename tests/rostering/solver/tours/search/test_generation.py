"""Cooling steps, master, dive: prices are the best there are, bounds hold, rosters are legal."""

import numpy as np
import pytest

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import pack
from rostering.solver.tours.search import master as kernels
from rostering.solver.tours.search.annealing import along
from rostering.solver.tours.search.generation import Generation
from tests.rostering.solver.tours.bound.test_bound import CASES, OPTIMA
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.builders import tallied

pytestmark = pytest.mark.slow


def a_generation(instance, steps=200):
    """A generation after cooling steps, with the bound search beside it."""
    packed = pack(instance)
    pricer = Pricer(packed)
    bounds = BoundSearch(packed, pricer)
    generation = Generation(packed, pricer, bounds)
    for number, price in enumerate(bounds.cycle(steps, 1.0, 0.05)):
        if number % (steps // 10) == 0:
            generation.add(bounds.last.shift_types, bounds.last.starts, price)
    generation.begin(bounds.best)
    return generation, bounds, np.random.default_rng(0)


def test_cooling_steps_never_prove_more_than_the_optimum_and_come_near():
    for case in ("several rules", "tallies"):
        best, packed = OPTIMA[case][1], pack(CASES[case](1))
        bounds = BoundSearch(packed, Pricer(packed))
        assert sum(1 for _ in bounds.cycle(150, 1.0, 0.01)) == 150
        assert 0.8 * best <= bounds.best.bound / SCALE <= best


def value(master, floor, slot, price, stiffness):
    """What the prices of a slot are to make greatest."""
    wanted = (price * floor.heads[:, slot]).sum()
    for group, heads in enumerate(master.heads[:, slot]):
        served = [p for k, p in enumerate(price) if floor.mask[group] >> k & 1]
        wanted -= heads * max([-float(floor.surplus[slot]), *served])
    return wanted - ((price - master.price_centre[:, slot]) ** 2).sum() / (2 * stiffness)


def test_slot_prices_are_the_greatest_of_need_less_distance_from_the_centre():
    rng = np.random.default_rng(1)
    generation, _, _ = a_generation(five_queues(), 40)
    master, floor, stiff = generation.master, generation.packed.floor, generation.stiffness
    master.price_centre[:] += rng.normal(0, 2, master.price.shape)
    kernels.reprice(master, floor, stiff)
    for slot in rng.choice(master.price.shape[1], 40, replace=False).tolist():
        found = master.price[:, slot]
        best = value(master, floor, slot, found, stiff.head)
        for _ in range(300):
            moved = found + rng.normal(0, 1, len(found)) * rng.random() ** 3
            moved = np.clip(moved, -floor.surplus[slot], floor.price)
            assert value(master, floor, slot, moved, stiff.head) <= best + 1e-9


def test_multipliers_are_the_greatest_of_units_less_the_conjugate_and_distance():
    rng = np.random.default_rng(2)
    packed = pack(tallied(4))
    pricer = Pricer(packed)
    generation = Generation(packed, pricer, BoundSearch(packed, pricer))
    master, stiff = generation.master, generation.stiffness
    for _ in range(50):
        master.mean[:] = rng.uniform(0, 5, master.mean.shape)
        master.multiplier_centre[:] = rng.uniform(master.low, master.high)
        kernels.reprice(master, packed.floor, stiff)
        for agent, end_counter in np.ndindex(*master.mean.shape):
            n = np.arange(pricer.most[end_counter] + 1)
            points = packed.people.end_counter_points[agent, end_counter, n]
            across = np.append(
                np.linspace(master.low[agent, end_counter], master.high[agent, end_counter], 200),
                master.multiplier[agent, end_counter],
            )
            conjugate = (across[:, None] * n - points).max(axis=1)
            far = (across - master.multiplier_centre[agent, end_counter]) ** 2 / (
                2 * stiff.unit[end_counter]
            )
            worth = across * master.mean[agent, end_counter] - conjugate - far
            assert worth[-1] >= worth.max() - 1e-9


@pytest.mark.parametrize("instance", [five_queues(), tallied(1, agents=6)])
def test_trades_keep_count_of_heads_and_units(instance):
    generation, bounds, rng = a_generation(instance)
    for _ in range(5):
        generation.raise_bound(bounds, rng)
    master, packed = generation.master, generation.packed
    heads, mean, meeting = master.heads.copy(), master.mean.copy(), master.meeting.copy()
    assert np.allclose(master.weight.sum(axis=1), 1)
    assert (master.weight >= -1e-12).all()
    kernels.recount(master, packed.shapes, packed.people, packed.floor)
    assert np.allclose(heads, master.heads)
    assert np.allclose(mean, master.mean)
    assert np.allclose(meeting, master.meeting)


def test_rounds_prove_what_cooling_steps_alone_do_not():
    generation, bounds, rng = a_generation(five_queues())
    before = bounds.best.bound
    for _ in range(60):
        generation.raise_bound(bounds, rng)
    alone = BoundSearch(generation.packed, Pricer(generation.packed))
    assert sum(1 for _ in alone.cycle(500, 1.0, 0.002)) == 500
    assert bounds.best.bound > before
    assert bounds.best.bound > 0.999 * alone.best.bound


@pytest.mark.parametrize("case", ["several rules", "tallies"])
def test_rounds_never_prove_more_than_the_optimum(case):
    best = OPTIMA[case][1]
    generation, bounds, rng = a_generation(CASES[case](1))
    for stiffness in (0.3, 3.0, 1.0):
        generation.stiffen(stiffness)
        for _ in range(20):
            generation.raise_bound(bounds, rng)
    assert 0.8 * best <= bounds.best.bound / SCALE <= best


@pytest.mark.parametrize("instance", [five_queues(), tallied(1, agents=6)])
def test_a_dive_ends_in_a_legal_roster_and_leaves_its_source_alone(instance):
    generation, bounds, rng = a_generation(instance)
    generation.raise_bound(bounds, rng)
    weight = generation.master.weight.copy()
    twin = generation.copy()
    tours = twin.dive(3, rng, lambda: True)
    packed = generation.packed
    assert (along(packed, tours)[0] >= 0).all()
    assert (twin.master.weight.max(axis=1) == 1).all()
    assert (generation.master.weight == weight).all()


def test_a_dive_can_be_stopped():
    generation, _, rng = a_generation(five_queues(), 20)
    assert generation.dive(3, rng, lambda: False) is None


def test_a_weekend_counts_once_however_many_of_its_days_are_worked():
    packed = pack(tallied(0))
    assert Pricer(packed).most[1] == 2, "two weekends, two days each"
