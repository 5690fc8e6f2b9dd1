"""Nothing feasible is called impossible; a planted conflict is named whole, and nothing else."""

import pytest

from rostering.evaluation.scorecard import score
from tests.benchmarks.rosters.trust.cases import feasible_case
from tests.benchmarks.rosters.trust.conflicts import CONFLICTS, conflict_case
from tests.benchmarks.rosters.trust.run import named_rules, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", CONFLICTS)
def test_each_rule_of_a_planted_conflict_has_a_roster_that_breaks_it_alone(kind: str) -> None:
    case = conflict_case(kind, 6, 3)
    for broken, roster in case.witnesses.items():
        card = score(case.problem, roster)
        assert {v.rule for v in card.violations if v.hard} == {broken}


def test_a_planted_roster_keeps_every_hard_rule() -> None:
    case = feasible_case(9, 14, 5)
    assert sum(setting.hard for setting in case.problem.rules) > 15
    assert score(case.problem, case.witnesses[""]).hard_violations == 0


def test_rules_are_read_off_the_sentences_of_an_explanation() -> None:
    said = ("A has no roster: «Leave»: x; «Locked cells»: y", "Way out: relax «Leave»")
    assert named_rules(said) == [frozenset({"leave", "locks"})]


def test_a_few_problems_and_conflicts_come_out_right() -> None:
    found = run(2, 3, time_limit_s=0.2, largest=7)
    assert found["problems"] == 2
    assert found["called_impossible"] == 0
    assert found["smallest_set_named_share"] == 1.0


@pytest.mark.heavy
def test_a_thousand_problems_and_three_hundred_conflicts_reach_their_bars() -> None:
    found = run()
    assert found["called_impossible"] == 0, found["wrong_problems"]
    assert found["smallest_set_named_share"] >= 0.95, found["wrong_conflicts"]
