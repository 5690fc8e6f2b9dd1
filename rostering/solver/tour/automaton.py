"""Compile a set of tour rules into one small layered automaton, merged where nothing differs.

States of day d are what the counters stand at that morning. States from which no legal end can be
reached are dropped; states with the same future are merged (backwards, exactly), so a counter costs
nothing on days on which it no longer matters.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from rostering.solver.tour.rules import OFF, Tally, TourCounter, TourRules

State = tuple[int, ...]
Arc = tuple[int, int, int, State]  # class (or OFF), next state, cost, units of the tallies

Memo = dict[tuple[int, int, int], tuple[int, int] | None]


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
    arc_kind, arc_first, arc_last
        Kind of shift and range of starts [first, last), or kind -1 for a day off.
    arc_cost
        Points, shape (arcs,).
    arc_units
        Units of each tally, shape (arcs, tallies).
    final_cost
        Points for each state at the end, shape (states at the end,).
    begin
        State index of each initial counter state.
    """

    states: np.ndarray
    arc_begin: np.ndarray
    arc_from: np.ndarray
    arc_to: np.ndarray
    arc_kind: np.ndarray
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
        Whether anybody under these rules may work the shift, shape (days, kinds, starts).
    begins
        Counter states with which agents enter the horizon.

    Raises
    ------
    InvalidValue
        If no tour at all satisfies the hard rules.
    """
    counted: tuple[TourCounter | Tally, ...] = (*rules.counters, *rules.tallies)
    begins = sorted({(*state, *(0 for _ in rules.tallies)) for state in begins})
    blocks = [_blocks(counted, day, allowed[day]) for day in range(days)]
    layers, arcs = _explore(rules, days, blocks, begins)
    finals = [_finish(rules.counters, state) for state in layers[days]]
    return _pack(*_merge(arcs, finals, days), blocks, layers[0], rules)


def _blocks(
    counters: tuple[TourCounter | Tally, ...], day: int, allowed: np.ndarray
) -> dict[State, list[tuple[int, int, int]]]:
    """Shifts of a day, grouped by what the counters see of them, as ranges of starts."""
    found: dict[State, list[tuple[int, int, int]]] = {}
    kinds, starts = allowed.shape
    for kind in range(kinds):
        previous: tuple[State, int] | None = None
        for start in range(starts):
            if not allowed[kind, start]:
                continue  # forbidden starts may lie inside a range: their value is minus infinity
            seen = tuple(int(counter.table[day, kind, start]) for counter in counters)
            ranges = found.setdefault(seen, [])
            if previous and previous[0] == seen and ranges:
                ranges[-1] = (kind, ranges[-1][1], start + 1)
            else:
                ranges.append((kind, start, start + 1))
            previous = (seen, start)
    return found


def _explore(
    rules: TourRules,
    days: int,
    blocks: list[dict[State, list[tuple[int, int, int]]]],
    begins: list[State],
) -> tuple[list[list[State]], list[list[list[Arc]]]]:
    layers: list[list[State]] = [begins]
    arcs: list[list[list[Arc]]] = []
    for day in range(days):
        index: dict[State, int] = {}
        classes = list(enumerate(blocks[day]))
        off = (OFF, (OFF,) * (len(rules.counters) + len(rules.tallies)))
        memo: Memo = {}
        arcs.append([])
        for state in layers[day]:
            leaving: list[Arc] = []
            for number, seen in (off, *classes):
                reached = _step(rules, state, day, seen, memo)
                if reached is not None:
                    to = index.setdefault(reached[0], len(index))
                    leaving.append((number, to, reached[1], reached[2]))
            arcs[-1].append(leaving)
        layers.append(list(index))
    return layers, arcs


def _step(
    rules: TourRules, state: State, day: int, seen: State, memo: Memo
) -> tuple[State, int, State] | None:
    following = []
    cost = 0
    for number, counter in enumerate(rules.counters):
        key = (number, state[number], seen[number])
        if key not in memo:
            memo[key] = counter.step(state[number], day, seen[number])
        step = memo[key]
        if step is None:
            return None
        following.append(step[0])
        cost += step[1]
    known = len(following)
    tallied = [
        tally.step(state[known + i], day, seen[known + i]) for i, tally in enumerate(rules.tallies)
    ]
    return (*following, *(t[0] for t in tallied)), cost, tuple(t[1] for t in tallied)


def _finish(counters: tuple[TourCounter, ...], state: State) -> int | None:
    costs = [counter.finish(value) for counter, value in zip(counters, state, strict=False)]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def _merge(
    arcs: list[list[list[Arc]]], finals: list[int | None], days: int
) -> tuple[list[list[tuple[Arc, ...]]], list[int], list[int]]:
    """Merged arcs of each day, final costs, and the merged index of each first state."""
    kept: dict[int, int] = {}
    renamed = [kept.setdefault(cost, len(kept)) if cost is not None else -1 for cost in finals]
    final_costs = list(kept)
    merged: list[list[tuple[Arc, ...]]] = []
    for day in range(days - 1, -1, -1):
        futures: dict[tuple[Arc, ...], int] = {}
        names = []
        for leaving in arcs[day]:
            alive = tuple(
                (c, renamed[to], cost, units) for c, to, cost, units in leaving if renamed[to] >= 0
            )
            names.append(futures.setdefault(alive, len(futures)) if alive else -1)
        merged.append(list(futures))
        renamed = names
    return merged[::-1], final_costs, renamed


def _pack(
    merged: list[list[tuple[Arc, ...]]],
    final_costs: list[int],
    first: list[int],
    blocks: list[dict[State, list[tuple[int, int, int]]]],
    begins: list[State],
    rules: TourRules,
) -> Automaton:
    if any(index < 0 for index in first):
        names = ", ".join(str(getattr(c, "name", c)) for c in rules.counters)
        raise InvalidValue(f"no tour satisfies the hard rules together: {names}")
    rows: list[tuple[int, ...]] = []
    width = 6 + len(rules.tallies)
    begin = [0]
    for day, states in enumerate(merged):
        ranges = list(blocks[day].values())
        today = [
            (to, state, *shape, cost, *units)
            for state, leaving in enumerate(states)
            for number, to, cost, units in leaving
            for shape in ([(OFF, 0, 0)] if number == OFF else ranges[number])
        ]
        rows.extend(sorted(today))
        begin.append(len(rows))
    table = np.array(rows, dtype=np.int32).reshape(-1, width)
    columns = [np.ascontiguousarray(table[:, i]) for i in range(6)]
    return Automaton(
        states=np.array([*(len(s) for s in merged), len(final_costs)], dtype=np.int32),
        arc_begin=np.array(begin, dtype=np.int32),
        arc_from=columns[1],
        arc_to=columns[0],
        arc_kind=columns[2],
        arc_first=columns[3],
        arc_last=columns[4],
        arc_cost=columns[5],
        arc_units=np.ascontiguousarray(table[:, 6:]),
        final_cost=np.array(final_costs, dtype=np.int32),
        begin={
            state[: len(rules.counters)]: place for state, place in zip(begins, first, strict=True)
        },
    )
