"""What is off the usual: overlapping breaks, locked shifts off the menu, and what has no prices."""

import re
from dataclasses import replace

import numpy as np
import pytest

from data.model.problem import RosterProblem
from data.model.roster import Lock
from data.model.rule import RuleSetting
from data.model.shift import Break, BreakWindow, Shift
from rostering.solver.sensitivity import NoPrices, no_prices_because, worth
from rostering.solver.solve import solve_roster
from rostering.solver.tours.proof import recomputed_bound
from tests.contracts.test_engines import by_every_engine, hold_to_the_check
from tests.contracts.whole_rule_set import a_centre_with_everything
from tests.rostering.builders import (
    MONDAY,
    a_meal,
    a_problem,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)
from tests.until import a_roster_found, until

pytestmark = pytest.mark.slow

MEAL, TEA = BreakWindow("meal", 60, 120, 300), BreakWindow("tea", 30, 180, 360)
LAW = (RuleSetting("leave"), RuleSetting("availability"), RuleSetting("minimum_rest"))
BUSY = (*LAW, RuleSetting("wishes", 3), RuleSetting("weekly_minutes", 7))


def a_locked_centre(*locked: Shift) -> RosterProblem:
    problem = a_centre_with_everything(BUSY)
    locks = tuple(Lock(shift.agent_id, shift.day, shift) for shift in locked)
    return replace(problem, locks=(*problem.locks, *locks))


LOCKED = {
    "a break out of its window": a_shift("A2", 2, 420, breaks=(Break(480, 60, "meal"),)),
    "a longer day": a_shift("A2", 2, 420, length_min=600, breaks=(Break(660, 60, "meal"),)),
    "a start between those of the menu": a_shift("A2", 2, 480, breaks=(Break(720, 60, "meal"),)),
    "a start off the slots": a_shift("A2", 2, 465, breaks=(Break(705, 45, "meal"),)),
    "a template that is gone": a_shift("A2", 2, 480, length_min=240, template="OLD"),
    "no breaks at all": a_shift("A2", 2, 480),
}


@pytest.mark.parametrize("what", LOCKED)
def test_a_locked_shift_off_the_menu_is_kept_and_every_bound_knows_it(what: str) -> None:
    shift = LOCKED[what]
    problem = a_locked_centre(shift)
    found = by_every_engine(problem, 1.0, ("tour", "cpsat"))
    hold_to_the_check(problem, found)
    tours = found["tour"]
    assert (tours.engine, tours.engine_why) == ("tour", "")
    assert tours.certificate is not None
    assert tours.roster is not None
    assert tours.roster.by_cell["A2", shift.day] == (shift,)


def test_no_bound_counts_a_locked_break_where_the_menu_would_have_it() -> None:
    heads = np.zeros((1, 48), dtype=np.int64)
    heads[0, [8, *range(10, 16)]] = 1
    early = a_shift("A1", 0, 480, breaks=(Break(540, 60, "meal"),))
    menu = (a_template("D", 480, breaks=(a_meal(),)),)
    locks = (Lock("A1", MONDAY, early),)
    problem = a_problem(2, [an_agent("A1")], menu, (), heads, locks=locks)
    result = solve_roster(problem, time_limit_s=2, engine="tour")
    assert (result.objective, result.bound) == (0, 0)
    assert result.certificate is not None
    assert recomputed_bound(problem, result.certificate) == 0


@pytest.mark.parametrize("slot_min", [30, 60])
def test_breaks_whose_windows_overlap_are_placed_together_by_the_tour_engine(slot_min: int) -> None:
    heads = np.random.default_rng(5).integers(0, 3, (1, 3 * 1440 // slot_min))
    menu = (a_template("D", 420, 660, step_min=60, length_min=540, breaks=(MEAL, TEA)),)
    people = [an_agent(f"A{i}") for i in range(3)]
    problem = a_problem(3, people, menu, LAW, heads, slot_min)
    found = by_every_engine(problem, 4.0, ("tour", "small", "cpsat"))
    hold_to_the_check(problem, found)
    assert found["tour"].engine == "tour"
    assert found["tour"].certificate is not None
    assert found["cpsat"].status == found["small"].status == "optimal"


def test_two_breaks_in_one_slot_are_lost_once() -> None:
    rests = (BreakWindow("one", 15, 185, 185), BreakWindow("two", 15, 200, 200))
    heads = np.ones((1, 48), dtype=np.int64)
    menu = (a_template("D", 480, length_min=480, breaks=rests),)
    problem = a_problem(1, [an_agent("A1")], menu, LAW, heads, 30)
    hold_to_the_check(problem, by_every_engine(problem, 1.0, ("tour", "cpsat")))


# -- what the tour engine cannot express -------------------------------------------------------


def many_sorts_of_locks() -> RosterProblem:
    agents = [an_agent(f"A{i}") for i in range(61)]
    odd = [a_shift(f"A{i}", 0, 480, length_min=300 + i, template="OLD") for i in range(61)]
    locks = tuple(Lock(shift.agent_id, shift.day, shift) for shift in odd)
    return a_problem(2, agents, locks=locks)


def windows_in_all_too_many_ways() -> RosterProblem:
    several = tuple(BreakWindow(f"b{i}", 15, 60, 400) for i in range(4))
    return a_problem(2, templates=[a_template("D", 480, breaks=several)], slot_min=15)


UNFIT = {
    "breaks": (
        windows_in_all_too_many_ways(),
        "D: there are too many ways to place b0, b1, b2, b3.*set their windows apart",
    ),
    "locked": (many_sorts_of_locks(), "61 sorts of locked shifts are not among.*unlock some"),
}


@pytest.mark.parametrize("cause", UNFIT)
@pytest.mark.parametrize(("asked", "ran"), [("tour", "lns"), ("small", "cpsat"), ("auto", "cpsat")])
def test_the_result_names_the_engine_that_ran_and_why(cause: str, asked: str, ran: str) -> None:
    problem, why = UNFIT[cause]
    result = solve_roster(problem, engine=asked, **until(a_roster_found))
    assert result.engine == ran
    assert result.certificate is None
    assert result.roster is not None
    assert result.engine_why.startswith("the tour engine cannot state this problem: ")
    assert re.search(why, result.engine_why)


@pytest.mark.parametrize("cause", UNFIT)
def test_what_has_no_prices_is_told_so_in_words(cause: str) -> None:
    problem, why = UNFIT[cause]
    assert "no prices exist for this roster" in no_prices_because(problem)
    with pytest.raises(NoPrices, match=why):
        worth(problem, a_roster(problem), time_limit_s=1)


def test_a_roster_of_the_tour_engine_gives_no_reason() -> None:
    result = solve_roster(a_centre_with_everything(LAW), engine="tour", **until())
    assert (result.engine, result.engine_why) == ("tour", "")
    assert no_prices_because(a_centre_with_everything(LAW)) == ""
