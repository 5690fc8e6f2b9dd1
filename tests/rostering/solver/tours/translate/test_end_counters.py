"""Fairness counted along the tour or priced by multipliers: the same rosters pay the same."""

import itertools
from datetime import timedelta

import numpy as np
import pytest

from data.model.rule import RuleSetting
from data.model.shift import Shift
from rostering.evaluation.scorecard import score
from rostering.rules.language.duty import Duty
from rostering.rules.language.statement import Spread, Total, units
from rostering.solver.options import OptionTable
from rostering.solver.solve import solve_roster
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.packed import pack
from rostering.solver.tours.proof import recomputed_bound
from rostering.solver.tours.resource import OFF
from rostering.solver.tours.search.annealing import Chain
from rostering.solver.tours.translate import rule_sets
from rostering.solver.tours.translate.resources import TotalResource
from rostering.solver.tours.translate.translate import Translation, translate
from rostering.solver.tours.translate.week_resources import SpreadResource
from tests.rostering.builders import MONDAY
from tests.rostering.solver.test_solve import a_small_centre
from tests.until import until

pytestmark = pytest.mark.slow


@pytest.fixture
def exact() -> Translation:
    problem = a_small_centre(agents=5, days=14)
    return translate(problem, OptionTable(problem))


@pytest.fixture
def sloped(monkeypatch: pytest.MonkeyPatch) -> Translation:
    monkeypatch.setattr(rule_sets, "_MOST_SETS", 0)
    problem = a_small_centre(agents=5, days=14)
    return translate(problem, OptionTable(problem))


def end_counters(translation: Translation) -> set[str]:
    return {
        end_counter.name
        for rules in translation.instance.rules
        for end_counter in rules.end_counters
    }


def test_fairness_is_counted_where_states_stay_few_and_has_multipliers_where_sets_are_many(
    exact: Translation, sloped: Translation
) -> None:
    assert "fair_nights" in end_counters(sloped)
    assert "fair_nights" not in end_counters(exact)
    assert {
        getattr(c, "name", "") for rules in exact.instance.rules for c in rules.resources
    } >= end_counters(sloped)
    assert exact.dropped == sloped.dropped == ()


def test_states_and_multipliers_charge_the_same_roster_the_same(
    exact: Translation, sloped: Translation
) -> None:
    found = solve_tours(exact.instance, time_limit_s=0.5)
    roster = exact.roster(found.tours)
    for translation in (exact, sloped):
        packed = pack(translation.instance)
        chain = Chain(packed, np.random.default_rng(0))
        chain.load(translation.tours(roster))
        assert chain.objective() == score(translation.problem, roster).objective
    assert found.bound <= found.objective


@pytest.mark.parametrize("most_sets", [80, 0])
@pytest.mark.parametrize("days", [7, 14])
def test_a_count_over_four_weeks_takes_what_each_agent_worked_before(
    monkeypatch: pytest.MonkeyPatch, most_sets: int, days: int
) -> None:
    monkeypatch.setattr(rule_sets, "_MOST_SETS", most_sets)
    nights = {"earliest_start_min": 1200, "most": 4, "least": 2, "weeks": 4, "weeks_later": 3}
    hours = {"least_h": 10, "most_h": 30, "weeks": 4, "weeks_later": 3}
    rules = (RuleSetting("shift_count", 7, nights), RuleSetting("period_minutes", 2, hours))
    past = tuple(
        Shift(f"A{i}", MONDAY - timedelta(days=n), 1320, 600, "N")
        for i in range(5)
        for n in range(14, 14 - 2 * i, -1)
    )
    problem = a_small_centre(agents=5, days=days, rules=rules, history=past)
    translation = translate(problem, OptionTable(problem))
    # Two weeks of it lie ahead: priced by multipliers, the range each agent's own.
    assert ("shift_count" in end_counters(translation)) == (days == 14)
    assert translation.dropped == ()
    found = solve_tours(translation.instance, time_limit_s=0.5)
    roster = translation.roster(found.tours)
    packed = pack(translation.instance)
    chain = Chain(packed, np.random.default_rng(0))
    chain.load(translation.tours(roster))
    card = score(problem, roster)
    assert chain.objective() == card.objective
    assert found.bound <= found.objective
    kept = solve_roster(problem, engine="tour", **until()).certificate
    assert kept is not None
    assert recomputed_bound(problem, kept) >= kept.bound


def test_a_shift_in_history_that_no_menu_has_any_more_is_not_paid_twice():
    statement = Total((-2, -1, 0, 1), lambda _, duty: duty.paid_min if duty else 0, 0, 1500, 60)
    small, long = Duty("D", 480, 480, 480), Duty("old", 480, 960, 960)
    resource = TotalResource(statement, "hours", 7, 2, {(0, 0): small})
    resource.fill((2, 1, 1))
    state = resource.after_history({-1: (long,)})
    points = 0
    for day in range(2):
        state, more = resource.move(state, day, 480)
        points += more
    assert points == units(960 + 2 * 480, 0, 1500, 60)


@pytest.mark.parametrize("rising", [False, True])
@pytest.mark.parametrize(("unit", "each"), [(1, 1), (60, 90)])
def test_a_total_far_beyond_its_range_goes_on_costing(rising, unit, each):
    statement = Total(
        tuple(range(20)), lambda _, duty: 0 if duty is None else each, 0, 4 * unit, unit, rising
    )
    resource = TotalResource(statement, "nights", 7, 20, {(0, 0): Duty("night", 1320, 1800, 480)})
    paid = []
    for number in range(21):
        state = points = 0
        for day in range(20):
            state, more = resource.move(state, day, each if day < number else OFF)
            points += more
        paid.append(points)
        assert points <= units(number * each, 0, 4 * unit, unit, rising)
        if unit == each and not rising:
            assert points == units(number * each, 0, 4 * unit, unit, rising)
    beyond = [after - before for before, after in itertools.pairwise(paid[8:])]
    assert min(beyond) >= 1


@pytest.mark.parametrize("step_min", [60, 30, 45])
def test_starts_far_apart_go_on_costing_as_they_part_and_never_more_than_the_truth(step_min):
    menu = {(0, i): Duty("D", start, 480, 480) for i, start in enumerate(range(0, 1440, step_min))}
    statement = Spread(tuple(range(7)), lambda duty: duty.start_min, 120, 60)
    rng = np.random.default_rng(3)
    seen = due = 0
    for _ in range(400):
        places = rng.permuted(np.arange(len(menu)))[:7].tolist()
        starts = [menu[0, i].start_min for i in places]
        paid = _spread_walked(SpreadResource(statement, "week_starts", 7, 7, menu, {}), starts)
        truth = units(max(starts) - min(starts), 0, 120, 60)
        assert paid <= truth
        seen, due = seen + paid, due + truth
        if step_min == 60:
            assert paid == truth
    assert seen > 0.9 * due
    evening = [0, 480, 600, 1320, 1380, 1380, 1380]  # the cap is reached on the third day
    resource = SpreadResource(statement, "week_starts", 7, 7, menu, {})
    assert step_min == 45 or _spread_walked(resource, evening) == units(1380, 0, 120, 60)


def _spread_walked(resource: SpreadResource, starts: list[int]) -> int:
    state = points = 0
    for day, start in enumerate(starts):
        place = resource.values.index(start)
        state, more = resource.move(state, day, place)
        points += more
    return points
