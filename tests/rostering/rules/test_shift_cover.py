"""A duty desk asks for people by shift: three on early, two on late, two on night."""

from collections import Counter

import pytest

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.rule import RuleSetting
from rostering.evaluation.scorecard import score
from rostering.rules.floor.shift_cover import ShiftCover
from rostering.solver.solve import solve_roster
from tests.rostering.builders import a_contract, a_meal, a_problem, a_template, an_agent

MENU = (
    a_template("E", 420, length_min=510),
    a_template("L", 900, length_min=510),
    a_template("N", 1380, length_min=510),
)
WANTED = {"E": (420, 3), "L": (900, 2), "N": (1380, 2)}


def a_desk(agents: int = 12, **more: object) -> RosterProblem:
    """Shifts of eight and a half hours that overlap for the handover."""
    rules = [
        RuleSetting("shift_cover", None, _starts(start) | {"least": people, "most": people})
        for start, people in WANTED.values()
    ]
    given = {"heads": 0, "slot_min": 30, **more}
    people = [an_agent(f"A{i:02d}") for i in range(agents)]
    law = (RuleSetting("minimum_rest"), RuleSetting("consecutive_days", params={"most": 5}))
    return a_problem(7, people, MENU, (*rules, *law), **given)  # type: ignore[arg-type]


def _starts(minute: int) -> dict[str, int]:
    return {"earliest_start_min": minute, "latest_start_min": minute}


@pytest.mark.parametrize("engine", ["small", "tour"])
def test_every_shift_of_every_day_is_manned_as_asked(engine: str) -> None:
    problem = a_desk()
    found = solve_roster(problem, time_limit_s=8, engine=engine)
    assert found.roster is not None
    assert score(problem, found.roster).hard_violations == 0
    met = Counter((shift.day, shift.template) for shift in found.roster.shifts)
    wanted = {(day, t): n for day in problem.dates for t, (_, n) in WANTED.items()}
    assert met == wanted
    assert found.bound is not None


def test_a_desk_too_small_for_its_shifts_is_proven_and_named() -> None:
    found = solve_roster(a_desk(6), time_limit_s=10)
    assert found.status == "infeasible"
    assert "«Cover by shift»" in found.conflicts[0]


def test_people_are_counted_where_only_their_shift_is() -> None:
    problem = a_desk()
    early, late, night = (ShiftCover(start, start) for start, _ in WANTED.values())
    at = [rule.counted_at(problem, problem.agents) for rule in (early, late, night)]
    assert 450 <= at[0] < 900
    assert 930 <= at[1] < 1380
    assert 1410 <= at[2] < 1440


def test_shifts_that_nothing_tells_apart_are_refused_with_the_way_out() -> None:
    menu = (a_template("E", 420, 480), a_template("M", 390, length_min=600, breaks=(a_meal(),)))
    problem = a_problem(agents=[an_agent()], templates=menu)
    with pytest.raises(InvalidValue, match="overlap every slot"):
        ShiftCover(420, 480).counted_at(problem, problem.agents)
    with pytest.raises(InvalidValue, match="no shift template"):
        ShiftCover(600, 660).counted_at(problem, problem.agents)


def test_a_desk_has_a_contract_of_its_own() -> None:
    desk = a_contract(contract_id="desk", templates=("N",))
    menu = (*MENU, a_template("X", 360, 1320, step_min=30, length_min=480))
    people = [an_agent("A1"), an_agent("A2", contract="desk")]
    problem = a_problem(agents=people, templates=menu, contracts=(a_contract(), desk))
    with pytest.raises(InvalidValue, match="overlap every slot"):
        ShiftCover(1380, 1380).counted_at(problem, people)
    assert ShiftCover(1380, 1380).counted_at(problem, people[1:]) < 1440


def test_it_says_itself() -> None:
    assert ShiftCover(420, 420, 3, 3).sentence() == (
        "Every day, 3 people on the shifts that start at 07:00."
    )
    assert ShiftCover(420, 480, 1, 2, 1, 5).sentence() == (
        "Mon to Fri, 1 to 2 people on the shifts that start from 07:00 to 08:00."
    )
