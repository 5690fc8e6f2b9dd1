"""Conflicting hard rules are relaxed by precedence: the right one, for the right people only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.model.roster import Lock
from data.model.rule import RuleSetting
from data.model.shift import Shift
from data.model.staff import Leave
from rostering.evaluation.scorecard import score
from rostering.rules import default_settings
from rostering.rules.rule_set import rule_set
from rostering.solver.explain.relax import price_of, relax_rules, softened
from rostering.solver.explain.relaxed import relaxed_rules
from rostering.solver.solve import solve_relaxing, solve_roster
from tests.rostering.builders import MONDAY, a_meal, a_problem, a_template, an_agent

DAY = timedelta(days=1)


def a_team(*rules: RuleSetting, agents: int = 4, days: int = 7, **more: object):
    people = [an_agent(f"A{i}", senior=i < 2) for i in range(agents)]
    menu = (a_template("D", 480, 540, breaks=(a_meal(120, 240),)),)
    return a_problem(days, people, menu, rules, heads=0, **more)  # type: ignore[arg-type]


def at_work(agent_id: str, *days: int) -> tuple[Lock, ...]:
    whens = [MONDAY + n * DAY for n in days]
    return tuple(Lock(agent_id, when, Shift(agent_id, when, 480, 480, "D")) for when in whens)


def a_seven_day_week(*rules: RuleSetting, agents: int = 4):
    return a_team(*rules, agents=agents, locks=at_work("A1", *range(7)))


def hard(name: str, precedence: int, **params: int) -> RuleSetting:
    return RuleSetting(name, params=params, precedence=precedence)


def test_the_rule_with_the_highest_number_is_relaxed_and_only_for_whom_it_must() -> None:
    problem = a_seven_day_week(
        hard("consecutive_days", 40, most=7),
        hard("days_off_a_week", 50, least=1),
        hard("minimum_rest", 60, rest_min=660),  # higher, but not in the conflict
    )
    assert solve_roster(problem, time_limit_s=5).status == "infeasible"
    given = solve_relaxing(problem, time_limit_s=5)
    assert given.result.status == "optimal"
    assert given.result.roster is not None
    (one,) = relaxed_rules(given.problem, given.result.roster)
    assert (one.rule, one.agents, one.amount) == ("days_off_a_week", ("A1",), 1)
    assert one.sentence.startswith(
        "«Days off a week» (precedence 50) gave way: 1 agent (A1), 1 day, on"
    )
    assert given.result.objective is not None
    assert given.result.objective // price_of(problem) == 1
    assert score(given.problem, given.result.roster).hard_violations == 0
    bound = {a.setting.relaxed: a.ids for a in rule_set(given.problem)
             if a.rule.name == "days_off_a_week" and a.ids & {"A1", "A2"}}  # fmt: skip
    assert bound[True] == {"A1"}
    assert "A2" in next(
        a.ids for a in rule_set(given.problem)
        if a.rule.name == "days_off_a_week" and a.setting.hard
    )  # fmt: skip
    (said,) = given.conflicts
    assert said.startswith("Agent A1 (A1) has no roster: these rules collide.")
    assert "«Days off a week»" in said
    assert "«Rest between shifts»" not in said


@pytest.mark.parametrize(("leave", "seniors", "gives"), [(40, 50, "seniors_present"),
                                                         (50, 40, "leave")])  # fmt: skip
def test_changed_precedence_changes_what_is_relaxed(leave: int, seniors: int, gives: str) -> None:
    problem = a_team(
        hard("leave", leave),
        hard("seniors_present", seniors, least=1, from_min=540, until_min=900),
        leave=(Leave("A0", MONDAY, MONDAY), Leave("A1", MONDAY, MONDAY)),
    )
    softer = relax_rules(problem)
    assert softer is not None
    assert {a.rule.name for a in rule_set(softer.problem) if a.setting.relaxed} == {gives}


def test_each_of_two_conflicts_of_one_person_relaxes_its_own_rule() -> None:
    problem = a_team(
        hard("consecutive_days", 40, most=5),
        hard("days_off_a_week", 50, least=2),
        locks=at_work("A1", *range(6)),
    )
    given = solve_relaxing(problem, time_limit_s=5)
    assert given.result.roster is not None
    told = [(one.rule, one.amount) for one in relaxed_rules(given.problem, given.result.roster)]
    assert told == [("days_off_a_week", 1), ("consecutive_days", 1)]


def test_leave_is_relaxed_only_for_those_who_could_help() -> None:
    problem = a_team(
        hard("leave", 90),
        hard("seniors_present", 10, least=1, from_min=540, until_min=900),
        leave=tuple(Leave(f"A{i}", MONDAY, MONDAY) for i in (0, 1, 3)),
    )
    given = solve_relaxing(problem, time_limit_s=5)
    assert given.result.roster is not None
    (one,) = relaxed_rules(given.problem, given.result.roster)
    assert one.rule == "leave"
    assert one.days == (MONDAY,)
    assert one.agents == ("A0", "A1")  # both seniors: each has a break; A3 is none


def test_rules_that_tie_the_team_are_relaxed_slot_by_slot() -> None:
    problem = a_team(
        *default_settings(),
        RuleSetting("minimum_heads", params={"least": 1}, precedence=90),
    )
    problem = replace(
        problem, requirement=replace(problem.requirement, heads=problem.requirement.heads + 1)
    )
    given = solve_relaxing(problem, time_limit_s=10)
    assert given.result.roster is not None
    gave = relaxed_rules(given.problem, given.result.roster)
    assert [one.rule for one in gave] == ["minimum_heads"]
    assert gave[0].agents == ()
    assert len(gave[0].days) == 7


def test_the_price_outweighs_a_whole_shift_of_missing_people() -> None:
    problem = a_team()
    assert price_of(problem) == 1_000
    dear = replace(problem, prices=replace(problem.cover_prices, shortfall=900))
    assert price_of(dear) == 10_000  # eight slots at 900 points


def test_structural_rules_are_never_relaxed() -> None:
    late = Shift("A1", MONDAY, 1320, 600, "N")  # to 08:00, when the next one has begun
    early = Shift("A1", MONDAY + DAY, 420, 480, "D")
    problem = a_team(locks=(Lock("A1", late.day, late), Lock("A1", early.day, early)))
    given = solve_relaxing(problem, time_limit_s=5)
    assert given.result.status == "infeasible"
    assert given.problem is problem
    assert relax_rules(problem) is None


def test_without_a_conflict_nothing_is_relaxed() -> None:
    problem = a_team(hard("days_off_a_week", 50, least=1))
    given = solve_relaxing(problem, time_limit_s=5)
    assert given.problem is problem
    assert given.result.status == "optimal"
    assert given.result.roster is not None
    assert relaxed_rules(problem, given.result.roster) == ()


def test_others_of_the_rule_stay_bound_for_whoever_is_let_off_one_setting() -> None:
    tight, loose = hard("shift_count", 80, most=3), hard("shift_count", 30, most=6)
    problem = a_seven_day_week(tight, loose, hard("days_off_a_week", 20, least=0))
    relaxing = tuple((a, frozenset({"A1"})) for a in rule_set(problem) if a.setting is tight)
    softer = softened(problem, relaxing)
    mine = [a.setting for a in rule_set(softer) if a.rule.name == "shift_count" and "A1" in a.ids]
    assert [(s.params["most"], s.relaxed, s.price) for s in mine] == [
        (3, True, price_of(problem)), (6, False, None)
    ]  # fmt: skip
    others = [a for a in rule_set(softer) if a.rule.name == "shift_count" and "A2" in a.ids]
    assert [(a.setting.params["most"], a.setting.hard) for a in others] == [(3, True), (6, True)]
