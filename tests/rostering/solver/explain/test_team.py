"""Hard rules that tie a team together: when too few people are there, the conflict is named."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from data.model.problem import RosterProblem
from data.model.rule import RuleSetting
from data.model.staff import Leave
from rostering.rules import default_settings
from rostering.solver.solve import solve_roster
from tests.rostering.builders import MONDAY, a_contract, a_meal, a_problem, a_template, an_agent

MENU = (a_template("D", 420, 660, length_min=540, breaks=(a_meal(180, 300),)),)
WEEK = 7 * 24


def a_short_team(*rules: RuleSetting, agents: int = 3) -> RosterProblem:
    """Day shifts only, but somebody is needed at every hour."""
    return a_problem(
        7,
        agents=[an_agent(f"A{i}", ("q",)) for i in range(agents)],
        templates=MENU,
        rules=(RuleSetting("weekly_minutes"), RuleSetting("minimum_rest"), *rules),
        heads=np.ones((1, WEEK), dtype=int),
        queues=("q",),
        contracts=(a_contract(weekly_min_min=960, weekly_max_min=2400),),
    )


def test_too_few_people_for_hard_minimum_heads_is_said_in_plain_words() -> None:
    result = solve_roster(a_short_team(RuleSetting("minimum_heads")), time_limit_s=20)
    assert result.status == "infeasible"
    said = " ".join(result.conflicts)
    assert "Minimum heads per queue" in said
    assert "Rest between shifts" not in said
    assert "2026" in said or str(MONDAY.year) in said  # when, not only what


def test_the_way_out_tells_how_far_the_team_rule_must_be_relaxed() -> None:
    result = solve_roster(a_short_team(RuleSetting("minimum_heads")), time_limit_s=20)
    ways = [sentence for sentence in result.conflicts if sentence.startswith("Way out")]
    assert any("Minimum heads per queue" in way and "on the floor" in way for way in ways)


def test_two_team_rules_that_contradict_each_other_are_both_named() -> None:
    problem = a_short_team(
        RuleSetting("minimum_heads", params={"least": 2}),
        RuleSetting("seat_capacity", params={"seats": 1}),
    )
    needed = np.zeros((1, WEEK), dtype=int)
    needed[0, 11:12] = 2  # within every day shift
    requirement = replace(problem.requirement, heads=needed)
    result = solve_roster(replace(problem, requirement=requirement), time_limit_s=20)
    assert result.status == "infeasible"
    assert "Minimum heads per queue" in result.conflicts[0]
    assert "Seats" in result.conflicts[0]


def test_leave_for_everybody_against_hard_minimum_heads_names_the_leave() -> None:
    problem = a_short_team(RuleSetting("minimum_heads"))
    needed = np.zeros((1, WEEK), dtype=int)
    needed[0, 11:12] = 1
    problem = replace(
        problem,
        requirement=replace(problem.requirement, heads=needed),
        leave=tuple(Leave(a.agent_id, MONDAY, MONDAY + timedelta(6)) for a in problem.agents),
        rules=(*default_settings(), RuleSetting("minimum_heads")),
    )
    result = solve_roster(problem, time_limit_s=20)
    assert result.status == "infeasible"
    assert "Minimum heads per queue" in result.conflicts[0]
    assert "leave" in result.conflicts[0].lower()
