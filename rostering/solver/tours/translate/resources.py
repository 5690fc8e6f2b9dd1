"""The statements' third reading: as small automata along a tour, for exact pricing.

`rules/finding.py` reads a finished tour and `cpsat/posting.py` posts to a model; here the same
statement says, day by day, what it remembers and what the day costs.
"""

from functools import singledispatch

import numpy as np

from rostering.rules.language.duty import Duty, Tour
from rostering.rules.language.statement import (
    Hits,
    Pattern,
    Rest,
    Spread,
    Step,
    Total,
    TourStatement,
    units,
)
from rostering.solver.tours.resource import OFF
from rostering.solver.tours.translate.statement_resource import (
    PRICED_EXCESS,
    Offered,
    StatementResource,
)
from rostering.solver.tours.translate.week_resources import RestResource, SpreadResource


class TotalResource(StatementResource):
    """Sum so far, kept only as far as it can still matter."""

    def __init__(
        self, statement: Total, name: str, price: int | None, days: int, offered: Offered
    ) -> None:
        super().__init__(name, price, days, offered)
        self.statement, self._in = statement, frozenset(statement.days)
        self.off = {day: statement.add(day, None) for day in statement.days}
        greatest = [
            max([self.off[day], *(statement.add(day, duty) for duty in offered.values())])
            for day in statement.days
        ]
        later = [*np.cumsum(greatest[::-1])[::-1].tolist()[1:], 0]
        self.later = dict(zip(statement.days, later, strict=True))
        self.cap = statement.most + PRICED_EXCESS * statement.unit

    def since(self) -> int:
        """The first of its days."""
        return self.statement.days[0] if self.statement.days else 0

    def seen(self, day: int, duty: Duty) -> int:
        """Units added."""
        return self.statement.add(day, duty) if day in self._in else 0

    def move(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """Add; settle on the last day, or as soon as a hard range cannot be kept."""
        if day not in self._in:
            return state, 0
        s, total = self.statement, state + (self.off[day] if feature == OFF else feature)
        if day == s.days[-1]:
            return 0, units(total, s.least, s.most, s.unit, s.rising)
        later = self.later[day]
        if self.price is None and (total > s.most or total + later < s.least):
            return total, 1
        # History may hold duties that is no longer offered: what is to come is known from here on.
        if day >= -1 and total + later <= s.most and total >= s.least:
            total = max(s.least, s.most - later)  # can no longer leave its range
        return min(total, self.cap), self._beyond(total)

    def _beyond(self, total: int) -> int:
        """Units of what the state forgets, whole ones alone, the later no dearer than the first.

        Without them a tour of nothing but nights would cost no more than the capped number.
        """
        s = self.statement
        forgotten = max(0, total - self.cap) // s.unit * s.unit
        least = units(self.cap, s.least, s.most, s.unit, s.rising)
        return units(self.cap + forgotten, s.least, s.most, s.unit, s.rising) - least

    def _key(self) -> tuple[object, ...]:
        s = self.statement
        return s.days, s.least, s.most, s.unit, s.rising, tuple(self.off.items())


class HitsResource(StatementResource):
    """Groups hit so far, and whether the present one is."""

    def __init__(
        self, statement: Hits, name: str, price: int | None, days: int, offered: Offered
    ) -> None:
        super().__init__(name, price, days, offered)
        self.statement = statement
        self.place = {d: i for i, group in enumerate(statement.groups) for d in group}
        self.last = {group[-1] for group in statement.groups}
        self.off = statement.fits(None)

    def since(self) -> int:
        """The first of its days."""
        return min(self.place, default=0)

    def seen(self, day: int, duty: Duty) -> int:
        """Whether the duty fits."""
        return int(day in self.place and self.statement.fits(duty))

    def move(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State: 2 x groups hit + present group hit."""
        if day not in self.place:
            return state, 0
        s, hit = self.statement, state % 2 or (self.off if feature == OFF else feature)
        count = state // 2
        if day not in self.last:
            return 2 * count + int(hit), 0
        count += int(hit)
        left = len(s.groups) - 1 - self.place[day]
        if not left:
            return 0, units(count, s.least, s.most, 1, s.rising)
        if self.price is None and (count > s.most or count + left < s.least):
            return 2 * count, 1
        if count + left <= s.most and count >= s.least:
            count = max(s.least, s.most - left)
        return 2 * count, 0

    def _key(self) -> tuple[object, ...]:
        s = self.statement
        return s.groups, self.off, s.least, s.most, s.rising


class PatternResource(StatementResource):
    """Which beginnings of the pattern end today."""

    def __init__(
        self, statement: Pattern, name: str, price: int | None, days: int, offered: Offered
    ) -> None:
        super().__init__(name, price, days, offered)
        self.statement, self.shift_types = statement, tuple(dict.fromkeys(statement.fits))
        self.last = {group[-1] for group in statement.positions}
        self.inside = {day for group in statement.positions for day in group}
        self.want = [1 << self.shift_types.index(fits) for fits in statement.fits]
        self.off = self._bits(None)

    def since(self) -> int:
        """The first of its days."""
        return min(self.inside, default=0)

    def seen(self, day: int, duty: Duty) -> int:
        """Which predicates the duty fits, as bits."""
        return self._bits(duty) if day in self.inside else 0

    def _bits(self, duty: Duty | None) -> int:
        return sum(1 << i for i, fits in enumerate(self.shift_types) if fits(duty))

    def move(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State: beginnings matched x bits of predicates + predicates met in this group."""
        if day not in self.inside:
            return state, 0
        width = 1 << len(self.shift_types)
        begun, met = divmod(state, width)
        met |= self.off if feature == OFF else feature
        if day not in self.last:
            return begun * width + met, 0
        grown = 1 | begun << 1
        now = sum(1 << i for i, want in enumerate(self.want) if grown >> i & 1 and met & want)
        full = 1 << len(self.want) - 1
        return (now & ~full) * width, self.statement.amount if now & full else 0

    def _key(self) -> tuple[object, ...]:
        return self.statement.positions, tuple(self.want), self.off, self.statement.amount


class StepResource(StatementResource):
    """Class of yesterday's duty; duties with the same amounts before and after share a class."""

    def __init__(
        self, statement: Step, name: str, price: int | None, days: int, offered: Offered, past: Tour
    ) -> None:
        super().__init__(name, price, days, offered)
        self.statement, self._days = statement, frozenset(statement.days)
        worked = [duty for day, duties in past.items() if day == -1 for duty in duties]
        duties = tuple(dict.fromkeys((*offered.values(), *worked)))
        rows = {
            duty: tuple(
                (statement.amount(duty, other), statement.amount(other, duty)) for other in duties
            )
            for duty in duties
        }
        names = {row: i for i, row in enumerate(dict.fromkeys(rows.values()))}
        self.class_of = {duty: names[rows[duty]] for duty in duties}
        one = {index: duty for duty, index in self.class_of.items()}
        self.amount = [[statement.amount(one[a], one[b]) for b in sorted(one)] for a in sorted(one)]

    def since(self) -> int:
        """Yesterday."""
        return -1

    def seen(self, day: int, duty: Duty) -> int:
        """Class of the duty."""
        return self.class_of[duty]

    def move(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State: class of yesterday's duty + 1, or 0."""
        if feature == OFF:
            return 0, 0
        judged = state and day in self._days
        return feature + 1, self.amount[state - 1][feature] if judged else 0

    def _key(self) -> tuple[object, ...]:
        return self.statement.days, tuple(map(tuple, self.amount))


@singledispatch
def resource_of(
    statement: TourStatement, name: str, price: int | None, days: int, offered: Offered, past: Tour
) -> StatementResource:
    """The resource of a statement about more than one cell."""
    raise TypeError(f"no counter of {type(statement).__name__}")


@resource_of.register
def _(
    statement: Total, name: str, price: int | None, days: int, offered: Offered, past: Tour
) -> StatementResource:
    return TotalResource(statement, name, price, days, offered)


@resource_of.register
def _(
    statement: Hits, name: str, price: int | None, days: int, offered: Offered, past: Tour
) -> StatementResource:
    return HitsResource(statement, name, price, days, offered)


@resource_of.register
def _(
    statement: Pattern, name: str, price: int | None, days: int, offered: Offered, past: Tour
) -> StatementResource:
    return PatternResource(statement, name, price, days, offered)


@resource_of.register
def _(
    statement: Step, name: str, price: int | None, days: int, offered: Offered, past: Tour
) -> StatementResource:
    return StepResource(statement, name, price, days, offered, past)


@resource_of.register
def _(
    statement: Spread, name: str, price: int | None, days: int, offered: Offered, past: Tour
) -> StatementResource:
    return SpreadResource(statement, name, price, days, offered, past)


@resource_of.register
def _(
    statement: Rest, name: str, price: int | None, days: int, offered: Offered, past: Tour
) -> StatementResource:
    return RestResource(statement, name, price, days, offered, past)
