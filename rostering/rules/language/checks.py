"""Reading a tour against a statement, without any solver."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from rostering.rules.language.duty import Duty, Tour
from rostering.rules.language.statement import (
    Cell,
    Hits,
    Pattern,
    Rest,
    Spread,
    Step,
    Total,
    TourStatement,
    units,
)


@dataclass(frozen=True)
class Finding:
    """Where a tour breaks a statement.

    Parameters
    ----------
    days
        Day numbers involved; the last one is where it shows.
    duties
        Duties involved, where the form knows them.
    value
        The sum or count found, for totals and hits.
    """

    statement: TourStatement
    amount: int
    days: tuple[int, ...]
    duties: tuple[Duty, ...] = ()
    value: int = 0


@singledispatch
def findings(statement: TourStatement, tour: Tour) -> Iterator[Finding]:
    """Everything in a tour that breaks a statement."""
    raise TypeError(f"no reading of {type(statement).__name__}")


@findings.register
def _cell(statement: Cell, tour: Tour) -> Iterator[Finding]:
    for day in statement.days:
        duties = tour.get(day, ())
        if not duties and statement.off and (amount := statement.amount(day, None)):
            yield Finding(statement, amount, (day,))
        for duty in duties:
            if amount := statement.amount(day, duty):
                yield Finding(statement, amount, (day,), (duty,))


@findings.register
def _step(statement: Step, tour: Tour) -> Iterator[Finding]:
    for day in statement.days:
        if day not in tour:
            continue
        for before in tour.get(day - 1, ()):
            for duty in tour[day]:
                if amount := statement.amount(before, duty):
                    yield Finding(statement, amount, (day - 1, day), (before, duty))


@findings.register
def _pattern(statement: Pattern, tour: Tour) -> Iterator[Finding]:
    size = len(statement.fits)
    table = {
        fits: [_any(tour, days, fits) for days in statement.positions]
        for fits in set(statement.fits)
    }
    rows = [table[fits] for fits in statement.fits]
    for i in range(len(statement.positions) - size + 1):
        if all(row[i + k] for k, row in enumerate(rows)):
            days = tuple(d for days in statement.positions[i : i + size] for d in days)
            if days[-1] >= 0:
                yield Finding(statement, statement.amount, days)


@findings.register
def _total(statement: Total, tour: Tour) -> Iterator[Finding]:
    value = sum(
        statement.add(day, duty) for day in statement.days for duty in tour.get(day, (None,))
    )
    s = statement
    if amount := units(value, s.least, s.most, s.unit, s.rising):
        yield Finding(s, amount, s.days, value=value)


@findings.register
def _hits(statement: Hits, tour: Tour) -> Iterator[Finding]:
    value = sum(_any(tour, days, statement.fits) for days in statement.groups)
    if amount := units(value, statement.least, statement.most, 1, statement.rising):
        days = tuple(day for group in statement.groups for day in group)
        yield Finding(statement, amount, days, value=value)


@findings.register
def _spread(statement: Spread, tour: Tour) -> Iterator[Finding]:
    worked = [duty for day in statement.days for duty in tour.get(day, ())]
    values = [statement.value(duty) for duty in worked]
    value = max(values, default=0) - min(values, default=0)
    if amount := units(value, 0, statement.most, statement.unit):
        yield Finding(statement, amount, statement.days, tuple(worked), value)


@findings.register
def _rest(statement: Rest, tour: Tour) -> Iterator[Finding]:
    if not any(_rested(statement, tour, day) for day in statement.days):
        yield Finding(statement, 1, statement.days)


def _rested(statement: Rest, tour: Tour, day: int) -> bool:
    before, after = tour.get(day - 1, ()), tour.get(day + 1, ())
    apart = all(statement.apart(one, two) for one in before for two in after)
    return not tour.get(day) and apart


def _any(tour: Tour, days: tuple[int, ...], fits: object) -> bool:
    return any(fits(duty) for day in days for duty in tour.get(day, (None,)))  # type: ignore[operator]
