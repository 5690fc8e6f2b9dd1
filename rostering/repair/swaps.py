"""Two people with each other's shifts: who could swap with somebody, least harm first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.evaluation.scorecard import Scorecard, score, tour_violations
from rostering.rules.language.duty import locked_cells, tour_of
from rostering.rules.rule_set import RuleSet, rule_set

SHOWN = 6


@dataclass(frozen=True)
class Swap:
    """Somebody who could take another one's shifts for their own.

    Parameters
    ----------
    theirs
        What they work on these days so far, a day off included.
    points
        Change of the objective [points]; negative is better.
    broken, charged
        Hard rules that this would break anew, and priced ones that it would charge anew.
    """

    agent_id: str
    name: str
    theirs: tuple[Shift | None, ...]
    points: int
    broken: tuple[Violation, ...]
    charged: tuple[Violation, ...]

    @property
    def keeps_rules(self) -> bool:
        """Whether no hard rule is broken anew."""
        return not self.broken


def with_swap(roster: Roster, one: str, other: str, days: Sequence[date]) -> Roster:
    """The roster in which two people have each other's shifts; activities stay with nobody.

    A day on which both work the same hours, or neither works, stays as it is. The very roster that
    was given comes back where all days do.
    """
    for day in days:
        cells = {of: roster.by_cell.get((of, day), ()) for of in (one, other)}
        if _hours(cells[one]) == _hours(cells[other]):
            continue
        for to, of in ((one, other), (other, one)):
            shift = next(iter(cells[of]), None)
            mine = replace(shift, agent_id=to, activities=()) if shift else None
            roster = roster.with_cell(to, day, mine)
    return roster


def _hours(shifts: Sequence[Shift]) -> list[tuple[str, int, int]]:
    return [shift.key for shift in shifts]


def rank_swaps(
    problem: RosterProblem,
    roster: Roster,
    agent_id: str,
    days: Sequence[date],
    shown: int = SHOWN,
    before: Scorecard | None = None,
) -> tuple[Swap, ...]:
    """Who could swap some days with an agent: who keeps every hard rule first, then the cheapest.

    Parameters
    ----------
    shown
        At most so many [-].
    before
        Scorecard of the roster, where it is known.

    Notes
    -----
    Everybody's own rules are asked first, which is quick; of those who break least, twice as many
    as are shown are scored with cover and fairness. Nobody is asked whose cells are locked, who is
    away, or who works the same.
    """
    agents = {agent.agent_id: agent for agent in problem.agents}
    numbers = {(day - problem.first).days for day in days}
    tours = _Tours(problem, roster, rule_set(problem))
    found = []
    for other in problem.agents:
        if other.agent_id == agent_id or _stays(problem, other, numbers):
            continue
        after = with_swap(roster, agent_id, other.agent_id, days)
        if after is roster:
            continue
        pair = (agents[agent_id], other)
        hard, points = map(sum, zip(*(tours.change(a, after) for a in pair), strict=True))
        found.append((hard, points, other.agent_id))
    card = before or score(problem, roster)
    judged = (
        judge_swap(problem, roster, (agent_id, other_id), days, card)
        for _, _, other_id in sorted(found)[: 2 * shown]
    )
    return tuple(sorted(judged, key=lambda s: (len(s.broken), s.points, s.agent_id))[:shown])


def judge_swap(
    problem: RosterProblem,
    roster: Roster,
    pair: tuple[str, str],
    days: Sequence[date],
    before: Scorecard | None = None,
) -> Swap:
    """What the swap of two people on some days breaks and costs, told of the second of them.

    Parameters
    ----------
    before
        Scorecard of the roster, where it is known.
    """
    one, other = pair
    card = before or score(problem, roster)
    new, known = score(problem, with_swap(roster, one, other, days)), set(card.violations)
    fresh = [violation for violation in new.violations if violation not in known]
    return Swap(
        other,
        next(agent.name for agent in problem.agents if agent.agent_id == other),
        tuple(next(iter(roster.by_cell.get((other, day), ())), None) for day in days),
        new.objective - card.objective,
        tuple(v for v in fresh if v.hard),
        tuple(v for v in fresh if not v.hard),
    )


@dataclass(frozen=True, eq=False)
class _Tours:
    """What each agent's own rules say of them in a roster."""

    problem: RosterProblem
    roster: Roster
    rules: RuleSet

    def change(self, agent: Agent, after: Roster) -> tuple[int, int]:
        """Hard violations more, and points more."""
        then, now = self._of(agent, after), self._of(agent, self.roster)
        return then[0] - now[0], then[1] - now[1]

    def _of(self, agent: Agent, roster: Roster) -> tuple[int, int]:
        shifts = roster.by_agent.get(agent.agent_id, ())
        tour = tour_of(self.problem, agent.agent_id, shifts)
        hard = points = 0
        for applied, violation in tour_violations(self.problem, self.rules, agent, tour):
            hard += violation.hard
            points += (applied.setting.price or 0) * violation.amount
        return hard, points


def _stays(problem: RosterProblem, agent: Agent, numbers: set[int]) -> bool:
    away = (problem.leave_days, problem.sick_days)
    held = (table.get(agent.agent_id, ()) for table in away)
    return not numbers.isdisjoint({*locked_cells(problem, agent), *(d for t in held for d in t)})
