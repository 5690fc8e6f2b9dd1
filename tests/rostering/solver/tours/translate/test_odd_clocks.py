"""Days of changed clocks, starts off the slots, long duties, many limits, breaks of a team apart.

All are stated as tours exactly: what the engine pays is what the scorecard counts, its bound is
added up again, and a whole model proves the same.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Lock
from data.model.rule import RuleSetting
from data.model.shift import Break, BreakWindow, Shift
from rostering.evaluation.scorecard import score
from rostering.solver.options import OptionTable
from rostering.solver.solve import solve_roster
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.engine import solve_tours
from rostering.solver.tours.plain import cost_rows, roster_rows, to_plain
from rostering.solver.tours.proof import recomputed_bound
from rostering.solver.tours.search.annealing import Chain, Guide, begin
from rostering.solver.tours.translate.translate import translate
from tests.benchmarks.rosters.plain_check import judge
from tests.contracts.test_engines import by_every_engine, hold_to_the_check
from tests.rostering.builders import a_meal, a_problem, a_shift, a_template, an_agent
from tests.until import until

pytestmark = pytest.mark.slow

LAW = (RuleSetting("minimum_rest"), RuleSetting("weekly_minutes", 7))
SPRING, AUTUMN = date(2026, 3, 27), date(2026, 10, 23)
"""Fridays before the nights in which clocks change in Berlin."""


def a_week_end(first: date, slot_min: int) -> RosterProblem:
    """Friday to Monday, nights with two breaks around the hour that changes, one since Thursday."""
    grid = Grid.for_days(first, 4, slot_min, "Europe/Berlin")
    heads = np.random.default_rng(slot_min).integers(0, 3, (2, grid.slots))
    templates = (
        a_template("N", 1260, 1380, step_min=60, length_min=540, breaks=(a_meal(180, 300),)),
        a_template("E", 0, 180, step_min=30, length_min=300, breaks=(a_meal(60, 180),)),
        a_template("D", 480, 600, step_min=60, length_min=480, breaks=(a_meal(180, 240),)),
    )
    agents = [an_agent(f"A{i}", (("q",), ("q", "r"), ("r",))[i % 3]) for i in range(4)]
    history = (Shift("A1", first - timedelta(days=1), 1320, 480, "N", (Break(1500, 60, "meal"),)),)
    problem = a_problem(4, agents, templates, LAW, first=first, queues=("q", "r"), history=history)
    return replace(problem, requirement=Requirement("R", grid, ("q", "r"), heads, heads))


def off_the_slots() -> RosterProblem:
    """Starts at every twenty minutes of half hours, breaks of ten minutes, a lock at 08:03."""
    tea, meal = BreakWindow("tea", 10, 70, 130), BreakWindow("meal", 45, 180, 260)
    templates = (
        a_template("D", 400, 600, step_min=20, length_min=475, breaks=(tea, meal)),
        a_template("L", 720, 780, step_min=60, length_min=400, breaks=(meal,)),
    )
    heads = np.random.default_rng(3).integers(0, 4, (1, 3 * 48))
    agents = [an_agent(f"A{i}") for i in range(4)]
    held = a_shift("A0", 1, 483, length_min=300, template="OLD", breaks=(Break(600, 15, "tea"),))
    lock = Lock("A0", held.day, held)
    return a_problem(3, agents, templates, LAW, heads, 30, locks=(lock,))


def long_duties() -> RosterProblem:
    """A day and a night on duty, fifteen hours of rest after it."""
    templates = (a_template("W", 480, length_min=1440), a_template("D", 480, 720, step_min=60))
    rules = (RuleSetting("minimum_rest", None, {"rest_min": 900}), RuleSetting("leave"))
    return a_problem(4, [an_agent(f"A{i}") for i in range(3)], templates, rules, heads=1)


def many_limits() -> RosterProblem:
    """Thirty-five limits on heads at once."""
    seats = [RuleSetting("seat_capacity", price, {"seats": 1}) for price in range(1, 36)]
    heads = np.random.default_rng(4).integers(0, 3, (1, 3 * 24))
    agents = [an_agent(f"A{i}") for i in range(3)]
    return a_problem(3, agents, [a_template("D", 480, 660, step_min=60)], [*LAW, *seats], heads)


def breaks_apart(price: int | None = 5, slot_min: int = 60) -> RosterProblem:
    """Two teams at work, one of them with a break since the night before, and seats for few."""
    agents = [an_agent(f"A{i}", (("q",), ("q", "r"))[i % 2], team="red" if i < 4 else "blue")
              for i in range(6)]  # fmt: skip
    tea, meal = BreakWindow("tea", 15, 60, 120), a_meal(180, 300)
    templates = (
        a_template("D", 420, 540, step_min=60, length_min=540, breaks=(tea, meal)),
        a_template("N", 1260, 1320, step_min=60, length_min=480, breaks=(meal,)),
    )
    rules = (*LAW, RuleSetting("breaks_apart", price, {"most": 1}),
             RuleSetting("seat_capacity", 3, {"seats": 4}))  # fmt: skip
    heads = np.random.default_rng(5).integers(0, 3, (2, 3 * 1440 // slot_min))
    last = a_shift("A0", -1, 1320, template="N", breaks=(Break(1500, 60, "meal"),))
    more = {"queues": ("q", "r"), "history": (last,)}
    return a_problem(3, agents, templates, rules, heads, slot_min, **more)


CENTRES = {
    "spring": a_week_end(SPRING, 60),
    "spring, half hours": a_week_end(SPRING, 30),
    "autumn": a_week_end(AUTUMN, 60),
    "autumn, half hours": a_week_end(AUTUMN, 30),
    "off the slots": off_the_slots(),
    "long duties": long_duties(),
    "many limits": many_limits(),
    "breaks apart": breaks_apart(),
    "breaks apart, half hours": breaks_apart(slot_min=30),
}


@pytest.mark.parametrize("centre", CENTRES)
def test_a_roster_costs_the_engine_what_the_scorecard_says(centre: str) -> None:
    problem = CENTRES[centre]
    translation = translate(problem, OptionTable(problem))
    assert not translation.dropped
    packed, rng = translation.packed, np.random.default_rng(1)
    pricer = Pricer(packed)
    bounds = BoundSearch(packed, pricer)
    chain = Chain(packed, rng)
    chain.load(begin(packed, bounds.last, None))
    guide = Guide.of(packed, bounds.best.price, bounds.best.multipliers)
    away = 0
    for heat in (8.0, 4.0, 2.0, 0.5, 0.0, 0.0):
        chain.one_pass(heat, 0.0, guide)
        roster = translation.roster(chain.tours)
        card = score(problem, roster)
        assert card.hard_violations == 0
        assert chain.objective() == card.objective
        again = translation.tours(roster)
        assert (again.shift_types == chain.tours.shift_types).all()
        at_work = again.shift_types >= 0
        assert (again.starts[at_work] == chain.tours.starts[at_work]).all()
        away += len(roster.shifts)
    assert away


@pytest.mark.parametrize("centre", ["autumn", "breaks apart"])
def test_a_program_without_any_of_ours_adds_up_the_same(centre: str) -> None:
    """The instance in plain numbers, judged by the benchmark's own check."""
    problem = CENTRES[centre]
    instance = translate(problem, OptionTable(problem)).instance
    found = solve_tours(instance, time_limit_s=0.5)
    costs = [cost_rows(instance, agent) for agent in range(len(instance.agents))]
    points, wrong = judge(to_plain(instance), costs, roster_rows(instance, found.tours))
    assert not wrong
    assert points == found.objective


@pytest.mark.parametrize("centre", CENTRES)
def test_every_engine_agrees_and_the_bound_is_added_up_again(centre: str) -> None:
    problem = CENTRES[centre]
    found = by_every_engine(problem, 1.5, ("tour", "cpsat"))
    hold_to_the_check(problem, found)
    tours, whole = found["tour"], found["cpsat"]
    assert (tours.engine, tours.engine_why) == ("tour", "")
    assert tours.certificate is not None
    assert recomputed_bound(problem, tours.certificate) == tours.certificate.bound
    assert tours.certificate.bound <= (whole.objective or 0)
    assert tours.objective is not None
    assert whole.bound is not None
    assert tours.objective >= whole.bound - 1e-6


def test_hard_breaks_apart_are_kept_by_the_tour_engine() -> None:
    problem = breaks_apart(None)
    result = solve_roster(problem, engine="tour", **until())
    assert result.roster is not None
    assert score(problem, result.roster).hard_violations == 0
    assert result.engine == "tour"


def test_the_bound_knows_that_breaks_of_a_team_must_be_apart() -> None:
    """Four of red have two begins: two breaks too many each day, whatever anybody does."""
    agents = [an_agent(f"A{i}", team="red") for i in range(4)]
    template = a_template("D", 480, breaks=(a_meal(180, 240),))
    rules = (RuleSetting("breaks_apart", 5, {"most": 1}),
             RuleSetting("working_days_a_week", None, {"least": 7, "most": 7}))  # fmt: skip
    problem = a_problem(7, agents, [template], rules, heads=0)
    result = solve_roster(problem, time_limit_s=3, engine="tour")
    assert (result.objective, result.bound) == (7 * 28 + 7 * 2 * 5, 7 * 28 + 7 * 2 * 5)
    assert result.certificate is not None
    assert recomputed_bound(problem, result.certificate) == result.bound
