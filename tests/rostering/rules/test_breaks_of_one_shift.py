"""Breaks of one shift keep the time between them that the template asks for, in every reading."""

import numpy as np
import pytest

from app.services.roster.changes.shift_from_template import shift_from_template
from data.model.codec import from_json, to_json
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.shift import Break, BreakWindow, Shift, ShiftTemplate
from rostering.evaluation.scorecard import score
from rostering.rules import default_settings
from rostering.rules.language.breaks import (
    begins_with_room,
    may_share_a_slot,
    placements,
    slots_of_break,
)
from rostering.rules.language.duty import Duty
from rostering.rules.shifts.break_windows import wrong_breaks
from rostering.solver.options import OptionTable, on_offer
from rostering.solver.solve import ENGINES, solve_roster
from rostering.solver.tours.instance import NotForTours
from rostering.solver.tours.proof import recomputed_bound
from rostering.solver.tours.translate.translate import translate
from tests.rostering.builders import MONDAY, a_contract, a_problem, a_template, an_agent
from tests.until import a_roster_found, until

MEAL = BreakWindow("meal", 60, 60, 300)
REST = BreakWindow("rest", 30, 120, 420, paid=True, apart_min=120)


def with_rests(*breaks: BreakWindow, **more: int) -> ShiftTemplate:
    found = a_template("D", 480, 540, breaks=breaks, **more)
    assert isinstance(found, ShiftTemplate)
    return found


def a_team(seed: int, breaks: tuple[BreakWindow, ...] = (MEAL, REST), agents: int = 3):  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(seed)
    return a_problem(
        3,
        [an_agent(f"A{i}") for i in range(agents)],
        [with_rests(*breaks)],
        default_settings(),
        heads=rng.integers(0, 3, (1, 3 * 48)),
        slot_min=30,
        contracts=(a_contract(),),
    )


def too_close(problem: RosterProblem, roster: Roster) -> int:
    return sum(
        wrong_breaks(Duty.of(shift), problem.template[shift.template].breaks)
        for shift in roster.shifts
    )


def test_a_break_too_soon_after_the_one_before_is_found() -> None:
    duty = Duty("D", 480, 480, 420, (Break(600, 60, "meal"), Break(750, 30, "rest", True)))
    assert wrong_breaks(duty, (MEAL, REST)) == 1
    later = Duty("D", 480, 480, 420, (Break(600, 60, "meal"), Break(780, 30, "rest", True)))
    assert wrong_breaks(later, (MEAL, REST)) == 0


def test_no_way_to_place_breaks_puts_them_too_close() -> None:
    found = list(placements((MEAL, REST), 480, 30))
    assert found
    assert min(two.start_min - one.end_min for one, two in found) == 120
    close = list(placements((MEAL, BreakWindow("rest", 30, 120, 420, True)), 480, 30))
    assert len(close) > len(found)


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_every_engine_keeps_breaks_of_a_shift_apart(engine: str) -> None:
    problem = a_team(4)
    result = solve_roster(problem, engine=engine, **until())
    assert result.roster is not None
    assert result.roster.shifts
    assert too_close(problem, result.roster) == 0
    card = score(problem, result.roster)
    assert card.hard_violations == 0
    assert card.objective == result.objective


@pytest.mark.parametrize("seed", range(3))
def test_the_best_places_are_those_that_trying_all_of_them_finds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    heads = rng.integers(0, 2, (1, 48))
    problem = a_problem(1, [an_agent()], [with_rests(MEAL, REST)], heads=heads, slot_min=30)
    agent, template = problem.agents[0], problem.templates[0]
    rosters = [Roster(problem.first, 1, ())]
    for start in template.starts_min:
        for breaks in placements(template.breaks, start, 30):
            one = Shift(agent.agent_id, MONDAY, start, 480, "D", breaks)
            rosters.append(Roster(problem.first, 1, (one,)))
    best = min(score(problem, roster).objective for roster in rosters)
    for engine in ("cpsat", "tour"):
        result = solve_roster(problem, time_limit_s=3, engine=engine)
        assert result.objective == best
        assert result.bound is not None
        assert result.bound <= best


def test_the_tour_engine_states_breaks_that_bind_each_other_and_its_bound_holds() -> None:
    problem = a_team(2)
    translation = translate(problem, OptionTable(problem))
    (shift_type,) = translation.instance.shift_types
    (together,) = shift_type.breaks
    assert len(together) == len(list(placements(problem.templates[0].breaks, 480, 30)))
    result = solve_roster(problem, engine="tour", **until())
    assert result.roster is not None
    assert translation.roster(translation.tours(result.roster)) == result.roster
    assert result.certificate is not None
    assert recomputed_bound(problem, result.certificate) >= result.certificate.bound
    assert result.objective is not None
    assert result.certificate.bound <= result.objective


def test_windows_that_keep_breaks_apart_by_themselves_stay_apart_in_the_engine() -> None:
    late = BreakWindow("rest", 30, 390, 420, True, 30)
    translation = translate(a_team(2, (MEAL, late)), OptionTable(a_team(2, (MEAL, late))))
    assert [len(b) for b in translation.instance.shift_types[0].breaks] == [9, 2]


def test_too_many_ways_are_refused_and_the_neighbourhoods_go_on() -> None:
    rests = tuple(BreakWindow(f"rest {i}", 30, 0, 450, True) for i in range(4))
    problem = a_team(1, rests, agents=1)
    with pytest.raises(NotForTours, match="set their windows apart"):
        translate(problem, OptionTable(problem))
    result = solve_roster(problem, engine="tour", **until(a_roster_found))
    assert result.roster is not None
    assert score(problem, result.roster).hard_violations == 0


def test_a_shift_put_in_by_hand_has_its_breaks_apart() -> None:
    problem = a_team(3)
    shift = shift_from_template(problem, Roster(MONDAY, 3, ()), "A0", MONDAY, "D", 540)
    assert wrong_breaks(Duty.of(shift), (MEAL, REST)) == 0


def test_a_shift_put_in_by_hand_is_one_that_the_solver_offers() -> None:
    problem = a_team(3, (BreakWindow("meal", 60, 75, 300),))
    shift = shift_from_template(problem, Roster(MONDAY, 3, ()), "A0", MONDAY, "D", 540)
    assert on_offer(problem, problem.agents[0], shift)


def test_a_slot_that_two_breaks_touch_is_lost_once() -> None:
    before = BreakWindow("rest", 15, 60, 60)
    at_once, later = BreakWindow("meal", 30, 75, 80), BreakWindow("meal", 30, 75, 120)
    assert may_share_a_slot(before, at_once, 30)
    assert not may_share_a_slot(before, later, 30)  # a whole slot of its window comes after
    assert not may_share_a_slot(None, at_once, 30)
    assert slots_of_break(75, at_once, 30, before) == (90, 30)
    assert slots_of_break(75, at_once, 30, None) == (60, 60)


def test_breaks_that_cannot_be_kept_apart_are_refused_with_what_to_do() -> None:
    with pytest.raises(InvalidValue, match="widen its window or ask for less time between"):
        with_rests(MEAL, BreakWindow("rest", 30, 120, 200, True, 120))
    off_slots = (BreakWindow("rest", 30, 0, 0), BreakWindow("rest", 30, 45, 59, apart_min=15))
    with pytest.raises(InvalidValue, match="no room on whole slots of 30 min"):
        begins_with_room((*off_slots[:1], BreakWindow("rest", 30, 31, 44, apart_min=10)), 480, 30)
    assert begins_with_room(off_slots, 480, 30) == ((480,), (525,))


def test_templates_saved_before_stay_what_they_were() -> None:
    assert "apart_min" not in to_json(MEAL)
    assert from_json(BreakWindow, to_json(MEAL)) == MEAL
    assert from_json(BreakWindow, to_json(REST)) == REST
