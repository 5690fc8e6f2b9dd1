"""Shift types that hold an activity: shifts and activities in one search.

Each template has, for each order, further shift types: the same shift with an activity in it. What
rules see of them is what they see of the template; one more resource counts an order's activities
along the tour and pays for each that is missing at the end. So the engine chooses shifts, breaks
and activities together, agent by agent exactly.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from data.model.activity import Activity, ActivityOrder
from data.model.roster import Roster
from data.model.shift import DAY_MIN, Shift
from rostering.rules.language.duty import day_of, locked_cells
from rostering.solver.tours.instance import FORBIDDEN, ShiftType, TourInstance
from rostering.solver.tours.resource import OFF, TourResource, TourRules
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.translate.shift_types import Gaps, TemplateType, runs
from rostering.solver.tours.translate.translate import Translation

_MOST_WAYS = 100
"""Ways to place an activity and the breaks around it that a shift type may have: beyond, those of
each begin are thinned evenly. Each is tried for every start of everybody's every day."""

Wanted = Mapping[tuple[str, int], int]
"""Activities wanted by agent and position of the order."""


@dataclass(frozen=True)
class Way:
    """An activity's begin after the shift's start [min], and the way of each group of breaks."""

    begin_min: int
    breaks: tuple[int, ...]


@dataclass(frozen=True)
class Holding:
    """A shift type that holds an activity.

    Parameters
    ----------
    of, order
        Positions of the template and of the order.
    starts
        Starts (indices) at which every way lies within the order's clock times.
    """

    of: int
    order: int
    starts: tuple[int, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, eq=False)
class WithActivities:
    """A translation whose shifts may hold activities."""

    translation: Translation
    orders: tuple[ActivityOrder, ...]
    instance: TourInstance
    holdings: tuple[Holding, ...]

    def roster(self, tours: Tours) -> Roster:
        """The engine's tours as shifts with activities."""
        plain = self._plain(tours)
        roster = self.translation.roster(plain)
        held = dict(self._held(tours))
        shifts = (replace(one, **held.get((one.agent_id, one.day), {})) for one in roster.shifts)
        return replace(roster, shifts=tuple(shifts))

    def tours(self, roster: Roster) -> Tours:
        """A roster in the engine's terms; an activity that it cannot express is left out."""
        found = self.translation.tours(roster)
        rows = {agent.agent_id: i for i, agent in enumerate(self.translation.problem.agents)}
        labels = {order.label: i for i, order in enumerate(self.orders)}
        for shift in roster.shifts:
            row, day = rows[shift.agent_id], (shift.day - roster.first).days
            for activity in shift.activities[:1]:
                place = self._place_of(
                    shift,
                    labels.get(activity.label, -1),
                    int(found.shift_types[row, day]),
                    int(found.starts[row, day]),
                    found.chosen[row, day],
                )
                if place is not None:
                    found.shift_types[row, day], found.chosen[row, day, :] = place[0], 0
                    found.chosen[row, day, 0] = place[1]
        return found

    def _place_of(
        self, shift: Shift, order: int, of: int, start: int, chosen: np.ndarray
    ) -> tuple[int, int] | None:
        """Shift type and way of a shift with an activity; the breaks may lie elsewhere."""
        begin = shift.activities[0].start_min - shift.start_min
        for number, holding in enumerate(self.holdings):
            if (holding.of, holding.order) != (of, order) or start not in holding.starts:
                continue
            near = [
                (sum(a != b for a, b in zip(way.breaks, chosen, strict=False)), place)
                for place, way in enumerate(holding.ways)
                if way.begin_min == begin
            ]
            if near:
                return self._first + number, min(near)[1]
        return None

    @property
    def _first(self) -> int:
        """Number of the first shift type that holds an activity."""
        return len(self.translation.instance.shift_types)

    def _plain(self, tours: Tours) -> Tours:
        """The tours without activities."""
        plain = tours.copy()
        for row, day in self._cells(tours):
            holding = self.holdings[tours.shift_types[row, day] - self._first]
            way = holding.ways[int(tours.chosen[row, day, 0])]
            plain.shift_types[row, day] = holding.of
            plain.chosen[row, day, :] = 0
            plain.chosen[row, day, : len(way.breaks)] = way.breaks
        return plain

    def _held(self, tours: Tours) -> Iterator[tuple[tuple[str, Any], dict[str, Any]]]:
        problem = self.translation.problem
        for row, day in self._cells(tours):
            holding = self.holdings[tours.shift_types[row, day] - self._first]
            begin = holding.ways[int(tours.chosen[row, day, 0])].begin_min
            start = int(tours.starts[row, day]) * self.instance.step_min
            order = self.orders[holding.order]
            activity = Activity(start + begin, order.length_min, order.label)
            cell = problem.agents[row].agent_id, day_of(problem, day)
            yield cell, {"activities": (activity,)}

    def _cells(self, tours: Tours) -> list[tuple[int, int]]:
        return [(int(a), int(b)) for a, b in np.argwhere(tours.shift_types >= self._first)]


class OrderedActivities(TourResource):
    """Activities of an order so far; each that is missing at the end pays the order's price."""

    def __init__(self, order: ActivityOrder, wanted: int, table: np.ndarray) -> None:
        self.name, self.price, self.wanted, self.table = order.label, order.price, wanted, table

    def step(self, state: int, day: int, feature: int) -> tuple[int, int] | None:
        """One more, and none beyond those wanted."""
        state += 0 if feature == OFF else feature
        return None if state > self.wanted else (state, 0)

    def finish(self, state: int) -> int:
        """Points for those missing."""
        return self.price * (self.wanted - state)

    def plain(self) -> dict[str, Any]:
        """The rule as numbers and names."""
        return {"rule": "activities", "name": self.name, "table": self.table}


def with_activities(
    translation: Translation, orders: Sequence[ActivityOrder], wanted: Wanted
) -> WithActivities:
    """State a problem with orders of activities that everybody has alone.

    Parameters
    ----------
    wanted
        Activities wanted by agent and position of the order [-].
    """
    old, problem = translation.instance, translation.problem
    holdings = tuple(_holdings(translation, orders))
    of = np.array([holding.of for holding in holdings], dtype=np.int64)
    size = len(old.shift_types) + len(holdings)

    def widened(table: np.ndarray, axis: int) -> np.ndarray:
        return np.concatenate([table, np.take(table, of, axis=axis)], axis=axis)

    cost = widened(old.cost, 2)
    for number, holding in enumerate(holdings, len(old.shift_types)):
        closed = np.ones(old.starts, dtype=bool)
        closed[list(holding.starts)] = False
        cost[:, :, number, closed] = FORBIDDEN
        for row, agent in enumerate(problem.agents):
            if not wanted.get((agent.agent_id, holding.order)):
                cost[row, :, number] = FORBIDDEN
    for row, agent in enumerate(problem.agents):
        away = set(problem.leave_days.get(agent.agent_id, ()))
        for day in (*locked_cells(problem, agent), *away, *(one - 1 for one in away)):
            if 0 <= day < old.days:
                cost[row, day, len(old.shift_types) :] = FORBIDDEN
    for number, holding in enumerate(holdings, len(old.shift_types)):
        due = orders[holding.order].due
        if due is not None:
            last = (due - problem.first).days
            cost[:, max(0, last + 1) :, number] = FORBIDDEN
            if 0 <= last < old.days:  # what begins on the last day must end on it
                ends = max(way.begin_min for way in holding.ways) + orders[holding.order].length_min
                late = [i for i in holding.starts if i * old.step_min + ends > DAY_MIN]
                cost[:, last, number, late] = FORBIDDEN
    tables = [np.zeros((old.days, size, old.starts), dtype=np.int64) for _ in orders]
    for number, holding in enumerate(holdings, len(old.shift_types)):
        tables[holding.order][:, number] = 1
    sets: dict[tuple[int, ...], TourRules] = {}
    keys = []
    for row, agent in enumerate(problem.agents):
        many = tuple(wanted.get((agent.agent_id, i), 0) for i in range(len(orders)))
        keys.append((int(old.rule_of[row]), *many))
    wide = [_widened(rules, widened) for rules in old.rules]
    for key in sorted(set(keys)):
        counts = tuple(
            OrderedActivities(order, n, table)
            for order, n, table in zip(orders, key[1:], tables, strict=True)
        )
        sets[key] = replace(wide[key[0]], resources=(*wide[key[0]].resources, *counts))
    places = {key: i for i, key in enumerate(sets)}
    none = (0,) * len(orders)
    instance = replace(
        old,
        shift_types=(
            *old.shift_types,
            *(_shift_type(translation, orders, holding) for holding in holdings),
        ),
        cost=cost,
        rules=tuple(sets.values()),
        rule_of=np.array([places[key] for key in keys], dtype=np.int64),
        cell_units=widened(old.cell_units, 2) if old.cell_units.size else old.cell_units,
        history=tuple((*past, *none) if past else past for past in old.history),
    )
    return WithActivities(translation, tuple(orders), instance, holdings)


def _widened(rules: TourRules, widened: Any) -> TourRules:
    """Rules that see of a shift with an activity what they see of it without."""
    resources = []
    for resource in rules.resources:
        wide = copy.copy(resource)
        wide.table = widened(resource.table, 1)
        resources.append(wide)
    counters = tuple(replace(one, table=widened(one.table, 1)) for one in rules.end_counters)
    return replace(rules, resources=tuple(resources), end_counters=counters)


def _holdings(translation: Translation, orders: Sequence[ActivityOrder]) -> Iterator[Holding]:
    """Every template with an activity of every order; starts with the same ways share a type."""
    for of, one in enumerate(translation.shift_types.templates):
        for number, order in enumerate(orders):
            shared: dict[tuple[int, ...], list[int]] = {}
            begins = _begins(one, order)
            for start in one.template.starts_min:
                fitting = tuple(begin for begin in begins if order.allows(start + begin))
                shared.setdefault(fitting, []).append(start // translation.instance.step_min)
            for fitting, starts in shared.items():
                ways = tuple(_ways(one, order, fitting))
                if ways:
                    yield Holding(of, number, tuple(starts), ways)


def _begins(one: TemplateType, order: ActivityOrder) -> range:
    """Begins after the shift's start, on whole slots [min]."""
    first = -(-order.edge_min // one.slot_min) * one.slot_min
    last = one.template.length_min - order.edge_min - order.length_min
    return range(first, last + 1, one.slot_min)


def _ways(one: TemplateType, order: ActivityOrder, begins: Sequence[int]) -> Iterator[Way]:
    each = max(1, _MOST_WAYS // max(1, len(begins)))
    for begin in begins:
        clear = [
            breaks
            for breaks in product(*(range(len(group.ways)) for group in one.groups))
            if all(
                rest.end_min <= begin or begin + order.length_min <= rest.start_min
                for rest in one.breaks(0, breaks)
            )
        ]
        for place in range(0, len(clear), -(-len(clear) // each) or 1):
            yield Way(begin, clear[place])


def _shift_type(
    translation: Translation, orders: Sequence[ActivityOrder], holding: Holding
) -> ShiftType:
    one, order = translation.shift_types.templates[holding.of], orders[holding.order]
    plain = translation.instance.shift_types[holding.of]
    ways = tuple(_gaps(one, order, way) for way in holding.ways)
    return replace(plain, breaks=(ways,))


def _gaps(one: TemplateType, order: ActivityOrder, way: Way) -> Gaps:
    """Slots that the breaks and the activity take any part of."""
    spans = [(rest.start_min, rest.end_min) for rest in one.breaks(0, way.breaks)]
    spans.append((way.begin_min, way.begin_min + order.length_min))
    taken = {
        slot for first, end in spans for slot in range(first // one.slot_min, -(-end // one.slot_min))
    }
    return runs(taken)
