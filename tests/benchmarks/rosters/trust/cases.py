"""Centres drawn around a roster that keeps every hard rule, and conflicts planted in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import BreakWindow, Shift, ShiftTemplate
from data.model.staff import Agent, Availability, Contract, Leave, Wish
from rostering.evaluation.scorecard import score
from rostering.rules import RULES
from rostering.rules.language.duty import tours
from rostering.rules.language.presence import FloorCount
from rostering.rules.rule_set import rule_set
from tests.rostering.builders import shift_of

MONDAY = date(2026, 3, 2)
SLOT_MIN = 60
HISTORY_DAYS = 7
_STEPS = 40
_HARD_SHARE = 0.8
_MEAL = (BreakWindow("meal", 60, 180, 240),)
TEMPLATES = (
    ShiftTemplate("D", "Day", 420, 600, 60, 480, _MEAL),
    ShiftTemplate("L", "Late", 780, 900, 60, 480, _MEAL),
    ShiftTemplate("N", "Night", 1320, 1320, 60, 480, _MEAL),
)
_SKILLS = (("q",), ("q", "r"), ("r",))


@dataclass(frozen=True, eq=False)
class Case:
    """A problem, and what is known of it by construction.

    Parameters
    ----------
    witnesses
        By the rule that they may break: rosters that keep all other hard rules. The one of no
        rule proves that there is a roster.
    conflict
        Names of rules of the only smallest conflict; none where there is a roster.
    """

    problem: RosterProblem
    witnesses: dict[str, Roster]
    conflict: frozenset[str] = frozenset()


def feasible_case(agents: int, days: int, seed: int) -> Case:
    """A centre under every rule, each as tight as the planted roster allows."""
    rng = np.random.default_rng(seed)
    problem, planted = _planted(agents, days, rng)
    case = Case(problem, {"": planted})
    return _with_rules(case, rng, tightly=True)


def conflict_case(kind: str, agents: int, seed: int) -> Case:
    """The same, with a conflict whose smallest set of rules is known.

    Notes
    -----
    For each rule of the set there is a roster that breaks it alone, so every conflict holds all
    of them; together they leave none.
    """
    rng = np.random.default_rng(seed)
    problem, planted = _planted(agents, 7, rng)
    return _with_rules(CONFLICTS[kind](problem, planted, rng), rng, tightly=False)


def _planted(agents: int, days: int, rng: np.random.Generator) -> tuple[RosterProblem, Roster]:
    people = tuple(
        Agent(
            f"A{i:02d}", f"Agent {i}", f"C{i % 3}", _SKILLS[int(rng.integers(3))], senior=i % 3 == 0
        )
        for i in range(agents)
    )
    shifts = [s for person in people for s in _tour(person, days, rng)]
    roster = Roster(MONDAY, days, tuple(s for s in shifts if s.day >= MONDAY))
    grid = Grid.for_days(MONDAY, days, SLOT_MIN, "UTC")
    empty = np.zeros((2, grid.slots), dtype=np.int64)
    problem = RosterProblem(
        first=MONDAY,
        days=days,
        requirement=Requirement("trust", grid, ("q", "r"), empty, empty),
        agents=people,
        contracts=_contracts(people, roster, days),
        templates=TEMPLATES,
        rules=(),
        history=tuple(s for s in shifts if s.day < MONDAY),
        leave=tuple(_leave(people, roster, rng)),
        availability=tuple(_availability(people, shifts, rng)),
        wishes=tuple(
            Wish(p.agent_id, None, "off", 1200, 1439, int(rng.integers(1, 4))) for p in people[::4]
        ),
        locks=tuple(Lock(s.agent_id, s.day, s) for s in roster.shifts if rng.random() < 0.05),
    )
    present = FloorCount.of(problem, roster).present
    heads = np.array(
        [present[[q in p.skills for p in people]].sum(axis=0) for q in ("q", "r")], dtype=np.int64
    )
    heads = np.maximum(0, heads - rng.integers(0, 3, heads.shape))
    need = Requirement("trust", grid, ("q", "r"), heads, heads)
    return replace(problem, requirement=need), roster


def _tour(person: Agent, days: int, rng: np.random.Generator) -> list[Shift]:
    """Blocks of two to five days of one template and start, then one to three days off."""
    found, day = [], int(rng.integers(0, 3)) - HISTORY_DAYS
    while day < days:
        template = TEMPLATES[int(rng.choice(3, p=(0.5, 0.35, 0.15)))]
        start = int(rng.choice(template.starts_min))
        length = int(rng.integers(2, 4 if template.code == "N" else 6))
        for _ in range(min(length, days - day)):
            found.append(shift_of(person, MONDAY + timedelta(days=day), template, start, SLOT_MIN))
            day += 1
        day += int(rng.integers(1, 3)) + (template.code == "N")
    return found


def _contracts(people: Sequence[Agent], roster: Roster, days: int) -> tuple[Contract, ...]:
    """Weekly minutes as narrow as what was planted."""
    found = []
    for name in ("C0", "C1", "C2"):
        weeks = [
            sum(
                s.paid_min
                for s in roster.by_agent.get(p.agent_id, ())
                if (s.day - MONDAY).days // 7 == w
            )
            for p in people
            if p.contract_id == name
            for w in range(days // 7)
        ] or [0]
        found.append(Contract(name, name, min(weeks), max(weeks)))
    return tuple(found)


def _leave(people: Sequence[Agent], roster: Roster, rng: np.random.Generator) -> list[Leave]:
    """One day off in eight is leave, where no night ends in it."""
    nights = {(s.agent_id, s.day + timedelta(days=1)) for s in roster.shifts if s.is_night}
    worked = {(s.agent_id, s.day) for s in roster.shifts}
    return [
        Leave(p.agent_id, day, day)
        for p in people
        for day in roster.dates
        if (p.agent_id, day) not in worked | nights and rng.random() < 0.12
    ]


def _availability(
    people: Sequence[Agent], shifts: Sequence[Shift], rng: np.random.Generator
) -> list[Availability]:
    """A weekday of some people just as wide as what they work on it, or closed."""
    found = []
    for person in people:
        if rng.random() < 0.3:
            weekday = int(rng.integers(7))
            mine = [
                s for s in shifts if s.agent_id == person.agent_id and s.day.weekday() == weekday
            ]
            first = min((s.start_min for s in mine), default=0)
            end = max((s.end_min for s in mine), default=0)
            found.append(Availability(person.agent_id, weekday, first, end))
    return found


def _with_rules(case: Case, rng: np.random.Generator, *, tightly: bool) -> Case:
    """The case under every rule: hard as far as its rosters keep it, else at a price."""
    problem = case.problem
    rules = list(problem.rules)
    given = {setting.rule for setting in rules}
    for name, rule in RULES.items():
        if name in given:
            continue
        usual = replace(rule.usual_setting(), active=True)
        hard = rule.structural or name in ("leave", "availability", "weekly_minutes")
        if not rule.always_priced and (hard or rng.random() < _HARD_SHARE):
            usual = replace(usual, price=None)
            checked = [w for broken, w in case.witnesses.items() if broken != name]
            fitted = _fitted(problem, usual, checked, int(rng.integers(9)) if tightly else 0)
            usual = fitted or replace(usual, price=5)
        elif usual.price is None:
            usual = replace(usual, price=5)
        rules.append(usual)
    found = replace(problem, rules=tuple(rules))
    for broken, witness in case.witnesses.items():
        card = score(found, witness)
        wrong = {v.rule for v in card.violations if v.hard} - {broken}
        if wrong:
            raise AssertionError(f"a planted roster breaks {wrong}: mend the generator")
    return replace(case, problem=found)


def _fitted(
    problem: RosterProblem, setting: RuleSetting, rosters: Sequence[Roster], tighter: int
) -> RuleSetting | None:
    """The setting, tightened a few steps where rosters keep it, loosened until they do."""
    rule = RULES[setting.rule]
    for _ in range(tighter):
        step = rule.step
        if step is None or not _kept(problem, setting, rosters):
            break
        known = {p.name: p for p in rule.params()}[step.field]
        value = setting.params.get(known.name, known.default) - step.by
        if not known.least <= value <= known.most:
            break
        setting = replace(setting, params={**setting.params, known.name: value})
    for _ in range(_STEPS):
        if _kept(problem, setting, rosters):
            return setting
        looser = rule.looser(setting)
        if looser is None:
            return None
        setting = looser
    return None


def _kept(problem: RosterProblem, setting: RuleSetting, rosters: Sequence[Roster]) -> bool:
    alone = replace(problem, rules=(setting,))
    for roster in rosters:
        every, count = tours(alone, roster), FloorCount.of(alone, roster)
        for applied in rule_set(alone):
            if applied.rule.name != setting.rule:
                continue
            mine = (
                v
                for a in applied.agents
                for v in applied.rule.check_tour(alone, a, every[a.agent_id])
            )
            if any(mine) or any(applied.rule.check_floor(alone, count, applied.agents)):
                return False
    return True


# --- conflicts ------------------------------------------------------------------------------------


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
