"""Repair around hand edits: what the hand set stays, hard rules hold, little else moves."""

import dataclasses
import itertools
from datetime import date, timedelta

import numpy as np
import pytest

import rostering.repair.search as solver
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import Break
from data.model.staff import Leave
from rostering.evaluation.scorecard import score
from rostering.repair.edits import RepairedEdits, repair_around_edits
from rostering.repair.leeway import Leeway
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

Cell = tuple[str, date]
RULES = (
    RuleSetting("minimum_rest", params={"rest_min": 960}),
    RuleSetting("consecutive_days", params={"most": 2}),
)
TEMPLATES = (a_template("D", 480), a_template("L", 720))
KINDS = ((None, 0), ("D", 480), ("L", 720))


def on(day: int) -> date:
    return MONDAY + timedelta(days=day)


def a_team(days: int = 3, agents: int = 2, heads: int = 1, rules=RULES, **more):  # type: ignore[no-untyped-def]
    """A few people who work early or late; a late shift is too short a rest before an early one."""
    people = more.pop("people", [an_agent(f"A{i}") for i in range(1, agents + 1)])
    return a_problem(days, people, more.pop("templates", TEMPLATES), rules, heads, **more)


def a_drawn_roster(problem: RosterProblem, rng: np.random.Generator) -> Roster:
    cells = [(a.agent_id, d) for a in problem.agents for d in range(problem.days)]
    return made_of(problem, cells, [KINDS[i] for i in rng.integers(3, size=len(cells))])


def made_of(problem: RosterProblem, cells, choice) -> Roster:  # type: ignore[no-untyped-def]
    shifts = (
        a_shift(agent, day, start, template=code)
        for (agent, day), (code, start) in zip(cells, choice, strict=True)
        if code
    )
    return a_roster(problem, *shifts)


def every_roster(problem: RosterProblem, edited: Roster, hand: frozenset[Cell]) -> list[Roster]:
    """Every roster with the hand's cells as they are."""
    cells = [(a.agent_id, d) for a in problem.agents for d in range(problem.days)]
    free = [(a, d) for a, d in cells if (a, on(d)) not in hand]
    held = [s for s in edited.shifts if (s.agent_id, s.day) in hand]
    return [
        a_roster(problem, *held, *made_of(problem, free, choice).shifts)
        for choice in itertools.product(KINDS, repeat=len(free))
    ]


def differing(before: Roster, after: Roster) -> set[Cell]:
    cells = {*before.by_cell, *after.by_cell}
    return {c for c in cells if before.by_cell.get(c, ()) != after.by_cell.get(c, ())}


def lawful(problem: RosterProblem, rosters: list[Roster]) -> list[tuple[int, Roster]]:
    cards = [(score(problem, roster), roster) for roster in rosters]
    return [(card.objective, roster) for card, roster in cards if not card.hard_violations]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("price", [20, 1_000])
def test_the_repair_is_the_cheapest_of_all_and_keeps_the_hand(seed: int, price: int) -> None:
    rng = np.random.default_rng(seed)
    problem = a_team()
    edited = a_drawn_roster(problem, rng)
    hand = frozenset({("A1", on(int(rng.integers(3)))), ("A2", on(int(rng.integers(3))))})
    found = repair_around_edits(problem, edited, hand, Leeway(change_price=price), time_limit_s=20)
    if not found.needed:
        assert found.roster == edited
        assert not score(problem, edited).hard_violations
        return
    possible = [
        (points, roster)
        for points, roster in lawful(problem, every_roster(problem, edited, hand))
        if {day for _, day in differing(edited, roster)} <= {*found.days}
    ]
    assert not differing(edited, found.roster) & hand
    assert score(problem, found.roster).hard_violations == found.after.hard_violations == 0
    assert found.proven
    best = min(points + price * len(differing(edited, roster)) for points, roster in possible)
    assert found.after.objective + found.change_points == best
    assert set(found.changed) == differing(edited, found.roster)
    fewest = min(len(differing(edited, roster)) for _, roster in possible)
    assert found.fewest <= fewest
    if price == 1_000:  # more than the roster could ever save by a change
        assert len(found.changed) == fewest == found.fewest


def an_edit_too_close() -> tuple[RosterProblem, Roster, frozenset[Cell]]:
    """A1 is given a late shift before an early one; A2 and A3 have nothing to do with it."""
    problem = a_team(7, 3)
    rows = [("A1", 0), ("A1", 1), ("A2", 3), ("A3", 5), ("A3", 6)]
    roster = a_roster(problem, *(a_shift(agent, day) for agent, day in rows))
    late = a_shift("A1", 0, 720, template="L")
    return problem, roster.with_cell("A1", on(0), late), frozenset({("A1", on(0))})


def test_one_edit_moves_one_day_of_one_person_and_says_why() -> None:
    problem, edited, hand = an_edit_too_close()
    found = repair_around_edits(problem, edited, hand, Leeway(change_price=1_000))
    assert found.changed == (("A1", on(1)),)
    assert found.fewest == 1
    (reason,) = found.reasons
    assert reason.agent_id == "A1"
    assert "rest" in reason.sentences[0]
    assert "Tue 2026-03-03" in reason.sentences[0]
    assert found.conflicts == ()


def test_what_was_broken_before_the_edit_is_mended_too() -> None:
    problem, edited, hand = an_edit_too_close()
    edited = edited.with_cell("A3", on(4), a_shift("A3", 4))  # three days running, by nobody's hand
    found = repair_around_edits(problem, edited, hand, Leeway(change_price=1_000))
    assert found.before.hard_violations == 2
    assert found.whole
    assert set(found.touched) == {"A1", "A3"}
    assert found.fewest == len(found.changed) == 2


def test_a_lawful_edit_needs_no_repair() -> None:
    problem, edited, _ = an_edit_too_close()
    edited = edited.with_cell("A1", on(1), None)
    found = repair_around_edits(problem, edited, frozenset({("A1", on(0))}))
    assert not found.needed
    assert found.roster == edited
    assert (found.changed, found.conflicts) == ((), ())


def test_an_edit_onto_leave_clashes_and_both_rules_are_named() -> None:
    problem, edited, hand = an_edit_too_close()
    rules = (*RULES, RuleSetting("leave"))
    problem = dataclasses.replace(problem, rules=rules, leave=(Leave("A1", on(0), on(0)),))
    found = repair_around_edits(problem, edited, hand)
    assert not found.whole
    assert not differing(edited, found.roster) & hand
    text = " ".join(found.conflicts)
    assert "Locked cells" in text
    assert "Leave" in text
    assert "Agent A1" in text


def test_two_edits_that_cannot_stand_together_clash() -> None:
    problem, edited, _ = an_edit_too_close()
    hand = frozenset({("A1", on(0)), ("A1", on(1))})
    found = repair_around_edits(problem, edited, hand)
    assert found.after.hard_violations == 1
    assert "rest" in " ".join(found.conflicts)
    assert "once: " in " ".join(found.conflicts)


def test_a_clash_of_one_does_not_keep_others_from_being_mended() -> None:
    problem, edited, _ = an_edit_too_close()
    edited = edited.with_cell("A3", on(4), a_shift("A3", 4))
    hand = frozenset({("A1", on(0)), ("A1", on(1))})
    found = repair_around_edits(problem, edited, hand)
    assert {v.agent_id for v in found.after.violations if v.hard} == {"A1"}
    assert found.touched == ("A3",)


def test_the_hand_stands_in_for_an_older_lock_and_other_locks_hold() -> None:
    problem, edited, hand = an_edit_too_close()
    locks = (Lock("A1", on(0), a_shift("A1", 0)), Lock("A1", on(1), a_shift("A1", 1)))
    problem = dataclasses.replace(problem, locks=locks)
    found = repair_around_edits(problem, edited, hand)
    assert not found.whole  # the locked early shift stays too close to the late one
    assert found.roster.by_cell["A1", on(1)] == edited.by_cell["A1", on(1)]
    alone = dataclasses.replace(problem, locks=locks[:1])
    assert repair_around_edits(alone, edited, hand).whole


def test_days_widen_only_where_near_ones_do_not_do() -> None:
    contract = a_contract(weekly_min_min=3 * 480, weekly_max_min=3 * 480)
    rules = (*RULES, RuleSetting("weekly_minutes"))
    problem = a_team(7, 1, rules=rules, contracts=(contract,))
    early = [a_shift("A1", day) for day in (0, 1, 3)]
    edited = a_roster(problem, *early).with_cell("A1", on(5), a_shift("A1", 5))
    hand = frozenset({("A1", on(5))})
    found = repair_around_edits(problem, edited, hand, Leeway(change_price=1_000))
    assert found.whole
    assert len(found.changed) == 1
    assert found.days == problem.dates  # the violation is about the week
    near = repair_around_edits(*an_edit_too_close())
    assert near.days == near.problem.dates  # Monday to that week's Sunday
    late = repair_around_edits(problem, edited, hand, Leeway(first=on(4)))
    assert not late.whole
    assert "let more days change" in " ".join(late.conflicts)


def test_no_more_people_change_than_may_and_it_says_how_many_must() -> None:
    problem, edited, hand = an_edit_too_close()
    edited = edited.with_cell("A3", on(4), a_shift("A3", 4))
    found = repair_around_edits(problem, edited, hand, Leeway(max_touched=1))
    assert len(found.touched) == 1
    assert found.after.hard_violations == 1
    assert "2 people break hard rules of their own" in found.conflicts[0]
    assert repair_around_edits(problem, edited, hand, Leeway(max_touched=2)).whole


def test_a_rule_of_the_team_is_mended_by_who_can_and_the_reason_is_the_rule() -> None:
    seniors = RuleSetting("seniors_present", params={"from_min": 480, "until_min": 960})
    people = [an_agent("A1", senior=True), an_agent("A2"), an_agent("A3", senior=True)]
    problem = a_team(1, people=people, rules=(seniors,), heads=0)
    edited = a_roster(problem)  # A1 was taken off by hand
    found = repair_around_edits(problem, edited, frozenset({("A1", on(0))}))
    assert found.whole
    assert found.changed == (("A3", on(0)),)
    assert "Without it: Seniors" in found.reasons[0].sentences[0]
    both = frozenset({("A1", on(0)), ("A3", on(0))})
    stuck = repair_around_edits(problem, edited, both)
    assert not stuck.whole
    assert "people could be there at all" in " ".join(stuck.conflicts)


def test_misplaced_breaks_move_and_the_shift_stays() -> None:
    templates = (a_template("D", 480, breaks=(a_meal(120, 300),)),)
    problem = a_team(1, templates=templates, rules=())
    wrong, right = (Break(480 + begin, 60, "meal") for begin in (0, 180))
    edited = a_roster(problem, a_shift("A1", 0, breaks=(wrong,)), a_shift("A2", 0, breaks=(right,)))
    found = repair_around_edits(problem, edited, frozenset({("A2", on(0))}), time_limit_s=15)
    assert found.whole
    assert found.changed == (("A1", on(0)),)
    (mine,) = found.roster.by_cell["A1", on(0)]
    assert (mine.template, mine.start_min) == ("D", 480)
    assert found.proven


def test_breaks_of_a_team_are_pulled_apart_without_moving_a_shift() -> None:
    templates = (a_template("D", 480, breaks=(a_meal(120, 300),)),)
    apart = RuleSetting("breaks_apart", params={"most": 1})
    problem = a_team(1, 3, templates=templates, rules=(apart,), heads=3)
    meal = (Break(480 + 180, 60, "meal"),)
    edited = a_roster(problem, *(a_shift(f"A{i}", 0, breaks=meal) for i in (1, 2, 3)))
    found = repair_around_edits(problem, edited, frozenset({("A2", on(0))}), time_limit_s=15)
    assert found.whole
    assert len(found.roster.shifts) == 3
    assert set(found.touched) == {"A1", "A3"}


def a_large_team() -> tuple[RosterProblem, Roster, frozenset[Cell]]:
    rng = np.random.default_rng(3)
    templates = (a_template("D", 420, 600, breaks=(a_meal(),)), a_template("L", 720, 840))
    people = [an_agent(f"A{i:02d}") for i in range(14)]
    problem = a_problem(14, people, templates, RULES, 4)
    shifts = [
        a_shift(a.agent_id, day, start, breaks=(Break(start + 180, 60, "meal"),))
        for number, a in enumerate(people)
        for day in range(14)
        if (day + number) % 3
        for start in [int(rng.choice((420, 480)))]
    ]
    roster = a_roster(problem, *shifts)
    late = [a_shift(f"A{i:02d}", 3, 840, template="L") for i in (1, 2, 4)]
    for shift in late:
        roster = roster.with_cell(shift.agent_id, shift.day, shift)
    return problem, roster, frozenset((s.agent_id, s.day) for s in late)


def check_large(found: RepairedEdits, edited: Roster) -> None:
    assert found.needed
    assert found.whole
    assert score(found.problem, found.roster).hard_violations == 0
    assert not differing(edited, found.roster) & found.hand
    assert len(found.changed) >= found.fewest > 0


def test_a_team_too_large_for_one_model_is_mended_with_the_fewest_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, edited, hand = a_large_team()
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 0)
    found = repair_around_edits(problem, edited, hand, Leeway(change_price=1_000), time_limit_s=8)
    check_large(found, edited)
    assert len(found.changed) == found.fewest


def test_in_a_large_team_those_whom_the_broken_rule_counts_are_asked_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seniors = RuleSetting("seniors_present", params={"from_min": 480, "until_min": 960})
    people = [an_agent(f"A{i:02d}", senior=i in (0, 13)) for i in range(30)]
    problem = a_team(1, people=people, rules=(seniors,), heads=0)
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 0)
    monkeypatch.setattr(solver, "_TURN_CHOICES", 6)  # three people at once
    found = repair_around_edits(
        problem, a_roster(problem), frozenset({("A00", on(0))}), time_limit_s=8
    )
    assert found.whole
    assert found.touched == ("A13",)


def test_what_cannot_be_asked_is_refused() -> None:
    problem, edited, _ = an_edit_too_close()
    with pytest.raises(InvalidValue, match="A9"):
        repair_around_edits(problem, edited, frozenset({("A9", on(0))}))
    with pytest.raises(InvalidValue, match="between 0 and"):
        Leeway(change_price=5_000)
    with pytest.raises(InvalidValue, match="no day may change"):
        repair_around_edits(problem, edited, frozenset(), Leeway(first=on(50)))
