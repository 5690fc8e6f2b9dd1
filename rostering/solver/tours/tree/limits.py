"""A hard limit counted along the tours of a part, instead of at their end.

A tour within a limit may be the best at no multiplier, while those beyond on either side are: dives
then end a unit beyond. Here each state of the rules stands once for every number of units that the
tour at hand has by then, a few more or a few fewer, and only tours within the limit are left.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from rostering.compiled import BOOL, INT, INT32, array, called_with, compiled, compiled_in_place
from rostering.solver.tours.end_counter import arc_of
from rostering.solver.tours.instance import SCALE, beyond
from rostering.solver.tours.packed import NEVER, PEOPLE, RULES, Packed, People, Rules
from rostering.solver.tours.search.annealing import Tours, along, at_end

_BAND = 6
"""Units more or fewer than the tour at hand has by then. Half a year of 100 people, from 21,815
points, after 19 s of processor time: 21,329 (3: 21,340, 12: 21,454, at their end: 21,580)."""


def counted_along(packed: Packed, tours: Tours) -> Packed:
    """The same people, with the limit that most of them are near counted along their tours.

    Parameters
    ----------
    packed
        A part of a roster.
    tours
        Theirs. A limit that one of them breaks may stay broken by as much, unless by so much that
        charges along the tour would seem forbidden: it is counted at the end then.
    """
    if not packed.limited.any():
        return packed
    people, rules = packed.people, packed.rules
    points = people.end_counter_points
    numbers = np.arange(points.shape[2])
    _, units = along(packed, tours)
    away = np.abs(numbers - np.minimum(units, numbers[-1])[..., None])
    away[points < beyond(packed.instance.days)] = len(numbers)
    near = packed.limited & (away.min(axis=2, initial=len(numbers)) <= _BAND)
    near &= at_end(packed, units) < -NEVER // (2 * SCALE)
    near = near[:, : rules.arc_units.shape[1]]
    if not near.any():
        return packed
    counter = int(near.sum(axis=0).argmax())
    counted = np.ascontiguousarray(near[:, counter])
    ends = _ends(packed, units[:, counter], counter, counted)
    agents, days = people.off_cost.shape
    states, begin = (np.zeros((agents, days + 1), dtype=np.int32) for _ in range(2))
    sizes = np.zeros(2, dtype=np.int64)
    for _ in range(2):  # the first time counts
        arcs = np.zeros((3, sizes[0]), dtype=np.int32)
        final_cost = np.zeros(sizes[1], dtype=np.int32)
        tables = states, begin, arcs, final_cost, sizes
        _expand(tours.shift_types, tours.starts, people, rules, counter, counted, ends, *tables)
    of, arc_from, arc_to = arcs
    units_left = rules.arc_units[of]
    units_left[np.repeat(counted, np.diff(begin[:, [0, -1]])[:, 0]), counter] = 0
    points = points.copy()
    points[counted, counter] = 0
    return replace(
        packed,
        rules=rules._replace(
            states=states,
            arc_begin=begin,
            arc_from=arc_from,
            arc_to=arc_to,
            arc_shift_type=rules.arc_shift_type[of],
            arc_first=rules.arc_first[of],
            arc_last=rules.arc_last[of],
            arc_cost=rules.arc_cost[of],
            arc_units=units_left,
            final_begin=np.cumsum([0, *states[:, -1]], dtype=np.int32),
            final_cost=final_cost,
            shift=np.ascontiguousarray(rules.shift[people.rule]),
        ),
        people=people._replace(
            rule=np.arange(agents, dtype=np.int32),
            state=np.zeros(agents, dtype=np.int32),
            end_counter_points=points,
        ),
    )


def _ends(packed: Packed, units: np.ndarray, counter: int, counted: np.ndarray) -> np.ndarray:
    """Points of each agent's numbers of units around those of the tour [1/1024 point], int32.

    `-NEVER` where a limit forbids them; shape (agents, units).
    """
    points = packed.people.end_counter_points[:, counter].astype(np.int64)
    last = points.shape[1] - 1
    number = units[:, None] + np.arange(-_BAND, _BAND + 1)
    ends = np.take_along_axis(points, np.clip(number, 0, last), axis=1)
    inside = (ends < beyond(packed.instance.days)) | (ends <= ends[:, [_BAND]])
    inside &= number >= 0
    ends = np.where(counted[:, None], ends * SCALE, 0)
    return np.where(inside, ends, -NEVER).astype(np.int32)


@compiled_in_place
def _by(rules: Rules, arc: int, counter: int, shift: int) -> Any:
    """Units of an arc beyond those of the tour at hand; none where nothing is counted."""
    return rules.arc_units[arc, counter] - shift if shift >= 0 else 0


@compiled_in_place
def _look_back(
    rules: Rules, rule: int, counter: int, shift: np.ndarray, ends: np.ndarray, leads: np.ndarray
) -> None:
    """Mark from which states of each morning, and units, an end within the limit is reached."""
    days, width = shift.shape[0], ends.shape[0]
    leads[:] = False
    for q in range(rules.states[rule, days]):
        if rules.final_cost[rules.final_begin[rule] + q] < -NEVER:
            for k in range(width):
                leads[days, q, k] = ends[k] < -NEVER
    for day in range(days - 1, -1, -1):
        for arc in range(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1]):
            by = _by(rules, arc, counter, shift[day])
            for k in range(max(0, -by), min(width, width - by)):
                if leads[day + 1, rules.arc_to[arc], k + by]:
                    leads[day, rules.arc_from[arc], k] = True


@compiled_in_place
def _one_day(
    rules: Rules,
    first: int,
    last: int,
    counter: int,
    shift: int,
    before: np.ndarray,
    leads: np.ndarray,
    after: np.ndarray,
    arcs: np.ndarray,
    at: int,
) -> Any:
    """Number the states of the next morning, write the arcs that lead there; number of both."""
    width, several = leads.shape[1], 0
    after[:] = -1
    for arc in range(first, last):
        by, q, to = _by(rules, arc, counter, shift), rules.arc_from[arc], rules.arc_to[arc]
        for k in range(max(0, -by), min(width, width - by)):
            if before[q, k] < 0 or not leads[to, k + by]:
                continue
            if after[to, k + by] < 0:
                after[to, k + by] = several
                several += 1
            if arcs.shape[1] > 0:
                arcs[0, at], arcs[1, at], arcs[2, at] = arc, before[q, k], after[to, k + by]
            at += 1
    return several, at


@called_with(
    array(INT32, 2),
    array(INT32, 2),
    PEOPLE,
    RULES,
    INT,
    array(BOOL),
    *[array(INT32, 2)] * 4,
    array(INT32),
    array(INT),
)
@compiled
def _expand(
    shift_types: np.ndarray,
    starts: np.ndarray,
    people: People,
    rules: Rules,
    counter: int,
    counted: np.ndarray,
    ends: np.ndarray,
    states: np.ndarray,
    begin: np.ndarray,
    arcs: np.ndarray,
    final_cost: np.ndarray,
    sizes: np.ndarray,
) -> None:
    """Write each agent's states, and arcs: which one each is made of, from where and to where.

    Only the numbers of arcs and of final states are written where there is no room for them.
    """
    days, width, most = shift_types.shape[1], ends.shape[1], rules.states.max()
    shift = np.empty(days, dtype=np.int64)
    leads = np.empty((days + 1, most, width), dtype=np.bool_)
    numbers = np.empty((2, most, width), dtype=np.int32)
    sizes[:] = 0
    for agent in range(shift_types.shape[0]):
        rule, at = people.rule[agent], people.state[agent]
        for day in range(days):
            arc = arc_of(rules, rule, day, at, shift_types[agent, day], starts[agent, day])
            shift[day] = rules.arc_units[arc, counter] if counted[agent] else -1
            at = rules.arc_to[arc]
        _look_back(rules, rule, counter, shift, ends[agent], leads)
        numbers[0] = -1
        numbers[0, people.state[agent], width // 2] = 0
        states[agent, 0] = 1
        for day in range(days):
            begin[agent, day] = sizes[0]
            states[agent, day + 1], sizes[0] = _one_day(
                rules,
                rules.arc_begin[rule, day],
                rules.arc_begin[rule, day + 1],
                counter,
                shift[day],
                numbers[day % 2],
                leads[day + 1],
                numbers[(day + 1) % 2],
                arcs,
                sizes[0],
            )
        begin[agent, days] = sizes[0]
        if final_cost.shape[0] > 0:
            for q in range(rules.states[rule, days]):
                for k in range(width):
                    if numbers[days % 2, q, k] >= 0:
                        cost = rules.final_cost[rules.final_begin[rule] + q] + ends[agent, k]
                        final_cost[sizes[1] + numbers[days % 2, q, k]] = cost
        sizes[1] += states[agent, days]
