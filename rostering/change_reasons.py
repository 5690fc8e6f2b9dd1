"""Why a repair changes somebody's days: what they broke, or what would be without it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import Violation
from rostering.rules.words import counted
from rostering.scorecard import Scorecard, score

_SHOWN = 3
_JUDGED = 20
"""Agents whose change is judged without it; each takes a whole scorecard."""


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
    mended: Roster,
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
    found, judged = [], 0
    for agent_id, days in mine.items():
        if agent_id in broke:
            sentences = tuple(_few(broke[agent_id]))
        elif judged < _JUDGED:
            judged += 1
            sentences = _without(problem, edited, mended, after, (agent_id, days))
        else:
            sentences = ("It was not asked what would be without it: too many people change.",)
        found.append(Reason(agent_id, sentences))
    return tuple(found)


def _without(
    problem: RosterProblem,
    edited: Roster,
    mended: Roster,
    after: Scorecard,
    change: tuple[str, list[date]],
) -> tuple[str, ...]:
    """What the mended roster would break or pay had this agent stayed as they were."""
    agent_id, days = change
    left = [s for s in mended.shifts if s.agent_id != agent_id or s.day not in days]
    stayed = [s for s in edited.shifts if s.agent_id == agent_id and s.day in days]
    card = score(problem, Roster(mended.first, mended.days, (*left, *stayed)))
    known = set(after.violations)
    hard = [v for v in card.violations[: card.hard_violations] if v not in known]
    if hard:
        return tuple(f"Without it: {sentence}" for sentence in _few(hard))
    saved = card.objective - after.objective
    return (f"It saves {counted(saved, 'point')} of cover, wishes and fairness.",)


def _few(violations: list[Violation]) -> Iterator[str]:
    for violation in violations[:_SHOWN]:
        yield _dated(violation)
    if len(violations) > _SHOWN:
        yield f"and {counted(len(violations) - _SHOWN, 'finding')} more"


def _dated(violation: Violation) -> str:
    day = violation.day
    said = day is None or day.isoformat() in violation.sentence
    return violation.sentence if said else f"{violation.sentence} ({day:%a %Y-%m-%d})"
