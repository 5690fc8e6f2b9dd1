"""Why a repair changes somebody's days, and why hard rules stay broken."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from data.model.staff import Agent
from data.model.words import counted, weekday
from rostering.evaluation.scorecard import Scorecard, score
from rostering.solver.explain.conflicts import explain_stuck, explain_team, stuck_agents
from rostering.solver.explain.slots import describe_slot_conflicts

_SHOWN = 3
_SCORED = 20
"""Agents whose change is scored without it; each takes a whole scorecard."""


@dataclass(frozen=True)
class Reason:
    """Why one agent's days change.

    Parameters
    ----------
    sentences
        Hard rules that they broke, or that would be broken without the change, or what it saves.
    """

    agent_id: str
    sentences: tuple[str, ...]


def reasons(
    problem: RosterProblem,
    edited: Roster,
    before: Scorecard,
    repaired: Roster,
    after: Scorecard,
    changed: Iterable[tuple[str, date]],
) -> tuple[Reason, ...]:
    """A reason for each agent with a changed day, in the order of the changes."""
    mine: dict[str, list[date]] = {}
    for agent_id, day in changed:
        mine.setdefault(agent_id, []).append(day)
    broke = dict[str, list[Violation]]()
    for violation in before.violations[: before.hard_violations]:
        broke.setdefault(violation.agent_id or "", []).append(violation)
    found, scored = [], 0
    for agent_id, days in mine.items():
        if agent_id in broke:
            sentences = tuple(_few(broke[agent_id]))
        elif scored < _SCORED:
            scored += 1
            sentences = _without(problem, edited, repaired, after, (agent_id, days))
        else:
            sentences = (tr("Not checked what would be without it: too many people change."),)
        found.append(Reason(agent_id, sentences))
    return tuple(found)


def _without(
    problem: RosterProblem,
    edited: Roster,
    repaired: Roster,
    after: Scorecard,
    change: tuple[str, list[date]],
) -> tuple[str, ...]:
    """What the repaired roster would break or pay had this agent stayed as they were."""
    agent_id, days = change
    left = [s for s in repaired.shifts if s.agent_id != agent_id or s.day not in days]
    stayed = [s for s in edited.shifts if s.agent_id == agent_id and s.day in days]
    card = score(problem, Roster(repaired.first, repaired.days, (*left, *stayed)))
    known = set(after.violations)
    hard = [v for v in card.violations[: card.hard_violations] if v not in known]
    if hard:
        return tuple(tr("Without it: {sentence}", sentence=sentence) for sentence in _few(hard))
    saved = card.objective - after.objective
    return (tr("It saves {points} of cover, wishes and fairness.", points=counted(saved, "point")),)


def _few(violations: list[Violation]) -> Iterator[str]:
    for violation in violations[:_SHOWN]:
        yield _dated(violation)
    if len(violations) > _SHOWN:
        yield tr("and {violations} more", violations=counted(len(violations) - _SHOWN, "violation"))


def _dated(violation: Violation) -> str:
    day = violation.day
    if day is None or day.isoformat() in violation.sentence:
        return violation.sentence
    return f"{violation.sentence} ({weekday(day)} {day})"


_RULES_SHOWN = 5


def conflicts_of_edits(
    held: RosterProblem,
    after: Scorecard,
    cannot: Sequence[Agent],
    days: Sequence[int],
    *,
    proven: bool,
    stop: threading.Event | None = None,
) -> tuple[str, ...]:
    """What stays broken, each conflict with its ways out; what is not proven is not claimed.

    Parameters
    ----------
    held
        The problem with the edited cells locked.
    cannot
        Agents whose own hard rules no change of `days` keeps.
    proven
        Whether nothing cheaper than `after` exists on those days.
    """
    hard = after.violations[: after.hard_violations]
    if not hard:
        return ()
    stuck = list(stuck_agents(held, stop, cannot))
    found = list(explain_stuck(held, stuck))
    found += [_too_few_days(held, agent, days) for agent in cannot if agent not in stuck]
    if any(violation.agent_id is None for violation in hard):
        everything = len(days) == held.days
        team = tuple(describe_slot_conflicts(held))
        if not team and proven and everything:
            team = tuple(explain_team(held, stop))
        found += team
        hard = tuple(v for v in hard if v.agent_id or not team)
    known = {agent.agent_id for agent in cannot}
    found += _left([violation for violation in hard if violation.agent_id not in known])
    return tuple(found)


def _too_few_days(held: RosterProblem, agent: Agent, days: Sequence[int]) -> str:
    first, last = held.dates[days[0]], held.dates[days[-1]]
    return tr(
        "{name} ({agent_id}) can keep every hard rule, but not by days from "
        "{first} to {last} alone: let more days change.",
        name=agent.name,
        agent_id=agent.agent_id,
        first=first,
        last=last,
    )


def _left(violations: Sequence[Violation]) -> Iterator[str]:
    """What was not repaired, and is not known to be impossible."""
    for violation in violations[:_RULES_SHOWN]:
        yield tr("Not repaired: {sentence}", sentence=violation.sentence)
    if len(violations) > _RULES_SHOWN:
        yield tr(
            "Not repaired: {violations} more.",
            violations=counted(len(violations) - _SHOWN, "violation"),
        )
    if violations:
        yield tr("Way out: allow more people, more days or more seconds, or give the rule a price.")
