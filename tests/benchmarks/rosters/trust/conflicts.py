"""Conflicts planted in drawn centres, of which the smallest set is known."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Lock, Roster
from data.model.shift import Shift
from data.model.staff import Agent, Availability, Contract, Leave
from rostering.rules import RULES
from tests.benchmarks.rosters.trust.cases import (
    MONDAY,
    SLOT_MIN,
    TEMPLATES,
    Case,
    a_planted_centre,
    with_rules,
)
from tests.rostering.builders import shift_of

_DAY = timedelta(days=1)


def conflict_case(kind: str, agents: int, seed: int) -> Case:
    """The same, with a conflict whose smallest set of rules is known.

    Notes
    -----
    For each rule of the set there is a roster that breaks it alone, so every conflict holds all
    of them; together they leave none.
    """
    rng = np.random.default_rng(seed)
    problem, planted = a_planted_centre(agents, 7, rng)
    return with_rules(CONFLICTS[kind](problem, planted, rng), rng, tightly=False)


def _leave_against_lock(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    shift = _some_shift(planted, rng)
    asked = _locked(_freed(problem, shift.agent_id), shift)
    leave = Leave(shift.agent_id, shift.day, shift.day)
    return Case(
        replace(asked, leave=(*asked.leave, leave)),
        {"leave": planted, "locks": _off(planted, shift.agent_id, shift.day - _DAY, shift.day)},
    )


def _hours_against_lock(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    shift = _some_shift(planted, rng)
    asked = _locked(_freed(problem, shift.agent_id), shift)
    closed = Availability(shift.agent_id, shift.day.weekday(), 0, 0)
    return Case(
        replace(asked, availability=(*asked.availability, closed)),
        {"availability": planted, "locks": _off(planted, shift.agent_id, shift.day)},
    )


def _rest_against_locks(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    person = _somebody(problem, rng)
    day = MONDAY + int(rng.integers(1, 5)) * _DAY
    shifts = (
        shift_of(person, day, TEMPLATES[1], 900, SLOT_MIN),
        shift_of(person, day + _DAY, TEMPLATES[0], 420, SLOT_MIN),
    )
    around = _off(planted, person.agent_id, *(day + n * _DAY for n in range(-1, 3)))
    asked = _locked(_freed(problem, person.agent_id), *shifts)
    return Case(
        _ruled(asked, "minimum_rest"),
        {"minimum_rest": _with(around, shifts), "locks": planted},
    )


def _run_against_locks(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    person = _somebody(problem, rng)
    shifts = _days(person, planted.dates)
    asked = _locked(_without_past(_freed(problem, person.agent_id), person), *shifts)
    return Case(
        _ruled(asked, "consecutive_days"),
        {"consecutive_days": _with(planted, shifts), "locks": planted},
    )


def _hours_against_days_off(
    problem: RosterProblem, planted: Roster, rng: np.random.Generator
) -> Case:
    """Six shifts a week by contract, two days off by a rule."""
    person = _somebody(problem, rng)
    own = replace(person, contract_id="own")
    paid = 6 * TEMPLATES[0].paid_min
    free = _without_past(_freed(problem, person.agent_id), person)
    asked = replace(
        free,
        agents=tuple(own if p.agent_id == person.agent_id else p for p in free.agents),
        contracts=(*free.contracts, Contract("own", "own", paid, paid)),
    )
    none = _off(planted, person.agent_id, *planted.dates)
    six, five = (_with(none, _days(own, planted.dates[:n])) for n in (6, 5))
    return Case(
        _ruled(asked, "days_off_a_week", agents=(person.agent_id,), least=2),
        {"days_off_a_week": six, "weekly_minutes": five},
    )


def _heads_against_leave(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    day = int(rng.integers(1, 6))
    when = MONDAY + day * _DAY
    skilled = [p for p in problem.agents if "q" in p.skills]
    gone = planted
    for person in skilled:  # a night before may not run into the day
        gone = _off(gone, person.agent_id, when - _DAY, when)
    away = skilled[: int(rng.integers(1, len(skilled) + 1))]
    free = _freed(problem, *(p.agent_id for p in skilled))
    asked = _heads(free, len(skilled), [day * 24 + 11, day * 24 + 12])
    return Case(
        replace(asked, leave=(*asked.leave, *(Leave(p.agent_id, when, when) for p in away))),
        {"leave": _with(gone, _at_ten(skilled, when)), "minimum_heads": gone},
    )


def _heads_against_seats(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    day = int(rng.integers(1, 6))
    when = MONDAY + day * _DAY
    skilled = [p for p in problem.agents if "q" in p.skills][:3]
    there = planted
    for person in skilled:
        there = _off(there, person.agent_id, when - _DAY)
    free = replace(
        _freed(problem, *(p.agent_id for p in problem.agents)),
        history=tuple(s for s in problem.history if s.day < MONDAY - _DAY),
        contracts=tuple(replace(c, weekly_min_min=0) for c in problem.contracts),
    )
    asked = _heads(free, len(skilled), [day * 24 + 11, day * 24 + 12])
    return Case(
        _ruled(asked, "seat_capacity", seats=max(1, len(skilled) - 1)),
        {
            "seat_capacity": _with(there, _at_ten(skilled, when)),
            "minimum_heads": Roster(planted.first, planted.days),
        },
    )


def _one_expert_every_day(
    problem: RosterProblem, planted: Roster, rng: np.random.Generator
) -> Case:
    """A queue that one person can serve, asked for on all seven days of at most six running."""
    person = _somebody(problem, rng)
    people = tuple(replace(p, skills=("q", "r") if p is person else ("r",)) for p in problem.agents)
    free = replace(_without_past(_freed(problem, person.agent_id), person), agents=people)
    asked = _heads(free, 1, [day * 24 + 10 for day in range(problem.days)])
    return Case(
        _ruled(asked, "consecutive_days"),
        {
            "consecutive_days": _with(planted, _days(person, planted.dates, 480)),
            "minimum_heads": _off(planted, person.agent_id, *planted.dates),
        },
    )


Planted = Callable[[RosterProblem, Roster, np.random.Generator], Case]
CONFLICTS: dict[str, Planted] = {
    "leave against a lock": _leave_against_lock,
    "closed hours against a lock": _hours_against_lock,
    "rest against locks": _rest_against_locks,
    "a run against locks": _run_against_locks,
    "weekly hours against days off": _hours_against_days_off,
    "heads against leave": _heads_against_leave,
    "heads against seats": _heads_against_seats,
    "one expert every day": _one_expert_every_day,
}


def _some_shift(roster: Roster, rng: np.random.Generator) -> Shift:
    inner = [s for s in roster.shifts if s.day > roster.first]
    return inner[int(rng.integers(len(inner)))]


def _somebody(problem: RosterProblem, rng: np.random.Generator) -> Agent:
    return problem.agents[int(rng.integers(len(problem.agents)))]


def _days(person: Agent, days: Iterable[date], start_min: int = 420) -> list[Shift]:
    return [shift_of(person, day, TEMPLATES[0], start_min, SLOT_MIN) for day in days]


def _at_ten(people: Iterable[Agent], day: date) -> list[Shift]:
    return [shift for person in people for shift in _days(person, [day], 600)]


def _with(roster: Roster, shifts: Iterable[Shift]) -> Roster:
    for shift in shifts:
        roster = roster.with_cell(shift.agent_id, shift.day, shift)
    return roster


def _off(roster: Roster, agent_id: str, *days: date) -> Roster:
    for day in days:
        roster = roster.with_cell(agent_id, day, None)
    return roster


def _freed(problem: RosterProblem, *ids: str) -> RosterProblem:
    """The problem without what else binds some agents by the day."""
    return replace(
        problem,
        locks=tuple(one for one in problem.locks if one.agent_id not in ids),
        leave=tuple(one for one in problem.leave if one.agent_id not in ids),
        availability=tuple(one for one in problem.availability if one.agent_id not in ids),
    )


def _without_past(problem: RosterProblem, person: Agent) -> RosterProblem:
    history = tuple(s for s in problem.history if s.agent_id != person.agent_id)
    return replace(problem, history=history)


def _locked(problem: RosterProblem, *shifts: Shift) -> RosterProblem:
    locks = (Lock(shift.agent_id, shift.day, shift) for shift in shifts)
    return replace(problem, locks=(*problem.locks, *locks))


def _ruled(
    problem: RosterProblem, rule: str, agents: tuple[str, ...] = (), **params: Any
) -> RosterProblem:
    """The problem with one more hard rule."""
    usual = RULES[rule].usual_setting()
    params = params or usual.params
    hard = replace(usual, price=None, active=True, agents=agents, params=params)
    return replace(problem, rules=(*problem.rules, hard))


def _heads(problem: RosterProblem, least: int, slots: list[int]) -> RosterProblem:
    """Somebody is asked for in queue q only in some slots, at least so many by a rule."""
    heads = np.zeros_like(problem.requirement.heads)
    heads[0, slots] = 1
    need = Requirement("trust", problem.requirement.grid, ("q", "r"), heads, heads)
    return _ruled(replace(problem, requirement=need), "minimum_heads", least=least)
