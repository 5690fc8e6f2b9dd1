"""The independent scorecard: charges, hard rules, every rule asked once."""

import json
from collections import Counter

import pytest

from data.model.rule import RuleSetting
from rostering.evaluation.scorecard import score
from rostering.rules import RULES
from rostering.rules.rule_set import rule_set
from tests.rostering.builders import a_big_centre, a_problem, a_roster, a_shift

pytestmark = pytest.mark.slow


def test_the_cost_adds_up_by_rule_and_is_json_ready() -> None:
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


def test_the_scorecard_asks_every_rule_once_about_each_agent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
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
