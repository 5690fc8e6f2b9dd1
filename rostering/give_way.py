"""Hard rules that collide give way in order of precedence, for whom they must, and it is told."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.model.codec import to_json
from data.model.roster import Roster
from data.model.rule import RuleSetting
from rostering.floor import FloorCount
from rostering.problem import RosterProblem
from rostering.rules.book import Applied, rule_book
from rostering.rules.tour import tours
from rostering.rules.words import counted
from rostering.solver.cpsat.options import OptionTable
from rostering.solver.explain import first_to_give, giving_alone, stuck_agents
from rostering.solver.explain_slots import contradictions, freed_by, slot_clashes
from rostering.solver.explain_team import team_clash

PRICE = 10_000
"""Points for each unit by which a rule gives way: only what must give does."""

Giving = tuple[tuple[Applied, frozenset[str]], ...]


@dataclass(frozen=True)
class Yielded:
    """What a rule gave in a roster.

    Parameters
    ----------
    agents
        For whom, by id; none where it is about heads on the floor.
    amount
        By how many units in all [unit of the rule].
    found
        Each finding in plain words.
    """

    rule: str
    title: str
    unit: str
    precedence: int
    agents: tuple[str, ...]
    amount: int
    days: tuple[date, ...]
    found: tuple[str, ...]

    @property
    def points(self) -> int:
        """What it cost [points]."""
        return PRICE * self.amount

    @property
    def sentence(self) -> str:
        """`«Days off a week» (precedence 50) gave way: 2 agents, 3 days; on 2026-03-02, ...`."""
        much = (
            counted(self.amount, self.unit)
            if self.unit.isalpha()
            else f"{self.amount} times one {self.unit}"
        )
        whom = f"{counted(len(self.agents), 'agent')}, " if self.agents else ""
        when = ", ".join(f"{day}" for day in self.days)
        return (
            f"«{self.title}» (precedence {self.precedence}) gave way: {whom}{much}"
            f"{f', on {when}' if when else ''}"
        )

    def as_json(self) -> dict[str, Any]:
        """JSON values, the sentence among them."""
        return {**to_json(self), "points": self.points, "sentence": self.sentence}


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
                    tuple(sorted({v.day for v in broken if v.day})),
                    tuple(v.sentence for v in broken),
                )
            )
    return tuple(found)


def gap_beside(objective: int, bound: float | None, given_points: int) -> float | None:
    """Gap against the bill without the price of what gave way [-].

    A few units at 10,000 points would make any gap look small.
    """
    if bound is None:
        return None
    return max(0.0, (objective - bound) / max(1.0, abs(objective - given_points)))


def make_way(problem: RosterProblem, stop: threading.Event | None = None) -> RosterProblem | None:
    """The problem with a price on rules that collide; None where none is found that may have one.

    Of each clash the rule with the highest precedence number gives way: for the agents it leaves
    no tour, for those it keeps from a slot that has too few, else for everybody whom it binds.
    Structural rules never do.
    """
    for find in (_of_slots, _of_people, _of_team):
        giving = find(problem, stop)
        if giving is not None:
            return softened(problem, giving) if giving else None
    return None


def _of_slots(problem: RosterProblem, stop: threading.Event | None) -> Giving | None:
    """One clash about heads that too few people can give; what follows from it is asked anew."""
    for clash in slot_clashes(problem):
        giving = first_to_give((clash.applied, *clash.away))
        if giving is None:
            return ()
        if giving.rule.ties_agents:
            return ((giving, giving.ids),)
        return ((giving, frozenset(a.agent_id for a in freed_by(problem, clash, giving))),)
    for one, two, _ in contradictions(problem):
        return _whole(first_to_give((one, two)))
    return None


def _of_people(problem: RosterProblem, stop: threading.Event | None) -> Giving | None:
    options = OptionTable(problem, prune=False)
    giving: list[tuple[Applied, frozenset[str]]] = []
    stuck = list(stuck_agents(problem, stop))
    for agent in stuck:
        found = giving_alone(problem, options, agent)
        if found is None:
            return ()
        giving += [(applied, frozenset((agent.agent_id,))) for applied in found]
    return tuple(giving) if stuck else None


def _of_team(problem: RosterProblem, stop: threading.Event | None) -> Giving | None:
    return _whole(first_to_give(team_clash(problem, stop)))


def _whole(giving: Applied | None) -> Giving:
    return ((giving, giving.ids),) if giving else ()


def softened(problem: RosterProblem, giving: Giving) -> RosterProblem:
    """The problem with a price on some rules for some of the agents they bind.

    Notes
    -----
    Settings aimed at agents stand in for all others of their rule, so whoever is let off by name
    takes every setting of the rule along, the others as they were.
    """
    applied = {id(a.setting): a for a in rule_book(problem)}
    rules = (
        part
        for setting in problem.rules
        for part in (
            _parted(applied[id(setting)], giving) if id(setting) in applied else (setting,)
        )
    )
    return replace(problem, rules=tuple(rules))


def _parted(applied: Applied, giving: Giving) -> Iterator[RuleSetting]:
    """A setting for those who stay with it, then by name for those let off it or another one."""
    setting = applied.setting
    mine = frozenset[str]().union(*(ids for other, ids in giving if other is applied))
    named = frozenset[str]().union(
        *(ids for other, ids in giving if other.rule.name == setting.rule and ids != other.ids)
    )
    whole = mine == applied.ids
    staying = tuple(agent_id for agent_id in setting.agents if agent_id not in named)
    if staying or not setting.agents:
        base = replace(setting, agents=staying)
        yield replace(base, price=PRICE, gave_way=True) if mine and whole else base
    for ids, gives in ((named & mine, True), (named & applied.ids - mine, False)):
        if ids:
            part = replace(setting, contracts=(), agents=tuple(sorted(ids)))
            yield replace(part, price=PRICE, gave_way=True) if gives else part
