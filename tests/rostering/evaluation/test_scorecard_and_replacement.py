"""The independent judge, and who could take over a shift."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from data.model.errors import NotFound
from data.model.rule import RuleSetting
from rostering.evaluation.scorecard import score
from rostering.repair import replacement
from rostering.repair.replacement import effects, rank_replacements
from rostering.rules import RULES, default_settings
from rostering.rules.rule_set import rule_set
from tests.rostering.builders import (
    MONDAY,
    a_meal,
    a_problem,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)

pytestmark = pytest.mark.slow


def test_the_bill_adds_up_by_rule_and_is_json_ready() -> None:
    rules = (RuleSetting("consecutive_days", 7, {"most": 1}),)
    problem = a_problem(7, rules=rules, heads=1)
    card = score(problem, a_roster(problem, *(a_shift("A1", d) for d in range(3))))
    assert card.by_rule() == {
        "understaffing": 10 * (7 * 24 - 24),
        "consecutive_days": 14,
        "overstaffing": 0,
    }
    assert card.objective == 10 * 144 + 14
    assert card.hard_violations == 0
    assert card.shortfall_hours == {"q": 144.0}
    assert json.loads(json.dumps(card.to_json()))["objective"] == card.objective


def test_a_person_on_a_break_covers_nothing_even_for_part_of_a_slot() -> None:
    problem = a_problem(1, heads=1, slot_min=60)
    from data.model.shift import Break

    shift = a_shift("A1", 0, breaks=(Break(600, 15, "rest"),))
    card = score(problem, a_roster(problem, shift))
    assert card.cover.shortfall[0].sum() == 24 - 7


def test_a_broken_hard_rule_is_counted_and_never_priced() -> None:
    problem = a_problem(7, rules=(RuleSetting("consecutive_days", None, {"most": 1}),), heads=0)
    card = score(problem, a_roster(problem, a_shift("A1", 0), a_shift("A1", 1)))
    assert card.hard_violations == 1
    assert card.objective == 16  # surplus only
    assert card.violations[0].hard
    assert "Agent A1" in card.violations[0].sentence


def a_big_centre(agents: int, days: int):  # type: ignore[no-untyped-def]
    rng = np.random.default_rng(0)
    people = [an_agent(f"A{i:03d}", (("q",), ("q", "r"), ("r",))[i % 3]) for i in range(agents)]
    menu = [a_template("D", 360, 900, step_min=30, breaks=(a_meal(),))]
    problem = a_problem(
        days, people, menu, default_settings(), heads=agents // 6, slot_min=30, queues=("q", "r")
    )
    from data.model.shift import Break

    shifts = [
        a_shift(agent.agent_id, day, start, breaks=(Break(start + 180, 60, "meal"),))
        for agent in people
        for day in range(days)
        if rng.random() < 0.7
        for start in [int(rng.choice(range(360, 901, 30)))]
    ]
    return problem, a_roster(problem, *shifts)


def calls_of(work: Callable[[], object]) -> int:
    """Functions that some work calls: the same on every machine, however busy."""
    made = [0]

    def count(frame: object, event: str, arg: object) -> None:
        made[0] += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return made[0]


def test_a_judge_asks_every_rule_once_about_each_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, roster = a_big_centre(40, 7)
    asked: Counter[tuple[str, str]] = Counter()
    for rule in RULES.values():

        def check(self, problem, agent, tour, check=rule.check_tour):  # type: ignore[no-untyped-def]
            asked[self.name, agent.agent_id] += 1
            return check(self, problem, agent, tour)

        monkeypatch.setattr(rule, "check_tour", check)
    score(problem, roster)
    bound = {(one.rule.name, who.agent_id) for one in rule_set(problem) for who in one.agents}
    assert set(asked) == bound
    assert set(asked.values()) == {1}


def work_of(agents: int) -> np.ndarray:
    """Agents and those who are free, each with the calls that judging or ranking them makes."""
    problem, roster = a_big_centre(agents, 7)
    shift = roster.shifts[10]
    free = sum((agent.agent_id, shift.day) not in roster.by_cell for agent in problem.agents)

    def rank() -> object:
        return effects(problem, rank_replacements(problem, roster, shift.agent_id, shift.day))

    def judge() -> object:
        return score(problem, roster)

    rank()  # so that what is kept from then on is not counted
    return np.array([[agents, calls_of(judge)], [free, calls_of(rank)]])


def test_one_more_agent_costs_a_judge_and_a_replacement_as_much_in_a_large_centre() -> None:
    small, middle, large = (work_of(agents) for agents in (20, 80, 320))
    first, then = middle - small, large - middle  # what does not grow falls out
    assert (then[:, 1] / then[:, 0] < 1.1 * first[:, 1] / first[:, 0]).all()


def test_replacements_are_ranked_by_the_harm_that_the_scorecard_finds() -> None:
    problem, roster = a_big_centre(40, 7)
    shift = roster.shifts[10]
    found = rank_replacements(problem, roster, shift.agent_id, shift.day)
    left = score(problem, roster.with_cell(shift.agent_id, shift.day, None))
    ranks = [(len(candidate.broken), candidate.points) for candidate in found]
    assert found
    assert ranks == sorted(ranks)
    for candidate in found[:5]:
        card = score(problem, candidate.roster)
        assert card.objective - left.objective == candidate.points
        assert card.hard_violations - left.hard_violations == len(candidate.broken)
        assert candidate.agent_id != shift.agent_id


def test_replacements_count_what_rules_about_heads_say() -> None:
    seniors = RuleSetting("seniors_present", 3, {"from_min": 480, "until_min": 960})
    people = [an_agent("A1", senior=True), an_agent("A2"), an_agent("A3", senior=True)]
    problem = a_problem(1, people, rules=(seniors,))
    found = rank_replacements(problem, a_roster(problem, a_shift("A1", 0)), "A1", MONDAY)
    assert [(c.agent_id, c.points) for c in found] == [("A3", -80 - 24), ("A2", -80)]


def test_there_is_nothing_to_replace_on_a_day_off() -> None:
    problem = a_problem(7)
    with pytest.raises(NotFound, match="no shift"):
        rank_replacements(problem, a_roster(problem), "A1", MONDAY + timedelta(1))


def test_what_taking_over_means_is_told_beside_the_points() -> None:
    people = [an_agent("A1"), an_agent("A2"), an_agent("A3")]
    late = a_template("L", 840)
    problem = a_problem(3, people, [a_template(), late], default_settings(), heads=1)
    before = a_shift("A2", 0, 840, template="L")  # ends at 22:00
    roster = a_roster(problem, a_shift("A1", 1), before, a_shift("A2", 2))
    found = rank_replacements(problem, roster, "A1", MONDAY + timedelta(1))
    told = dict(zip((c.agent_id for c in found), effects(problem, found), strict=True))
    assert (told["A2"].rest_before_min, told["A2"].rest_after_min) == (600, 960)
    assert told["A2"].week_min == 3 * 480
    assert told["A3"].rest_before_min is None
    assert told["A3"].filled_hours == 8.0
    assert told["A3"].nights == 0


def test_a_replacement_asks_everyone_who_is_free_about_a_few_duties(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, roster = a_big_centre(300, 28)
    shift = roster.shifts[10]
    asked: Counter[str] = Counter()
    findings = replacement.tour_findings

    def heard(problem, book, agent, tour):  # type: ignore[no-untyped-def]
        asked[agent.agent_id] += 1
        return findings(problem, book, agent, tour)

    monkeypatch.setattr(replacement, "tour_findings", heard)
    assert rank_replacements(problem, roster, shift.agent_id, shift.day)
    free = {a.agent_id for a in problem.agents if (a.agent_id, shift.day) not in roster.by_cell}
    assert set(asked) == free
    assert max(asked.values()) <= 1 + replacement._TRIED
