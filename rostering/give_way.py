"""Hard rules that collide give way in order of precedence, for whom they must, and it is told."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from data.model.codec import to_json
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.staff import Agent
from rostering.floor import FloorCount
from rostering.problem import RosterProblem
from rostering.rules.book import Applied, rule_book
from rostering.rules.tour import tours
from rostering.rules.words import counted
from rostering.solver.cpsat.options import OptionTable
from rostering.solver.explain import (
    Clash,
    clashes_alone,
    first_to_give,
    say_clash,
    stuck_agents,
)
from rostering.solver.explain_slots import contradictions, freed_by, slot_clashes
from rostering.solver.explain_team import team_clash

_LEAST_PRICE = 1_000
_NAMED = 7  # agents or days in a sentence

Giving = tuple[tuple[Applied, frozenset[str]], ...]


@dataclass(frozen=True)
class Yielded:
    """What a rule gave in a roster.

    Parameters
    ----------
    agents
        For whom, by id; none where it is about heads on the floor.
    amount, points
        By how many units in all [unit of the rule], and what that costs [points].
    found
        Each finding in plain words.
    """

    rule: str
    title: str
    unit: str
    precedence: int
    agents: tuple[str, ...]
    amount: int
    points: int
    days: tuple[date, ...]
    found: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """`«Days off a week» (precedence 50) gave way: 2 agents (A1, A7), 3 days, on ...`."""
        much = (
            counted(self.amount, self.unit)
            if self.unit.isalpha()
            else f"{self.amount} times one {self.unit}"
        )
        whom = (
            f"{counted(len(self.agents), 'agent')} ({_few(self.agents)}), " if self.agents else ""
        )
        when = f", on {_few(self.days)}" if self.days else ""
        return f"«{self.title}» (precedence {self.precedence}) gave way: {whom}{much}{when}"

    def as_json(self) -> dict[str, Any]:
        """JSON values, the sentence among them."""
        return {**to_json(self), "sentence": self.sentence}


def _few(things: Sequence[object]) -> str:
    """The first few, and how many more."""
    more = f" and {len(things) - _NAMED} more" if len(things) > _NAMED else ""
    return ", ".join(map(str, things[:_NAMED])) + more


def yielded(problem: RosterProblem, roster: Roster) -> tuple[Yielded, ...]:
    """What every rule that gave way gives in a roster, first to give way first."""
    given = [a for a in rule_book(problem) if a.setting.gave_way]
    every, count = tours(problem, roster), FloorCount.of(problem, roster)
    found = []
    for applied in sorted(given, key=lambda a: -a.setting.precedence):
        rule = applied.rule
        broken = [
            *(v for a in applied.agents for v in rule.check_tour(problem, a, every[a.agent_id])),
            *rule.check_floor(problem, count, applied.agents),
        ]
        if broken:
            found.append(
                Yielded(
                    rule.name,
                    rule.title,
                    rule.unit,
                    applied.setting.precedence,
                    tuple(dict.fromkeys(v.agent_id for v in broken if v.agent_id)),
                    sum(v.amount for v in broken),
                    sum(v.amount for v in broken) * (applied.setting.price or 0),
                    tuple(sorted({v.day for v in broken if v.day})),
                    tuple(v.sentence for v in broken),
                )
            )
    return tuple(found)


def gap_beside(objective: int, bound: float | None, given_points: int) -> float | None:
    """Gap against the bill without the price of what gave way [-], at most 1: nothing is proven.

    A few units at thousands of points would make any gap look small.
    """
    if bound is None:
        return None
    gap = max(0.0, (objective - bound) / max(1.0, abs(objective - given_points)))
    return min(gap, 1.0) if given_points else gap


@dataclass(frozen=True, eq=False)
class Way:
    """A problem with a price on rules that collided, and the clashes in plain words."""

    problem: RosterProblem
    clashes: tuple[str, ...]


def price_of(problem: RosterProblem) -> int:
    """Points for each unit given: a power of ten above what a whole shift can save in cover.

    More would buy nothing, and dear tours are hard to tell from forbidden ones.
    """
    queues = problem.requirement.queue_ids
    longest_min = max((template.length_min for template in problem.templates), default=0)
    slots = -(-longest_min // problem.requirement.grid.slot_min)
    shift = slots * max((problem.cover_prices.of(queue) for queue in queues), default=0)
    return max(_LEAST_PRICE, int(10 ** np.ceil(np.log10(1 + shift))))


def make_way(
    problem: RosterProblem, stop: threading.Event | None = None, *, team: bool = True
) -> Way | None:
    """Of each clash, let the rule with the highest precedence number give way.

    For the agents it leaves no tour, for those it keeps from a slot that has too few, else for
    everybody whom it binds. Structural rules never do. None: nothing is found that may give way.

    Parameters
    ----------
    team
        Look, where nothing else is found, for clashes of the team as a whole (up to 30 s).
    """
    clashes: list[str] = []
    softer = problem
    while clash := _of_slots(softer):
        softer = softened(softer, clash[1])
        clashes.append(clash[0])
    said, giving_all = _of_people(softer, stop)
    if said:
        softer = softened(softer, giving_all)
        clashes += said
    if not clashes and team and (rules := team_clash(softer, stop)):
        giving = first_to_give(rules)
        if giving is not None:
            softer = softened(softer, ((giving, giving.ids),))
            clashes.append(say_clash(rules, ()))
    return Way(softer, tuple(clashes)) if clashes else None


def _of_slots(problem: RosterProblem) -> tuple[str, Giving] | None:
    """A clash about heads that too few people can give, of which some rule may give way."""
    for clash in slot_clashes(problem):
        rules = (clash.applied, *clash.away)
        giving = first_to_give(rules)
        if giving is not None:
            freed = frozenset(a.agent_id for a in freed_by(problem, clash, giving))
            ids = giving.ids if giving.rule.ties_agents else freed & giving.ids
            return say_clash(rules, ()), ((giving, ids),)
    for one, two, _ in contradictions(problem):
        giving = first_to_give((one, two))
        if giving is not None:
            return say_clash((one, two), ()), ((giving, giving.ids),)
    return None


def _of_people(
    problem: RosterProblem, stop: threading.Event | None
) -> tuple[tuple[str, ...], Giving]:
    """Clashes that leave agents no tour, each said once for all whom it meets."""
    options = OptionTable(problem, prune=False)
    met: dict[tuple[int, ...], tuple[Clash, Applied, list[Agent]]] = {}
    for agent in stuck_agents(problem, stop):
        for clash, giving in clashes_alone(problem, options, agent):
            if giving is not None:
                met.setdefault(tuple(map(id, clash)), (clash, giving, []))[2].append(agent)
    return (
        tuple(say_clash(clash, agents) for clash, _, agents in met.values()),
        tuple(
            (giving, frozenset(a.agent_id for a in agents)) for _, giving, agents in met.values()
        ),
    )


def softened(problem: RosterProblem, giving: Giving) -> RosterProblem:
    """The problem with a price on some rules for some of the agents they bind.

    Notes
    -----
    Settings aimed at agents stand in for all others of their rule, so whoever is let off by name
    takes every setting of the rule along, the others as they were.
    """
    price = price_of(problem)
    applied = {id(a.setting): a for a in rule_book(problem)}
    rules = (
        part
        for setting in problem.rules
        for part in (
            _parted(applied[id(setting)], giving, price) if id(setting) in applied else (setting,)
        )
    )
    return replace(problem, rules=tuple(rules))


def _parted(applied: Applied, giving: Giving, price: int) -> Iterator[RuleSetting]:
    """A setting for those who stay with it, then by name for those let off it or another one."""
    setting = applied.setting
    mine = frozenset[str]().union(*(ids for other, ids in giving if other == applied))
    named = frozenset[str]().union(
        *(ids for other, ids in giving if other.rule.name == setting.rule and ids != other.ids)
    )
    whole = mine == applied.ids
    staying = tuple(agent_id for agent_id in setting.agents if agent_id not in named)
    if staying or not setting.agents:
        base = replace(setting, agents=staying)
        yield replace(base, price=price, gave_way=True) if mine and whole else base
    for ids, gives in ((named & mine, True), (named & applied.ids - mine, False)):
        if ids:
            part = replace(setting, contracts=(), agents=tuple(sorted(ids)))
            yield replace(part, price=price, gave_way=True) if gives else part
