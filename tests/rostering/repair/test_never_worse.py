"""A repair is never worse than the best replacement, and says how far it got."""

import dataclasses
import threading
from datetime import timedelta

import numpy as np
import pytest

import rostering.repair.search as solver
from data.model.problem import SICK, RosterProblem
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.staff import Leave
from rostering.evaluation.scorecard import score
from rostering.repair.disruption import Disruption, Rerostered, Surge, disrupted_problem, reroster
from rostering.repair.replacement import rank_replacements
from rostering.repair.searched import Searched
from rostering.repair.single_changes import SingleChanges
from rostering.solver.cpsat.keeping import KeepingOptions, Kept
from rostering.solver.progress import Progress
from tests.rostering.builders import (
    MONDAY,
    a_problem,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)

pytestmark = pytest.mark.slow

RULES = (RuleSetting("minimum_rest", params={"rest_min": 660}), RuleSetting("consecutive_days"))


def sick(agent_id: str, first: int, last: int) -> Leave:
    return Leave(agent_id, MONDAY + timedelta(first), MONDAY + timedelta(last), SICK)


def a_team(seed: int) -> tuple[RosterProblem, Roster]:
    """Ten people of two skill sets, a week, four to six shifts each."""
    rng = np.random.default_rng(seed)
    templates = (a_template("D", 420, 600), a_template("L", 720, 840))
    people = [an_agent(f"A{i}", (("q",), ("q", "r"))[i % 2]) for i in range(10)]
    hour = np.arange(7 * 24) % 24
    heads = np.stack([4 * ((hour >= 8) & (hour < 20)), 2 * ((hour >= 10) & (hour < 16))])
    problem = a_problem(7, people, templates, RULES, heads, queues=("q", "r"))
    shifts = [
        a_shift(agent.agent_id, day, 480)
        for agent in people
        for day in rng.choice(7, int(rng.integers(3, 6)), replace=False).tolist()
    ]
    return problem, a_roster(problem, *shifts)


def upsets(published: Roster) -> dict[str, Disruption]:
    """One sick, two sick, one sick for the rest of the week, a storm, and all of it."""
    one, two = published.shifts[0], published.shifts[-1]
    day = (one.day - MONDAY).days
    first, later = sick(one.agent_id, day, day), sick(one.agent_id, 2, 6)
    other = Leave(two.agent_id, two.day, two.day, SICK)
    storm = Surge("q", MONDAY + timedelta(2), 14 * 60, 22 * 60, 4)
    return {
        "one": Disruption((first,)),
        "two": Disruption((first, other)),
        "rest of the week": Disruption((later,)),
        "storm": Disruption(surges=(storm,)),
        "all": Disruption((first, other), (storm,)),
    }


def best_replacement(problem: RosterProblem, published: Roster, upset: Disruption) -> int:
    """Points, changes paid, of the best single lawful replacement of any shift that fell out."""
    hit = disrupted_problem(problem, upset)
    gone = [
        s for a in upset.absent for s in published.shifts
        if s.agent_id == a.agent_id and a.first <= s.day <= a.last
    ]  # fmt: skip
    left = Roster(published.first, published.days, tuple(set(published.shifts) - set(gone)))
    found = [score(hit, left).objective]
    for shift in gone:
        vacated = left.with_cell(shift.agent_id, shift.day, shift)
        for one in rank_replacements(hit, vacated, shift.agent_id, shift.day):
            if not one.broken:
                after = one.roster.with_cell(shift.agent_id, shift.day, None)
                found.append(score(hit, after).objective + upset.change_price)
    return min(found)


def paid(found: Rerostered) -> int:
    return found.after.objective + found.change_points


@pytest.mark.parametrize("what", ["one", "two", "rest of the week", "storm", "all"])
@pytest.mark.parametrize("limit_s", [0.0, 0.3])
@pytest.mark.parametrize("as_tours", [True, False])
def test_it_is_never_worse_than_the_best_replacement(
    monkeypatch: pytest.MonkeyPatch, what: str, limit_s: float, as_tours: bool
) -> None:
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 0)
    if not as_tours:
        monkeypatch.setattr(solver, "single_agent_reroster", lambda *_: None)
    for seed in range(2):
        problem, published = a_team(seed)
        upset = upsets(published)[what]
        found = reroster(problem, published, upset, time_limit_s=limit_s)
        assert paid(found) <= best_replacement(problem, published, upset)
        assert found.after.hard_violations == found.open.hard_violations == 0
        if what in ("storm", "all"):
            assert found.changed, "somebody who is off saves more than a change costs"


@pytest.mark.parametrize("first", ["A", "B"])
def test_who_could_take_over_either_of_two_shifts_takes_the_one_that_saves_more(first: str) -> None:
    """At no time at all each shift is offered once: the dearer must not come too late."""
    early, late = ("A", "B") if first == "A" else ("B", "A")
    hour = np.arange(24)
    heads = np.where(hour >= 16, 1, np.where((hour >= 8) & (hour < 11), 1, 0))[None]
    people = [an_agent("A"), an_agent("B"), an_agent("C")]
    templates = (a_template("D", 480), a_template("L", 960))
    problem = a_problem(1, people, templates, RULES, heads)
    published = a_roster(problem, a_shift(early, 0, 480), a_shift(late, 0, 960, template="L"))
    upset = Disruption((sick("A", 0, 0), sick("B", 0, 0)))
    found = reroster(problem, published, upset, time_limit_s=0)
    assert paid(found) <= best_replacement(problem, published, upset)
    assert [(s.agent_id, s.template) for s in found.roster.shifts] == [("C", "L")]


def test_nobody_is_asked_beyond_the_budget_and_locks_and_notice_hold_at_no_time_at_all() -> None:
    problem, published = a_team(0)
    upset = dataclasses.replace(upsets(published)["all"], max_touched=1)
    assert len(reroster(problem, published, upset, time_limit_s=0).touched) <= 1
    late = dataclasses.replace(upset, first=MONDAY + timedelta(6), max_touched=None)
    found = reroster(problem, published, late, time_limit_s=0)
    assert all(day >= MONDAY + timedelta(6) for _, day in found.changed)


@pytest.mark.parametrize("as_tours", [True, False])
def test_not_worth_it_is_said_only_when_everybody_was_asked(
    monkeypatch: pytest.MonkeyPatch, as_tours: bool
) -> None:
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 0)
    if not as_tours:
        monkeypatch.setattr(solver, "single_agent_reroster", lambda *_: None)
    problem, published = a_team(0)
    dear = dataclasses.replace(upsets(published)["one"], change_price=100_000)
    none = reroster(problem, published, dear, time_limit_s=0)
    assert not none.changed
    assert none.outlook == "Not searched: out of time."
    full = reroster(problem, published, dear, time_limit_s=20)
    assert not full.changed
    assert full.outlook.startswith("No change is worth its price: all 10 people were asked")


def test_a_stop_is_heard_before_anybody_is_asked() -> None:
    problem, published = a_team(0)
    stop = threading.Event()
    stop.set()
    found = reroster(problem, published, upsets(published)["all"], time_limit_s=60, stop=stop)
    assert found.stopped
    assert found.outlook == "Not searched: stopped."


@pytest.mark.parametrize("word", ["take over", "come in", "as tours", "asking everybody"])
def test_a_stop_is_heard_in_every_step(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 0)
    problem, published = a_team(0)
    stop, phases = threading.Event(), list[str]()

    def hear(state: Progress) -> None:
        phases.append(state.phase)
        if word in state.phase:
            stop.set()

    found = reroster(
        problem, published, upsets(published)["all"], time_limit_s=60, progress=hear, stop=stop
    )
    assert found.stopped
    assert not [p for p in phases if p.startswith(("those who", "everybody on"))]


def test_the_clock_is_asked_before_each_person_and_it_is_told_how_many_were_asked() -> None:
    problem, published = a_team(1)
    kept = Kept(published, frozenset(), 100_000)
    single = SingleChanges(problem, KeepingOptions(problem, kept), range(7))
    left = iter([True] * 21)
    ended = single.descend(published, lambda: next(left, False))
    assert (ended.asked, ended.people) == (3, 10)
    assert not ended.ended
    said = Searched(ended.asked, ended.people).sentence(changed=False, proven=False)
    assert said == "Out of time after 3 of 10 people were asked."
    stopped = Searched(3, 10, stopped=True).sentence(changed=False, proven=False)
    assert stopped == "Stopped after 3 of 10 people were asked."


def test_a_single_change_saves_exactly_what_the_scorecard_says() -> None:
    floor = RuleSetting("minimum_heads", params={"least": 2}, price=7)
    problem, published = a_team(1)
    problem = dataclasses.replace(problem, rules=(*RULES, floor))
    kept = Kept(published, frozenset(), 5)
    before = score(problem, published)
    ended = SingleChanges(problem, KeepingOptions(problem, kept), range(2)).descend(
        published, lambda: True
    )
    assert ended.ended
    after = score(problem, ended.roster)
    assert after.objective + 5 * len(kept.changes(ended.roster)) < before.objective
    assert after.hard_violations == 0
