"""Locked shifts in the tour engine: on the floor as they are, breaks and activities too."""

from dataclasses import replace

import numpy as np
import pytest

from data.model.activity import Activity
from data.model.problem import RosterProblem
from data.model.roster import Lock
from data.model.shift import Break, Shift
from rostering.evaluation.scorecard import score
from rostering.rules import default_settings
from rostering.solver.options import OptionTable
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.translate.translate import translate
from tests.rostering.builders import a_meal, a_problem, a_shift, a_template, an_agent

DAY, SHORT = a_template("D", 480, 600, breaks=(a_meal(180, 300),)), a_template("S", 480, 600)

TALK = (Activity(720, 60, "talk"),)


def with_locks(*shifts: Shift) -> RosterProblem:
    need = np.zeros((1, 48), dtype=int)
    need[0, 8:18] = need[0, 32:42] = 2
    need[0, 13] = 3  # when a break costs most
    people = [an_agent(f"A{n}") for n in range(3)]
    locks = tuple(Lock(shift.agent_id, shift.day, shift) for shift in shifts)
    return a_problem(
        2,
        people,
        [DAY, replace(SHORT, length_min=300)],
        default_settings(),
        heads=need,
        locks=locks,
    )


@pytest.mark.parametrize(
    "shift",
    [
        a_shift("A0", 0, 480, breaks=(Break(780, 60, "meal"),)),
        a_shift("A0", 0, 490, breaks=(Break(670, 60, "meal"),)),
        a_shift(
            "A0", 0, 480, breaks=(Break(660, 60, "meal"),), activities=(Activity(840, 60, "x"),)
        ),
        a_shift("A0", 0, 540, length_min=300, template="S", activities=TALK),
        a_shift("A0", 0, 540, length_min=300, template="S"),
        a_shift("A0", 0, 540, length_min=240, template="Z"),
        a_shift("A0", 0, 480),
    ],
    ids=["breaks", "odd start", "activity", "activity alone", "as offered", "no template", "open"],
)
def test_it_costs_what_the_scorecard_says_and_stays_to_the_minute(shift: Shift) -> None:
    problem = with_locks(shift)
    stated = translate(problem, OptionTable(problem))
    found = solve_tours(stated.instance, packed=stated.packed, time_limit_s=0.5)
    roster = stated.roster(found.tours)
    assert found.objective == score(problem, roster).objective
    assert found.bound <= found.objective
    (there,) = (
        one for one in roster.shifts if (one.agent_id, one.day) == (shift.agent_id, shift.day)
    )
    open_breaks = shift.template == "D" and not shift.breaks
    assert replace(there, breaks=shift.breaks if open_breaks else there.breaks) == shift
    assert not any(violation.hard for violation in score(problem, roster).violations)
    assert set(stated.roster(stated.tours(roster)).shifts) == set(roster.shifts)


def test_locked_shifts_of_a_kind_share_a_shift_type_however_their_breaks_lie() -> None:
    one = a_shift("A0", 0, 480, breaks=(Break(660, 60, "meal"),))
    other = a_shift("A1", 1, 600, breaks=(Break(840, 60, "meal"),))
    stated = translate(problem := with_locks(one, other), OptionTable(problem))
    assert len(stated.shift_types.locked) == 1


def test_locked_shifts_of_any_number_of_templates_have_room() -> None:
    templates = [a_template(f"D{n}", 480, length_min=240 + n) for n in range(70)]
    people = [an_agent(f"A{n}") for n in range(70)]
    shifts = [a_shift(f"A{n}", 0, 480, length_min=240 + n, template=f"D{n}") for n in range(70)]
    locks = tuple(Lock(shift.agent_id, shift.day, shift) for shift in shifts)
    problem = a_problem(1, people, templates, heads=1, locks=locks)
    assert len(translate(problem, OptionTable(problem)).shift_types.locked) == 70
