"""Reading a tour against a statement, without any solver."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import singledispatch

from rostering.rules.language.duty import Duty, Tour
from rostering.rules.language.statement import (
    Cell,
    Fits,
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
class Breach:
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
    excess: int
    days: tuple[int, ...]
    duties: tuple[Duty, ...] = ()
    value: int = 0


@singledispatch
def breaches(statement: TourStatement, tour: Tour) -> Iterator[Breach]:
    """Everything in a tour that breaks a statement."""
    raise TypeError(f"no reading of {type(statement).__name__}")


@breaches.register
def _cell(statement: Cell, tour: Tour) -> Iterator[Breach]:
    for day in statement.days:
        duties = tour.get(day, ())
        if not duties and statement.off and (excess := statement.amount(day, None)):
            yield Breach(statement, excess, (day,))
        for duty in duties:
            if excess := statement.amount(day, duty):
                yield Breach(statement, excess, (day,), (duty,))


@breaches.register
def _step(statement: Step, tour: Tour) -> Iterator[Breach]:
    for day in statement.days:
        if day not in tour:
            continue
        for before in tour.get(day - 1, ()):
            for duty in tour[day]:
                if excess := statement.amount(before, duty):
                    yield Breach(statement, excess, (day - 1, day), (before, duty))


@breaches.register
def _pattern(statement: Pattern, tour: Tour) -> Iterator[Breach]:
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
                yield Breach(statement, statement.amount, days)


@breaches.register
def _total(statement: Total, tour: Tour) -> Iterator[Breach]:
    value = sum(
        statement.add(day, duty) for day in statement.days for duty in tour.get(day, (None,))
    )
    s = statement
    if excess := units(value, s.least, s.most, s.unit, s.rising):
        yield Breach(s, excess, s.days, value=value)


@breaches.register
def _hits(statement: Hits, tour: Tour) -> Iterator[Breach]:
    value = sum(_any(tour, days, statement.fits) for days in statement.groups)
    if excess := units(value, statement.least, statement.most, 1, statement.rising):
        days = tuple(day for group in statement.groups for day in group)
        yield Breach(statement, excess, days, value=value)


@breaches.register
def _spread(statement: Spread, tour: Tour) -> Iterator[Breach]:
    worked = [duty for day in statement.days for duty in tour.get(day, ())]
    values = [statement.value(duty) for duty in worked]
    value = max(values, default=0) - min(values, default=0)
    if excess := units(value, 0, statement.most, statement.unit):
        yield Breach(statement, excess, statement.days, tuple(worked), value)


@breaches.register
def _rest(statement: Rest, tour: Tour) -> Iterator[Breach]:
    if not any(_rested(statement, tour, day) for day in statement.days):
        yield Breach(statement, 1, statement.days)


def _rested(statement: Rest, tour: Tour, day: int) -> bool:
    before, after = tour.get(day - 1, ()), tour.get(day + 1, ())
    apart = all(statement.apart(one, two) for one in before for two in after)
    return not tour.get(day) and apart


def _any(tour: Tour, days: tuple[int, ...], fits: Fits) -> bool:
    return any(fits(duty) for day in days for duty in tour.get(day, (None,)))
