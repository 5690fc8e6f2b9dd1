"""Relaxes hard rules that conflict: in order of precedence, for those for whom it is needed."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from data.model.problem import RosterProblem
from data.model.rule import RuleSetting
from data.model.staff import Agent
from rostering.rules.rule_set import Applied, rule_set
from rostering.solver.explain.conflicts import (
    conflicts_alone,
    describe_conflict,
    first_to_relax,
    stuck_agents,
    team_conflict,
)
from rostering.solver.explain.inquiry import Conflict, Inquiry
from rostering.solver.explain.slots import contradictions, freed_by, slot_conflicts
from rostering.solver.options import OptionTable

_LEAST_PRICE = 1_000

Relaxing = tuple[tuple[Applied, frozenset[str]], ...]


@dataclass(frozen=True, eq=False)
class Way:
    """A problem with a price on rules that collided, and the conflicts as sentences."""

    problem: RosterProblem
    conflicts: tuple[str, ...]


def price_of(problem: RosterProblem) -> int:
    """Points for each unit given: a power of ten above what a whole shift can save in cover.

    More would buy nothing, and dear tours are hard to tell from forbidden ones.
    """
    queues = problem.requirement.queue_ids
    longest_min = max((template.length_min for template in problem.templates), default=0)
    slots = -(-longest_min // problem.requirement.grid.slot_min)
    shift = slots * max((problem.cover_prices.of(queue) for queue in queues), default=0)
    return max(_LEAST_PRICE, int(10 ** np.ceil(np.log10(1 + shift))))


def relax_rules(
    problem: RosterProblem, stop: threading.Event | None = None, *, team: bool = True
) -> Way | None:
    """Of each conflict, relax the rule with the highest precedence number.

    For the agents it leaves no tour, for those it keeps from a slot that has too few, else for
    everybody whom it binds. Structural rules never are. None: nothing is found that may be relaxed.

    Parameters
    ----------
    team
        Look, where nothing else is found, for conflicts of the team as a whole (up to a minute).
    """
    conflicts: list[str] = []
    softer = problem
    while conflict := _of_slots(softer):
        softer = softened(softer, conflict[1])
        conflicts.append(conflict[0])
    said, relaxing_all = _of_people(softer, stop)
    if said:
        softer = softened(softer, relaxing_all)
        conflicts += said
    if not conflicts and team and (rules := team_conflict(Inquiry.of_team(softer, stop))):
        relaxing = first_to_relax(rules)
        if relaxing is not None:
            softer = softened(softer, ((relaxing, relaxing.ids),))
            conflicts.append(describe_conflict(rules, ()))
    return Way(softer, tuple(conflicts)) if conflicts else None


def _of_slots(problem: RosterProblem) -> tuple[str, Relaxing] | None:
    """A conflict about heads that too few people can give, of which some rule may be relaxed."""
    for conflict in slot_conflicts(problem):
        rules = (conflict.applied, *conflict.away)
        relaxing = first_to_relax(rules)
        if relaxing is not None:
            freed = frozenset(a.agent_id for a in freed_by(problem, conflict, relaxing))
            ids = relaxing.ids if relaxing.rule.ties_agents else freed & relaxing.ids
            return describe_conflict(rules, ()), ((relaxing, ids),)
    for one, two, _ in contradictions(problem):
        relaxing = first_to_relax((one, two))
        if relaxing is not None:
            return describe_conflict((one, two), ()), ((relaxing, relaxing.ids),)
    return None


def _of_people(
    problem: RosterProblem, stop: threading.Event | None
) -> tuple[tuple[str, ...], Relaxing]:
    """Conflicts that leave agents no tour, each said once for all whom it meets."""
    options = OptionTable(problem, prune=False)
    met: dict[tuple[int, ...], tuple[Conflict, Applied, list[Agent]]] = {}
    for agent in stuck_agents(problem, stop):
        for conflict, relaxing in conflicts_alone(options, agent):
            if relaxing is not None:
                met.setdefault(tuple(map(id, conflict)), (conflict, relaxing, []))[2].append(agent)
    return (
        tuple(describe_conflict(conflict, agents) for conflict, _, agents in met.values()),
        tuple(
            (relaxing, frozenset(a.agent_id for a in agents))
            for _, relaxing, agents in met.values()
        ),
    )


def softened(problem: RosterProblem, relaxing: Relaxing) -> RosterProblem:
    """The problem with a price on some rules for some of the agents they bind.

    Notes
    -----
    Settings aimed at agents stand in for all others of their rule, so whoever is let off by name
    takes every setting of the rule along, the others as they were.
    """
    price = price_of(problem)
    applied = {id(a.setting): a for a in rule_set(problem)}
    rules = (
        part
        for setting in problem.rules
        for part in (
            _parted(applied[id(setting)], relaxing, price) if id(setting) in applied else (setting,)
        )
    )
    return replace(problem, rules=tuple(rules))


def _parted(applied: Applied, relaxing: Relaxing, price: int) -> Iterator[RuleSetting]:
    """A setting for those who stay with it, then by name for those let off it or another one."""
    setting = applied.setting
    mine = frozenset[str]().union(*(ids for other, ids in relaxing if other == applied))
    named = frozenset[str]().union(
        *(ids for other, ids in relaxing if other.rule.name == setting.rule and ids != other.ids)
    )
    whole = mine == applied.ids
    staying = tuple(agent_id for agent_id in setting.agents if agent_id not in named)
    if staying or not setting.agents:
        base = replace(setting, agents=staying)
        yield replace(base, price=price, relaxed=True) if mine and whole else base
    for ids, gives in ((named & mine, True), (named & applied.ids - mine, False)):
        if ids:
            part = replace(setting, contracts=(), agents=tuple(sorted(ids)))
            yield replace(part, price=price, relaxed=True) if gives else part
