"""Who could take over a shift: least harm first, each with what it breaks and costs."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.model.arrays import IntArray
from data.model.errors import NotFound
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.floor import FloorCount
from rostering.rules.book import Applied, Book, rule_book
from rostering.rules.duty import Duty
from rostering.rules.menu import contract_menu, locked_cells
from rostering.rules.tour import tour_of
from rostering.scorecard import floor_findings, tour_findings
from rostering.solver.cpsat.worth import FloorBook, Placed

_SHOWN = 10
_TRIED = 3
"""Duties tried for each person: rules rarely forbid more than the first."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take over.

    Parameters
    ----------
    shift
        What they would work.
    points
        Change of the objective against leaving the shift open [points]; negative is better.
    broken
        Hard rules that this would break anew.
    charged
        Priced rules that this would charge anew.
    roster
        The roster with the shift handed over.
    """

    agent_id: str
    name: str
    shift: Shift
    points: int
    broken: tuple[Violation, ...]
    charged: tuple[Violation, ...]
    roster: Roster


def replace(
    problem: RosterProblem, roster: Roster, agent_id: str, day: date, shown: int = _SHOWN
) -> tuple[Candidate, ...]:
    """Who could take over an agent's shift on a day: least harm first.

    Agents who are off that day and not locked are asked for the duty of their menu that does least
    harm of the few that save most among those that overlap the open shift.

    Raises
    ------
    NotFound
        If the agent has no shift on that day.
    """
    vacated = next((s for s in roster.by_cell.get((agent_id, day), ())), None)
    if vacated is None:
        raise NotFound(f"{agent_id} has no shift on {day}: there is nothing to replace")
    left = roster.with_cell(agent_id, day, None)
    book, rules = FloorBook(problem, left, problem.requirement.heads), rule_book(problem)
    number = (day - problem.first).days
    free = [
        a for a in problem.agents if _asked(problem, left, a, number) and a.agent_id != agent_id
    ]
    group = book.groups.group_of
    worth = {group[agent.agent_id]: book.worth(agent.agent_id) for agent in _one_each(free, group)}
    found = [
        _candidate(problem, rules, left, book, agent, vacated, worth[group[agent.agent_id]])
        for agent in free
    ]
    ranked = sorted((c for c in found if c is not None), key=_rank)[: 2 * shown]
    ranked = sorted((_with_floor(problem, rules, left, c) for c in ranked), key=_rank)[:shown]
    return tuple(dataclasses.replace(c, roster=_with(left, c.shift)) for c in ranked)


def _with(roster: Roster, shift: Shift) -> Roster:
    return Roster(roster.first, roster.days, (*roster.shifts, shift))


def _one_each(agents: list[Agent], group: Mapping[str, int]) -> tuple[Agent, ...]:
    return tuple({group[agent.agent_id]: agent for agent in agents}.values())


def _rank(candidate: Candidate) -> tuple[int, int, str]:
    return len(candidate.broken), candidate.points, candidate.agent_id


def _asked(problem: RosterProblem, roster: Roster, agent: Agent, day: int) -> bool:
    busy = (agent.agent_id, problem.dates[day]) in roster.by_cell
    return not busy and day not in locked_cells(problem, agent)


def _candidate(
    problem: RosterProblem,
    rules: Book,
    roster: Roster,
    book: FloorBook,
    agent: Agent,
    vacated: Shift,
    worth: IntArray,
) -> Candidate | None:
    day = (vacated.day - problem.first).days
    shifts = roster.by_agent.get(agent.agent_id, ())
    before = _findings(problem, rules, agent, shifts)
    known = {violation for _, violation in before}
    old = sum(points for points, _ in before)
    found = []
    for duty, placed in _overlapping(problem, book, agent, vacated, worth):
        shift = book.shift(agent.agent_id, day, duty, placed)
        after = _findings(problem, rules, agent, (*shifts, shift))
        points = sum(p for p, _ in after) - old - placed.saves
        fresh = [violation for _, violation in after if violation not in known]
        found.append(
            Candidate(
                agent.agent_id,
                agent.name,
                shift,
                points,
                tuple(v for v in fresh if v.hard),
                tuple(v for v in fresh if not v.hard),
                roster,  # the shift is added for those who are shown: sorting it takes longest
            )
        )
    return min(found, key=_rank, default=None)


def _overlapping(
    problem: RosterProblem, book: FloorBook, agent: Agent, vacated: Shift, worth: IntArray
) -> list[tuple[Duty, Placed]]:
    """The few duties that save most of those that cover half of the open shift or of themselves."""
    day = (vacated.day - problem.first).days
    found = []
    for duty in contract_menu(problem, agent.contract_id):
        inside = min(duty.end_min, vacated.end_min) - max(duty.start_min, vacated.start_min)
        if 2 * inside >= min(duty.length_min, vacated.length_min):
            found.append((duty, book.placed(day, duty, worth)))
    return sorted(found, key=lambda one: (-one[1].saves, _apart(one[0], vacated)))[:_TRIED]


def _apart(duty: Duty, shift: Shift) -> tuple[int, bool]:
    return abs(duty.start_min - shift.start_min), duty.template != shift.template


def _findings(
    problem: RosterProblem, rules: Book, agent: Agent, shifts: tuple[Shift, ...]
) -> list[tuple[int, Violation]]:
    tour = tour_of(problem, agent.agent_id, shifts)
    return [(_points(*found), found[1]) for found in tour_findings(problem, rules, agent, tour)]


def _points(applied: Applied, violation: Violation) -> int:
    return (applied.setting.price or 0) * violation.amount


def _on_floor(
    problem: RosterProblem, rules: Book, count: FloorCount
) -> list[tuple[int, Violation]]:
    return [(_points(*found), found[1]) for found in floor_findings(problem, rules, count)]


def _with_floor(
    problem: RosterProblem, rules: Book, before: Roster, candidate: Candidate
) -> Candidate:
    """The candidate with what rules about heads on the floor say."""
    if not any(applied.rule.ties_agents for applied in rules):
        return candidate
    count = FloorCount.of(problem, before)
    old = _on_floor(problem, rules, count)
    count.add(candidate.shift)
    new = _on_floor(problem, rules, count)
    known = {violation for _, violation in old}
    broken = tuple(v for _, v in new if v.hard and v not in known)
    points = sum(p for p, _ in new) - sum(p for p, _ in old)
    return Candidate(
        candidate.agent_id,
        candidate.name,
        candidate.shift,
        candidate.points + points,
        (*candidate.broken, *broken),
        candidate.charged,
        candidate.roster,
    )
