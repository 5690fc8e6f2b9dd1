"""Fairness counted along the tour or priced by slopes: the same rosters pay the same."""

import itertools

import numpy as np
import pytest

from rostering.rules.duty import Duty
from rostering.rules.statement import Total, units
from rostering.scorecard import score
from rostering.solver.by_tours import rule_sets
from rostering.solver.by_tours.counters import TotalCounter
from rostering.solver.by_tours.translate import Translation, translate
from rostering.solver.cpsat.options import OptionTable
from rostering.solver.tour.annealing import Chain
from rostering.solver.tour.counter import OFF
from rostering.solver.tour.engine import solve_tours
from rostering.solver.tour.packed import pack
from rostering.solver.tour.pricing import Pricer
from tests.rostering.test_solve import a_small_centre


@pytest.fixture
def exact() -> Translation:
    problem = a_small_centre(agents=5, days=14)
    return translate(problem, OptionTable(problem))


@pytest.fixture
def sloped(monkeypatch: pytest.MonkeyPatch) -> Translation:
    monkeypatch.setattr(rule_sets, "_MOST_SETS", 0)
    problem = a_small_centre(agents=5, days=14)
    return translate(problem, OptionTable(problem))


def tallies(translation: Translation) -> set[str]:
    return {tally.name for rules in translation.instance.rules for tally in rules.tallies}


def test_fairness_is_counted_where_states_stay_few_and_has_slopes_where_sets_are_many(
    exact: Translation, sloped: Translation
) -> None:
    assert "fair_nights" in tallies(sloped)
    assert "fair_nights" not in tallies(exact)
    assert {
        getattr(c, "name", "") for rules in exact.instance.rules for c in rules.counters
    } >= tallies(sloped)
    assert exact.dropped == sloped.dropped == ()


def test_states_and_slopes_charge_the_same_roster_the_same(
    exact: Translation, sloped: Translation
) -> None:
    found = solve_tours(exact.instance, time_limit_s=3)
    roster = exact.roster(found.tours)
    for translation in (exact, sloped):
        packed = pack(translation.instance)
        chain = Chain(packed, Pricer(packed).extended, np.random.default_rng(0))
        chain.load(translation.tours(roster))
        assert chain.objective() == score(translation.problem, roster).objective
    assert found.bound <= found.objective


@pytest.mark.parametrize("rising", [False, True])
@pytest.mark.parametrize(("unit", "each"), [(1, 1), (60, 90)])
def test_a_total_far_beyond_its_range_goes_on_costing(rising, unit, each):
    statement = Total(
        tuple(range(20)), lambda _, duty: 0 if duty is None else each, 0, 4 * unit, unit, rising
    )
    counter = TotalCounter(statement, "nights", 7, 20, {(0, 0): Duty("night", 1320, 1800, 480)})
    paid = []
    for number in range(21):
        state = points = 0
        for day in range(20):
            state, more = counter.move(state, day, each if day < number else OFF)
            points += more
        paid.append(points)
        assert points <= units(number * each, 0, 4 * unit, unit, rising)
        if unit == each and not rising:
            assert points == units(number * each, 0, 4 * unit, unit, rising)
    beyond = [after - before for before, after in itertools.pairwise(paid[8:])]
    assert min(beyond) >= 1
