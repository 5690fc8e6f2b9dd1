"""A number over periods of several weeks, history carried in."""

from collections.abc import Callable, Iterator

from data.model.problem import RosterProblem
from data.model.staff import Agent
from rostering.rules.language.duty import Duty, day_of, history
from rostering.rules.language.spans import periods
from rostering.rules.language.statement import Days, Total
from rostering.rules.language.words import counted

WEEKS_LATER = "The first period begins so many weeks after 2024-01-01"
"""Label of the field by which a centre sets where its periods begin."""


def period_totals(
    problem: RosterProblem,
    agent: Agent,
    weeks: int,
    later: int,
    add: Callable[[int, Duty | None], int],
    least_of: Callable[[Days], int],
    most: int,
    unit: int = 1,
) -> Iterator[Total]:
    """One total for each period that touches the horizon.

    Parameters
    ----------
    least_of
        What a whole period asks for at the least.

    Notes
    -----
    The least is asked of whole known periods only, and not of one that began before the agent did.
    The most is asked of every period; where history alone exceeds it, no more may be added, as
    nothing that this horizon does could mend that.
    """
    worked = [((shift.day - problem.first).days, shift) for shift in history(problem, agent)]
    for days, whole in periods(problem, weeks, later):
        before = sum(add(day, Duty.of(shift)) for day, shift in worked if day >= days[0])
        there = days[0] >= 0 or any(day < days[0] + 7 for day, _ in worked)
        least = least_of(days) if whole and there else 0
        yield Total(days, add, least, max(most, before), unit)


def period_words(problem: RosterProblem, days: Days) -> str:
    """`28 days from 2025-11-03`."""
    return f"{counted(len(days), 'day')} from {day_of(problem, days[0])}"
