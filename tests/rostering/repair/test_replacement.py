"""Who could take over a shift: ranked by harm, with what taking over means."""

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
from rostering.repair.effects import effects
from rostering.repair.replacement import rank_replacements
from rostering.rules import default_settings
from tests.rostering.builders import (
    MONDAY,
    a_big_centre,
    a_problem,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)

pytestmark = pytest.mark.slow


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


def test_one_more_agent_costs_the_scorecard_and_a_replacement_as_much_in_a_large_centre() -> None:
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


def test_a_replacement_asks_everyone_about_a_few_duties(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, roster = a_big_centre(300, 28)
    shift = roster.shifts[10]
    asked: Counter[str] = Counter()
    violations = replacement.tour_violations

    def heard(problem, rules, agent, tour):  # type: ignore[no-untyped-def]
        asked[agent.agent_id] += 1
        return violations(problem, rules, agent, tour)

    monkeypatch.setattr(replacement, "tour_violations", heard)
    assert rank_replacements(problem, roster, shift.agent_id, shift.day)
    free = {a.agent_id for a in problem.agents if (a.agent_id, shift.day) not in roster.by_cell}
    assert free <= set(asked)
    assert max(asked.values()) <= 1 + replacement._TRIED
