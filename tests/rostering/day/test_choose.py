"""The cheapest set of actions: against every set there is, with every rule kept."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from data.model.activity import Activity
from data.model.day.proposals import KINDS
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.shift import Break
from rostering.day.choose import Choice, Given, choose
from rostering.day.options import Option, Options
from rostering.day.prices import DayPrices
from rostering.evaluation.scorecard import cover_of, score
from rostering.rules import default_settings
from rostering.rules.language.presence import FloorCount, SkillGroups
from tests.rostering.builders import a_meal, a_problem, a_roster, a_shift, a_template, an_agent

NOW_MIN = 9 * 60
PRICES = DayPrices(notice_min=0, call_in_notice_min=60, spare_agents=1)


def a_day(seed: int, **more: object) -> tuple[RosterProblem, Roster]:
    """Five people of two queues in the middle of a three-day horizon, agents required at random."""
    rng = np.random.default_rng(seed)
    skills = [("q",), ("q", "r"), ("r",), ("q",), ("q", "r")]
    people = [an_agent(f"A{i}", skills[i]) for i in range(5)]
    template = a_template("D", 480, 720, length_min=540, breaks=(a_meal(),))
    heads = rng.integers(0, 4, (2, 72))
    problem = a_problem(
        3, people, (template,), default_settings(), heads, queues=("q", "r"), **more
    )
    shifts = []
    for i in range(4):
        start = int(rng.choice([480, 540, 600, 720]))
        meal = Break(start + 180 + 60 * int(rng.integers(0, 2)), 60, "meal")
        held = Activity(start + 360, 60, "coaching") if rng.random() < 0.5 else None
        shifts.append(
            a_shift(
                f"A{i}", 1, start, length_min=540, breaks=(meal,),
                activities=(held,) if held else (),
            )
        )  # fmt: skip
    return problem, a_roster(problem, *shifts)


def options_of(problem: RosterProblem, roster: Roster, prices: DayPrices = PRICES) -> Options:
    return Options(problem, roster, 1, NOW_MIN, prices, KINDS)


def given_of(problem: RosterProblem, roster: Roster, options: Options) -> Given:
    slots = np.arange(24 + options.from_min // 60, 48)
    return Given(problem, roster, slots, options.prices, options.point_cents)


def with_all(roster: Roster, options: tuple[Option, ...]) -> Roster:
    for option in options:
        day = (option.before or option.after).day  # type: ignore[union-attr]
        roster = roster.with_cell(option.agent_id, day, option.after)
    return roster


def cost(given: Given, options: tuple[Option, ...]) -> float:
    """What a set costs by the scorecard's own count of cover."""
    roster = with_all(given.roster, options)
    met = cover_of(given.problem, FloorCount.of(given.problem, roster))
    points = float((SkillGroups(given.problem).prices @ met.shortfall[:, given.slots]).sum())
    return points * given.point_cents + sum(option.cost_cents for option in options)


def solved(seed: int, **more: object) -> tuple[Given, list[Option], Choice]:
    problem, roster = a_day(seed, **more)
    options = options_of(problem, roster)
    found = options.found()
    given = given_of(problem, roster, options)
    return given, found, choose(given, found, 20)


def kept_spare(given: Given, options: tuple[Option, ...]) -> bool:
    """Whether those who go home leave a spare agent in every slot that they leave."""
    met = cover_of(given.problem, FloorCount.of(given.problem, given.roster))
    gone = np.zeros(given.problem.requirement.grid.slots, dtype=int)
    for option in options:
        if option.kind == "time_off":
            gone[option.lost] += 1
    return bool((gone <= np.maximum(0, met.surplus - PRICES.spare_agents)).all())


@pytest.mark.parametrize("seed", range(12))
def test_the_choice_costs_what_the_scorecard_counts_and_breaks_no_rule(seed: int) -> None:
    given, _, choice = solved(seed)
    assert choice.proven
    assert choice.with_cents == pytest.approx(cost(given, choice.options), abs=1)
    assert choice.without_cents == pytest.approx(cost(given, ()), abs=1)
    agreed = tuple(
        Lock(o.agent_id, o.after.day, o.after) for o in choice.options if o.agreed and o.after
    )
    locked = replace(given.problem, locks=(*given.problem.locks, *agreed))
    before = score(given.problem, given.roster)
    after = score(locked, with_all(given.roster, choice.options))
    assert after.hard_violations <= before.hard_violations
    changed = [part for o in choice.options for part in (o.gained, o.lost)]
    assert all((part >= given.slots[0]).all() for part in changed), "the past stays"
    people = [option.agent_id for option in choice.options]
    assert len(people) == len(set(people))


@pytest.mark.parametrize("seed", range(3))
def test_no_other_set_of_the_options_is_cheaper(seed: int) -> None:
    given, found, _ = solved(seed)
    mine: dict[str, list[Option]] = {}
    for option in sorted(found, key=lambda o: (o.kind, o.cost_cents)):
        few = mine.setdefault(option.agent_id, [])
        if len(few) < 3:
            few.append(option)
    few_options = [option for options in mine.values() for option in options]
    choice = choose(given, few_options, 20)
    sets = product(*[(None, *options) for options in mine.values()])
    every = [tuple(o for o in one if o is not None) for one in sets]
    least = min(cost(given, one) for one in every if kept_spare(given, one))
    assert choice.with_cents == pytest.approx(least, abs=1)


def test_locked_people_and_people_on_leave_are_left_alone() -> None:
    problem, roster = a_day(3)
    locks = tuple(Lock(s.agent_id, s.day, s) for s in roster.shifts[:2])
    options = options_of(replace(problem, locks=locks), roster).found()
    assert not {lock.agent_id for lock in locks} & {option.agent_id for option in options}
    assert options


def test_where_nobody_is_missing_nothing_is_proposed_and_that_is_proven() -> None:
    problem, roster = a_day(5)
    need = problem.requirement
    nobody = np.zeros_like(need.heads)
    problem = replace(problem, requirement=replace(need, heads=nobody, floor_heads=nobody))
    options = Options(problem, roster, 1, NOW_MIN, replace(PRICES, spare_agents=9), KINDS)
    choice = choose(given_of(problem, roster, options), options.found(), 20)
    assert (choice.options, choice.without_cents, choice.with_cents) == ((), 0, 0)
    assert choice.proven


def test_people_of_another_queue_take_contacts_where_that_is_allowed() -> None:
    people = [an_agent("A0", ("q",)), an_agent("A1", ("r",)), an_agent("A2", ("r",))]
    heads = np.zeros((2, 72), dtype=int)
    heads[0, 24 + 12 : 24 + 14] = 2
    heads[1, 24 + 12 : 24 + 14] = 1
    problem = a_problem(3, people, (a_template(),), default_settings(), heads, queues=("q", "r"))
    roster = a_roster(problem, *(a_shift(f"A{i}", 1) for i in range(3)))
    given = Given(problem, roster, np.arange(33, 48), PRICES, 1000.0, overflow=((0, 1),))
    choice = choose(given, [], 20)
    assert [(m.queue, m.slot, m.agents) for m in choice.moves] == [(0, 36, 1), (0, 37, 1)]
    assert choice.with_cents == pytest.approx(2 * PRICES.skill_hour_cents)
