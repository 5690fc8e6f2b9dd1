"""Who could take over a shift: ranked by harm, with what taking over means."""

import dataclasses
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from data.model.errors import NotFound
from data.model.problem import SICK
from data.model.roster import Lock
from data.model.rule import RuleSetting
from data.model.staff import Leave
from rostering.evaluation.scorecard import score
from rostering.repair import replacement
from rostering.repair.absence import with_absences
from rostering.repair.effects import effects
from rostering.repair.replacement import Earliest, rank_helpers, rank_replacements
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
    sick = with_absences(problem, [Leave(shift.agent_id, shift.day, shift.day, SICK)])
    left = score(sick, roster.with_cell(shift.agent_id, shift.day, None))
    ranks = [(len(candidate.broken), candidate.points) for candidate in found]
    assert found
    assert ranks == sorted(ranks)
    assert {candidate.now is None for candidate in found} == {True, False}
    for candidate in found[::3]:
        card = score(sick, candidate.roster)
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


def a_day_with_two_lengths(rest_min: int = 660):  # type: ignore[no-untyped-def]
    """A late shift that falls out, somebody before it, somebody after it, and one who is off."""
    templates = [
        a_template("S", 480, 960, length_min=240),
        a_template("M", 480, 960, length_min=360),
        a_template("L", 720, 720),
    ]
    people = [an_agent(f"A{i}") for i in range(1, 5)]
    rest = RuleSetting("minimum_rest", params={"rest_min": rest_min})
    problem = a_problem(2, people, templates, (rest,), heads=1)
    return problem, a_roster(
        problem,
        a_shift("A1", 0, 720, template="L"),
        a_shift("A2", 0, 480, template="S", length_min=240),
        a_shift("A3", 0, 960, template="S", length_min=240),
        a_shift("A3", 1, 480, template="S", length_min=240),
    )


def test_nobody_is_asked_for_hours_that_are_over() -> None:
    """At nine nobody comes in at eight, who began at eight only stays, and others still come."""
    templates = [
        a_template("L", 480, 840, length_min=480),
        a_template("S", 480, 960, length_min=240),
    ]
    people = [an_agent(f"A{i}") for i in range(1, 4)]
    problem = a_problem(1, people, templates, heads=2)
    at_work = a_shift("A2", 0, 480, template="S", length_min=240)
    roster = a_roster(problem, a_shift("A1", 0, 480, template="L"), at_work)
    before, after = (
        {c.agent_id: c.shift for c in rank_replacements(problem, roster, "A1", MONDAY, earliest=e)}
        for e in (None, Earliest(541, 541))
    )
    assert before["A3"].start_min == 480
    assert after["A3"].start_min > 540
    assert all(shift.start_min == 480 for agent, shift in after.items() if agent == "A2")
    found = rank_helpers(problem, roster, MONDAY, 480, 960, earliest=Earliest(541, 541))
    assert all(c.shift.start_min > 540 for c in found if c.now is None)


@pytest.mark.parametrize(
    ("now", "hours", "may"),
    [
        (None, (600, 840), True),
        (None, (585, 840), False),
        ((480, 720), (480, 960), True),  # at work, and told before the end moves
        ((480, 540), (480, 960), False),  # on the way home
        ((480, 960), (480, 540), False),  # would go home unasked
        ((660, 900), (600, 900), True),  # both beginnings lie far enough ahead
        ((660, 900), (585, 900), False),
        ((585, 900), (660, 900), False),  # may be on the way already
        ((585, 900), (585, 960), True),
    ],
)
def test_people_are_told_in_time(
    now: tuple[int, int] | None, hours: tuple[int, int], may: bool
) -> None:
    shift = now and a_shift("A1", 0, now[0], length_min=now[1] - now[0])
    assert Earliest(come_min=600, change_min=555).allows(shift, *hours) is may


def test_those_at_work_could_stay_longer_or_start_earlier() -> None:
    problem, roster = a_day_with_two_lengths()
    found = {c.agent_id: c for c in rank_replacements(problem, roster, "A1", MONDAY)}
    ways = {agent: (c.way, c.shift.start_min, c.shift.end_min) for agent, c in found.items()}
    assert ways == {
        "A2": ("stays longer", 480, 840),
        "A3": ("starts earlier", 720, 1200),
        "A4": ("comes in", 720, 960),
    }
    told = dict(zip(found, effects(problem, tuple(found.values())), strict=True))
    assert [told[a].filled_hours for a in ("A2", "A3", "A4")] == [2.0, 4.0, 4.0]
    assert [told[a].week_min for a in ("A2", "A3")] == [360, 480 + 240]
    assert [found[a].points for a in ("A2", "A3")] == [-20, -40]
    for candidate in found.values():
        others = [
            s for s in candidate.roster.shifts if s.agent_id not in ("A1", candidate.agent_id)
        ]
        assert others == [s for s in roster.shifts if s.agent_id not in ("A1", candidate.agent_id)]


def test_who_would_break_a_rule_stands_apart_whatever_they_save() -> None:
    problem, roster = a_day_with_two_lengths()
    early = a_shift("A4", 1, 420, template="S", length_min=240)
    strict = dataclasses.replace(
        problem, rules=(RuleSetting("minimum_rest", params={"rest_min": 16 * 60}),)
    )
    first, *others = rank_replacements(
        strict, a_roster(strict, *roster.shifts, early), "A1", MONDAY
    )
    assert (first.agent_id, first.keeps_rules) == ("A2", True)
    broken = {c.agent_id: ([v.rule for v in c.broken], c.points) for c in others}
    assert broken["A4"][0] == ["minimum_rest"]
    assert broken["A4"][1] < first.points


def test_who_is_locked_or_sick_that_day_is_not_asked() -> None:
    problem, roster = a_day_with_two_lengths()
    (late,) = roster.by_cell["A3", MONDAY]
    held = dataclasses.replace(
        problem,
        locks=(Lock("A3", MONDAY, late),),
        leave=(Leave("A4", MONDAY, MONDAY, SICK),),
    )
    assert [c.agent_id for c in rank_replacements(held, roster, "A1", MONDAY)] == ["A2"]
