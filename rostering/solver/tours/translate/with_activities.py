"""Shift types that hold an activity: shifts and activities in one search.

Each template has, for each kind of activity, further shift types: the same shift with an activity
in it. What rules see of them is what they see of the template; one more resource counts an agent's
activities of a kind along the tour and pays for each that is missing at the end. So the engine
chooses shifts, breaks and activities together, agent by agent exactly. Groups are told when to
meet: theirs are activities with times given.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import gcd
from operator import attrgetter, ne
from typing import Any

import numpy as np

from data.model.activity import STEP_MIN, Activity, ActivityOrder
from data.model.roster import Roster
from data.model.shift import DAY_MIN, Shift
from rostering.rules.language.duty import day_of, locked_cells
from rostering.solver.tours.instance import FORBIDDEN, ShiftType, TourInstance
from rostering.solver.tours.packed import Packed, pack
from rostering.solver.tours.resource import OFF, TourResource, TourRules
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.translate.shift_types import TemplateType, runs
from rostering.solver.tours.translate.translate import Translation

_MOST_WAYS = 200
"""Ways to place an activity and the breaks around it that a shift type may have: beyond, those of
each begin are thinned evenly. Each is tried for every start of everybody's every day."""


@dataclass(frozen=True)
class Ask:
    """What is asked for of one agent.

    Parameters
    ----------
    wanted
        How many activities [-].
    price
        What each that is missing costs [points].
    times
        Minutes since the horizon's first midnight at which one may begin [min]; None: any.
    """

    order: ActivityOrder
    wanted: int
    price: int
    times: frozenset[int] | None = None


@dataclass(frozen=True)
class Kind:
    """Orders alike in length, edges and clock times, each agent in one of them at most.

    Parameters
    ----------
    like
        One of the orders: length, edges and clock times are those of all.
    asked
        By agent.
    """

    like: ActivityOrder
    asked: Mapping[str, Ask]

    @property
    def begins(self) -> frozenset[int] | None:
        """Clock minutes at which one may begin, where times are given [min]."""
        times = [ask.times for ask in self.asked.values()]
        if None in times:
            return None
        return frozenset(at % DAY_MIN for mine in times if mine for at in mine)

    def takes(self, order: ActivityOrder, agents: Iterable[str]) -> bool:
        """Whether an order of these agents is of this kind."""
        shape = attrgetter("length_min", "edge_min", "earliest_min", "latest_min", "in_groups")
        return bool(shape(order) == shape(self.like)) and self.asked.keys().isdisjoint(agents)


def kinds_of(asked: Iterable[Mapping[str, Ask]]) -> tuple[Kind, ...]:
    """As few kinds as hold what orders ask for, each a mapping by agent."""
    kinds: list[Kind] = []
    for mine in asked:
        order = next(iter(mine.values())).order
        place = next((i for i, kind in enumerate(kinds) if kind.takes(order, mine)), None)
        if place is None:
            kinds.append(Kind(order, mine))
        else:
            kinds[place] = replace(kinds[place], asked={**kinds[place].asked, **mine})
    return tuple(kinds)


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
    of, kind
        Positions of the template and of the kind.
    starts
        Starts (indices) that have these ways.
    days
        Days after the shift's on which the activity begins and ends.
    ways
        Where the activity and the breaks may lie.
    whole
        Whether these are all the ways there are.
    """

    of: int
    kind: int
    starts: tuple[int, ...]
    days: tuple[int, int]
    ways: tuple[Way, ...]
    whole: bool


@dataclass(frozen=True, eq=False)
class WithActivities:
    """A translation whose shifts may hold activities."""

    translation: Translation
    kinds: tuple[Kind, ...]
    instance: TourInstance
    holdings: tuple[Holding, ...]

    @property
    def exact(self) -> bool:
        """Whether the engine sees every roster with activities, and all that it costs."""
        return not self.translation.dropped and all(holding.whole for holding in self.holdings)

    @cached_property
    def packed(self) -> Packed:
        """The instance flat, its rules compiled."""
        return pack(self.instance)

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
        for shift in roster.shifts:
            row, day = rows[shift.agent_id], (shift.day - roster.first).days
            for activity in shift.activities[:1]:
                place = self._place_of(
                    shift,
                    activity,
                    int(found.shift_types[row, day]),
                    int(found.starts[row, day]),
                    found.chosen[row, day].tolist(),
                )
                if place is not None:
                    found.shift_types[row, day], found.chosen[row, day, :] = place[0], 0
                    found.chosen[row, day, 0] = place[1]
        return found

    def _place_of(
        self, shift: Shift, activity: Activity, of: int, start: int, chosen: Sequence[int]
    ) -> tuple[int, int] | None:
        """Shift type and way of a shift with an activity; the breaks may lie elsewhere."""
        begin = activity.start_min - shift.start_min
        ways = [
            (abs(way.begin_min - begin), sum(map(ne, way.breaks, chosen)), self._first + number, i)
            for number, holding in enumerate(self.holdings)
            if (holding.of, start in holding.starts) == (of, True)
            and self._label(holding, shift.agent_id) == activity.label
            for i, way in enumerate(holding.ways)
        ]
        return min(ways)[2:] if ways else None

    def _label(self, holding: Holding, agent_id: str) -> str:
        """What an agent's activity is called; nothing where none is asked for."""
        ask = self.kinds[holding.kind].asked.get(agent_id)
        return ask.order.label if ask else ""

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
            agent_id, length_min = (
                problem.agents[row].agent_id,
                self.kinds[holding.kind].like.length_min,
            )
            activity = Activity(start + begin, length_min, self._label(holding, agent_id))
            yield (agent_id, day_of(problem, day)), {"activities": (activity,)}

    def _cells(self, tours: Tours) -> list[tuple[int, int]]:
        return [(int(a), int(b)) for a, b in np.argwhere(tours.shift_types >= self._first)]


class OrderedActivities(TourResource):
    """Activities of a kind so far; each that is missing at the end pays its price."""

    def __init__(self, name: str, wanted: int, price: int, table: np.ndarray) -> None:
        self.name, self.price, self.wanted, self.table = name, price, wanted, table

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


def with_activities(translation: Translation, kinds: Sequence[Kind]) -> WithActivities:
    """State a problem with activities that are asked for of single agents."""
    old, problem = translation.instance, translation.problem
    holdings = tuple(_holdings(translation, kinds))
    of = np.array([holding.of for holding in holdings], dtype=np.int64)

    def widened(table: np.ndarray, axis: int) -> np.ndarray:
        return np.concatenate([table, np.take(table, of, axis=axis)], axis=axis)

    asks = [[kind.asked.get(agent.agent_id) for kind in kinds] for agent in problem.agents]
    many = [tuple((ask.wanted, ask.price) if ask else (0, 0) for ask in mine) for mine in asks]
    keys = list(zip(old.rule_of.tolist(), many, strict=True))
    sets = {key: place for place, key in enumerate(sorted(set(keys)))}
    cost = widened(old.cost, 2)
    cost[:, :, len(old.shift_types) :][_closed(translation, holdings, asks)] = FORBIDDEN
    wide = [_widened(rules, widened) for rules in old.rules]
    tables = _tables(cost.shape[1:], len(kinds), holdings)

    def counted(mine: Sequence[tuple[int, int]]) -> Iterator[OrderedActivities]:
        for kind, (wanted, price), table in zip(kinds, mine, tables, strict=True):
            yield OrderedActivities(kind.like.label, wanted, price, table)

    there = tuple(one for one in old.cover.presence if not one.on_break)
    instance = replace(
        old,
        cover=replace(old.cover, presence=there),  # an activity is no break
        shift_types=(
            *old.shift_types,
            *(_shift_type(translation, kinds, holding) for holding in holdings),
        ),
        cost=cost,
        rules=tuple(
            replace(wide[rule], resources=(*wide[rule].resources, *counted(mine)))
            for rule, mine in sets
        ),
        rule_of=np.array([sets[key] for key in keys], dtype=np.int64),
        cell_units=widened(old.cell_units, 2) if old.cell_units.size else old.cell_units,
        history=tuple((*past, *(0 for _ in kinds)) if past else past for past in old.history),
    )
    return WithActivities(translation, tuple(kinds), instance, holdings)


def _tables(shape: tuple[int, ...], kinds: int, holdings: Sequence[Holding]) -> list[np.ndarray]:
    """Of each kind the shifts that hold one of its activities, (days, shift types, starts)."""
    tables = [np.zeros(shape, dtype=np.int64) for _ in range(kinds)]
    for number, holding in enumerate(holdings, shape[1] - len(holdings)):
        tables[holding.kind][:, number] = 1
    return tables


def _closed(
    translation: Translation, holdings: Sequence[Holding], asks: Sequence[Sequence[Ask | None]]
) -> np.ndarray:
    """Where activities may not be held, shape (agents, days, holdings, starts), bool."""
    problem, old = translation.problem, translation.instance
    shape = len(problem.agents), old.days, len(holdings), old.starts
    closed = np.zeros(shape, dtype=bool)
    locked = [locked_cells(problem, agent) for agent in problem.agents]
    begins = DAY_MIN * np.arange(old.days)[:, None] + old.step_min * np.arange(old.starts)
    for number, holding in enumerate(holdings):
        closed[:, :, number, np.setdiff1d(np.arange(old.starts), holding.starts)] = True
        for row, agent in enumerate(problem.agents):
            ask, mine = asks[row][holding.kind], closed[row, :, number]
            if ask is None or not ask.wanted:
                mine[:] = True
                continue
            leave = problem.leave_days.get(agent.agent_id, ())
            away = {day - later for day in leave for later in holding.days}
            mine[[day for day in {*away, *locked[row]} if 0 <= day < old.days]] = True
            if ask.order.due is not None:
                mine[max(0, (ask.order.due - problem.first).days - holding.days[1] + 1) :] = True
            if ask.times is not None:
                mine |= ~np.isin(begins + holding.ways[0].begin_min, sorted(ask.times))
    return closed


def _widened(rules: TourRules, widened: Callable[[np.ndarray, int], np.ndarray]) -> TourRules:
    """Rules that see of a shift with an activity what they see of it without."""
    resources = []
    for resource in rules.resources:
        wide = copy.copy(resource)
        wide.table = widened(resource.table, 1)
        resources.append(wide)
    counters = tuple(replace(one, table=widened(one.table, 1)) for one in rules.end_counters)
    return replace(rules, resources=tuple(resources), end_counters=counters)


def _holdings(translation: Translation, kinds: Sequence[Kind]) -> Iterator[Holding]:
    """Every template with an activity of every kind; starts with the same ways share a type.

    Where times are given each begin is a type of its own, which days and people are open to.
    """
    step_min = translation.instance.step_min
    for of, one in enumerate(translation.shift_types.templates):
        for number, kind in enumerate(kinds):
            order, at_clock = kind.like, kind.begins
            shared: dict[tuple[tuple[int, int], tuple[int, ...]], list[int]] = {}
            for start in one.starts_min:
                begins: dict[tuple[int, int], list[int]] = {}
                for begin in _begins(one, order):
                    first, last = start + begin, start + begin + order.length_min - 1
                    given = at_clock is None or first % DAY_MIN in at_clock
                    if given and order.allows(first):
                        days = first // DAY_MIN, last // DAY_MIN
                        begins.setdefault(days, []).append(begin)
                for days, those in begins.items():
                    for mine in [those] if at_clock is None else [[begin] for begin in those]:
                        shared.setdefault((days, tuple(mine)), []).append(start // step_min)
            for (days, fitting), starts in shared.items():
                ways, whole = _ways(one, order, fitting)
                if ways:
                    yield Holding(of, number, tuple(starts), days, ways, whole)


def _begins(one: TemplateType, order: ActivityOrder) -> range:
    """Begins after the shift's start [min]."""
    step = gcd(STEP_MIN, one.slot_min)
    first = -(-order.edge_min // step) * step
    return range(first, one.template.length_min - order.edge_min - order.length_min + 1, step)


def _ways(
    one: TemplateType, order: ActivityOrder, begins: Sequence[int]
) -> tuple[tuple[Way, ...], bool]:
    """Ways that take no slot for nothing, one of those that take the same; whether all of them."""
    needed = -(-order.length_min // one.slot_min)
    found: dict[int, list[Way]] = {}
    seen: set[tuple[tuple[int, ...], frozenset[int]]] = set()
    for breaks in product(*(range(len(group.ways)) for group in one.groups)):
        rests = [(rest.start_min, rest.end_min) for rest in one.breaks(0, breaks)]
        resting = one.touched(rests)
        for begin in begins:
            end = begin + order.length_min
            taken = one.touched([(begin, end)]) - resting
            clear = all(last <= begin or end <= first for first, last in rests)
            if clear and len(taken) <= needed and (breaks, taken) not in seen:
                seen.add((breaks, taken))
                found.setdefault(begin, []).append(Way(begin, breaks))
    every = [way for ways in found.values() for way in ways]
    if len(every) <= _MOST_WAYS:
        return tuple(every), True
    most = max(1, _MOST_WAYS // len(found))
    return tuple(way for ways in found.values() for way in ways[:: -(-len(ways) // most)]), False


def _shift_type(translation: Translation, kinds: Sequence[Kind], holding: Holding) -> ShiftType:
    one, order = translation.shift_types.templates[holding.of], kinds[holding.kind].like
    ways = []
    for way in holding.ways:
        spans = [(rest.start_min, rest.end_min) for rest in one.breaks(0, way.breaks)]
        spans.append((way.begin_min, way.begin_min + order.length_min))
        ways.append(runs(one.touched(spans)))
    return replace(translation.instance.shift_types[holding.of], breaks=(tuple(ways),))
