"""Engines: rosters that keep hard rules, cost what the scorecard says, and bounds that hold."""

import itertools
import threading
import time
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import Break, Shift
from data.model.staff import Leave, Wish
from rostering.evaluation.scorecard import score
from rostering.rules import default_settings
from rostering.rules.language.duty import Duty
from rostering.solver.options import OptionTable
from rostering.solver.progress import Incumbent, Progress
from rostering.solver.solve import ENGINES, solve_roster
from rostering.solver.tours.solve import run_tours
from rostering.solver.tours.translate.translate import translate
from tests.rostering.builders import (
    MONDAY,
    a_contract,
    a_meal,
    a_problem,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)
from tests.until import a_roster_found, until

MENU = (
    a_template("D", 420, 660, length_min=540, breaks=(a_meal(180, 300),)),
    a_template("N", 1260, 1320, length_min=600, breaks=(a_meal(),)),
)


def a_small_centre(seed: int = 1, agents: int = 4, days: int = 7, **more: object) -> RosterProblem:
    rng = np.random.default_rng(seed)
    skills = (("q",), ("q", "r"), ("r",))
    given = {
        "agents": more.pop("people", [an_agent(f"A{i}", skills[i % 3]) for i in range(agents)]),
        "templates": MENU,
        "rules": default_settings(),
        "heads": rng.integers(0, 3, (2, days * 24)),
        "queues": ("q", "r"),
        "contracts": (a_contract(weekly_min_min=960, weekly_max_min=2400),),
        "leave": (Leave("A1", MONDAY + timedelta(1), MONDAY + timedelta(2)),),
        "wishes": (Wish("A0", MONDAY + timedelta(3), weight=5),),
        "history": (Shift("A2", MONDAY - timedelta(1), 1320, 600, "N"),),
    }
    return a_problem(days, **{**given, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["small", "tour", "lns"])
def test_every_engine_keeps_hard_rules_and_pays_what_the_scorecard_says(engine: str) -> None:
    problem = a_small_centre(agents=5, days=14)
    result = solve_roster(problem, engine=engine, **until())
    assert result.roster is not None
    card = score(problem, result.roster)
    assert card.hard_violations == 0
    assert result.objective == card.objective == sum(charge.points for charge in result.charges)
    assert result.bound is not None
    assert result.bound <= result.objective + 1e-6
    assert result.engine == engine


def test_a_whole_model_and_the_tour_engine_agree_on_a_team_that_is_proven() -> None:
    heads = np.tile(np.repeat([0, 1, 2, 1], [7, 4, 6, 7]), 5)[None, :].repeat(2, axis=0)
    problem = a_small_centre(agents=2, days=5, heads=heads)
    proven = solve_roster(problem, time_limit_s=60, engine="cpsat")
    assert proven.status == "optimal"
    assert proven.objective is not None
    together = solve_roster(problem, time_limit_s=20)
    assert (together.status, together.objective) == ("optimal", proven.objective)
    assert together.engine == "small"
    tours = solve_roster(problem, time_limit_s=1, engine="tour")
    assert tours.objective is not None
    assert tours.bound is not None
    assert tours.bound <= proven.objective <= tours.objective


def test_the_proven_optimum_is_what_trying_every_roster_finds() -> None:
    templates = (a_template("D", 480, length_min=480), a_template("L", 840, length_min=480))
    rules = (RuleSetting("minimum_rest"), RuleSetting("consecutive_days", 5, {"most": 2}))
    heads = np.random.default_rng(3).integers(0, 3, (1, 72))
    agents = (an_agent("A1"), an_agent("A2"))
    problem = a_problem(3, agents, templates, rules, heads)
    cells = list(itertools.product(("A1", "A2"), range(3)))
    best = min(
        card.objective
        for choice in itertools.product((None, "D", "L"), repeat=len(cells))
        if not (card := score(problem, _drawn(problem, cells, choice))).hard_violations
    )
    result = solve_roster(problem, time_limit_s=30, engine="cpsat")
    assert (result.status, result.objective) == ("optimal", best)


def _drawn(
    problem: RosterProblem, cells: list[tuple[str, int]], choice: tuple[str | None, ...]
) -> Roster:
    start = {"D": 480, "L": 840}
    shifts = (
        a_shift(agent, day, start[code], template=code)
        for (agent, day), code in zip(cells, choice, strict=True)
        if code
    )
    return a_roster(problem, *shifts)


def test_too_few_people_is_an_answer_with_its_uncovered_hours_not_a_failure() -> None:
    problem = a_small_centre(heads=5)
    result = solve_roster(problem, engine="lns", **until(a_roster_found))
    assert result.roster is not None
    card = score(problem, result.roster)
    assert card.shortfall_hours["q"] > 100
    assert card.by_rule()["understaffing"] > 0


def test_a_night_shift_covers_the_morning_after_and_the_horizon_cuts_the_last_one() -> None:
    problem = a_problem(2, templates=[a_template("N", 1320)], heads=0)
    roster = a_roster(problem, *(a_shift("A1", d, 1320, template="N") for d in (0, 1)))
    surplus = score(problem, roster).cover.surplus
    assert surplus.nonzero()[0].tolist() == [*range(22, 30), 46, 47]


@pytest.mark.parametrize("engine", ["small", "tour", "lns", "cpsat"])
def test_locked_cells_stay_with_the_breaks_they_came_with(engine: str) -> None:
    kept = a_shift("A0", 2, 480, length_min=540, breaks=(Break(480 + 300, 60, "meal"),))
    locks = (Lock("A0", kept.day, kept), Lock("A2", MONDAY + timedelta(3), None))
    problem = a_small_centre(locks=locks)
    result = solve_roster(problem, engine=engine, **until(a_roster_found))
    assert result.roster is not None
    assert result.roster.by_cell["A0", kept.day] == (kept,)
    assert ("A2", MONDAY + timedelta(3)) not in result.roster.by_cell


def test_a_locked_shift_with_breaks_leaves_a_model_no_other_way_to_place_them() -> None:
    kept = a_shift("A0", 2, 480, length_min=540, breaks=(Break(480 + 300, 60, "meal"),))
    options = OptionTable(a_small_centre(locks=(Lock("A0", kept.day, kept),)))
    assert options.duties("A0", 2) == (Duty.of(kept),)


def test_rules_about_heads_on_the_floor_hold_in_neighbourhoods_too() -> None:
    agents = [an_agent(f"A{i}", ("q", "r"), senior=i % 2 == 0) for i in range(5)]
    seats = RuleSetting("seat_capacity", None, {"seats": 3})
    problem = a_small_centre(people=agents, rules=(*default_settings()[:12], seats), leave=())
    result = solve_roster(problem, time_limit_s=3, engine="tour")
    assert result.roster is not None
    assert score(problem, result.roster).hard_violations == 0


def test_a_solve_stops_within_a_second_and_keeps_its_best_roster() -> None:
    problem = a_small_centre(agents=12, days=14)
    stop = threading.Event()
    heard: list[Progress] = []
    began: list[float] = []

    def hear(progress: Progress) -> None:
        heard.append(progress)
        if progress.objective is not None and not stop.is_set():
            began.append(time.process_time())
            stop.set()

    result = solve_roster(problem, time_limit_s=60, engine="lns", progress=hear, stop=stop)
    assert time.process_time() - began[0] < 3.0  # of two threads; a busy machine takes no more
    assert result.status == "stopped"
    assert result.roster is not None
    assert heard


def test_no_bound_lies_below_nothing() -> None:
    incumbent = Incumbent(a_small_centre(), 1.0)
    incumbent.raise_bound(-500.0, "rough prices")
    assert incumbent.bound == 0


def test_what_an_engine_has_told_stands_until_its_roster_is_judged() -> None:
    heard: list[Progress] = []
    problem = a_small_centre()
    incumbent = Incumbent(problem, 1.0, heard.append)
    incumbent.tell(9000)
    incumbent.raise_bound(10.0, "any")
    incumbent.tell(9100)  # no better
    incumbent.tell(8000)
    assert [state.objective for state in heard] == [9000, 9000, 8000]
    assert {state.phase for state in heard} == {"better roster", "better bound"}
    empty = Roster(problem.first, problem.days)
    incumbent.offer(empty)
    judged = score(problem, empty)
    assert heard[-1].objective == (None if judged.hard_violations else judged.objective)


def test_a_start_roster_is_never_made_worse() -> None:
    problem = a_small_centre(agents=5)
    first = solve_roster(problem, engine="tour", **until())
    assert first.roster is not None
    again = solve_roster(problem, time_limit_s=1, engine="lns", start=first.roster, seed=5)
    assert again.objective is not None
    assert first.objective is not None
    assert again.objective <= first.objective


def test_an_unknown_engine_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="choose auto"):
        solve_roster(a_problem(), time_limit_s=1, engine="magic")


# -- no roster at all --------------------------------------------------------------------------


def test_what_the_nearest_roster_breaks_is_told_by_the_titles_of_the_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ENGINES, "lns", lambda *_: "unknown")
    problem = a_problem(rules=(RuleSetting("minimum_rest"),))
    late, early = (a_shift("A1", day, start) for day, start in ((0, 14 * 60), (1, 6 * 60)))
    start = Roster(problem.first, problem.days, (late, early))
    found = solve_roster(problem, time_limit_s=1, engine="lns", start=start)
    assert (found.status, found.roster) == ("unknown", None)
    assert any("breaks Rest between shifts once, first: " in said for said in found.conflicts)


def test_colliding_rules_are_named_with_the_way_out() -> None:
    locks = tuple(
        Lock(
            "A0",
            MONDAY + timedelta(d),
            a_shift("A0", d, s, length_min=540 if t == "D" else 600, template=t),
        )
        for d, s, t in ((0, 1320, "N"), (1, 420, "D"))
    )
    problem = a_small_centre(locks=locks, rules=(RuleSetting("minimum_rest"),))
    result = solve_roster(problem, time_limit_s=20)
    assert result.status == "infeasible"
    assert result.roster is None
    said = " ".join(result.conflicts)
    assert "Agent A0" in said
    assert "Rest between shifts" in said
    assert "Locked cells" in said
    assert "Weekly paid time" not in said
    assert "Way out" in said


def test_a_conflict_names_only_rules_that_are_needed_for_it() -> None:
    contracts = (a_contract(weekly_min_min=6 * 480, weekly_max_min=6 * 480),)
    rules = (
        RuleSetting("weekly_minutes"),
        RuleSetting("days_off_a_week", params={"least": 2}),
        RuleSetting("minimum_rest"),
        RuleSetting("consecutive_days"),
    )
    problem = a_small_centre(contracts=contracts, rules=rules, leave=(), history=())
    problem = replace(problem, agents=problem.agents[:1])
    result = solve_roster(problem, time_limit_s=20)
    assert result.status == "infeasible"
    assert "Weekly paid time" in result.conflicts[0]
    assert "Days off a week" in result.conflicts[0]
    assert "Rest between shifts" not in result.conflicts[0]
    assert any("Way out" in sentence for sentence in result.conflicts[1:])


def test_the_tour_engine_names_a_conflict_that_ends_in_the_first_week() -> None:
    contracts = (a_contract(weekly_min_min=70 * 60, weekly_max_min=70 * 60),)
    rules = (*default_settings(), RuleSetting("days_off_a_week", params={"least": 2}))
    problem = a_small_centre(agents=2, days=28, contracts=contracts, rules=rules)
    result = solve_roster(problem, time_limit_s=20, engine="tour")
    assert result.status == "infeasible"
    assert "Agent A0 (A0) and 1 more (Agent A1) have no roster" in result.conflicts[0]
    assert "«Weekly paid time»" in result.conflicts[0]


def test_the_tour_engine_pays_what_the_scorecard_says_when_nothing_is_left_out() -> None:
    wishes = tuple(Wish("A0", MONDAY + timedelta(d), weight=2) for d in range(5))
    problem = a_small_centre(agents=5, days=14, wishes=wishes)
    incumbent = Incumbent(problem, 2.0)
    translation = translate(problem, OptionTable(problem))
    answer = run_tours(incumbent, translation, 0, 0.7)
    assert translation.dropped == ()
    assert incumbent.card is not None
    assert incumbent.card.hard_violations == 0
    assert answer.objective == incumbent.card.objective
    assert translation.roster(translation.tours(incumbent.roster or Roster(MONDAY, 14))).shifts == (
        incumbent.roster.shifts if incumbent.roster else ()
    )
