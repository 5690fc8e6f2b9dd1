"""Centres drawn around a roster that keeps every hard rule."""

from collections.abc import Sequence
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
from rostering.rules import RULES, default_settings
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
    """

    problem: RosterProblem
    witnesses: dict[str, Roster]

    @property
    def conflict(self) -> frozenset[str]:
        """Names of rules of the only smallest conflict; none where there is a roster."""
        return frozenset(self.witnesses) - {""}


def feasible_case(agents: int, days: int, seed: int) -> Case:
    """A centre under every rule, each as tight as the planted roster allows."""
    rng = np.random.default_rng(seed)
    problem, planted = a_planted_centre(agents, days, rng)
    case = Case(problem, {"": planted})
    return with_rules(case, rng, tightly=True)


def a_rostered_centre(agents: int, days: int, seed: int) -> tuple[RosterProblem, Roster]:
    """A centre of half hours under the usual rules, with a roster: what a judge sees, unsolved."""
    problem, roster = a_planted_centre(agents, days, np.random.default_rng(seed), 30)
    return replace(problem, rules=default_settings()), roster


def a_planted_centre(
    agents: int, days: int, rng: np.random.Generator, slot_min: int = SLOT_MIN
) -> tuple[RosterProblem, Roster]:
    people = tuple(
        Agent(
            f"A{i:02d}", f"Agent {i}", f"C{i % 3}", _SKILLS[int(rng.integers(3))], senior=i % 3 == 0
        )
        for i in range(agents)
    )
    shifts = [s for person in people for s in _tour(person, days, rng, slot_min)]
    roster = Roster(MONDAY, days, tuple(s for s in shifts if s.day >= MONDAY))
    grid = Grid.for_days(MONDAY, days, slot_min, "UTC")
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


def _tour(person: Agent, days: int, rng: np.random.Generator, slot_min: int) -> list[Shift]:
    """Blocks of two to five days of one template and start, then one to three days off."""
    found, day = [], int(rng.integers(0, 3)) - HISTORY_DAYS
    while day < days:
        template = TEMPLATES[int(rng.choice(3, p=(0.5, 0.35, 0.15)))]
        start = int(rng.choice(template.starts_min))
        length = int(rng.integers(2, 4 if template.code == "N" else 6))
        for _ in range(min(length, days - day)):
            found.append(shift_of(person, MONDAY + timedelta(days=day), template, start, slot_min))
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


def with_rules(case: Case, rng: np.random.Generator, *, tightly: bool) -> Case:
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
    return not any(
        any(applied.rule.check(alone, roster, applied.agents))
        for applied in rule_set(alone)
        if applied.rule.name == setting.rule
        for roster in rosters
    )
