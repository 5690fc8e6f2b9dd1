"""Automata of statements about a week: the spread of its starts, and its long rest."""

from rostering.rules.language.duty import Duty, Tour
from rostering.rules.language.statement import Rest, Spread, units
from rostering.solver.tours.resource import OFF
from rostering.solver.tours.translate.statement_resource import (
    PRICED_EXCESS,
    Offered,
    StatementResource,
)


class SpreadResource(StatementResource):
    """Least and greatest value so far in the group; beyond the cap, both rounded outwards."""

    def __init__(
        self,
        statement: Spread,
        name: str,
        price: int | None,
        days: int,
        offered: Offered,
        past: Tour,
    ) -> None:
        super().__init__(name, price, days, offered)
        self.statement, self._in = statement, frozenset(statement.days)
        worked = [duty for day in statement.days for duty in past.get(day, ())]
        self.values = sorted({statement.value(duty) for duty in (*offered.values(), *worked)})
        self.cap = PRICED_EXCESS
        unit, self._wide = statement.unit, len(self.values) ** 2 + 1
        self._base = self.values[0] // unit if self.values else 0
        self._steps = -(-self.values[-1] // unit) - self._base + 1 if self.values else 1

    def since(self) -> int:
        """The first of its days."""
        return self.statement.days[0] if self.statement.days else 0

    def seen(self, day: int, duty: Duty) -> int:
        """Place of the duty's value."""
        return self.values.index(self.statement.value(duty)) if day in self._in else 0

    def move(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State: 0 before any duty, else 1 + n x least + greatest; beyond the cap as `_wider`."""
        if day not in self._in:
            return state, 0
        last = day == self.statement.days[-1]
        if state >= self._wide:
            state, more = self._wider(state, feature)
            return (0, self.cap + more) if last else (state, more)
        if feature != OFF:
            n = len(self.values)
            low, high = divmod(state - 1, n) if state else (feature, feature)
            state = 1 + n * min(low, feature) + max(high, feature)
        over = self._units(state)
        if last:
            return 0, over
        if self.price is None and over:
            return state, 1
        return (self._rounded(state), over - self.cap) if over >= self.cap else (state, 0)

    def _wider(self, state: int, feature: int) -> tuple[int, int]:
        """Go on charging beyond the cap: whole units by which a duty lies outside what is kept.

        What is kept spans no less than what was worked, so this never exceeds the true charge.
        """
        if feature == OFF:
            return state, 0
        unit, value = self.statement.unit, self.values[feature]
        low, high = divmod(state - self._wide, self._steps)
        below = (low + self._base) * unit - value
        above = value - (high + self._base) * unit
        low = min(low, value // unit - self._base)
        high = max(high, -(-value // unit) - self._base)
        return self._wide + self._steps * low + high, max(0, below, above) // unit

    def _rounded(self, state: int) -> int:
        unit, (low, high) = self.statement.unit, divmod(state - 1, len(self.values))
        first = self.values[low] // unit - self._base
        last = -(-self.values[high] // unit) - self._base
        return self._wide + self._steps * first + last

    def _units(self, state: int) -> int:
        low, high = divmod(state - 1, len(self.values)) if state else (0, 0)
        spread = self.values[high] - self.values[low] if state else 0
        return units(spread, 0, self.statement.most, self.statement.unit)

    def _key(self) -> tuple[object, ...]:
        s = self.statement
        return s.days, s.most, s.unit, tuple(self.values)


class RestResource(StatementResource):
    """Whether a day off with long rest was found, and the last duty until that is known."""

    def __init__(
        self, statement: Rest, name: str, price: int | None, days: int, offered: Offered, past: Tour
    ) -> None:
        super().__init__(name, price, days, offered)
        self.statement, self._in = statement, frozenset(statement.days)
        self.first, self.last = statement.days[0], statement.days[-1]
        duties = tuple(dict.fromkeys((*offered.values(), *(d for ds in past.values() for d in ds))))
        rows = {
            one: tuple((statement.apart(one, two), statement.apart(two, one)) for two in duties)
            for one in duties
        }
        names = {row: i for i, row in enumerate(dict.fromkeys(rows.values()))}
        self.class_of = {duty: names[rows[duty]] for duty in duties}
        some = {index: duty for duty, index in self.class_of.items()}
        self.apart = [
            [statement.apart(some[a], some[b]) for b in sorted(some)] for a in sorted(some)
        ]

    def since(self) -> int:
        """The day before its days."""
        return self.first - 1

    def seen(self, day: int, duty: Duty) -> int:
        """Class of the duty."""
        return self.class_of[duty] if self.first - 1 <= day <= self.last + 1 else 0

    def move(self, state: int, day: int, feature: int) -> tuple[int, int]:
        """State: 0 off since long, 1 + c worked, 1 + k + c off after work, 1 + 2 k found."""
        if not self.first - 1 <= day <= self.last + 1:
            return state, 0
        k = len(self.apart)
        found = 1 + 2 * k
        waiting = state - 1 - k if k < state < found else None
        if state == found or self._rested(waiting, state, day, feature):
            after = found
        elif feature == OFF:
            after = state + k if 0 < state <= k else 0
        else:
            after = 1 + feature
        if day != min(self.last + 1, self.days - 1):
            return after, 0
        open_end = day == self.last and k < after < found  # nobody knows the day after
        return 0, int(after != found and not open_end)

    def _rested(self, waiting: int | None, state: int, day: int, feature: int) -> bool:
        yesterday = waiting is not None and day - 1 in self._in
        if yesterday and (feature == OFF or self.apart[waiting or 0][feature]):
            return True
        off_before = state == 0 or waiting is not None
        return feature == OFF and off_before and day in self._in

    def _key(self) -> tuple[object, ...]:
        return self.statement.days, tuple(map(tuple, self.apart))
