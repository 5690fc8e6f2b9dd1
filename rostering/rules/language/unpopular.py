"""Kinds of shifts that nobody likes, each with its name in the fairness ledger."""

from collections.abc import Callable
from dataclasses import dataclass

from data.model.problem import RosterProblem
from data.model.roster import HOLIDAY, NIGHT, UNPOPULAR, WEEKEND
from rostering.rules.language.duty import Duty, day_of
from rostering.rules.language.periods import weekday


@dataclass(frozen=True)
class Kind:
    """A kind of shift.

    Parameters
    ----------
    name
        As the ledger calls it.
    fits
        Whether a duty on a day number is of the kind.
    """

    name: str
    fits: Callable[[RosterProblem, int, Duty], bool]

    def __call__(self, problem: RosterProblem, day: int, duty: Duty) -> bool:
        """Whether a duty on a day number is of the kind."""
        return self.fits(problem, day, duty)


@dataclass(frozen=True)
class _Starts:
    """Starts before one clock time, or from another on; nights are a kind of their own."""

    before_min: int
    from_min: int

    def __call__(self, problem: RosterProblem, day: int, duty: Duty) -> bool:
        return not duty.night and not self.before_min <= duty.start_min < self.from_min


def starts(before_min: int, from_min: int) -> Kind:
    """Shifts but nights that start before a clock time, or from another one on [min]."""
    return Kind(UNPOPULAR, _Starts(before_min, from_min))


def _night(problem: RosterProblem, day: int, duty: Duty) -> bool:
    return duty.night


def _weekend(problem: RosterProblem, day: int, duty: Duty) -> bool:
    return weekday(problem, day) >= 5


def _holiday(problem: RosterProblem, day: int, duty: Duty) -> bool:
    return day_of(problem, day) in problem.holidays


NIGHTS = Kind(NIGHT, _night)
WEEKENDS = Kind(WEEKEND, _weekend)
HOLIDAYS = Kind(HOLIDAY, _holiday)
