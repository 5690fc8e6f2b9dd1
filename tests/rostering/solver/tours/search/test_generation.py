"""Stream, master, dive: prices are the best there are, bounds hold, rosters are legal."""

import numpy as np
import pytest

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.subgradient import Stream, cooling_paces
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import pack
from rostering.solver.tours.paths.kernel import mark
from rostering.solver.tours.points import roster_points
from rostering.solver.tours.search import master
from rostering.solver.tours.search.generation import Generation
from rostering.solver.tours.search.master_state import as_whole
from tests.benchmarks.rosters.whole_model import solve_whole
from tests.rostering.solver.tours.bound.test_queues import five_queues
from tests.rostering.solver.tours.builders import a_tour_instance, tallied

pytestmark = pytest.mark.slow


def a_stream(instance):
    packed = pack(instance)
    pricer = Pricer(packed)
    return Stream(packed, pricer, BoundSearch(packed, pricer)), pricer


def evaluated(pricer, stream):
    """What a stream's prices prove."""
    flow = stream.flow
    return pricer.evaluate(as_whole(flow.price), as_whole(flow.slopes))


def a_generation(instance, steps=200):
    """A generation after a stream, with the bound search beside it."""
    packed = pack(instance)
    pricer = Pricer(packed)
    bounds = BoundSearch(packed, pricer)
    stream = Stream(packed, pricer, bounds)
    generation = Generation(packed, pricer, bounds)
    rng = np.random.default_rng(0)
    for part in np.array_split(cooling_paces(steps, 1.0, 0.05), 10):
        stream.run(part, rng)
        generation.take(stream)
    bounds.adopt(stream.flow.price, stream.flow.slopes)
    generation.begin(bounds.best)
    return generation, bounds, rng


def test_a_streams_prices_never_prove_more_than_the_optimum():
    for instance in (a_tour_instance(1), tallied(1)):  # soon proven
        best = solve_whole(instance, time_limit_s=60)
        stream, pricer = a_stream(instance)
        stream.run(cooling_paces(300, 1.0, 0.01), np.random.default_rng(0))
        bound = evaluated(pricer, stream).bound / SCALE
        assert 0.8 * best.objective <= bound <= best.objective


def test_a_stream_raises_the_bound_and_counts_the_heads_of_its_tours():
    stream, pricer = a_stream(five_queues())
    before = evaluated(pricer, stream).bound
    stream.run(cooling_paces(200, 1.0, 0.01), np.random.default_rng(0))
    assert evaluated(pricer, stream).bound > before
    flow, packed = stream.flow, stream.packed
    heads = packed.floor.fixed.copy()
    for agent, group in enumerate(packed.people.group):
        tour = flow.kinds[agent], flow.starts[agent], flow.chosen[agent]
        mark(packed.shapes, *tour, 1, heads[group])
    assert (heads == flow.heads).all()


def value(mix, floor, slot, price, stiffness):
    """What the prices of a slot are to make greatest."""
    wanted = (price * floor.heads[:, slot]).sum()
    for group, heads in enumerate(mix.heads[:, slot]):
        served = [p for k, p in enumerate(price) if floor.mask[group] >> k & 1]
        wanted -= heads * max([-float(floor.surplus), *served])
    return wanted - ((price - mix.price_centre[:, slot]) ** 2).sum() / (2 * stiffness)


def test_slot_prices_are_the_greatest_of_need_less_distance_from_the_centre():
    rng = np.random.default_rng(1)
    generation, _, _ = a_generation(five_queues(), 40)
    mix, floor, stiff = generation.mix, generation.packed.floor, generation.stiffness
    mix.price_centre[:] += rng.normal(0, 2, mix.price.shape)
    master.reprice(mix, floor, stiff)
    for slot in rng.choice(mix.price.shape[1], 40, replace=False).tolist():
        found = mix.price[:, slot]
        best = value(mix, floor, slot, found, stiff.head)
        for _ in range(300):
            moved = found + rng.normal(0, 1, len(found)) * rng.random() ** 3
            moved = np.clip(moved, -floor.surplus, floor.price)
            assert value(mix, floor, slot, moved, stiff.head) <= best + 1e-9


def test_slopes_are_the_greatest_of_units_less_the_conjugate_and_distance():
    rng = np.random.default_rng(2)
    packed = pack(tallied(4))
    pricer = Pricer(packed)
    generation = Generation(packed, pricer, BoundSearch(packed, pricer))
    mix, stiff = generation.mix, generation.stiffness
    for _ in range(50):
        mix.mean[:] = rng.uniform(0, 5, mix.mean.shape)
        mix.slope_centre[:] = rng.uniform(mix.low, mix.high)
        master.reprice(mix, packed.floor, stiff)
        for agent, tally in np.ndindex(*mix.mean.shape):
            n = np.arange(pricer.most[tally] + 1)
            points = packed.people.tally_points[agent, tally, n]
            across = np.append(
                np.linspace(mix.low[agent, tally], mix.high[agent, tally], 200),
                mix.slope[agent, tally],
            )
            conjugate = (across[:, None] * n - points).max(axis=1)
            far = (across - mix.slope_centre[agent, tally]) ** 2 / (2 * stiff.unit[tally])
            worth = across * mix.mean[agent, tally] - conjugate - far
            assert worth[-1] >= worth.max() - 1e-9


@pytest.mark.parametrize("instance", [five_queues(), tallied(1, agents=6)])
def test_trades_keep_count_of_heads_and_units(instance):
    generation, bounds, rng = a_generation(instance)
    for _ in range(5):
        generation.raise_bound(bounds, rng)
    mix, packed = generation.mix, generation.packed
    heads, mean, meeting = mix.heads.copy(), mix.mean.copy(), mix.meeting.copy()
    assert np.allclose(mix.weight.sum(axis=1), 1)
    assert (mix.weight >= -1e-12).all()
    master.recount(mix, packed.shapes, packed.people, packed.floor)
    assert np.allclose(heads, mix.heads)
    assert np.allclose(mean, mix.mean)
    assert np.allclose(meeting, mix.meeting)


def test_rounds_prove_what_a_stream_alone_does_not():
    generation, bounds, rng = a_generation(five_queues())
    before = bounds.best.bound
    for _ in range(60):
        generation.raise_bound(bounds, rng)
    alone, pricer = a_stream(five_queues())
    alone.run(cooling_paces(1000, 1.0, 0.002), rng)
    assert bounds.best.bound > before
    assert bounds.best.bound > 0.999 * evaluated(pricer, alone).bound


@pytest.mark.parametrize("instance", [a_tour_instance(1), tallied(1)])
def test_rounds_never_prove_more_than_the_optimum(instance):
    best = solve_whole(instance, time_limit_s=60)
    generation, bounds, rng = a_generation(instance)
    for _ in range(40):
        generation.raise_bound(bounds, rng)
    assert 0.8 * best.objective <= bounds.best.bound / SCALE <= best.objective


@pytest.mark.parametrize("instance", [five_queues(), tallied(1, agents=6)])
def test_a_dive_ends_in_a_legal_roster_and_leaves_its_source_alone(instance):
    generation, bounds, rng = a_generation(instance)
    generation.raise_bound(bounds, rng)
    weight = generation.mix.weight.copy()
    twin = generation.copy()
    tours = twin.dive(3, rng, lambda: True)
    packed = generation.packed
    assert roster_points(tours.kinds, tours.starts, packed.people, packed.rules) >= 0
    assert (twin.mix.weight.max(axis=1) == 1).all()
    assert (generation.mix.weight == weight).all()


def test_a_dive_can_be_stopped():
    generation, _, rng = a_generation(five_queues(), 20)
    assert generation.dive(3, rng, lambda: False) is None


def test_a_weekend_counts_once_however_many_of_its_days_are_worked():
    packed = pack(tallied(0))
    assert Pricer(packed).most[1] == 2, "two weekends, two days each"
