"""Weeks, weekends and longer periods of a horizon, as day numbers, and totals over them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from data.model.language import phrase, tr
from data.model.problem import RosterProblem
from data.model.staff import Agent
from data.model.words import counted
from rostering.rules.language.duty import Duty, day_of, history
from rostering.rules.language.statement import Days, Total, single

PERIODS_FROM = date(2024, 1, 1)
"""A Monday from which periods of several weeks are counted, in every roster alike."""


def horizon(problem: RosterProblem) -> Days:
    """Every day of the horizon."""
    return tuple(range(problem.days))


def with_history(problem: RosterProblem, back: int) -> Days:
    """Every day of the horizon and `back` days before it."""
    return tuple(range(-back, problem.days))


def run_days(problem: RosterProblem, least: int, begun_before: int) -> tuple[Days, ...]:
    """Days along which runs of at least `least` days are looked for, each a position of its own.

    Parameters
    ----------
    begun_before
        0: nothing is asked of a run that may have begun before history is known; 1: days before
        that are days off.
    """
    known = least if begun_before else max(0, (problem.first - problem.history_first).days)
    return single(with_history(problem, min(least, known)))


BEGUN_BEFORE = phrase("Runs that may have begun before history is known count")
"""Label of the field by which days of which no roster is known are days off."""


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


WEEKS_LATER = phrase("The first period begins so many weeks after 2024-01-01")
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
    weeks
        Of a period; 0: the horizon is one.
    least_of
        What a whole period asks for at the least.

    Notes
    -----
    The least is asked of whole known periods only, and not of one that began before the agent did.
    The most is asked of every period; where history alone exceeds it, no more may be added, as
    nothing that this horizon does could change that.
    """
    if not weeks:
        yield Total(horizon(problem), add, least_of(horizon(problem)), most, unit)
        return
    worked = [((shift.day - problem.first).days, shift) for shift in history(problem, agent)]
    for days, whole in periods(problem, weeks, later):
        before = sum(add(day, Duty.of(shift)) for day, shift in worked if day >= days[0])
        there = days[0] >= 0 or any(day < days[0] + 7 for day, _ in worked)
        least = least_of(days) if whole and there else 0
        yield Total(days, add, least, max(most, before), unit)


def period_name(weeks: int) -> str:
    """`every 4 weeks`, `each week`, or `the period` where it is the horizon."""
    if not weeks:
        return tr("the period")
    return tr("every {weeks} weeks", weeks=weeks) if weeks > 1 else tr("each week")


def period_words(problem: RosterProblem, days: Days) -> str:
    """`28 days from 2025-11-03`."""
    return tr(
        "{days} from {day_of}", days=counted(len(days), "day"), day_of=day_of(problem, days[0])
    )
