"""The optimality gap in hours of people."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data.model.forecast import Demand
from data.model.grid import Grid
from data.model.problem import CoverPrices, RosterProblem
from data.model.result import Distance
from data.model.roster import Roster
from data.model.rule import OVERSTAFFING, UNDERSTAFFING
from data.model.shift import Shift
from rostering import agents, agents_required, contract, roster_problem, shift_template
from rostering.evaluation.distance import distance, hours_from_best

MONDAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def problem() -> RosterProblem:
    grid = Grid.for_days(MONDAY, 7, 30, "UTC")
    calls = Demand("faults", grid, np.full(grid.slots, 3.0), np.full(grid.slots, 300.0))
    return roster_problem(
        agents_required(calls),
        agents(2, "full", ["faults"]),
        [contract("full", (24, 40))],
        [shift_template("D", "09:00", 8)],
    )


def priced(problem: RosterProblem, prices: CoverPrices) -> RosterProblem:
    rules = (s for s in problem.rules if s.rule not in (UNDERSTAFFING, OVERSTAFFING))
    return replace(problem, rules=tuple(rules), prices=prices)


def test_points_are_hours_at_the_price_of_the_cheapest_hour(problem: RosterProblem) -> None:
    assert hours_from_best(problem, 100.0, 340, 300.0) == Distance(20.0, 100.0)
    dear = priced(problem, CoverPrices(shortfall=10, surplus=0))
    assert hours_from_best(dear, 100.0, 340, 300.0) == Distance(2.0, 100.0)


def test_what_relaxed_rules_cost_is_no_hour(problem: RosterProblem) -> None:
    far = hours_from_best(problem, 100.0, 10_340, 300.0, given_points=10_300)
    assert far == Distance(20.0, 100.0)


def test_no_more_than_all_hours_can_be_better(problem: RosterProblem) -> None:
    far = hours_from_best(problem, 100.0, 100_000, 0.0)
    assert far is not None
    assert far.share == 1.0


@pytest.mark.parametrize(("objective", "bound"), [(None, 3.0), (3.0, None)])
def test_nothing_is_said_where_nothing_is_known(
    problem: RosterProblem, objective: float | None, bound: float | None
) -> None:
    assert hours_from_best(problem, 100.0, objective, bound) is None
    assert distance(problem, None, 4.0, 3.0) is None
    free = priced(problem, CoverPrices(shortfall=0, surplus=0))
    assert hours_from_best(free, 100.0, 4.0, 3.0) is None


def test_hours_rostered_are_paid_hours(problem: RosterProblem) -> None:
    agent = problem.agents[0].agent_id
    roster = Roster(MONDAY, 7, (Shift(agent, MONDAY, 540, 480, "D"),))
    assert distance(problem, roster, 5.0, 5.0) == Distance(0.0, 8.0)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (47.2, "at most 48 of 14,700 hours (0.3%) better is possible"),
        (0.0, "none of 14,700 hours better is possible"),
    ],
)
def test_a_manager_reads_hours_rounded_up(hours: float, said: str) -> None:
    far = Distance(hours, 14_700.0)
    assert far.sentence == said
    assert Distance.of_json(far.as_json()) == Distance(hours, 14_700.0)
    assert Distance.of_json(None) is None
