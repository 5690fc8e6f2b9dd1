"""Too few people for a slot: proven at once, said with when and who."""

import dataclasses
from datetime import timedelta

import numpy as np
import pytest

from data.model.problem import RosterProblem
from data.model.roster import Lock
from data.model.rule import RuleSetting
from data.model.shift import Shift
from data.model.staff import Availability, Leave
from rostering.rules import default_settings
from rostering.solver.cpsat.engine import solve_whole
from rostering.solver.explain.conflicts import explain
from rostering.solver.explain.relax import relax_rules
from rostering.solver.explain.slots import could_be_there, slot_conflicts
from rostering.solver.options import OptionTable
from rostering.solver.progress import Incumbent
from rostering.solver.solve import solve_roster
from tests.rostering.builders import MONDAY, a_meal, a_problem, a_roster, a_template, an_agent

SENIORS = RuleSetting("seniors_present", params={"least": 1, "from_min": 540, "until_min": 900})


def a_team(*rules: RuleSetting, agents: int = 6, days: int = 7, **more: object) -> RosterProblem:
    people = [an_agent(f"A{i}", senior=i < 2) for i in range(agents)]
    menu = (a_template("D", 480, 540, breaks=(a_meal(120, 240),)),)
    return a_problem(days, people, menu, rules, **more)  # type: ignore[arg-type]


def on_leave(*agents: str, day: int) -> tuple[Leave, ...]:
    when = MONDAY + timedelta(days=day)
    return tuple(Leave(agent, when, when) for agent in agents)


def test_seniors_all_on_leave_are_named_with_the_day() -> None:
    rules = (*default_settings(), SENIORS)
    problem = a_team(*rules, leave=on_leave("A0", "A1", "A4", day=3))
    found = solve_roster(problem, time_limit_s=30)
    assert found.status == "infeasible"
    assert found.seconds < 10
    said = " ".join(found.conflicts)
    assert "2026-03-05 09:00" in said
    assert "«Leave»" in found.conflicts[0]
    assert "1 of: Agent A0 (A0), Agent A1 (A1)" in said
    assert "A4" not in said  # no senior: would not help


def test_a_slot_that_nobody_reaches_blames_no_leave() -> None:
    night = RuleSetting("seniors_present", params={"least": 1, "from_min": 0, "until_min": 60})
    problem = a_team(*default_settings(), night, leave=on_leave("A0", day=3))
    (conflict,) = slot_conflicts(problem)
    assert conflict.away == ()
    assert (np.flatnonzero(conflict.short) % 24 == 0).all()


def test_conflicts_of_people_and_of_the_team_are_named_together() -> None:
    day = MONDAY + timedelta(days=2)
    late = Shift("A5", day, 480, 480, "D", ())
    problem = a_team(
        *default_settings(),
        SENIORS,
        leave=(*on_leave("A0", "A1", day=3), *on_leave("A5", day=2)),
        locks=(Lock("A5", day, late),),
    )
    said = explain(problem)
    assert said[0].startswith("The team as a whole")
    assert any(words.startswith("Agent A5 (A5) has no roster") for words in said)
    assert any("Wed 2026-03-04" in words for words in said)


def test_nothing_is_claimed_where_the_team_can_do_it() -> None:
    late = dataclasses.replace(SENIORS, params={"least": 1, "from_min": 780, "until_min": 900})
    problem = a_team(*default_settings(), late, leave=on_leave("A0", day=3))
    assert slot_conflicts(problem) == ()
    assert solve_roster(problem, time_limit_s=15).roster is not None


@pytest.mark.parametrize("seed", range(6))
def test_every_claim_is_confirmed_by_a_whole_model(seed: int) -> None:
    rng = np.random.default_rng(seed)
    away = [(f"A{i}", int(d)) for i in range(3) for d in rng.choice(4, 2, replace=False)]
    leave = tuple(row for agent, day in away for row in on_leave(agent, day=day))
    heads = RuleSetting("minimum_heads", params={"least": 2})
    need = np.zeros((1, 4 * 24), dtype=int)
    need[0, 11::24] = 1
    rules = (RuleSetting("leave"), heads)
    problem = a_team(*rules, agents=3, days=4, heads=need, leave=leave)
    claimed = bool(slot_conflicts(problem))
    incumbent = Incumbent(problem, 20)
    status = solve_whole(incumbent, OptionTable(problem), 0, 2)
    assert claimed == (status == "infeasible")


def test_who_could_be_there_holds_every_lawful_roster() -> None:
    problem = a_team(*default_settings(), leave=on_leave("A0", day=3), heads=2)
    found = solve_roster(problem, time_limit_s=10)
    assert found.roster is not None
    from rostering.rules.language.presence import FloorCount

    assert (FloorCount.of(problem, found.roster).present <= could_be_there(problem)).all()
    assert not could_be_there(problem)[0, 3 * 24 : 4 * 24].any()
    assert a_roster(problem).shifts == ()


@pytest.mark.parametrize("agents", [40, pytest.param(300, marks=pytest.mark.heavy)])
def test_many_people_with_conflicts_of_every_kind_are_explained_within_a_minute(
    agents: int,
) -> None:
    people = [an_agent(f"A{i:03d}", senior=i % 7 == 0) for i in range(agents)]
    seniors = [agent.agent_id for agent in people if agent.senior]
    menu = (
        a_template("D", 360, 660, step_min=30, breaks=(a_meal(120, 240),)),
        a_template("N", 1260, 1320, step_min=30),
    )
    locked = tuple(
        Lock("A001", MONDAY + timedelta(d), Shift("A001", MONDAY + timedelta(d), 480, 480, "D"))
        for d in range(8)
    )
    problem = a_problem(
        28, people, menu, (*default_settings(), SENIORS), slot_min=30,
        leave=(*on_leave(*seniors, day=10), *on_leave("A002", day=15)),
        locks=(*locked, Lock("A002", MONDAY + timedelta(15), Shift(
            "A002", MONDAY + timedelta(15), 480, 480, "D"))),
    )  # fmt: skip
    incumbent = solve_roster(dataclasses.replace(problem), time_limit_s=60)
    said = " ".join(incumbent.conflicts)
    assert incumbent.status == "infeasible"
    assert incumbent.seconds < 60
    for name in ("Seniors present", "Agent A001", "Agent A002"):
        assert name in said


def test_two_rules_that_both_keep_somebody_away_blame_one_and_relax_both() -> None:
    closed = (Availability("A0", 3, 0, 0), Availability("A1", 3, 0, 0))
    problem = a_team(
        *default_settings(),
        SENIORS,
        leave=on_leave("A0", "A1", day=3),
        availability=closed,
    )
    (conflict,) = slot_conflicts(problem)
    named = {rule.rule.name for rule in (*conflict.away, *conflict.besides)}
    assert len(conflict.away) == 1
    assert {"leave", "availability"} <= named
    softer = relax_rules(problem, team=False)
    assert softer is not None
    assert slot_conflicts(softer.problem) == ()


def test_only_rules_that_are_needed_are_named() -> None:
    problem = a_team(
        *default_settings(),
        SENIORS,
        leave=on_leave("A0", "A1", day=3),
        availability=(Availability("A0", 3, 0, 700),),
    )
    (conflict,) = slot_conflicts(problem)
    assert [rule.rule.name for rule in conflict.away] == ["leave"]
