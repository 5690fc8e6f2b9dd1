"""Weeks, weekends and runs of days of a horizon, as day numbers."""

from collections.abc import Iterator
from datetime import date, timedelta

from data.model.problem import RosterProblem
from rostering.rules.language.statement import Days

PERIODS_FROM = date(2024, 1, 1)
"""A Monday from which periods of several weeks are counted, in every roster alike."""


def horizon(problem: RosterProblem) -> Days:
    """Every day of the horizon."""
    return tuple(range(problem.days))


def with_history(problem: RosterProblem, back: int) -> Days:
    """Every day of the horizon and `back` days before it."""
    return tuple(range(-back, problem.days))


def weeks(problem: RosterProblem) -> Iterator[tuple[Days, bool]]:
    """Each calendar week that touches the horizon, cut to what is known, and whether it is whole.

    Days before the horizon are known as far as history reaches.
    """
    yield from periods(problem, 1)


def periods(problem: RosterProblem, weeks: int, later: int = 0) -> Iterator[tuple[Days, bool]]:
    """Each period of so many calendar weeks, as `weeks` gives single ones.

    Counted from `PERIODS_FROM` and so many weeks later, not from the horizon: rosters that follow
    each other, of whatever length, agree on where a period begins.
    """
    known = min(0, (problem.history_first - problem.first).days)
    length, gone = 7 * weeks, (problem.first - PERIODS_FROM).days - 7 * later
    for start in range(-(gone % length), problem.days, length):
        days = tuple(d for d in range(start, start + length) if known <= d < problem.days)
        yield days, len(days) == length


def weekends(problem: RosterProblem, back: int = 0) -> tuple[Days, ...]:
    """Saturday and Sunday pairs that touch the horizon, and `back` weekends before them."""
    saturday = (5 - problem.first.weekday() + 7) % 7 - 7
    first = saturday if saturday + 1 >= 0 else saturday + 7
    found = []
    for start in range(first - 7 * back, problem.days, 7):
        found.append(tuple(d for d in (start, start + 1) if d < problem.days))
    return tuple(found)


def weekday(problem: RosterProblem, day: int) -> int:
    """0 = Monday .. 6 = Sunday."""
    return (problem.first + timedelta(days=day)).weekday()
