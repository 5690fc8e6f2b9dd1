"""The bound never exceeds the optimum, whoever computes it; the engine's points are the judge's."""

from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest

from rostering.solver.tours.bound import volume
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.packed import pack
from rostering.solver.tours.plain import cost_rows, roster_rows, to_plain
from rostering.verify import SCALE, bound_of
from tests.benchmarks.rosters.plain_check import judge
from tests.rostering.solver.tours.builders import (
    STARTS,
    a_tour_instance,
    every_rule,
    limited,
    tallied,
)

pytestmark = pytest.mark.slow

SHAPE = (5, 2, STARTS)
CASES = {
    "several rules": lambda seed: a_tour_instance(seed),
    "every rule": lambda seed: a_tour_instance(seed, rules=every_rule(SHAPE)),
    "tallies": tallied,
    "wrapped": lambda seed: a_tour_instance(seed, wrap=True, queues=1),
    "limited": lambda seed: limited(a_tour_instance(seed, days=4), seed),
    "limited, one queue": lambda seed: limited(a_tour_instance(seed, days=4, queues=1), seed),
    "history": lambda seed: a_tour_instance(
        seed,
        history=((0, 3, 0), (0, 1, 1)),
        free_from_min=np.array([1440, 600]),
    ),
}


OPTIMA = {
    "several rules": (782, 739),
    "every rule": (789, 749),
    "tallies": (813, 776),
    "wrapped": (252, 208),
    "limited": (745, 775),
    "limited, one queue": (256, 295),
    "history": (784, 742),
}
"""Points of the best roster of each case for seeds 0 and 1, as two plain CP-SAT models of all of it
proved them (2026-12-01): rules posted as sums and windows in one, followed step by step in one."""


def plain_of(instance):
    return to_plain(instance), [cost_rows(instance, a) for a in range(len(instance.agents))]


@pytest.mark.parametrize("seed", [1, pytest.param(0, marks=pytest.mark.heavy)])
@pytest.mark.parametrize("case", CASES)
def test_the_bound_is_below_the_optimum_and_the_roster_above_it(case, seed):
    best = OPTIMA[case][seed]
    found = solve_tours(CASES[case](seed), time_limit_s=1.5, seed=seed)
    assert found.bound <= best <= found.objective
    assert found.objective <= best * 1.05 + 1


@pytest.mark.parametrize("case", CASES)
def test_the_judge_and_the_verifier_agree_with_the_engine(case):
    instance = CASES[case](11)
    found = solve_tours(instance, time_limit_s=0.5)
    plain, costs = plain_of(instance)
    points, wrong = judge(plain, costs, roster_rows(instance, found.tours))
    assert not wrong
    assert points == found.objective
    proved = bound_of(plain, costs, found.prices.tolist(), found.multipliers.tolist())
    assert -(-proved // SCALE) >= found.bound


@pytest.mark.parametrize("case", CASES)
def test_any_prices_at_all_prove_a_bound(case):
    instance = CASES[case](1)
    plain, costs = plain_of(instance)
    rng, cover = np.random.default_rng(1), instance.cover
    for _ in range(10):
        prices = rng.integers(-3 * SCALE, 15 * SCALE, size=(cover.price_rows, cover.slots))
        multipliers = rng.integers(-5 * SCALE, 9 * SCALE, size=(2, instance.end_counters))
        proved = bound_of(plain, costs, prices.tolist(), multipliers.tolist())
        assert proved <= OPTIMA[case][1] * SCALE


@pytest.mark.parametrize("case", CASES)
def test_an_ascent_ends_near_what_volume_steps_prove(case, monkeypatch):
    ticks = count()
    clock = SimpleNamespace(monotonic=lambda: next(ticks) / 500)  # a 500th of a second a step
    monkeypatch.setattr(volume, "time", clock)
    packed = pack(CASES[case](7))
    steps, ascent = (BoundSearch(packed, Pricer(packed)) for _ in range(2))
    for _ in range(300):
        steps.step(steps.ceiling)
    ascent.ascend(1.0, lambda: False)
    first, proved = steps.best.points, ascent.best.points
    found = solve_tours(packed.instance, time_limit_s=0.5, packed=packed)
    assert proved <= found.objective
    assert proved >= first - 0.02 * found.objective
    assert (
        ascent.best.bound
        == Pricer(packed).evaluate(ascent.best.price, ascent.best.multipliers).bound
    )


@pytest.mark.parametrize("case", CASES)
def test_the_engine_prices_as_the_verifier_does(case):
    instance = CASES[case](5)
    packed, (plain, costs) = pack(instance), plain_of(instance)
    search, rng = BoundSearch(packed, Pricer(packed)), np.random.default_rng(2)
    for _ in range(10):
        at = rng.uniform(search.low, search.high)
        price, multipliers = search._whole(at)
        as_given = price.copy()
        as_given[packed.queue_order] = price[: len(packed.queue_order)]
        proved = bound_of(plain, costs, as_given.tolist(), multipliers.tolist())
        assert proved == search._evaluate(at).bound
