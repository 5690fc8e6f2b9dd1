"""The judge that knows no solver: what a roster breaks and what it pays.

It shares with the engines the rules' statements, the count of heads and the price list of cover.
"""

import dataclasses
from collections.abc import Iterator, Mapping

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import OVERSTAFFING, UNDERSTAFFING, Charge, Violation
from data.model.scorecard import ScoreFigures
from data.model.staff import Agent
from rostering.evaluation.cover import Cover, cover
from rostering.rules.language.duty import Tour, tours
from rostering.rules.language.presence import FloorCount, SkillGroups
from rostering.rules.language.scopes import Applied, RuleSet, rule_set


@dataclasses.dataclass(frozen=True, eq=False)
class Scorecard(ScoreFigures):
    """A roster judged, with the heads met, missing and idle by slot (`cover`)."""

    cover: Cover


def score(problem: RosterProblem, roster: Roster) -> Scorecard:
    """Judge a roster by every rule of its problem."""
    count, book = FloorCount.of(problem, roster), rule_set(problem)
    met = cover_of(problem, count)
    found = tuple(_found(problem, book, tours(problem, roster), count))
    hard = tuple(v for _, v in found if v.hard)
    soft = tuple(v for _, v in found if not v.hard)
    charges = (*cover_charges(problem, met), *rule_charges(found))
    hours = problem.requirement.grid.slot_min / 60
    queues = problem.requirement.queue_ids
    return Scorecard(
        violations=hard + soft,
        charges=charges,
        objective=sum(charge.points for charge in charges),
        hard_violations=len(hard),
        cover=met,
        shortfall_hours={
            queue: float(met.shortfall[row].sum() * hours) for row, queue in enumerate(queues)
        },
        surplus_hours=float(met.surplus.sum() * hours),
        needed_hours=float(problem.requirement.heads.sum() * hours),
        floor_hours=float(count.present.sum() * hours),
    )


def cover_of(problem: RosterProblem, count: FloorCount) -> Cover:
    """Cover of a problem's heads by those on the floor."""
    groups = SkillGroups(problem)
    return cover(problem.requirement.heads, groups.supply(count), groups.skills, groups.prices)


def cover_charges(problem: RosterProblem, met: Cover) -> tuple[Charge, ...]:
    """Understaffing of each queue and overstaffing as charges."""
    short = met.shortfall.sum(axis=1).tolist()
    idle, prices = int(met.surplus.sum()), problem.cover_prices
    queues = zip(problem.requirement.queue_ids, short, strict=True)
    return (
        *(Charge(UNDERSTAFFING, n, n * prices.of(queue), queue_id=queue) for queue, n in queues),
        Charge(OVERSTAFFING, idle, idle * prices.surplus),
    )


def rule_charges(found: tuple[tuple[Applied, Violation], ...]) -> tuple[Charge, ...]:
    """Priced violations summed by rule and agent."""
    bill: dict[tuple[str, str | None], list[int]] = {}
    for applied, violation in found:
        if applied.setting.price is not None:
            entry = bill.setdefault((violation.rule, violation.agent_id), [0, 0])
            entry[0] += violation.amount
            entry[1] += violation.amount * applied.setting.price
    return tuple(Charge(rule, n, points, who) for (rule, who), (n, points) in bill.items())


def tour_findings(
    problem: RosterProblem, book: RuleSet, agent: Agent, tour: Tour
) -> Iterator[tuple[Applied, Violation]]:
    """What one agent's tour breaks, rule by rule."""
    for applied in book:
        if agent.agent_id in applied.ids:
            for violation in applied.rule.check_tour(problem, agent, tour):
                yield applied, _weighed(applied, violation)


def floor_findings(
    problem: RosterProblem, book: RuleSet, count: FloorCount
) -> Iterator[tuple[Applied, Violation]]:
    """What the heads on the floor break, rule by rule."""
    for applied in book:
        for violation in applied.rule.check_floor(problem, count, applied.agents):
            yield applied, _weighed(applied, violation)


def _found(
    problem: RosterProblem, book: RuleSet, every: Mapping[str, Tour], count: FloorCount
) -> Iterator[tuple[Applied, Violation]]:
    for applied in book:
        for agent in applied.agents:
            for violation in applied.rule.check_tour(problem, agent, every[agent.agent_id]):
                yield applied, _weighed(applied, violation)
    yield from floor_findings(problem, book, count)


def _weighed(applied: Applied, violation: Violation) -> Violation:
    if applied.setting.hard:
        return violation
    return dataclasses.replace(violation, hard=False)
