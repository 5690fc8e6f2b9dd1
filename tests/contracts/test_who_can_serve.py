"""Queues nobody serves, people who serve nothing: every engine and bound agrees with the check."""

from datetime import timedelta

import numpy as np
import pytest

from data.model.activity import ActivityOrder
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.shift import Shift
from data.model.staff import Leave
from rostering.activities import place_activities
from rostering.evaluation.scorecard import cover_points, score
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.solver.cpsat.marginal_values import FloorState
from rostering.solver.solve import ENGINES
from tests.contracts.test_engines import LAW, by_every_engine, hold_to_the_check
from tests.rostering.builders import MONDAY, a_problem, a_template, an_agent

pytestmark = pytest.mark.slow

DAYS, SLOTS_A_DAY = 2, 6
TEMPLATES = (a_template("D", 480, 720, step_min=240), a_template("N", 1200))
NEED = np.array([0, 0, 1, 2, 1, 0] * DAYS)


def a_centre(
    skills: tuple[tuple[str, ...], ...],
    queues: tuple[str, ...] = ("a", "b"),
    on_leave: tuple[int, ...] = (),
    zero: tuple[str, ...] = (),
    last_night: tuple[int, ...] = (),
) -> RosterProblem:
    people = [an_agent(f"A{i}", mine) for i, mine in enumerate(skills)]
    eve, end = MONDAY - timedelta(days=1), MONDAY + timedelta(days=DAYS)
    return a_problem(
        DAYS,
        people,
        TEMPLATES,
        [RuleSetting(law) for law in LAW],
        heads=np.array([NEED * (queue not in zero) for queue in queues]),
        slot_min=1440 // SLOTS_A_DAY,
        queues=queues,
        leave=tuple(Leave(f"A{i}", MONDAY, end) for i in on_leave),
        history=tuple(Shift(f"A{i}", eve, 1200, 480, "N") for i in last_night),
    )


CASES: dict[str, RosterProblem] = {
    "a queue that nobody is skilled for": a_centre((("a",),) * 3),
    "two such queues": a_centre((("a",),) * 3, ("x", "a", "b")),
    "a queue whose people are all on leave": a_centre((("a",), ("a",), ("b",)), on_leave=(2,)),
    "a queue nobody needs and nobody serves": a_centre((("a",),) * 2, zero=("b",)),
    "nothing needed at all": a_centre((("a",), ("b",)), zero=("a", "b")),
    "a person with no skill, here since last night": a_centre(
        ((), ("a",), ("a",)), last_night=(0,)
    ),
    "one queue, and a person of another here since last night": a_centre(
        (("zz",), ("a",)), ("a",), last_night=(0,)
    ),
    "nobody with any skill": a_centre(((), ("zz",)), last_night=(1,)),
    "skills within other skills": a_centre((("a",), ("a", "b"), ("a", "b", "c")), ("a", "b", "c")),
}


@pytest.mark.parametrize("case", CASES)
def test_every_engine_pays_and_proves_what_the_check_says(case: str) -> None:
    problem = CASES[case]
    found = by_every_engine(problem, 5.0, [name for name in ENGINES if name != "lns"])
    found |= by_every_engine(problem, 0.3, ("lns",))  # it proves nothing, however long
    hold_to_the_check(problem, found)
    least = {result.objective for result in found.values() if result.status == "optimal"}
    assert len(least) == 1


@pytest.mark.parametrize("case", CASES)
def test_one_more_person_is_worth_what_the_check_says(case: str) -> None:
    problem = CASES[case]
    roster = Roster(problem.first, problem.days)
    groups, state = SkillGroups(problem), FloorState(problem, roster, problem.requirement.heads)
    supply = groups.supply(FloorCount.of(problem, roster))
    now, slots = cover_points(problem, groups, supply), supply.shape[1]
    for agent in problem.agents:
        more = supply.copy()
        more[groups.group_of[agent.agent_id]] += 1
        saved = now - cover_points(problem, groups, more)
        assert np.diff(state.worth(agent.agent_id))[:slots].tolist() == saved.tolist()


@pytest.mark.parametrize("case", CASES)
def test_an_activity_placed_costs_what_the_check_says(case: str) -> None:
    problem = CASES[case]
    day = problem.first
    shifts = tuple(
        Shift(agent.agent_id, day, 480, 480, "D")
        for agent in problem.agents
        if agent.agent_id not in problem.leave_days
    )
    order = ActivityOrder("training", 240, edge_min=0)
    placed = place_activities(problem, Roster(day, DAYS, shifts), (order,))
    assert placed.proven
    assert placed.after.objective == score(problem, placed.roster).objective
    assert placed.bound <= placed.objective
