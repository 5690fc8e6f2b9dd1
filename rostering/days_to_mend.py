"""Which days of an edited roster may change: those around what is broken, then weeks, then all."""

from datetime import date

from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from rostering.scorecard import Scorecard

Days = tuple[int, ...]


def widening(
    problem: RosterProblem,
    card: Scorecard,
    hand: frozenset[tuple[str, date]],
    first: date | None = None,
    last: date | None = None,
) -> tuple[Days, ...]:
    """Day numbers that may change, few first.

    Parameters
    ----------
    first, last
        No day before or after these; None: the roster's own.

    Notes
    -----
    From the day before each hurt day to that week's Sunday, then those weeks from their Mondays,
    then every day. What a finding names no day of is about all of them.

    Raises
    ------
    InvalidValue
        If no day of the roster lies between `first` and `last`.
    """
    allowed = {
        number
        for number, day in enumerate(problem.dates)
        if (first is None or day >= first) and (last is None or day <= last)
    }
    if not allowed:
        raise InvalidValue(
            f"no day may change: from {first or problem.dates[0]} to {last or problem.dates[-1]}, "
            f"but the roster covers {problem.dates[0]} .. {problem.dates[-1]}"
        )
    broken = {v.day for v in card.violations[: card.hard_violations]}
    hurt = broken | {day for _, day in hand}
    near, weeks = set[int](), set[int]()
    for day in hurt:
        number = (day - problem.first).days if day else 0
        sunday = number + 6 - day.weekday() if day else problem.days - 1
        near |= {*range(number - 1, sunday + 1)} & allowed
        weeks |= {*range(sunday - 6 if day else 0, sunday + 1)} & allowed
    steps = (near, near | weeks, allowed)
    return tuple(dict.fromkeys(tuple(sorted(step)) for step in steps if step))
