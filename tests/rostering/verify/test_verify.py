"""A bound is added up again from its prices, for the problem it was found for and for others."""

from dataclasses import replace

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.result import Certificate
from rostering.rules import default_settings
from rostering.solver.solve import solve_roster
from rostering.solver.tours.proof import recomputed_bound
from tests.rostering.solver.test_solve import a_small_centre
from tests.until import until

pytestmark = pytest.mark.slow

ALL_RULES = tuple(replace(s, active=True) for s in default_settings() if s.rule != "locks")


def certified(problem: RosterProblem) -> Certificate:
    found = solve_roster(problem, engine="tour", **until(limit_s=3)).certificate
    assert found is not None
    return found


@pytest.mark.parametrize("days", [7, 14])
@pytest.mark.parametrize("rules", [default_settings(), ALL_RULES], ids=["default", "all"])
def test_the_verifier_proves_the_very_bound_that_was_kept(days: int, rules: tuple) -> None:
    problem = a_small_centre(agents=6, days=days, rules=rules)
    kept = certified(problem)
    assert kept.bound > 0
    assert recomputed_bound(problem, kept) >= kept.bound


def test_no_prices_prove_more_than_the_optimum() -> None:
    problem = a_small_centre()
    best = solve_roster(problem, time_limit_s=30, engine="small")
    assert best.status == "optimal"
    kept = certified(problem)
    rng = np.random.default_rng(1)
    for _ in range(5):
        prices = rng.integers(-2000, 12_000, np.shape(kept.prices)).tolist()
        multipliers = rng.integers(-5000, 9000, np.shape(kept.slopes)).tolist()
        any_prices = Certificate(0, tuple(map(tuple, prices)), tuple(map(tuple, multipliers)))
        assert recomputed_bound(problem, any_prices) <= (best.objective or 0)


def test_old_prices_prove_a_bound_of_a_problem_that_changed() -> None:
    problem = a_small_centre()
    kept = certified(problem)
    heads = problem.requirement.heads + 1
    dearer = replace(problem, requirement=replace(problem.requirement, heads=heads))
    proven = recomputed_bound(dearer, kept)
    best = solve_roster(dearer, time_limit_s=30, engine="small")
    assert kept.bound < proven <= (best.objective or 0)


def test_prices_of_another_problem_are_refused() -> None:
    kept = certified(a_small_centre())
    with pytest.raises(InvalidValue, match="another problem"):
        recomputed_bound(a_small_centre(days=14), kept)
