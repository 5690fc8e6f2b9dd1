"""Limits of heads on the floor are part of what the tour engine prices, searches and proves."""

import dataclasses

import numpy as np
import pytest

from data.model.rule import RuleSetting
from rostering.evaluation.scorecard import score
from rostering.rules import default_settings
from rostering.solver.options import OptionTable
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster
from rostering.solver.tours.packed import pack
from rostering.solver.tours.proof import recomputed_bound
from rostering.solver.tours.search.annealing import Chain
from rostering.solver.tours.translate.translate import translate
from tests.rostering.builders import an_agent
from tests.rostering.solver.test_solve import a_small_centre
from tests.until import until, within

pytestmark = pytest.mark.slow

LIMITS = (
    RuleSetting("seat_capacity", 7, {"seats": 3}),
    RuleSetting("minimum_heads", 4, {"least": 2}),
    RuleSetting("seniors_present", 5, {"least": 1}),
)


def a_centre(*limits: RuleSetting, agents: int = 6, days: int = 7):
    people = [an_agent(f"A{i}", ("q", "r")[: 1 + i % 2], senior=i % 3 == 0) for i in range(agents)]
    rules = (*default_settings()[:12], *limits)
    return a_small_centre(people=people, rules=rules, leave=(), days=days)


def without(problem, limits):
    rules = tuple(rule for rule in problem.rules if rule not in limits)
    return dataclasses.replace(problem, rules=rules)


def engine_points(problem, roster):
    translation = translate(problem, OptionTable(problem))
    packed = pack(translation.instance)
    chain = Chain(packed, np.random.default_rng(0))
    chain.load(translation.tours(roster))
    return chain.objective()


@pytest.mark.parametrize("limits", [LIMITS[:1], LIMITS[1:2], LIMITS[2:], LIMITS])
def test_the_engine_charges_what_the_scorecard_charges(limits) -> None:
    problem = a_centre(*limits)
    free = without(problem, limits)
    roster = solve_roster(free, engine="tour", **until()).roster
    assert roster is not None
    charged = score(problem, roster).objective - score(free, roster).objective
    assert charged > 0, "the limits do not bind"
    assert engine_points(problem, roster) - engine_points(free, roster) == charged


def test_a_hard_limit_that_binds_is_kept_and_proven() -> None:
    problem = a_centre(RuleSetting("seat_capacity", None, {"seats": 2}))
    free = solve_roster(without(problem, problem.rules[-1:]), engine="tour", **until(within(0.05)))
    assert free.objective is not None
    best = free.objective

    def seen(told: Progress) -> bool:
        return told.objective is not None and told.bound is not None and told.bound > best

    kept = solve_roster(problem, engine="tour", **until(seen, 10))
    assert kept.roster is not None
    assert score(problem, kept.roster).hard_violations == 0
    assert kept.bound is not None
    assert kept.objective is not None
    assert free.objective < kept.bound <= kept.objective, "the bound does not see the limit"


def test_the_verifier_proves_a_bound_with_limits_and_takes_older_prices() -> None:
    problem = a_centre(*LIMITS)
    result = solve_roster(problem, engine="tour", **until())
    kept = result.certificate
    assert kept is not None
    assert recomputed_bound(problem, kept) >= kept.bound > 0
    older = dataclasses.replace(kept, prices=kept.prices[: len(problem.requirement.queue_ids)])
    assert 0 < recomputed_bound(problem, older) <= (result.objective or 0)
