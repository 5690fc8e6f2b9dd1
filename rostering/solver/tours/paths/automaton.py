"""Compile a set of tour rules into one small layered automaton, merged where nothing differs.

States of day d are what the resources stand at that morning. States from which no legal end can be
reached are dropped; states with the same future are merged (backwards, exactly), so a resource
costs nothing on days on which it no longer matters.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import IntArray
from data.model.language import tr
from rostering.solver.tours.paths.walk import DEAD, Alone, alone, distinct, together
from rostering.solver.tours.resource import OFF, EndCounter, TourResource, TourRules

State = tuple[int, ...]
Blocks = dict[State, list[tuple[int, int, int]]]
"""Shifts of a day as the resources see them: (shift type, first start, last start + 1)."""


@dataclass(frozen=True, eq=False)
class Automaton:
    """Layered automaton in flat arrays.

    Parameters
    ----------
    states
        Number of states on each morning and at the end, shape (days + 1,).
    arc_begin
        First arc of each day in the arc arrays, shape (days + 1,).
    arc_from, arc_to
        State this morning and next morning, shape (arcs,); sorted by `arc_to` within a day.
    arc_shift_type, arc_first, arc_last
        Shift type of shift and range of starts [first, last), or shift type -1 for a day off.
    arc_cost
        Points, shape (arcs,).
    arc_units
        Units of each end-of-tour counter, shape (arcs, end counters).
    final_cost
        Points for each state at the end, shape (states at the end,).
    begin
        State index of each initial resource state.
    """

    states: np.ndarray
    arc_begin: np.ndarray
    arc_from: np.ndarray
    arc_to: np.ndarray
    arc_shift_type: np.ndarray
    arc_first: np.ndarray
    arc_last: np.ndarray
    arc_cost: np.ndarray
    arc_units: np.ndarray
    final_cost: np.ndarray
    begin: dict[State, int]


def compile_rules(
    rules: TourRules,
    days: int,
    allowed: np.ndarray,
    begins: Iterable[State],
) -> Automaton:
    """Automaton of a set of rules.

    Parameters
    ----------
    allowed
        Whether anybody under these rules may work the shift, shape (days, shift types, starts).
    begins
        Resource states with which agents enter the horizon.

    Raises
    ------
    InvalidValue
        If no tour at all satisfies the hard rules.
    """
    counted: tuple[TourResource | EndCounter, ...] = (*rules.resources, *rules.end_counters)
    begins = sorted(set(begins))
    blocks = [_blocks(counted, day, allowed[day]) for day in range(days)]
    layers, finals = _explored(rules, blocks, begins)
    merged, final_costs, first = _merge(layers, finals)
    if (first < 0).any():
        names = ", ".join(str(getattr(c, "name", c)) for c in rules.resources)
        raise InvalidValue(tr("no tour satisfies the hard rules together: {names}", names=names))
    begin = {state: int(place) for state, place in zip(begins, first, strict=True)}
    return _pack(merged, final_costs, blocks, begin, len(rules.end_counters))


def _blocks(
    resources: tuple[TourResource | EndCounter, ...], day: int, allowed: np.ndarray
) -> Blocks:
    """Shifts of a day, grouped by what the resources see of them, as ranges of starts."""
    found: Blocks = {}
    shift_types, starts = allowed.shape
    for shift_type in range(shift_types):
        previous: tuple[State, int] | None = None
        for start in range(starts):
            if not allowed[shift_type, start]:
                continue  # forbidden starts may lie inside a range: their value is minus infinity
            seen = tuple(int(resource.table[day, shift_type, start]) for resource in resources)
            ranges = found.setdefault(seen, [])
            if previous and previous[0] == seen and ranges:
                ranges[-1] = (shift_type, ranges[-1][1], start + 1)
            else:
                ranges.append((shift_type, start, start + 1))
            previous = (seen, start)
    return found


class Adjustment(NamedTuple):
    """Arcs of a day, by state and class (0: a day off).

    Parameters
    ----------
    to
        Next state, or `DEAD`, shape (states, classes).
    amounts
        Points, and units of each end-of-tour counter, shape (states, classes, 1 + end-of-tour
        counters).
    """

    to: IntArray
    amounts: IntArray


def _explored(
    rules: TourRules, blocks: list[Blocks], begins: list[State]
) -> tuple[list[Adjustment], list[int | None]]:
    """Layers of all joint states that can be reached, and what each state at the end costs."""
    counted: tuple[TourResource | EndCounter, ...] = (*rules.resources, *rules.end_counters)
    seen = [
        np.array(list(block), dtype=np.int64).reshape(len(block), len(counted)) for block in blocks
    ]
    firsts = [*zip(*begins, strict=True), *((0,) for _ in rules.end_counters)]
    each = [
        alone(resource.step, firsts[i], [features[:, i] for features in seen])
        for i, resource in enumerate(counted)
    ]
    states = np.array(
        [
            [first[value] for (first, _, _), value in zip(each, (*state, *zeros), strict=True)]
            for state in begins
            for zeros in [(0,) * len(rules.end_counters)]
        ],
        dtype=np.int64,
    ).reshape(len(begins), len(counted))
    layers = []
    for day in range(len(blocks)):
        today = [steps[day] for _, steps, _ in each]
        layer, states = _reached(states, today, len(rules.resources), 1 + len(blocks[day]))
        layers.append(layer)
    ends = [[last[i] for i in states[:, k]] for k, (_, _, last) in enumerate(each)]
    finals = [
        _finish(rules.resources, tuple(column[row] for column in ends))
        for row in range(len(states))
    ]
    return layers, finals


def _reached(
    states: IntArray, steps: list[Alone], resources: int, classes: int
) -> tuple[Adjustment, IntArray]:
    amounts = np.zeros((len(states), classes, 1 + len(steps) - resources), dtype=np.int64)
    for i, step in enumerate(steps):
        amounts[..., max(0, i - resources + 1)] += step.amount[states[:, i]]
    nothing = np.zeros((len(states), classes, 0), dtype=np.int64)  # no resource: one state, anew
    after = together(states, steps) if steps else nothing
    alive = (after != DEAD).all(axis=-1)
    following, which = distinct(after[alive])
    to = np.full(alive.shape, DEAD, dtype=np.int64)
    to[alive] = which
    return Adjustment(to, amounts), following


def _finish(resources: tuple[TourResource, ...], state: State) -> int | None:
    costs = [resource.finish(value) for resource, value in zip(resources, state, strict=False)]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def _merge(
    layers: list[Adjustment], finals: list[int | None]
) -> tuple[list[Adjustment], list[int], IntArray]:
    """Layers with states of one future made one, final costs, and the index of each first state."""
    kept: dict[int, int] = {}
    renamed = np.array(
        [kept.setdefault(cost, len(kept)) if cost is not None else DEAD for cost in finals],
        dtype=np.int64,
    )
    merged: list[Adjustment] = []
    for layer in reversed(layers):
        to = np.where(layer.to == DEAD, DEAD, np.append(renamed, DEAD)[layer.to])
        amounts = np.where((to == DEAD)[..., None], 0, layer.amounts)
        width = to.shape[1]
        futures = np.concatenate([to, amounts.reshape(len(to), width * amounts.shape[2])], axis=1)
        living = (to != DEAD).any(axis=1)
        rows, which = np.unique(futures[living], axis=0, return_inverse=True)
        renamed = np.full(len(to), DEAD, dtype=np.int64)
        renamed[living] = which.ravel()
        shape = (len(rows), width, layer.amounts.shape[2])
        merged.append(Adjustment(rows[:, :width], rows[:, width:].reshape(shape)))
    return merged[::-1], list(kept), renamed


def _pack(
    merged: list[Adjustment],
    final_costs: list[int],
    blocks: list[Blocks],
    begin: dict[State, int],
    end_counters: int,
) -> Automaton:
    tables = [np.zeros((0, 6 + end_counters), dtype=np.int64)]
    ends = [0]
    for layer, block in zip(merged, blocks, strict=True):
        tables.append(_arcs(layer, [[(OFF, 0, 0)], *block.values()]))
        ends.append(ends[-1] + len(tables[-1]))
    table = np.concatenate(tables).astype(np.int32)
    columns = [np.ascontiguousarray(table[:, i]) for i in range(6)]
    return Automaton(
        states=np.array([*(len(layer.to) for layer in merged), len(final_costs)], dtype=np.int32),
        arc_begin=np.array(ends, dtype=np.int32),
        arc_from=columns[1],
        arc_to=columns[0],
        arc_shift_type=columns[2],
        arc_first=columns[3],
        arc_last=columns[4],
        arc_cost=columns[5],
        arc_units=np.ascontiguousarray(table[:, 6:]),
        final_cost=np.array(final_costs, dtype=np.int32),
        begin=begin,
    )


def _arcs(layer: Adjustment, ranges: list[list[tuple[int, int, int]]]) -> IntArray:
    """Arcs of a day as rows (to, from, shift type, first, last, points, units...), sorted."""
    shapes = np.array([shape for several in ranges for shape in several], dtype=np.int64)
    counts = np.array([len(several) for several in ranges])
    state, number = np.nonzero(layer.to != DEAD)
    begins = (np.cumsum(counts) - counts)[number]
    repeat = counts[number]
    place = np.arange(repeat.sum()) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    rows = np.concatenate(
        [
            np.repeat(layer.to[state, number], repeat)[:, None],
            np.repeat(state, repeat)[:, None],
            shapes[np.repeat(begins, repeat) + place],
            np.repeat(layer.amounts[state, number], repeat, axis=0),
        ],
        axis=1,
    )
    return np.asarray(rows[np.lexsort(rows.T[::-1])])
