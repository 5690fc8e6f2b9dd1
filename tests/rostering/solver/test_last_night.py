"""The morning after the last day is somebody's work too."""

import dataclasses
from datetime import timedelta

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.shift import morning_after_min
from rostering.evaluation.scorecard import score
from rostering.solver.solve import solve_roster
from tests.rostering.builders import a_meal, a_problem, a_roster, a_shift, a_template, an_agent

NIGHT = a_template("N", 22 * 60, length_min=540)  # 22:00-07:00
DAY = a_template("D", 6 * 60, length_min=480)


def with_tail(problem: RosterProblem, tail_min: int, heads: int) -> RosterProblem:
    """The same, with so many heads needed after midnight of the last day."""
    slots = problem.grid.slots + tail_min // problem.grid.slot_min
    need = np.full((len(problem.requirement.queue_ids), slots), heads)
    need[:, : problem.grid.slots] = problem.requirement.heads
    requirement = Requirement(
        "R", problem.grid.part(0, slots), problem.requirement.queue_ids, need, need
    )
    return dataclasses.replace(problem, requirement=requirement, tail_min=tail_min)


def test_the_tail_ends_where_the_next_day_can_help() -> None:
    assert morning_after_min((NIGHT, DAY)) == 6 * 60
    assert morning_after_min((NIGHT,)) == 7 * 60
    assert morning_after_min((DAY,)) == 0
    assert morning_after_min((NIGHT, a_template("E", 0))) == 0
    assert morning_after_min(()) == 0


@pytest.mark.parametrize("engine", ["cpsat", "lns", "small", "tour"])
def test_people_are_rostered_for_the_morning_after_the_last_day(engine: str) -> None:
    heads = np.zeros(48, dtype=int)
    heads[22:24] = heads[46:48] = 1
    heads[24:31] = 1
    agents = [an_agent(f"A{i}") for i in range(4)]
    shape = a_template("N", 22 * 60, length_min=540, breaks=(a_meal(180, 240),))
    plain = a_problem(2, agents, [shape], heads=heads)
    # A shift of the last evening saves little before midnight: whoever does not count the morning
    # would leave it out.
    costly = dataclasses.replace(plain, prices=dataclasses.replace(plain.cover_prices, shortfall=3))
    seen = with_tail(costly, 7 * 60, 2)
    found = solve_roster(seen, time_limit_s=8, seed=1, engine=engine)
    assert found.roster is not None
    last = seen.first + timedelta(days=1)
    assert sum(shift.day == last for shift in found.roster.shifts) == 2
    assert found.objective == score(seen, found.roster).objective


def test_the_scorecard_counts_who_is_missing_after_the_last_midnight() -> None:
    problem = with_tail(a_problem(1, templates=[NIGHT], heads=0), 6 * 60, 1)
    nobody, night = a_roster(problem), a_roster(problem, a_shift("A1", 0, 22 * 60, length_min=540))
    assert score(problem, nobody).shortfall_hours["q"] == 6
    assert score(problem, night).shortfall_hours["q"] == 0


def test_a_tail_must_fit_its_requirement() -> None:
    problem = with_tail(a_problem(1, templates=[NIGHT], heads=0), 6 * 60, 1)
    with pytest.raises(InvalidValue, match="the requirement covers"):
        dataclasses.replace(problem, tail_min=0)
    assert len(problem.dates) == 1
    assert problem.grid.slots == 24
