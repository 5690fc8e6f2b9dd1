"""A stream's prices prove valid bounds; a dive holds days and kinds and keeps the bound high."""

import numpy as np

from rostering.solver.tour.bound import BoundSearch
from rostering.solver.tour.dive import Dive
from rostering.solver.tour.instance import SCALE
from rostering.solver.tour.kernel import mark
from rostering.solver.tour.packed import pack
from rostering.solver.tour.pricing import Pricer
from rostering.solver.tour.stream import Stream, cooling_paces
from rostering.solver.tour.whole_model import solve_whole
from tests.rostering.test_tour_queues import five_queues
from tests.rostering.tour_builders import a_tour_instance, tallied


def a_stream(instance):
    packed = pack(instance)
    pricer = Pricer(packed)
    return Stream(packed, pricer, BoundSearch(packed, pricer)), pricer


def test_a_streams_prices_never_prove_more_than_the_optimum():
    for instance in (a_tour_instance(3), tallied(1)):
        best = solve_whole(instance, time_limit_s=60)
        stream, pricer = a_stream(instance)
        stream.run(cooling_paces(300, 1.0, 0.01), np.random.default_rng(0))
        bound = pricer.evaluate(*stream.whole()).bound / SCALE
        assert 0.8 * best.objective <= bound <= best.objective


def test_a_stream_raises_the_bound_and_counts_the_heads_of_its_tours():
    stream, pricer = a_stream(five_queues())
    before = pricer.evaluate(*stream.whole()).bound
    stream.run(cooling_paces(200, 1.0, 0.01), np.random.default_rng(0))
    assert pricer.evaluate(*stream.whole()).bound > before
    flow, packed = stream.flow, stream.packed
    heads = packed.floor.fixed.copy()
    for agent, group in enumerate(packed.people.group):
        tour = flow.kinds[agent], flow.starts[agent], flow.chosen[agent]
        mark(packed.shapes, *tour, 1, heads[group])
    assert (heads == flow.heads).all()


def test_a_copy_goes_its_own_way():
    stream, _ = a_stream(five_queues())
    price = stream.flow.price.copy()
    stream.copy().run(cooling_paces(5, 1.0, 0.5), np.random.default_rng(0))
    assert (stream.flow.price == price).all()


def test_a_dive_leaves_each_agent_one_pattern_of_days_and_kinds_and_a_bound_near_the_free_one():
    stream, pricer = a_stream(five_queues())
    rng = np.random.default_rng(0)
    stream.run(cooling_paces(400, 1.0, 0.005), rng)
    free = pricer.evaluate(*stream.whole()).bound
    dive = Dive(stream, rng)
    assert dive.run(40, lambda: True)
    dive.settle(100)
    held = dive.held
    may_work = (held.people.cost < 1 << 27).any(axis=3)
    may_be_off = held.people.off_cost < 1 << 27
    assert (may_work.sum(axis=2) + may_be_off == 1).all(), "one kind, or a day off"
    bound = Pricer(held).evaluate(*stream.whole()).bound
    assert bound <= 1.1 * free, "holding the days cost more than a tenth"
    assert (pricer.packed.people.cost != held.people.cost).any(), (
        "the free instance stays as it was"
    )


def test_a_dive_can_be_stopped():
    stream, _ = a_stream(five_queues())
    assert not Dive(stream, np.random.default_rng(0)).run(24, lambda: False)
