"""Worth of things against solving them again: the proven range holds the true change."""

import dataclasses
import threading
from dataclasses import replace

import numpy as np
import pytest

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.staff import Wish
from rostering.evaluation.scorecard import score
from rostering.solver.progress import Progress
from rostering.solver.sensitivity import Value, variants, worth
from rostering.solver.solve import solve_roster
from tests.rostering.builders import a_contract, a_meal, a_problem, a_template, an_agent

pytestmark = pytest.mark.slow

RULES = (
    RuleSetting("minimum_rest", params={"rest_min": 720}),
    RuleSetting("consecutive_days", params={"most": 3}),
    RuleSetting("weekly_minutes"),
    RuleSetting("wishes", 2),
    RuleSetting("seat_capacity", 3, {"seats": 1}),
    RuleSetting("breaks_apart", 5, {"most": 2}),
)


def a_team() -> RosterProblem:
    """Three people of two contracts, two templates, too little of everything."""
    hour = np.arange(7 * 24) % 24
    heads = np.where((hour >= 7) & (hour < 21), 1, 0)[None, :] + (hour == 12)
    menu = (
        a_template("D", 420, 600, step_min=180, breaks=(a_meal(),)),
        a_template("L", 780, 780),
    )
    contracts = (
        a_contract(weekly_min_min=960, weekly_max_min=2400),
        a_contract(contract_id="part", weekly_max_min=1440),
    )
    people = [an_agent("A1"), an_agent("A2"), an_agent("A3", contract="part")]
    wishes = (Wish("A1", None, "off", 720, 1439, 3),)
    return a_problem(7, people, menu, RULES, heads, contracts=contracts, wishes=wishes)


def optimum(problem: RosterProblem) -> tuple[int, Roster]:
    found = solve_roster(problem, time_limit_s=60, engine="small")
    assert found.status == "optimal"
    assert found.roster is not None
    assert found.objective is not None
    return found.objective, found.roster


@pytest.fixture(scope="module")
def best() -> tuple[RosterProblem, int, Roster]:
    problem = a_team()
    return problem, *optimum(problem)


@pytest.fixture(scope="module")
def priced(best) -> tuple[RosterProblem, int, dict[tuple[str, str], Value], object]:  # type: ignore[no-untyped-def]
    problem, least, roster = best
    report = worth(problem, roster, time_limit_s=1)
    return problem, least, {(w.kind, w.name): w for w in report.things}, report


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.heavy)])
def test_every_proven_range_holds_the_true_change(priced, every: bool) -> None:  # type: ignore[no-untyped-def]
    problem, least, things, report = priced
    assert report.bound <= least <= report.objective
    asked = list(variants(problem))
    one_a_kind = {variant.kind: variant for variant in reversed(asked)}
    assert {"agent", "template", "rule"} == set(one_a_kind)
    for variant in asked if every else one_a_kind.values():
        told = things[variant.kind, variant.name]
        true = optimum(variant.problem)[0] - least
        assert told.low <= true <= told.high, variant.words
        assert told.low <= told.change <= told.high
        assert true <= 0 if variant.more else true >= 0
        if told.found is not None:
            assert told.found >= true - (report.objective - least)


def test_the_range_is_narrow_where_the_gap_is(priced) -> None:  # type: ignore[no-untyped-def]
    _, _, things, report = priced
    assert report.slack <= 0.1 * report.objective
    agent = things["agent", "full"]
    assert agent.change < 0
    assert agent.high < 0  # surely worth something: people are short


def test_a_slot_costs_between_an_idle_and_a_missing_head(priced) -> None:  # type: ignore[no-untyped-def]
    problem, _, _, report = priced
    prices = report.slot_prices
    assert prices.shape == problem.requirement.heads.shape
    assert prices.min() >= -problem.cover_prices.surplus
    assert prices.max() <= problem.cover_prices.shortfall
    night = problem.requirement.grid.minute_of_day < 300
    assert prices[0, night].mean() < prices[0, ~night].mean()


def test_prices_say_what_a_needed_head_costs(priced) -> None:  # type: ignore[no-untyped-def]
    """The dual price is a multiplier of the bound: more heads cost no less than it says."""
    problem, least, _, report = priced
    heads = problem.requirement.heads.copy()
    noon = problem.requirement.grid.minute_of_day == 720
    heads[0, noon] += 1
    more = replace(problem, requirement=replace(problem.requirement, heads=heads))
    true = optimum(more)[0] - least
    said = report.slot_prices[0, noon].sum()
    assert said - report.slack <= true <= 7 * problem.cover_prices.shortfall


def test_prices_see_that_breaks_of_a_team_must_be_apart(priced) -> None:  # type: ignore[no-untyped-def]
    _, _, things, report = priced
    assert things["rule", "breaks_apart"].low <= 0
    assert not report.skipped


def test_a_seat_more_is_worth_something(priced) -> None:  # type: ignore[no-untyped-def]
    _, _, things, _ = priced
    assert things["rule", "seat_capacity"].high < 0


def test_a_template_that_a_contract_lives_by_is_not_dropped() -> None:
    problem = a_team()
    contracts = (dataclasses.replace(problem.contracts[0], templates=("L",)), problem.contracts[1])
    names = [
        v.name for v in variants(replace(problem, contracts=contracts)) if v.kind == "template"
    ]
    assert names == ["D"]


def test_a_stop_tells_what_is_priced_and_names_what_is_left(best) -> None:  # type: ignore[no-untyped-def]
    problem, _, roster = best
    stop, heard = threading.Event(), []

    def hear(state: Progress) -> None:
        heard.append(state.phase)
        if state.phase.startswith("1 of"):
            stop.set()

    report = worth(problem, roster, time_limit_s=1, progress=hear, stop=stop)
    left = [words for words in report.skipped if words.endswith(": stopped before")]
    assert len(report.things) == 1
    assert len(left) == sum(1 for _ in variants(problem)) - 1


def test_staffing_prices_are_loosened_by_a_point_queue_by_queue() -> None:
    rules = (
        RuleSetting("understaffing", 10),
        RuleSetting("understaffing", 4, queues=("q",)),
        RuleSetting("understaffing", 0, queues=("idle",)),
        RuleSetting("overstaffing", 1),
    )
    problem = replace(a_team(), rules=rules)
    nobody = Roster(problem.first, problem.days)
    missing = score(problem, nobody).cover.shortfall.sum()
    found = {v.name: v for v in variants(problem) if v.kind == "rule"}
    assert list(found) == ["understaffing", "understaffing q", "overstaffing"]
    assert found["understaffing q"].words == (
        "Understaffing of q a step looser: 3 points a missing agent and slot instead of 4"
    )
    own = found["understaffing q"]
    assert own.more
    assert score(problem, nobody).objective - score(own.problem, nobody).objective == missing
    assert found["overstaffing"].problem.cover_prices.surplus == 0
