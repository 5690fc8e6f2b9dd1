"""Priced totals over a long span as tallies: priced by slopes, without any state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rostering.rules.language.duty import Tour
from rostering.rules.language.statement import units
from rostering.solver.tours.resource import Tally
from rostering.solver.tours.translate.resources import HitsCounter, TotalCounter
from rostering.solver.tours.translate.statement_resource import StatementCounter

# Shorter totals (a week's) are exact as counters and cost few states.
_LONG_DAYS = 8
# So few weekends at most double or treble the states, and are exact then.
_FEW_GROUPS = 5
# Counts beyond this cost no more here; the scorecard charges the true amount.
_NUMBERS = 64

Slot = tuple[str, int]
SortedOut = tuple[list[StatementCounter], dict[Slot, StatementCounter], TotalCounter | None]


def is_tally(counter: StatementCounter) -> bool:
    """Whether a counter is a priced number that only matters at the end."""
    if not counter.price:
        return False
    if isinstance(counter, HitsCounter):
        many = len(counter.statement.groups) > _FEW_GROUPS
        return many and not counter.off and _long(list(counter.place))
    if isinstance(counter, TotalCounter):
        small = int(counter.table.max(initial=0)) * len(counter.off) < 4 * _NUMBERS
        return _long(list(counter.off)) and small
    return False


def _long(days: list[int]) -> bool:
    return bool(days) and min(days) >= 0 and len(days) >= _LONG_DAYS


class CarriedTotal(TotalCounter):
    """A total of which history's part is taken off its range, so that it can be a tally.

    Its range is an agent's own: it is never counted along the tour, where each would need a set of
    rules.
    """


def carried(counter: StatementCounter, past: Tour) -> StatementCounter:
    """A counter as it is, or as a tally where only its days in history keep it from being one.

    Parameters
    ----------
    past
        The agent's duties before the horizon.
    """
    if type(counter) is not TotalCounter or not counter.price or min(counter.off, default=0) >= 0:
        return counter
    s = counter.statement
    gone, ahead = [d for d in s.days if d < 0], tuple(d for d in s.days if d >= 0)
    before = sum(s.add(day, duty) for day in gone for duty in past.get(day, (None,)))
    rest = replace(s, days=ahead, least=s.least - before, most=s.most - before)
    found = CarriedTotal(rest, counter.name, counter.price, counter.days, counter.menu)
    found.table = counter.table
    return found if is_tally(found) else counter


def has_own_units(counter: StatementCounter) -> bool:
    """Whether days off count too, or the units are one agent's own (wishes)."""
    return isinstance(counter, TotalCounter) and (
        counter.name == "wishes" or any(counter.off.values())
    )


@dataclass(frozen=True, eq=False)
class Tallies:
    """Tallies of all agents, each rule's in the same place for everybody.

    Parameters
    ----------
    shared
        Tallies of each agent by place, units by the table of the rule.
    own
        The one total of each agent whose units are their own, or None.
    """

    shared: tuple[dict[Slot, StatementCounter], ...]
    own: tuple[TotalCounter | None, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Places in use."""
        return tuple(sorted({slot for mine in self.shared for slot in mine}))

    def rules(self, agent: int, shape: tuple[int, ...]) -> tuple[Tally, ...]:
        """Tallies of one agent, empty ones where a rule does not bind them."""
        nothing = np.zeros(shape, dtype=np.int64)
        return tuple(
            _tally(self.shared[agent][slot])
            if slot in self.shared[agent]
            else Tally(slot[0], nothing)
            for slot in self.slots
        )

    @property
    def points(self) -> np.ndarray:
        """Points of each agent, tally and number, int32."""
        some_own = any(counter is not None for counter in self.own)
        size = len(self.slots) + some_own
        found = np.zeros((len(self.shared), size, _NUMBERS), dtype=np.int32)
        for agent, mine in enumerate(self.shared):
            for slot, counter in mine.items():
                found[agent, self.slots.index(slot)] = _points(counter)
            own = self.own[agent]
            if own is not None:
                found[agent, -1] = _points(own)
        return found

    def units(self, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Own units of each agent's cells and days off; empty where nobody has any."""
        if not any(counter is not None for counter in self.own):
            return np.zeros((0, 0, 0, 0), dtype=np.int8), np.zeros((0, 0), dtype=np.int8)
        cells = np.zeros((len(self.own), *shape), dtype=np.int8)
        off = np.zeros((len(self.own), shape[0]), dtype=np.int8)
        for agent, counter in enumerate(self.own):
            if counter is not None:
                cells[agent] = counter.table
                for day, unit in counter.off.items():
                    off[agent, day] = unit
        return cells, off


def sort_out(counters: Sequence[StatementCounter]) -> SortedOut:
    """Counters to walk, tallies by place, and the one total with units of its own."""
    walked: list[StatementCounter] = []
    shared: dict[Slot, StatementCounter] = {}
    own: TotalCounter | None = None
    for counter in counters:
        if not is_tally(counter):
            walked.append(counter)
        elif isinstance(counter, TotalCounter) and has_own_units(counter):
            walked += [counter] if own is not None else []
            own = own or counter
        else:
            number = sum(1 for name, _ in shared if name == counter.name)
            shared[counter.name, number] = counter
    return walked, shared, own


def _tally(counter: StatementCounter) -> Tally:
    if isinstance(counter, HitsCounter):
        spans = tuple((group[0], group[-1]) for group in counter.statement.groups)
        return Tally(counter.name, counter.table, spans)
    return Tally(counter.name, counter.table)


def _points(counter: StatementCounter) -> list[int]:
    assert isinstance(counter, (HitsCounter, TotalCounter))
    s, price = counter.statement, counter.price or 0
    unit = s.unit if isinstance(counter, TotalCounter) else 1  # type: ignore[union-attr]
    return [price * units(n, s.least, s.most, unit, s.rising) for n in range(_NUMBERS)]
