"""Conflicts planted in drawn centres, of which the smallest set is known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np

from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Lock, Roster
from data.model.shift import Shift
from data.model.staff import Availability, Contract, Leave
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


def _some_shift(roster: Roster, rng: np.random.Generator) -> Shift:
    inner = [s for s in roster.shifts if s.day > roster.first]
    return inner[int(rng.integers(len(inner)))]


def _freed(problem: RosterProblem, agent_id: str) -> RosterProblem:
    """The problem without what else binds an agent by the day."""
    return replace(
        problem,
        locks=tuple(one for one in problem.locks if one.agent_id != agent_id),
        leave=tuple(one for one in problem.leave if one.agent_id != agent_id),
        availability=tuple(one for one in problem.availability if one.agent_id != agent_id),
    )


def _leave_against_lock(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    shift = _some_shift(planted, rng)
    free = _freed(problem, shift.agent_id)
    lock, leave = (
        Lock(shift.agent_id, shift.day, shift),
        Leave(shift.agent_id, shift.day, shift.day),
    )
    before = planted.with_cell(shift.agent_id, shift.day - timedelta(days=1), None)
    return Case(
        replace(free, locks=(*free.locks, lock), leave=(*free.leave, leave)),
        {"leave": planted, "locks": before.with_cell(shift.agent_id, shift.day, None)},
        frozenset({"leave", "locks"}),
    )


def _hours_against_lock(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    shift = _some_shift(planted, rng)
    free = _freed(problem, shift.agent_id)
    closed = Availability(shift.agent_id, shift.day.weekday(), 0, 0)
    return Case(
        replace(
            free,
            locks=(*free.locks, Lock(shift.agent_id, shift.day, shift)),
            availability=(*free.availability, closed),
        ),
        {"availability": planted, "locks": planted.with_cell(shift.agent_id, shift.day, None)},
        frozenset({"availability", "locks"}),
    )


def _rest_against_locks(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    person = problem.agents[int(rng.integers(len(problem.agents)))]
    day = MONDAY + timedelta(days=int(rng.integers(1, 5)))
    late = shift_of(person, day, TEMPLATES[1], 900, SLOT_MIN)
    early = shift_of(person, day + timedelta(days=1), TEMPLATES[0], 420, SLOT_MIN)
    free = _freed(problem, person.agent_id)
    both = planted
    for offset in range(-1, 3):
        both = both.with_cell(person.agent_id, day + timedelta(days=offset), None)
    for shift in (late, early):
        both = both.with_cell(person.agent_id, shift.day, shift)
    rest = replace(RULES["minimum_rest"].usual_setting(), price=None, active=True)
    return Case(
        replace(
            free,
            rules=(*free.rules, rest),
            locks=(*free.locks, *(Lock(person.agent_id, s.day, s) for s in (late, early))),
        ),
        {"minimum_rest": both, "locks": planted},
        frozenset({"minimum_rest", "locks"}),
    )


def _run_against_locks(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    person = problem.agents[int(rng.integers(len(problem.agents)))]
    free = replace(
        _freed(problem, person.agent_id),
        history=tuple(s for s in problem.history if s.agent_id != person.agent_id),
    )
    shifts = [shift_of(person, day, TEMPLATES[0], 420, SLOT_MIN) for day in planted.dates]
    every = planted
    for shift in shifts:
        every = every.with_cell(person.agent_id, shift.day, shift)
    most = replace(RULES["consecutive_days"].usual_setting(), price=None, active=True)
    return Case(
        replace(
            free,
            rules=(*free.rules, most),
            locks=(*free.locks, *(Lock(person.agent_id, s.day, s) for s in shifts)),
        ),
        {"consecutive_days": every, "locks": planted},
        frozenset({"consecutive_days", "locks"}),
    )


def _hours_against_days_off(
    problem: RosterProblem, planted: Roster, rng: np.random.Generator
) -> Case:
    person = problem.agents[int(rng.integers(len(problem.agents)))]
    free = _freed(problem, person.agent_id)
    own = replace(person, contract_id="own")
    paid = TEMPLATES[0].paid_min
    six = planted
    for n, day in enumerate(planted.dates):
        shift = shift_of(own, day, TEMPLATES[0], 420, SLOT_MIN) if n < 6 else None
        six = six.with_cell(person.agent_id, day, shift)
    off = replace(
        RULES["days_off_a_week"].usual_setting(), price=None, active=True, params={"least": 2},
        agents=(person.agent_id,),
    )  # fmt: skip
    few = planted
    for n, day in enumerate(planted.dates):
        shift = shift_of(own, day, TEMPLATES[0], 420, SLOT_MIN) if n < 5 else None
        few = few.with_cell(person.agent_id, day, shift)
    return Case(
        replace(
            free,
            agents=tuple(own if p.agent_id == person.agent_id else p for p in free.agents),
            contracts=(*free.contracts, Contract("own", "own", 6 * paid, 6 * paid)),
            history=tuple(s for s in problem.history if s.agent_id != person.agent_id),
            rules=(*free.rules, off),
        ),
        {"days_off_a_week": six, "weekly_minutes": few},
        frozenset({"days_off_a_week", "weekly_minutes"}),
    )


def _heads(problem: RosterProblem, least: int, day: int, hours: range) -> RosterProblem:
    """Somebody is asked for in queue q only in some hours of a day, at least so many."""
    heads = np.zeros_like(problem.requirement.heads)
    heads[0, [day * 24 + hour for hour in hours]] = 1
    asked = replace(
        RULES["minimum_heads"].usual_setting(), price=None, active=True, params={"least": least}
    )
    need = Requirement("trust", problem.requirement.grid, ("q", "r"), heads, heads)
    return replace(problem, requirement=need, rules=(*problem.rules, asked))


def _heads_against_leave(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    day = int(rng.integers(1, 6))
    when = MONDAY + timedelta(days=day)
    skilled = [p for p in problem.agents if "q" in p.skills]
    for person in skilled:
        problem = _freed(problem, person.agent_id)
    there = planted
    gone = planted
    for person in skilled:
        shift = shift_of(person, when, TEMPLATES[0], 600, SLOT_MIN)
        there = there.with_cell(person.agent_id, when, shift)
        for offset in (-1, 0):
            gone = gone.with_cell(person.agent_id, when + timedelta(days=offset), None)
    for person in skilled:  # a night before may not run into the day
        there = there.with_cell(person.agent_id, when - timedelta(days=1), None)
    away = skilled[: int(rng.integers(1, len(skilled) + 1))]
    asked = _heads(problem, len(skilled), day, range(11, 13))
    return Case(
        replace(
            asked,
            leave=(*asked.leave, *(Leave(p.agent_id, when, when) for p in away)),
        ),
        {"leave": there, "minimum_heads": gone},
        frozenset({"leave", "minimum_heads"}),
    )


def _heads_against_seats(problem: RosterProblem, planted: Roster, rng: np.random.Generator) -> Case:
    day = int(rng.integers(1, 6))
    when = MONDAY + timedelta(days=day)
    skilled = [p for p in problem.agents if "q" in p.skills][:3]
    for person in problem.agents:
        problem = _freed(problem, person.agent_id)
    there, nobody = planted, Roster(planted.first, planted.days)
    for person in skilled:
        there = there.with_cell(person.agent_id, when - timedelta(days=1), None)
        shift = shift_of(person, when, TEMPLATES[0], 600, SLOT_MIN)
        there = there.with_cell(person.agent_id, when, shift)
    asked = _heads(problem, len(skilled), day, range(11, 13))
    seats = replace(
        RULES["seat_capacity"].usual_setting(), price=None, active=True,
        params={"seats": max(1, len(skilled) - 1)},
    )  # fmt: skip
    history = tuple(s for s in problem.history if s.day < MONDAY - timedelta(days=1))
    contracts = tuple(replace(c, weekly_min_min=0) for c in asked.contracts)
    return Case(
        replace(asked, rules=(*asked.rules, seats), contracts=contracts, history=history),
        {"seat_capacity": there, "minimum_heads": nobody},
        frozenset({"seat_capacity", "minimum_heads"}),
    )


def _one_expert_every_day(
    problem: RosterProblem, planted: Roster, rng: np.random.Generator
) -> Case:
    """A queue that one person can serve, asked for on all seven days of at most six running."""
    number = int(rng.integers(len(problem.agents)))
    problem = _freed(problem, problem.agents[number].agent_id)
    people = tuple(
        replace(p, skills=("q", "r") if i == number else ("r",))
        for i, p in enumerate(problem.agents)
    )
    expert = people[number]
    every, none = planted, planted
    for day in planted.dates:
        shift = shift_of(expert, day, TEMPLATES[0], 480, SLOT_MIN)
        every = every.with_cell(expert.agent_id, day, shift)
        none = none.with_cell(expert.agent_id, day, None)
    heads = np.zeros_like(problem.requirement.heads)
    heads[0, [day * 24 + 10 for day in range(problem.days)]] = 1
    need = Requirement("trust", problem.requirement.grid, ("q", "r"), heads, heads)
    asked = replace(
        RULES["minimum_heads"].usual_setting(), price=None, active=True, params={"least": 1}
    )
    most = replace(RULES["consecutive_days"].usual_setting(), price=None, active=True)
    return Case(
        replace(
            problem,
            agents=people,
            requirement=need,
            rules=(*problem.rules, asked, most),
            history=tuple(s for s in problem.history if s.agent_id != expert.agent_id),
        ),
        {"consecutive_days": every, "minimum_heads": none},
        frozenset({"consecutive_days", "minimum_heads"}),
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
