"""Priced totals over a long span as end-of-tour counters: multipliers instead of states."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rostering.rules.language.duty import Tour
from rostering.rules.language.statement import units
from rostering.solver.tours.instance import beyond
from rostering.solver.tours.resource import EndCounter
from rostering.solver.tours.translate.resources import HitsResource, TotalResource
from rostering.solver.tours.translate.statement_resource import StatementResource

# Shorter totals (a week's) are exact as resources and cost few states.
_LONG_DAYS = 8
# So few weekends at most double or treble the states, and are exact then.
_FEW_GROUPS = 5
# Counts beyond this cost no more here, unless a hard limit lies beyond; the scorecard charges the
# true amount.
_NUMBERS = 64
# Totals that may reach more are no end-of-tour counters: priced ones, and hard limits.
_MOST_UNITS, _MOST_NUMBERS = 256, 1024

Slot = tuple[str, int]
SortedOut = tuple[list[StatementResource], dict[Slot, StatementResource], TotalResource | None]


def is_end_counter(resource: StatementResource) -> bool:
    """Whether a resource is a priced number that only matters at the end."""
    if not resource.price:
        return False
    if isinstance(resource, HitsResource):
        many = len(resource.statement.groups) > _FEW_GROUPS
        return many and not resource.off and _long(list(resource.place))
    if isinstance(resource, TotalResource):
        small = int(resource.table.max(initial=0)) * len(resource.off) < _MOST_UNITS
        return _long(list(resource.off)) and small
    return False


def at_a_price(resource: StatementResource) -> TotalResource | None:
    """A hard limit on a total as an end-of-tour counter that nothing is worth; None: not possible.

    Several of them along a tour multiply its states: ten kinds of shift, each of them limited, fill
    all memory. A roster beyond the limit is never taken, for the scorecard judges it.
    """
    if type(resource) is not TotalResource or resource.price is not None:
        return None
    s, step = resource.statement, max(1, int(np.gcd.reduce(resource.table, axis=None)))
    whole = replace(
        s,
        add=lambda day, duty: s.add(day, duty) // step,
        least=-(-s.least // step),
        most=s.most // step,
        unit=1,
        rising=False,
    )
    days, offered = resource.days, resource.offered
    found = TotalResource(whole, resource.name, beyond(days), days, offered)
    found.table = resource.table // step
    greatest = int(found.table.max(initial=0)) * len(found.off)
    fits = _long(list(found.off)) and not has_own_units(found) and greatest < _MOST_NUMBERS
    return found if fits else None


def _long(days: list[int]) -> bool:
    return bool(days) and min(days) >= 0 and len(days) >= _LONG_DAYS


class CarriedTotal(TotalResource):
    """A total less history's part of its range, so that it can be an end-of-tour counter.

    Its range is an agent's own: it is never counted along the tour, where each would need a set of
    rules.
    """


def carried(resource: StatementResource, past: Tour) -> StatementResource:
    """A resource, or an end-of-tour counter where only its days in history keep it from being one.

    Parameters
    ----------
    past
        The agent's duties before the horizon.
    """
    if (
        type(resource) is not TotalResource
        or not resource.price
        or min(resource.off, default=0) >= 0
    ):
        return resource
    s = resource.statement
    gone, ahead = [d for d in s.days if d < 0], tuple(d for d in s.days if d >= 0)
    before = sum(s.add(day, duty) for day in gone for duty in past.get(day, (None,)))
    rest = replace(s, days=ahead, least=s.least - before, most=s.most - before)
    found = CarriedTotal(rest, resource.name, resource.price, resource.days, resource.offered)
    found.table = resource.table
    return found if is_end_counter(found) else resource


def has_own_units(resource: StatementResource) -> bool:
    """Whether days off count too, or the units are one agent's own (wishes)."""
    return isinstance(resource, TotalResource) and (
        resource.name == "wishes" or any(resource.off.values())
    )


@dataclass(frozen=True, eq=False)
class EndCounters:
    """End-of-tour counters of all agents, each rule's in the same place for everybody.

    Parameters
    ----------
    shared
        End-of-tour counters of each agent by place, units by the table of the rule.
    own
        The one total of each agent whose units are their own, or None.
    """

    shared: tuple[dict[Slot, StatementResource], ...]
    own: tuple[TotalResource | None, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Places in use."""
        return tuple(sorted({slot for mine in self.shared for slot in mine}))

    def rules(self, agent: int, shape: tuple[int, ...]) -> tuple[EndCounter, ...]:
        """End-of-tour counters of one agent, empty ones where a rule does not bind them."""
        nothing = np.zeros(shape, dtype=np.int64)
        return tuple(
            _end_counter(self.shared[agent][slot])
            if slot in self.shared[agent]
            else EndCounter(slot[0], nothing)
            for slot in self.slots
        )

    @property
    def points(self) -> np.ndarray:
        """Points of each agent, end-of-tour counter and number, int32."""
        some_own = any(resource is not None for resource in self.own)
        size = len(self.slots) + some_own
        limits = [
            resource.statement.most
            for mine in self.shared
            for resource in mine.values()
            if isinstance(resource, TotalResource)
        ]
        numbers = max([_NUMBERS, *(n + 2 for n in limits if n < _MOST_NUMBERS)])
        found = np.zeros((len(self.shared), size, numbers), dtype=np.int32)
        for agent, mine in enumerate(self.shared):
            for slot, resource in mine.items():
                found[agent, self.slots.index(slot)] = _points(resource, numbers)
            own = self.own[agent]
            if own is not None:
                found[agent, -1] = _points(own, numbers)
        return found

    def units(self, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Own units of each agent's cells and days off; empty where nobody has any."""
        if not any(resource is not None for resource in self.own):
            return np.zeros((0, 0, 0, 0), dtype=np.int8), np.zeros((0, 0), dtype=np.int8)
        cells = np.zeros((len(self.own), *shape), dtype=np.int8)
        off = np.zeros((len(self.own), shape[0]), dtype=np.int8)
        for agent, resource in enumerate(self.own):
            if resource is not None:
                cells[agent] = resource.table
                for day, unit in resource.off.items():
                    off[agent, day] = unit
        return cells, off


def sort_out(resources: Sequence[StatementResource]) -> SortedOut:
    """Resources to walk, end-of-tour counters by place, and the one total with units of its own."""
    walked: list[StatementResource] = []
    shared: dict[Slot, StatementResource] = {}
    own: TotalResource | None = None
    for resource in resources:
        if not is_end_counter(resource):
            walked.append(resource)
        elif isinstance(resource, TotalResource) and has_own_units(resource):
            walked += [resource] if own is not None else []
            own = own or resource
        else:
            number = sum(1 for name, _ in shared if name == resource.name)
            shared[resource.name, number] = resource
    return walked, shared, own


def _end_counter(resource: StatementResource) -> EndCounter:
    if isinstance(resource, HitsResource):
        spans = tuple((group[0], group[-1]) for group in resource.statement.groups)
        return EndCounter(resource.name, resource.table, spans)
    return EndCounter(resource.name, resource.table)


def _points(resource: StatementResource, numbers: int) -> list[int]:
    assert isinstance(resource, (HitsResource, TotalResource))
    s, price = resource.statement, resource.price or 0
    unit = s.unit if isinstance(resource, TotalResource) else 1  # type: ignore[union-attr]
    return [price * units(n, s.least, s.most, unit, s.rising) for n in range(numbers)]
