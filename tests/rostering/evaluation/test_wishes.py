"""What became of wishes: worked out by hand, and equal to what the scorecard charges."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from data.model.problem import RosterProblem
from data.model.rule import RuleSetting
from data.model.staff import Wish
from rostering.evaluation.scorecard import score
from rostering.evaluation.wishes import wish_outcomes
from rostering.rules.language.wishes import refusals
from tests.rostering.builders import MONDAY, a_problem, a_roster, a_shift, an_agent


def day(number: int):
    return MONDAY + timedelta(days=number)


def wishing(*wishes: Wish, price: int | None = 1, **params: int) -> RosterProblem:
    """Two agents with wishes, and the rule as given."""
    agents = (an_agent("A1"), an_agent("A2"))
    return a_problem(
        agents=agents, rules=(RuleSetting("wishes", price, params),), wishes=wishes, heads=0
    )


def test_each_wish_tells_what_was_at_stake_and_what_is_charged() -> None:
    """A1 asks thrice, weights 1, 1, 4 of 30 points: 5, 5, 20; the second refusal counts 1 more."""
    problem = wishing(
        Wish("A1", day(0)),
        Wish("A1", day(2)),
        Wish("A1", day(4), weight=4),
        Wish("A2", day(1), "on", 360, 600, 2),
        price=2,
        free_refusals=1,
        total=30,
    )
    roster = a_roster(problem, a_shift("A1", 0), a_shift("A1", 4), a_shift("A2", 1))
    told = [
        (o.agent_id, o.granted, o.earlier, o.at_stake, o.charged)
        for o in wish_outcomes(problem, roster)
    ]
    assert told == [
        ("A1", False, 0, 10, 10),
        ("A1", True, 1, 10, 0),
        ("A1", False, 1, 40, 42),
        ("A2", True, 0, 60, 0),
    ]


def test_a_wish_for_every_day_has_an_outcome_on_each() -> None:
    problem = wishing(Wish("A1", None, "off", 0, 479))
    roster = a_roster(problem, a_shift("A1", 0, 420), a_shift("A1", 1, 480))
    assert [o.granted for o in wish_outcomes(problem, roster)] == [False, *[True] * 6]


@pytest.mark.parametrize("rules", [(), (RuleSetting("wishes", None),)])
def test_where_the_rule_is_off_or_hard_nothing_is_charged_but_refusals_are_told(
    rules: tuple[RuleSetting, ...],
) -> None:
    problem = replace(wishing(Wish("A1", day(0), weight=3)), rules=rules)
    (outcome,) = wish_outcomes(problem, a_roster(problem, a_shift("A1", 0)))
    assert (outcome.granted, outcome.at_stake, outcome.charged) == (False, 0, 0)


def test_one_setting_for_an_agent_prices_that_agents_wishes_alone() -> None:
    problem = replace(
        wishing(Wish("A1", day(0)), Wish("A2", day(0))),
        rules=(RuleSetting("wishes", 1), RuleSetting("wishes", 7, agents=("A2",))),
    )
    roster = a_roster(problem, a_shift("A1", 0), a_shift("A2", 0))
    assert [o.charged for o in wish_outcomes(problem, roster)] == [1, 7]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_charged_sums_to_the_scorecards_charges(seed: int) -> None:
    rng = np.random.default_rng(seed)
    wishes = tuple(
        Wish(
            f"A{rng.integers(1, 3)}",
            None if rng.random() < 0.2 else day(int(rng.integers(0, 7))),
            "off" if rng.random() < 0.6 else "on",
            *((0, 1439) if rng.random() < 0.5 else (400, 700)),
            int(rng.integers(1, 6)),
        )
        for _ in range(8)
    )
    params = {"free_refusals": int(rng.integers(0, 4)), "total": int(rng.choice([0, 30]))}
    problem = wishing(*wishes, price=3, **params)
    shifts = [
        a_shift(agent, number, int(rng.choice([360, 480, 840])))
        for agent in ("A1", "A2")
        for number in range(7)
        for _ in range(int(rng.choice([0, 1, 1, 2])))  # an edit may put two shifts on a day
    ]
    roster = a_roster(problem, *shifts)
    charged: dict[str, int] = {}
    for outcome in wish_outcomes(problem, roster):
        charged[outcome.agent_id] = charged.get(outcome.agent_id, 0) + outcome.charged
    charges = {c.agent_id: c.points for c in score(problem, roster).charges if c.rule == "wishes"}
    assert {agent: points for agent, points in charged.items() if points} == charges


def test_wishes_that_all_weigh_nothing_cost_nothing_instead_of_failing() -> None:
    problem = wishing(Wish("A1", day(0), weight=0), total=30)
    card = score(problem, a_roster(problem, a_shift("A1", 0)))
    assert [c for c in card.charges if c.rule == "wishes"] == []


def test_a_day_off_refuses_a_wish_to_work_and_no_wish_about_starts_of_every_day() -> None:
    assert refusals(Wish("A1", day(0), "on"), ()) == 1
    assert refusals(Wish("A1", None, "on", 360, 600), ()) == 0
