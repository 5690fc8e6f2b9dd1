"""How far back the rules look, and what is not known of that."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.rule import RuleSetting
from data.model.words import counted
from rostering.rules import RULES

# Days without anybody between others: fewer may be a feast on which nobody works.
_GAP_DAYS = 7
_DAY = timedelta(days=1)


def looks_back(settings: Iterable[RuleSetting]) -> int:
    """Days before a horizon of which the rules in force ask history [days].

    Notes
    -----
    Fair shares do not count: what everybody bore before is carried by the ledger.

    Raises
    ------
    InvalidValue
        If a field of a setting is unknown or out of its range.
    """
    asked = (s for s in settings if s.active and s.rule in RULES)
    return max((RULES[s.rule].built(s).looks_back() for s in asked), default=0)


def unknown_history(problem: RosterProblem) -> str:
    """What the rules ask for and history does not hold, in one sentence; empty if it holds all."""
    back = looks_back(problem.rules)
    gaps = list(_gaps(problem, problem.first - back * _DAY))
    if not gaps:
        return ""
    span = counted(-(-back // 7), "week") if back >= 7 else counted(back, "day")
    return tr(
        "No roster is known {gaps}: rules that look back up to {span} count those days as free.",
        gaps=tr(" and ").join(gaps),
        span=span,
    )


def _gaps(problem: RosterProblem, since: date) -> Iterator[str]:
    """Days from one on of which nothing is known; weekdays that nobody works are known.

    Nothing else distinguishes a day that nobody worked from one that no roster was published for.
    """
    known = sorted({s.day for s in problem.history if since <= s.day < problem.first})
    if not known:
        if since < problem.first:
            yield tr("before {first}", first=problem.first)
        return
    weekdays = {s.day.weekday() for s in problem.history}
    if any(day.weekday() in weekdays for day in _days(since, known[0])):
        yield tr("before {known}", known=known[0])
    for one, two in pairwise(known):
        if two - one > _GAP_DAYS * _DAY:
            yield tr("from {one} to {two}", one=one + _DAY, two=two - _DAY)
    if any(day.weekday() in weekdays for day in _days(known[-1] + _DAY, problem.first)):
        yield tr("from {known} to {first}", known=known[-1] + _DAY, first=problem.first - _DAY)


def _days(first: date, end: date) -> Iterator[date]:
    return (first + n * _DAY for n in range((end - first).days))
