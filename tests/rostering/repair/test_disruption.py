"""Repair of a published roster: cheapest by enumeration, budgets, prices, locks."""

import dataclasses
import itertools
from datetime import timedelta

import numpy as np
import pytest

import rostering.repair.search as solver
from data.model.activity import Activity
from data.model.errors import InvalidValue
from data.model.problem import SICK, RosterProblem
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import Break, Shift
from data.model.staff import Leave
from rostering.evaluation.scorecard import score
from rostering.repair.disruption import Disruption, Surge, reroster
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

RULES = (RuleSetting("minimum_rest", params={"rest_min": 660}), RuleSetting("consecutive_days"))


def sick(agent_id: str, first: int, last: int | None = None) -> Leave:
    days = (MONDAY + timedelta(days=d) for d in (first, first if last is None else last))
    return Leave(agent_id, *days, SICK)


def a_team(heads: int = 1, days: int = 2, **more: object) -> tuple[RosterProblem, Roster]:
    """Three people, an early and a late shift, a published roster that covers some of it."""
    templates = (a_template("D", 480), a_template("L", 720))
    people = [an_agent(f"A{i}") for i in range(1, 4)]
    rules = more.pop("rules", RULES)
    problem = a_problem(days, people, templates, rules, heads, **more)  # type: ignore[arg-type]
    shifts = [a_shift("A1", day) for day in range(days)]
    shifts += [a_shift("A2", 0, 720, template="L")]
    return problem, a_roster(problem, *shifts)


def test_shifts_that_stay_keep_their_activities_and_are_off_the_floor_in_them() -> None:
    problem, published = a_team(heads=1)
    held = dataclasses.replace(published.shifts[1], activities=(Activity(540, 120, "training"),))
    published = published.with_cell(held.agent_id, held.day, held)
    found = reroster(problem, published, Disruption((sick("A1", 0),)), time_limit_s=20)
    assert found.proven
    assert held in found.roster.shifts
    assert score(found.problem, found.roster).objective == found.after.objective


def every_roster(problem: RosterProblem) -> list[Roster]:
    """Every way to give each person on each day one of the templates's shifts, or none."""
    cells = [(a.agent_id, d) for a in problem.agents for d in range(problem.days)]
    kinds = ((None, 0), ("D", 480), ("L", 720))
    return [
        a_roster(
            problem,
            *(
                a_shift(agent, day, start, template=code)
                for (agent, day), (code, start) in zip(cells, choice, strict=True)
                if code
            ),
        )
        for choice in itertools.product(kinds, repeat=len(cells))
    ]


@pytest.mark.parametrize(
    ("price", "most"), [(0, None), (20, None), (20, 1), (75, None), (500, None)]
)
def test_the_repair_is_the_cheapest_of_all(price: int, most: int | None) -> None:
    problem, published = a_team()
    disruption = Disruption((sick("A1", 0),), change_price=price, max_touched=most)
    found = reroster(problem, published, disruption, time_limit_s=20)
    assert found.proven
    best = min(
        card.objective + price * len(changed)
        for roster in every_roster(problem)
        if ("A1", MONDAY) not in roster.by_cell
        for card in [score(found.problem, roster)]
        for changed in [changes(published, roster, {("A1", MONDAY)})]
        if not card.hard_violations
        and (most is None or len({agent for agent, _ in changed}) <= most)
    )
    assert found.after.objective + found.change_points == best
    assert found.changed == tuple(changes(published, found.roster, {("A1", MONDAY)}))


def changes(before: Roster, after: Roster, fell_out: set) -> list:  # type: ignore[type-arg]
    cells = sorted({*before.by_cell, *after.by_cell} - fell_out)
    return [c for c in cells if before.by_cell.get(c, ()) != after.by_cell.get(c, ())]


def test_nobody_is_touched_when_nobody_may_be() -> None:
    problem, published = a_team(heads=2)
    found = reroster(
        problem, published, Disruption((sick("A1", 0),), max_touched=0), time_limit_s=10
    )
    assert found.changed == ()
    assert found.after.objective == found.open.objective


def test_a_dearer_change_never_makes_more_of_them() -> None:
    problem, published = a_team(heads=2, days=4)
    numbers = [
        len(reroster(problem, published, Disruption((sick("A1", 0, 1),), change_price=p)).changed)
        for p in (0, 30, 100, 10_000)
    ]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 0
    assert numbers[-1] == 0


def test_a_surge_calls_somebody_in_and_an_unknown_queue_is_refused() -> None:
    problem, published = a_team(heads=0)
    found = reroster(problem, published, Disruption(surges=(Surge("q", MONDAY, 480, 960, 3),)))
    assert any(s.agent_id == "A3" and s.day == MONDAY for s in found.roster.shifts)
    with pytest.raises(InvalidValue, match="storm"):
        reroster(problem, published, Disruption(surges=(Surge("storm", MONDAY, 0, 60, 1),)))


def test_days_before_the_notice_and_locked_cells_stay() -> None:
    problem, published = a_team(heads=3, days=4)
    problem = dataclasses.replace(problem, locks=(Lock("A3", MONDAY + timedelta(2), None),))
    disruption = Disruption((sick("A1", 0, 3),), first=MONDAY + timedelta(2), change_price=1)
    found = reroster(problem, published, disruption)
    assert found.changed
    assert min(day for _, day in found.changed) == MONDAY + timedelta(2)
    assert ("A3", MONDAY + timedelta(2)) not in found.roster.by_cell


def test_shifts_that_stay_keep_their_very_breaks() -> None:
    templates = (a_template("D", 480, breaks=(a_meal(120, 300),)),)
    problem = a_problem(
        2, [an_agent("A1"), an_agent("A2"), an_agent("A3")], templates, RULES, heads=1
    )
    late = (Break(480 + 300, 60, "meal"),)
    published = a_roster(problem, a_shift("A1", 0, breaks=late), a_shift("A2", 0, breaks=late))
    found = reroster(problem, published, Disruption((sick("A1", 0),), change_price=0))
    assert found.roster.by_cell["A2", MONDAY] == published.by_cell["A2", MONDAY]


def test_what_was_broken_before_neither_blocks_the_repair_nor_grows() -> None:
    problem, published = a_team(heads=2, days=3)
    tired = a_shift("A2", 1)  # 8:00 after a late shift that ended at 20:00 is fine; 4:00 is not
    broken = Roster(published.first, 3, (*published.shifts, tired))
    strict = dataclasses.replace(
        problem, rules=(RuleSetting("minimum_rest", params={"rest_min": 900}),)
    )
    assert score(strict, broken).hard_violations == 1
    found = reroster(strict, broken, Disruption((sick("A1", 1),), first=MONDAY + timedelta(1)))
    assert found.after.hard_violations <= 1
    assert any(agent == "A3" for agent, _ in found.changed)


def test_a_week_with_sickness_asks_for_no_least_time() -> None:
    contract = a_contract(weekly_min_min=2 * 480)
    problem, published = a_team(0, 7, rules=(RuleSetting("weekly_minutes"),), contracts=(contract,))
    assert score(problem, published).hard_violations == 2  # A2 and A3 work too little
    found = reroster(problem, published, Disruption((sick("A1", 0, 6),), max_touched=0))
    assert not any(v.agent_id == "A1" for v in found.after.violations)
    late_leave = Leave("A1", MONDAY, MONDAY, "annual")
    asked = dataclasses.replace(problem, leave=(late_leave,))
    left = a_roster(problem)
    assert any(v.agent_id == "A1" for v in score(asked, left).violations)


# -- larger teams, by turns -----------------------------------------------------------------------


def a_large_team() -> tuple[RosterProblem, Roster]:
    rng = np.random.default_rng(3)
    templates = (a_template("D", 420, 600, breaks=(a_meal(),)), a_template("L", 720, 840))
    people = [an_agent(f"A{i:02d}", (("q",), ("q", "r"))[i % 2]) for i in range(14)]
    heads = np.zeros((2, 7 * 24), dtype=int)
    hour = np.arange(7 * 24) % 24
    heads[0, (hour >= 8) & (hour < 20)] = 4
    heads[1, (hour >= 10) & (hour < 16)] = 2
    problem = a_problem(7, people, templates, RULES, heads, queues=("q", "r"))
    shifts = []
    for agent in people:
        for day in rng.choice(7, 5, replace=False).tolist():
            start = int(rng.choice((420, 480, 540, 600)))
            meal = (Break(start + 180, 60, "meal"),)
            shifts.append(a_shift(agent.agent_id, day, start, breaks=meal))
    return problem, a_roster(problem, *shifts)


HIT = Disruption((sick("A00", 1, 2), sick("A01", 1), sick("A03", 2)), change_price=5)


def test_turns_come_close_to_one_whole_model(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, published = a_large_team()
    whole = reroster(problem, published, HIT, time_limit_s=20)
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 0)
    turns = reroster(problem, published, HIT, time_limit_s=8)
    assert whole.proven
    assert not turns.proven
    assert turns.saved >= 0.8 * whole.saved > 0
    assert turns.after.hard_violations == whole.after.hard_violations == 0


@pytest.mark.parametrize("ranked", [True, False])
def test_turns_keep_the_budget_and_every_rule(
    monkeypatch: pytest.MonkeyPatch, ranked: bool
) -> None:
    problem, published = a_large_team()
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 0)
    if not ranked:  # a problem that cannot be stated as tours
        monkeypatch.setattr(solver, "single_agent_reroster", lambda *_: None)
    disruption = dataclasses.replace(HIT, max_touched=2)
    found = reroster(problem, published, disruption, time_limit_s=6)
    assert len(found.touched) <= 2
    assert found.saved > 0
    assert found.after.hard_violations == 0
    away: set[Shift] = {s for s in found.roster.shifts if (s.agent_id, s.day) == ("A01", MONDAY)}
    assert away == {s for s in published.shifts if (s.agent_id, s.day) == ("A01", MONDAY)}


def test_nothing_happened_is_no_upset() -> None:
    problem, published = a_team()
    with pytest.raises(InvalidValue, match="nothing has happened"):
        reroster(problem, published, Disruption())
    with pytest.raises(InvalidValue, match="A9"):
        reroster(problem, published, Disruption((sick("A9", 0),)))
    with pytest.raises(InvalidValue, match="outside"):
        reroster(problem, published, Disruption((sick("A1", 50),)))
