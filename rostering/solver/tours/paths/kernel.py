"""Compiled heart: one agent's exact best tour for given slot prices.

Values are whole numbers of 1/1024 point in 32 bits, so bounds add up exactly and the inner loops
run on vector units. `profile[d, q, j]` is the best value of reaching morning d in automaton state q
such that rest allows any start >= j; index `starts` means any start later than the last one.
"""

from typing import Any

import numpy as np

from rostering.compiled import (
    INT32,
    array,
    called_with,
    compiled,
    compiled_in_place,
    no_literal,
)
from rostering.solver.tours.packed import NEVER, SHAPES, Rules, Shapes

_NEVER = np.int32(NEVER)
ON, OFF = no_literal(1), no_literal(-1)
"""What `mark` adds: a tour, or takes away."""


@compiled_in_place
def running_sums(price: np.ndarray, shapes: Shapes, out: np.ndarray, lost: np.ndarray) -> None:
    """Running sums of slot prices along the clock, continued beyond the horizon.

    Those of what a break loses go to `lost`: the same unless limits on breaks are to hold.
    """
    total = rests = out[0] * 0
    out[0] = lost[0] = total
    if shapes.plain:
        for at in range(1, out.shape[0]):
            slot = at - 1
            if slot < shapes.horizon:
                total += price[slot]
            elif shapes.wrap:
                total += price[slot - shapes.horizon]
            out[at] = lost[at] = total
        return
    for at in range(1, out.shape[0]):
        for over in range(shapes.slot_at[at - 1], shapes.slot_at[at]):
            slot = over if over < shapes.horizon else over - shapes.horizon
            if slot == over or shapes.wrap:
                total += price[slot]
                if shapes.resting:
                    rests += price[shapes.resting + slot]
        out[at] = total
        lost[at] = total - rests


@called_with(array(INT32), SHAPES, *[array(INT32)] * 2)
@compiled_in_place
def prefix(price: np.ndarray, shapes: Shapes, out: np.ndarray, lost: np.ndarray) -> None:
    """`running_sums` of whole numbers."""
    running_sums(price, shapes, out, lost)


@compiled_in_place
def gap_value(lost: np.ndarray, shapes: Shapes, first: int, variant: int) -> Any:
    """Value lost to one variant of a break."""
    total = np.int32(0)
    for gap in range(shapes.variant_gap[variant], shapes.variant_gap[variant + 1]):
        at = first + shapes.gap_offset[gap]
        total = np.int32(total + lost[at + shapes.gap_slots[gap]] - lost[at])
    return total


@called_with(*[array(INT32)] * 2, SHAPES, array(INT32, 3))
@compiled_in_place
def fill_values(sums: np.ndarray, lost: np.ndarray, shapes: Shapes, out: np.ndarray) -> None:
    """Value of every shift with its best breaks, out[day, shift type, start]."""
    days, shift_types, _ = out.shape
    for day in range(days):
        for shift_type in range(shift_types):
            length = shapes.slots[shift_type]
            for start in range(shapes.low[shift_type], shapes.high[shift_type]):
                first = shapes.first_slot[day, start]
                out[day, shift_type, start] = sums[first + length] - sums[first]
            for rest in range(
                shapes.shift_type_break[shift_type], shapes.shift_type_break[shift_type + 1]
            ):
                for start in range(shapes.low[shift_type], shapes.high[shift_type]):
                    first = shapes.first_slot[day, start]
                    least = np.int32(-_NEVER)
                    for v in range(shapes.break_variant[rest], shapes.break_variant[rest + 1]):
                        least = min(least, np.int32(gap_value(lost, shapes, first, v)))
                    out[day, shift_type, start] -= least


@compiled_in_place
def less_cost(values: np.ndarray, cost: np.ndarray, shapes: Shapes, out: np.ndarray) -> None:
    """Values minus an agent's costs."""
    days, shift_types, _ = out.shape
    for day in range(days):
        for shift_type in range(shift_types):
            for start in range(shapes.low[shift_type], shapes.high[shift_type]):
                out[day, shift_type, start] = np.int32(
                    values[day, shift_type, start] - cost[day, shift_type, start]
                )


@compiled_in_place
def _work(
    before: np.ndarray,
    value: np.ndarray,
    after: np.ndarray,
    first: int,
    last: int,
    shift: int,
    cost: int,
) -> None:
    """Add a range of starts to the profile after them; `shift` moves a start to its release."""
    starts = before.shape[0] - 1
    middle = min(max(first, -shift), last)
    end = min(max(middle, starts - shift), last)
    best = _NEVER
    for i in range(first, middle):
        best = max(best, np.int32(before[i] + value[i]))
    if middle > first:
        after[0] = max(after[0], np.int32(best - cost))
    source = before[middle:end]
    gain = value[middle:end]
    target = after[middle + shift : end + shift]
    for i in range(end - middle):
        target[i] = max(target[i], np.int32(np.int32(source[i] + gain[i]) - cost))
    best = _NEVER
    for i in range(end, last):
        best = max(best, np.int32(before[i] + value[i]))
    if last > end:
        after[starts] = max(after[starts], np.int32(best - cost))


@compiled_in_place
def forward(
    value: np.ndarray,
    off_cost: np.ndarray,
    arc_cost: np.ndarray,
    rules: Rules,
    rule: int,
    state: int,
    free_from: int,
    profile: np.ndarray,
) -> None:
    """Fill the profiles of all mornings."""
    days = value.shape[0]
    starts = profile.shape[2] - 1
    profile[0, : rules.states[rule, 0]] = _NEVER
    for j in range(free_from, starts + 1):
        profile[0, state, j] = 0
    for day in range(days):
        after = profile[day + 1]
        after[: rules.states[rule, day + 1]] = _NEVER
        for arc in range(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1]):
            before = profile[day, rules.arc_from[arc]]
            if before[starts] <= _NEVER // 2:
                continue
            to = after[rules.arc_to[arc]]
            cost = arc_cost[arc]
            shift_type = rules.arc_shift_type[arc]
            if shift_type < 0:
                to[0] = max(to[0], np.int32(before[starts] - np.int32(off_cost[day] + cost)))
            else:
                _work(
                    before,
                    value[day, shift_type],
                    to,
                    rules.arc_first[arc],
                    rules.arc_last[arc],
                    rules.shift[rule, shift_type],
                    cost,
                )
        for q in range(rules.states[rule, day + 1]):
            row = after[q]
            best = row[0]
            for j in range(1, starts + 1):
                best = max(best, row[j])
                row[j] = best


@compiled_in_place
def _arc_into(
    value: np.ndarray,
    off_cost: np.ndarray,
    arc_cost: np.ndarray,
    rules: Rules,
    rule: int,
    profile: np.ndarray,
    day: int,
    state: int,
    release: int,
    target: int,
) -> tuple[int, int]:
    """An arc (and start) that reaches a state with exactly this value and release in time."""
    starts = profile.shape[2] - 1
    for arc in range(rules.arc_begin[rule, day], rules.arc_begin[rule, day + 1]):
        if rules.arc_to[arc] != state:
            continue
        before = profile[day, rules.arc_from[arc]]
        cost = arc_cost[arc]
        shift_type = rules.arc_shift_type[arc]
        if shift_type < 0:
            if before[starts] - off_cost[day] - cost == target:
                return arc, -1
            continue
        shift = rules.shift[rule, shift_type]
        for i in range(rules.arc_first[arc], rules.arc_last[arc]):
            if min(i + shift, starts) > release:
                break
            if before[i] + value[day, shift_type, i] - cost == target:
                return arc, i
    return -1, -1


@compiled_in_place
def best_tour(
    value: np.ndarray,
    off_cost: np.ndarray,
    arc_cost: np.ndarray,
    rules: Rules,
    rule: int,
    state: int,
    free_from: int,
    profile: np.ndarray,
    shift_types: np.ndarray,
    starts: np.ndarray,
) -> Any:
    """Best tour; writes each day's shift type (or -1) and start, returns its value."""
    forward(value, off_cost, arc_cost, rules, rule, state, free_from, profile)
    days = value.shape[0]
    last = profile.shape[2] - 1
    at = OFF  # nowhere yet
    best = _NEVER // 2
    for q in range(rules.states[rule, days]):
        ended = profile[days, q, last] - rules.final_cost[rules.final_begin[rule] + q]
        if ended > best:
            best = ended
            at = q
    if at < 0:
        return _NEVER
    target = profile[days, at, last]
    release = last
    for day in range(days - 1, -1, -1):
        arc, start = _arc_into(
            value, off_cost, arc_cost, rules, rule, profile, day, at, release, target
        )
        at = rules.arc_from[arc]
        shift_types[day] = rules.arc_shift_type[arc]
        starts[day] = start
        release = last if start < 0 else start
        target = profile[day, at, release]
    return best


@compiled_in_place
def choose_breaks(
    lost: np.ndarray, shapes: Shapes, shift_types: np.ndarray, starts: np.ndarray, out: np.ndarray
) -> None:
    """Best variant of each break of a tour, out[day, break], counted from the break's first."""
    for day in range(shift_types.shape[0]):
        shift_type = shift_types[day]
        if shift_type < 0:
            continue
        first = shapes.first_slot[day, starts[day]]
        base = shapes.shift_type_break[shift_type]
        for rest in range(base, shapes.shift_type_break[shift_type + 1]):
            least = -_NEVER
            begin = shapes.break_variant[rest]
            for v in range(begin, shapes.break_variant[rest + 1]):
                now = gap_value(lost, shapes, first, v)
                if now < least:
                    least = now
                    out[day, rest - base] = v - begin


@compiled_in_place
def mark(
    shapes: Shapes,
    shift_types: np.ndarray,
    starts: np.ndarray,
    chosen: np.ndarray,
    by: float,
    out: np.ndarray,
) -> None:
    """Add `by` to every slot of the horizon that a tour covers."""
    for day in range(shift_types.shape[0]):
        shift_type = shift_types[day]
        if shift_type < 0:
            continue
        first = int(shapes.first_slot[day, starts[day]])
        _add(shapes, first, first + shapes.slots[shift_type], by, out)
        base = shapes.shift_type_break[shift_type]
        for rest in range(base, shapes.shift_type_break[shift_type + 1]):
            v = shapes.break_variant[rest] + chosen[day, rest - base]
            for gap in range(shapes.variant_gap[v], shapes.variant_gap[v + 1]):
                at = first + shapes.gap_offset[gap]
                _add(shapes, at, at + shapes.gap_slots[gap], -by, out)
                if shapes.resting:
                    _add(shapes, at, at + shapes.gap_slots[gap], by, out[shapes.resting :])


@compiled_in_place
def _add(shapes: Shapes, first: int, last: int, by: float, out: np.ndarray) -> None:
    for slot in range(shapes.slot_at[first], shapes.slot_at[last]):
        if slot < shapes.horizon:
            out[slot] += by
        elif shapes.wrap:
            out[slot - shapes.horizon] += by


@called_with(
    SHAPES, array(INT32), array(INT32, 2), array(INT32, 2), array(INT32, 3), array(INT32, 2)
)
@compiled_in_place
def mark_all(
    shapes: Shapes,
    group: np.ndarray,
    shift_types: np.ndarray,
    starts: np.ndarray,
    chosen: np.ndarray,
    heads: np.ndarray,
) -> None:
    """Add everybody's tour to the heads of their group."""
    for agent in range(shift_types.shape[0]):
        mark(shapes, shift_types[agent], starts[agent], chosen[agent], ON, heads[group[agent]])


@called_with(
    array(INT32, 2), SHAPES, array(INT32), array(INT32, 2), array(INT32, 2), array(INT32, 3)
)
@compiled
def choose_all(
    worth: np.ndarray,
    shapes: Shapes,
    group: np.ndarray,
    shift_types: np.ndarray,
    starts: np.ndarray,
    chosen: np.ndarray,
) -> None:
    """Best variant of each break of everybody's tour for the worth of heads, (groups, slots)."""
    sums = np.zeros(len(shapes.slot_at), dtype=np.int32)
    lost = np.zeros_like(sums)
    for agent in range(shift_types.shape[0]):
        prefix(worth[group[agent]], shapes, sums, lost)
        choose_breaks(lost, shapes, shift_types[agent], starts[agent], chosen[agent])
