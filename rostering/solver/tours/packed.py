"""The instance as flat integer arrays, the shape that compiled code reads."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from rostering.compiled import BOOL, INT, INT8, INT32, array, table
from rostering.solver.tours.instance import FORBIDDEN, SCALE, TourInstance, beyond
from rostering.solver.tours.paths.automaton import Automaton, compile_rules

NO_MOST = 1 << 20
"""Heads that nobody ever has together: no limit."""

NEVER = -(1 << 28)
"""Value of what cannot be [1/1024 point]; twice as much still fits 32 bits."""


class Shapes(NamedTuple):
    """Shift types, flat; breaks of type k are shift_type_break[k] .. [k + 1], and so on.

    Spans are slots of the clock; n of them from slot a on hold slots slot_at[a] .. slot_at[a + n]
    of the floor. Where limits on breaks are to hold, as many slots again follow those of the
    horizon, `resting` behind them (else 0): there heads are on a break. `plain` says that neither
    is so, and slots of clock and floor are the same.
    """

    slots: np.ndarray
    low: np.ndarray
    high: np.ndarray
    shift_type_break: np.ndarray
    break_variant: np.ndarray
    variant_gap: np.ndarray
    gap_offset: np.ndarray
    gap_slots: np.ndarray
    first_slot: np.ndarray
    slot_at: np.ndarray
    horizon: int
    wrap: bool
    resting: int
    plain: bool


class Rules(NamedTuple):
    """Automata of all rule sets, flat; arcs of set r, day d: begin[r, d] .. begin[r, d + 1]."""

    states: np.ndarray
    arc_begin: np.ndarray
    arc_from: np.ndarray
    arc_to: np.ndarray
    arc_shift_type: np.ndarray
    arc_first: np.ndarray
    arc_last: np.ndarray
    arc_cost: np.ndarray
    arc_units: np.ndarray
    final_begin: np.ndarray
    final_cost: np.ndarray
    shift: np.ndarray


class People(NamedTuple):
    """What differs between agents; costs in 1/1024 point, impossible ones far beyond `NEVER`."""

    cost: np.ndarray
    off_cost: np.ndarray
    group: np.ndarray
    rule: np.ndarray
    state: np.ndarray
    free_from: np.ndarray
    end_counter_points: np.ndarray
    cell_units: np.ndarray
    off_units: np.ndarray


class Floor(NamedTuple):
    """Cover; queues sorted by falling shortfall price, groups as bit masks over them.

    Parameters
    ----------
    member
        Whether each group counts for each presence, shape (groups, presences).
    least, most, penalty
        Limits of each presence, shape (presences, slots), and points beyond them.
    surplus
        Points of a head that no queue needs, shape (slots,): none on a break.
    """

    heads: np.ndarray
    price: np.ndarray
    surplus: np.ndarray
    mask: np.ndarray
    fixed: np.ndarray
    member: np.ndarray
    least: np.ndarray
    most: np.ndarray
    penalty: np.ndarray


_ROW, _PLANE = array(INT32), array(INT32, 2)
SHAPES = table(Shapes, *[_ROW] * 8, _PLANE, _ROW, INT, BOOL, INT, BOOL)
RULES = table(Rules, *[_PLANE] * 2, *[_ROW] * 6, _PLANE, *[_ROW] * 2, _PLANE)
PEOPLE = table(
    People, array(INT32, 4), _PLANE, *[_ROW] * 4, array(INT32, 3), array(INT8, 4), array(INT8, 2)
)
FLOOR = table(Floor, _PLANE, *[_ROW] * 3, _PLANE, array(INT8, 2), *[_PLANE] * 2, _ROW)
"""Types of the tables, for the kernels that are called with them."""


@dataclass(frozen=True, eq=False)
class Packed:
    """All of it."""

    instance: TourInstance
    shapes: Shapes
    rules: Rules
    people: People
    floor: Floor
    queue_order: np.ndarray

    @property
    def size(self) -> int:
        """Number of agents: of a part of a roster fewer than the instance names."""
        return len(self.people.rule)

    @property
    def most_states(self) -> int:
        """Largest number of states of a day."""
        return int(self.rules.states.max())

    @property
    def breaks(self) -> int:
        """Most breaks of a shift type."""
        return max(1, int(np.diff(self.shapes.shift_type_break).max()))

    @property
    def price_limits(self) -> tuple[np.ndarray, np.ndarray]:
        """Least and greatest prices of queues, then of presences [points], (rows, slots) each."""
        floor, penalty = self.floor, self.floor.penalty[:, None]
        idle = np.broadcast_to(-floor.surplus, floor.heads.shape)
        there = np.arange(len(floor.surplus)) < self.shapes.horizon
        low = np.vstack([idle, np.where(floor.most < NO_MOST, -penalty, 0)])
        high = np.vstack(
            [np.where(there, floor.price[:, None], 0), np.where(floor.least > 0, penalty, 0)]
        )
        return low.astype(np.float64), high.astype(np.float64)

    def packed_prices(self, given: np.ndarray) -> np.ndarray:
        """Prices of queues and presences as the instance orders them, as the floor has them."""
        rows, slots = given.shape
        price = np.zeros((rows, self.floor.heads.shape[1]), dtype=np.int32)
        price[:, :slots] = given
        price[: len(self.queue_order), :slots] = given[self.queue_order]
        rests = self._on_break
        price[rests, -slots:], price[rests, :slots] = price[rests, :slots], 0
        return price

    def given_prices(self, price: np.ndarray) -> np.ndarray:
        """Prices of the floor as the instance orders them, shape (rows, slots)."""
        slots = self.shapes.horizon
        given = price[:, :slots].copy()
        given[self._on_break] = price[self._on_break, -slots:]
        given[self.queue_order] = price[: len(self.queue_order), :slots]
        return given

    @property
    def _on_break(self) -> np.ndarray:
        on_break = [one.on_break for one in self.instance.cover.presence]
        return len(self.queue_order) + np.flatnonzero(on_break)

    @cached_property
    def limited(self) -> np.ndarray:
        """Whether each end-of-tour counter is a hard limit, shape (agents, end counters), bool."""
        rises = np.abs(np.diff(self.people.end_counter_points, axis=2))
        return np.asarray(np.any(rises >= beyond(self.instance.days), axis=2))

    @cached_property
    def most_units(self) -> np.ndarray:
        """Most units of each end-of-tour counter that any tour can reach.

        Counting each day's most instead lets a weekend count on Saturday and on Sunday, and
        points then seem to end at twice the weekends there are: at a fifth of their multiplier.
        """
        rules, people = self.rules, self.people
        most = np.zeros(self.instance.end_counters, dtype=np.int64)
        for rule in range(rules.arc_begin.shape[0]):
            reach = _longest(rules, rule)
            most[: len(reach)] = np.maximum(most[: len(reach)], reach)
        if people.cell_units.size:
            by_day = people.cell_units.max(axis=(2, 3)).clip(people.off_units)
            most[-1] = int(by_day.sum(axis=1, dtype=np.int64).max())
        return most


def pack(instance: TourInstance) -> Packed:
    """Flatten an instance, compiling its rules.

    Raises
    ------
    InvalidValue
        If some agents' hard rules allow no tour at all.
    """
    allowed: np.ndarray = np.asarray(instance.cost < FORBIDDEN)
    automata = _automata(instance, allowed)
    order = np.argsort(-instance.cover.shortfall, kind="stable")
    return Packed(
        instance,
        _shapes(instance, allowed),
        _rules(instance, automata),
        _people(instance, automata),
        _floor(instance, order),
        order,
    )


def _automata(instance: TourInstance, allowed: np.ndarray) -> list[Automaton]:
    found = []
    for number, rules in enumerate(instance.rules):
        members = np.flatnonzero(instance.rule_of == number)
        fresh = tuple(resource.begin() for resource in rules.resources)
        begins = {_history(instance, int(agent)) for agent in members} or {fresh}
        usable = np.asarray(np.any(allowed[members] if len(members) else allowed, axis=0))
        found.append(compile_rules(rules, instance.days, usable, begins))
    return found


def _history(instance: TourInstance, agent: int) -> tuple[int, ...]:
    given = instance.history[agent] if instance.history else ()
    return given or tuple(c.begin() for c in instance.rules[instance.rule_of[agent]].resources)


def _shapes(instance: TourInstance, allowed: np.ndarray) -> Shapes:
    used: np.ndarray = np.asarray(np.any(allowed, axis=(0, 1)))
    low = [int(np.argmax(row)) if row.any() else 0 for row in used]
    high = [len(row) - int(np.argmax(row[::-1])) if row.any() else 0 for row in used]
    breaks = [len(shift_type.breaks) for shift_type in instance.shift_types]
    variants = [variants for shift_type in instance.shift_types for variants in shift_type.breaks]
    gaps = [gaps for several in variants for gaps in several]
    flat = [gap for several in gaps for gap in several]
    return Shapes(
        slots=_int32([shift_type.slots for shift_type in instance.shift_types]),
        low=_int32(low),
        high=_int32(high),
        shift_type_break=_begins(breaks),
        break_variant=_begins([len(v) for v in variants]),
        variant_gap=_begins([len(g) for g in gaps]),
        gap_offset=_int32([gap[0] for gap in flat]),
        gap_slots=_int32([gap[1] for gap in flat]),
        first_slot=_int32(instance.first_slot),
        slot_at=_int32(instance.slots_of_clock),
        horizon=instance.cover.slots,
        wrap=instance.wrap,
        resting=instance.cover.slots if _breaks_limited(instance) else 0,
        plain=not (len(instance.slot_at) or _breaks_limited(instance)),
    )


def _breaks_limited(instance: TourInstance) -> bool:
    return any(one.on_break for one in instance.cover.presence)


def _rules(instance: TourInstance, automata: list[Automaton]) -> Rules:
    arcs = np.cumsum([0] + [len(a.arc_from) for a in automata])
    rest = np.array([rules.rest_min for rules in instance.rules])[:, None]
    length = np.array([shift_type.length_min for shift_type in instance.shift_types])[None, :]

    end_counters = max(a.arc_units.shape[1] for a in automata)
    units = [
        np.pad(a.arc_units, ((0, 0), (0, end_counters - a.arc_units.shape[1]))) for a in automata
    ]

    def joined(name: str) -> np.ndarray:
        return _int32(np.concatenate([getattr(a, name) for a in automata]))

    return Rules(
        states=_int32([a.states for a in automata]),
        arc_begin=_int32([a.arc_begin + arcs[i] for i, a in enumerate(automata)]),
        arc_from=joined("arc_from"),
        arc_to=joined("arc_to"),
        arc_shift_type=joined("arc_shift_type"),
        arc_first=joined("arc_first"),
        arc_last=joined("arc_last"),
        arc_cost=joined("arc_cost") * np.int32(SCALE),
        arc_units=_int32(np.concatenate(units)),
        final_begin=_begins([len(a.final_cost) for a in automata]),
        final_cost=joined("final_cost") * np.int32(SCALE),
        shift=_int32(-((1440 - length - rest) // instance.step_min)),
    )


def _people(instance: TourInstance, automata: list[Automaton]) -> People:
    state = [
        automata[instance.rule_of[agent]].begin[_history(instance, agent)]
        for agent in range(len(instance.agents))
    ]
    return People(
        cost=_scaled(instance.cost),
        off_cost=_scaled(instance.off_cost),
        group=_int32(instance.group),
        rule=_int32(instance.rule_of),
        state=_int32(state),
        free_from=_int32(instance.free_from),
        end_counter_points=_int32(instance.end_counter_points),
        cell_units=np.ascontiguousarray(instance.cell_units, dtype=np.int8),
        off_units=np.ascontiguousarray(instance.off_units, dtype=np.int8),
    )


def _scaled(points: np.ndarray) -> np.ndarray:
    scaled = np.minimum(points, FORBIDDEN // SCALE * 64).astype(np.int64) * SCALE
    return _int32(np.where(points >= FORBIDDEN, -NEVER, scaled))


def _floor(instance: TourInstance, order: np.ndarray) -> Floor:
    cover, presence = instance.cover, instance.cover.presence
    bits = 1 << np.arange(len(order))
    shape = len(presence), cover.slots
    member = np.array([one.groups for one in presence]).reshape(len(presence), len(cover.served))
    most = np.array([one.most for one in presence]).reshape(shape)
    most = np.where(most >= _most_heads(instance), NO_MOST, most)
    least = np.array([one.least for one in presence], dtype=np.int64).reshape(shape)
    resting = np.array([one.on_break for one in presence], dtype=bool)[:, None]

    def on_both(there: np.ndarray, on_break: np.ndarray | int) -> np.ndarray:
        halves = [there, np.broadcast_to(on_break, there.shape)]
        return _int32(np.hstack(halves if _breaks_limited(instance) else halves[:1]))

    return Floor(
        heads=on_both(cover.heads[order], 0),
        price=_int32(cover.shortfall[order]),
        surplus=on_both(np.full(cover.slots, cover.surplus), 0),
        mask=_int32((cover.served[:, order] * bits).sum(axis=1)),
        fixed=on_both(cover.fixed, 0),
        member=np.ascontiguousarray(member.T, dtype=np.int8),
        least=on_both(np.where(resting, 0, least), 0),
        most=on_both(np.where(resting, NO_MOST, most), np.where(resting, most, NO_MOST)),
        penalty=_int32([one.price for one in presence]),
    )


def _most_heads(instance: TourInstance) -> int:
    """Heads that can be together at most: nobody works two shifts at once."""
    return len(instance.agents) + int(instance.cover.fixed.sum(axis=0).max(initial=0))


def _longest(rules: Rules, rule: int) -> np.ndarray:
    """Most units of each counter along any path of a rule set's automaton."""
    days = rules.arc_begin.shape[1] - 1
    units = np.zeros((int(rules.states[rule, 0]), rules.arc_units.shape[1]), dtype=np.int64)
    for day in range(days):
        arcs = slice(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1])
        after = np.zeros((int(rules.states[rule, day + 1]), units.shape[1]), dtype=np.int64)
        np.maximum.at(
            after, rules.arc_to[arcs], units[rules.arc_from[arcs]] + rules.arc_units[arcs]
        )
        units = after
    return np.asarray(units.max(axis=0, initial=0))


def _begins(counts: list[int]) -> np.ndarray:
    return _int32(np.cumsum([0, *counts]))


def _int32(values: object) -> np.ndarray:
    return np.ascontiguousarray(np.asarray(values, dtype=np.int32))
