"""Compiled search for the cheapest legal tour of one agent at given prices.

Two exact dynamic programmes: cheapest stretch for each first day, length and signature, then the
cheapest chain of stretches over (day, worked units, weekends, counts). Costs are integers, so the
way back is found by comparing sums instead of storing arcs, and the inner loops run as vectors.
"""

import numpy as np

from rostering.compiled import (
    BOOL,
    INT,
    INT32,
    ZERO,
    array,
    called_with,
    compiled,
    compiled_in_place,
    pair,
)

BIG = 1 << 29
"""Cost of what is forbidden; every legal tour stays far below."""


@compiled
def class_costs(cost, class_of, classes, free):  # type: ignore[no-untyped-def]
    """Cheapest shift type of each class on each day: cost and shift type, shape (days, classes)."""
    days, shift_types = cost.shape
    best = np.full((days, classes), BIG, dtype=np.int32)
    shift_type_of = np.full((days, classes), -1, dtype=np.int64)
    for day in range(days):
        if not free[day]:
            continue
        for shift_type in range(shift_types):
            group = class_of[shift_type]
            if group >= 0 and cost[day, shift_type] < best[day, group]:
                best[day, group] = cost[day, shift_type]
                shift_type_of[day, group] = shift_type
    return best, shift_type_of


@compiled_in_place
def _grow(first, length, best, follow, extra, sums):  # type: ignore[no-untyped-def]
    """Cheapest rows of `length` days from `first` out of those one day shorter, by last class."""
    classes, signatures = sums.shape[1], sums.shape[2]
    day = first + length - 1
    for group in range(classes):
        sums[length, group, :] = BIG
        here = best[day, group]
        if here >= BIG:
            continue
        add = extra[group]
        if length == 1:
            sums[1, group, add] = here
            continue
        for before in range(classes):
            if not follow[before, group]:
                continue
            for signature in range(signatures - add):
                value = sums[length - 1, before, signature] + here
                if value < sums[length, group, signature + add]:
                    sums[length, group, signature + add] = value


@compiled
def stretch_costs(best, follow, extra, max_run, signatures):  # type: ignore[no-untyped-def]
    """Cheapest stretch by first day, length, signature: (days, max_run + 1, signatures)."""
    days, classes = best.shape
    found = np.full((days, max_run + 1, signatures), BIG, dtype=np.int32)
    sums = np.empty((max_run + 1, classes, signatures), dtype=np.int32)
    for first in range(days):
        for length in range(1, min(max_run, days - first) + 1):
            _grow(first, length, best, follow, extra, sums)
            alive = False
            for group in range(classes):
                for signature in range(signatures):
                    value = sums[length, group, signature]
                    if value < BIG // 2:
                        alive = True
                        if value < found[first, length, signature]:
                            found[first, length, signature] = value
            if not alive:
                break
    return found


@compiled_in_place
def _spread(  # type: ignore[no-untyped-def]
    ready, worked, here, there, gain, du, dw, d1, d2, low, high
):
    """Relax one stretch for all states of a day: worked[state + use] = min(ready[state] + gain).

    `here` and `there` are the boxes (units, weekends) within which states are reached at all.
    """
    begin = max(here[0], low - du)
    end = min(here[1], high - du)
    last_weekends = min(here[3], ready.shape[2] - 1 - dw)
    if end < begin or last_weekends < here[2]:
        return
    _widen(there, begin + du, end + du, here[2] + dw, last_weekends + dw)
    for one in range(ready.shape[0] - d1):
        for two in range(ready.shape[1] - d2):
            for weekends in range(here[2], last_weekends + 1):
                source = ready[one, two, weekends, begin : end + 1]
                target = worked[one + d1, two + d2, weekends + dw, begin + du : end + du + 1]
                for i in range(end - begin + 1):
                    value = source[i] + gain
                    target[i] = value if value < target[i] else target[i]


@compiled_in_place
def _widen(box, first_units, last_units, first_weekends, last_weekends):  # type: ignore[no-untyped-def]
    box[0] = min(box[0], first_units)
    box[1] = max(box[1], last_units)
    box[2] = min(box[2], first_weekends)
    box[3] = max(box[3], last_weekends)


@compiled_in_place
def _lower(target, source, there, here, low, high):  # type: ignore[no-untyped-def]
    """Carry states over days off: target = min(target, source) inside the reached box."""
    begin, end = max(here[0], low), min(here[1], high)
    if end < begin or here[3] < here[2]:
        return
    _widen(there, begin, end, here[2], here[3])
    for one in range(target.shape[0]):
        for two in range(target.shape[1]):
            for weekends in range(here[2], here[3] + 1):
                into = target[one, two, weekends, begin : end + 1]
                out = source[one, two, weekends, begin : end + 1]
                for i in range(end - begin + 1):
                    into[i] = out[i] if out[i] < into[i] else into[i]


@compiled_in_place
def _rest(ready, worked, ready_box, worked_box, must, day, off, min_off, low, high):  # type: ignore[no-untyped-def]
    """Fill `ready` on a morning from the days off before it; returns days off running so far."""
    off = 0 if must[day - 1] else off + 1
    if off >= 1:
        _lower(ready[day], ready[day - 1], ready_box[day], ready_box[day - 1], low, high)
    if off >= min_off and day >= min_off:
        first = day - min_off
        _lower(ready[day], worked[first], ready_box[day], worked_box[first], low, high)
    return off


@compiled
def _boxes(days):  # type: ignore[no-untyped-def]
    """Nothing reached yet, on any morning: (least units, most, least weekends, most)."""
    box = np.empty((days + 1, 4), dtype=np.int64)
    box[:, 0], box[:, 1], box[:, 2], box[:, 3] = BIG, -1, BIG, -1
    return box


@compiled_in_place
def chain_costs(  # type: ignore[no-untyped-def]
    ready,
    worked,
    ready_box,
    worked_box,
    found,
    must,
    shortest,
    signature_units,
    signature_counts,
    weekends_in,
    low,
    high,
    min_run,
    min_off,
):
    """Cheapest beginnings: `ready` to work again, or having `worked` the day before.

    Fills two tables that stand at `BIG`, shape (days + 1, first count, second count, weekends,
    units), and the boxes reached in them. `must` marks days that cannot be off.
    """
    days, runs = found.shape[0], found.shape[1]
    ready[0, 0, 0, 0, 0] = 0
    ready_box[0, :] = 0
    off = ZERO  # days that may be off, running, up to the present morning
    for day in range(days + 1):
        if day > 0:
            off = _rest(
                ready, worked, ready_box, worked_box, must, day, off, min_off, low[day], high[day]
            )
        for length in range(1, min(runs - 1, days - day) + 1):
            if length < min_run and day > 0 and day + length < days:
                continue
            for signature in range(found.shape[2]):
                gain = found[day, length, signature]
                if gain < BIG // 2:
                    _spread(
                        ready[day],
                        worked[day + length],
                        ready_box[day],
                        worked_box[day + length],
                        gain,
                        length * shortest + signature_units[signature],
                        weekends_in[day, length],
                        signature_counts[signature, 0],
                        signature_counts[signature, 1],
                        low[day + length],
                        high[day + length],
                    )


@compiled_in_place
def _clear(table, boxes):  # type: ignore[no-untyped-def]
    """Set what was reached back to `BIG`: far less than filling a table anew."""
    for day in range(table.shape[0]):
        if boxes[day, 1] >= 0:
            table[day, :, :, boxes[day, 2] : boxes[day, 3] + 1, : boxes[day, 1] + 1] = BIG


@compiled
def _finish(ready, worked, must, least, min_off):  # type: ignore[no-untyped-def]
    """Best end: value, position and whether the last stretch ended on morning `day`."""
    days = ready.shape[0] - 1
    value, end, was_working = BIG // 2, -1, False
    at = (0, 0, 0, 0)
    for day in range(days, max(-1, days - max(1, min_off)), -1):
        if day < days and must[day]:
            break
        for one in range(ready.shape[1]):
            for two in range(ready.shape[2]):
                for weekends in range(ready.shape[3]):
                    for units in range(least, ready.shape[4]):
                        if worked[day, one, two, weekends, units] < value:
                            value = worked[day, one, two, weekends, units]
                            end, was_working, at = day, True, (one, two, weekends, units)
                        if day == days and ready[day, one, two, weekends, units] < value:
                            value = ready[day, one, two, weekends, units]
                            end, was_working, at = day, False, (one, two, weekends, units)
    return value, end, was_working, at


@compiled_in_place
def _last_stretch(  # type: ignore[no-untyped-def]
    ready,
    worked,
    found,
    day,
    at,
    shortest,
    signature_units,
    signature_counts,
    weekends_in,
    min_run,
):
    """Length and signature of a stretch that ends on morning `day` in state `at`."""
    one, two, weekends, units = at
    days = found.shape[0]
    value = worked[day, one, two, weekends, units]
    for length in range(1, min(found.shape[1] - 1, day) + 1):
        first = day - length
        if length < min_run and first > 0 and day < days:
            continue
        w = weekends - weekends_in[first, length]
        for signature in range(found.shape[2]):
            gain = found[first, length, signature]
            u = units - length * shortest - signature_units[signature]
            a = one - signature_counts[signature, 0]
            b = two - signature_counts[signature, 1]
            if gain >= BIG // 2 or min(u, w, a, b) < 0:
                continue
            if ready[first, a, b, w, u] + gain == value:
                return length, signature, (a, b, w, u)
    return -1, -1, at


@compiled
def _write_stretch(  # type: ignore[no-untyped-def]
    tour, first, length, signature, best, shift_type_of, follow, extra, signatures
):
    """Write the cheapest stretch of that signature into the tour, last day first."""
    classes = best.shape[1]
    sums = np.empty((length + 1, classes, signatures), dtype=np.int32)
    for grown in range(1, length + 1):
        _grow(first, grown, best, follow, extra, sums)
    group = int(np.argmin(sums[length, :, signature]))
    for grown in range(length, 0, -1):
        day = first + grown - 1
        tour[day] = shift_type_of[day, group]
        rest = sums[grown, group, signature] - best[day, group]
        signature -= extra[group]
        if grown > 1:
            for before in range(classes):
                if follow[before, group] and sums[grown - 1, before, signature] == rest:
                    group = before
                    break


@compiled
def _walk_back(  # type: ignore[no-untyped-def]
    ready,
    worked,
    found,
    must,
    tour,
    end,
    best,
    shift_type_of,
    follow,
    extra,
    shortest,
    signature_units,
    signature_counts,
    weekends_in,
    min_run,
    min_off,
):
    """Write the cheapest tour from its end backwards; False if sums do not fit (never seen)."""
    _, day, was_working, at = end
    while day > 0:
        if was_working:
            length, signature, before = _last_stretch(
                ready,
                worked,
                found,
                day,
                at,
                shortest,
                signature_units,
                signature_counts,
                weekends_in,
                min_run,
            )
            if length < 0:
                return False
            day -= length
            _write_stretch(
                tour, day, length, signature, best, shift_type_of, follow, extra, found.shape[2]
            )
            at, was_working = before, False
            continue
        one, two, weekends, units = at
        here = ready[day, one, two, weekends, units]
        if not must[day - 1] and ready[day - 1, one, two, weekends, units] == here:
            day -= 1
        else:
            day -= min_off
            was_working = True
    return True


@called_with(
    array(INT32, 2),
    array(INT32, 2),
    array(BOOL),
    array(BOOL),
    array(INT),
    array(BOOL, 2),
    array(INT),
    INT,
    array(INT),
    array(INT, 2),
    array(INT, 2),
    array(INT),
    array(INT),
    pair(INT),
    *[INT] * 5,
)
@compiled
def cheapest_tour(  # type: ignore[no-untyped-def]
    room,
    cost,
    free,
    must,
    class_of,
    follow,
    extra,
    shortest,
    signature_units,
    signature_counts,
    weekends_in,
    low,
    high,
    limits,
    max_weekends,
    least,
    min_run,
    max_run,
    min_off,
):
    """Cost and row of the cheapest legal tour, cost >= BIG // 2 where there is none.

    Parameters
    ----------
    room
        Work space of this thread, `BIG` everywhere (again at the end), shape (2, states).
    cost
        Price of each shift type on each day, int32, shape (days, shift types).
    free, must
        Days on which the agent may and must work, shape (days,).
    least
        Least worked units at the end.
    """
    days = cost.shape[0]
    tour = np.full(days, -1, dtype=np.int64)
    best, shift_type_of = class_costs(cost, class_of, follow.shape[0], free)
    found = stretch_costs(best, follow, extra, max_run, len(signature_units))
    shape = (days + 1, limits[0] + 1, limits[1] + 1, max_weekends + 1, high.max() + 1)
    size = shape[0] * shape[1] * shape[2] * shape[3] * shape[4]
    ready, worked = room[0, :size].reshape(shape), room[1, :size].reshape(shape)
    ready_box, worked_box = _boxes(days), _boxes(days)
    chain_costs(
        ready,
        worked,
        ready_box,
        worked_box,
        found,
        must,
        shortest,
        signature_units,
        signature_counts,
        weekends_in,
        low,
        high,
        min_run,
        min_off,
    )
    end = _finish(ready, worked, must, least, min_off)
    legal = end[1] >= 0 and _walk_back(
        ready,
        worked,
        found,
        must,
        tour,
        end,
        best,
        shift_type_of,
        follow,
        extra,
        shortest,
        signature_units,
        signature_counts,
        weekends_in,
        min_run,
        min_off,
    )
    _clear(ready, ready_box)
    _clear(worked, worked_box)
    return (end[0] if legal else BIG // 2), tour
