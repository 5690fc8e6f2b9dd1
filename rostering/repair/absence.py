"""Somebody is absent: one way to say so in a problem, for rerostering, hand edits, replacements."""

from collections.abc import Iterable
from dataclasses import replace

from data.model.problem import SICK, RosterProblem
from data.model.staff import Leave


def with_absences(problem: RosterProblem, absent: Iterable[Leave]) -> RosterProblem:
    """The problem with absences as leave; no lock holds a shift on a day of them.

    Notes
    -----
    Rules then credit the days as leave, and ask no least time of a week with sickness. Days of
    leave that the problem knows already are not put down twice; sickness stands beside any other
    leave, since it counts for more.
    """
    new = tuple(row for row in absent if not _known(problem, row))
    if not new:
        return problem
    away = absent_cells(problem, new)
    return replace(
        problem,
        leave=(*problem.leave, *new),
        locks=tuple(
            lock
            for lock in problem.locks
            if (lock.agent_id, (lock.day - problem.first).days) not in away
        ),
    )


def absent_cells(problem: RosterProblem, absent: Iterable[Leave]) -> frozenset[tuple[str, int]]:
    """Agents and day numbers of the horizon that fall out."""
    return frozenset(
        (leave.agent_id, day)
        for leave in absent
        for day in _days(problem, leave)
        if 0 <= day < problem.days
    )


def _known(problem: RosterProblem, leave: Leave) -> bool:
    table = problem.sick_days if leave.kind == SICK else problem.leave_days
    return table.get(leave.agent_id, frozenset()).issuperset(_days(problem, leave))


def _days(problem: RosterProblem, leave: Leave) -> range:
    return range((leave.first - problem.first).days, (leave.last - problem.first).days + 1)
