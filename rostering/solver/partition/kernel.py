"""Compiled search for the cheapest legal tour of one agent at given prices.

Two exact dynamic programmes: cheapest stretch for each first day, length and signature, then the
cheapest chain of stretches over (day, worked units, weekends, counts). Costs are integers, so the
way back is found by comparing sums instead of storing arcs, and the inner loops run as vectors.
"""

import numpy as np
from numba import njit

BIG = 1 << 29
"""Cost of what is forbidden; every legal tour stays far below."""


@njit(cache=True, nogil=True)
def class_costs(cost, class_of, classes, free):  # type: ignore[no-untyped-def]
    """Cheapest kind of each class on each day: cost and kind, shape (days, classes)."""
    days, kinds = cost.shape
    best = np.full((days, classes), BIG, dtype=np.int32)
    kind_of = np.full((days, classes), -1, dtype=np.int64)
    for day in range(days):
        if not free[day]:
            continue
        for kind in range(kinds):
            group = class_of[kind]
            if group >= 0 and cost[day, kind] < best[day, group]:
                best[day, group] = cost[day, kind]
                kind_of[day, group] = kind
    return best, kind_of


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _spread(ready, worked, gain, units, du, dw, d1, d2, low, high):  # type: ignore[no-untyped-def]
    """Relax one stretch for all states of a day: worked[state + use] = min(ready[state] + gain)."""
    n1, n2, nw = ready.shape[0], ready.shape[1], ready.shape[2]
    begin = max(units[0], low - du)
    end = min(units[1], high - du) + 1
    if end <= begin:
        return
    for one in range(n1 - d1):
        for two in range(n2 - d2):
            for weekends in range(nw - dw):
                source = ready[one, two, weekends, begin:end]
                target = worked[one + d1, two + d2, weekends + dw, begin + du : end + du]
                for i in range(end - begin):
                    value = source[i] + gain
                    target[i] = value if value < target[i] else target[i]


@njit(cache=True, nogil=True)
def chain_costs(  # type: ignore[no-untyped-def]
    found,
    must,
    shortest,
    signature_units,
    signature_counts,
    weekends_in,
    low,
    high,
    limits,
    max_weekends,
    min_run,
    min_off,
):
    """Cheapest beginnings: `ready` to work again, or having `worked` the day before.

    Shapes (days + 1, first count, second count, weekends, units). `must` marks days that cannot
    be off.
    """
    days, runs = found.shape[0], found.shape[1]
    width = high.max() + 1
    shape = (days + 1, limits[0] + 1, limits[1] + 1, max_weekends + 1, width)
    ready = np.full(shape, BIG, dtype=np.int32)
    worked = np.full(shape, BIG, dtype=np.int32)
    ready[0, 0, 0, 0, 0] = 0
    off = 0  # days that may be off, running, up to the present morning
    for day in range(days + 1):
        if day > 0:
            off = 0 if must[day - 1] else off + 1
            if off >= 1:
                _lower(ready[day], ready[day - 1])
            if off >= min_off and day >= min_off:
                _lower(ready[day], worked[day - min_off])
        if day == days:
            break
        span = (low[day], high[day])
        for length in range(1, min(runs - 1, days - day) + 1):
            if length < min_run and day > 0 and day + length < days:
                continue
            for signature in range(found.shape[2]):
                gain = found[day, length, signature]
                if gain >= BIG // 2:
                    continue
                du = length * shortest + signature_units[signature]
                _spread(
                    ready[day],
                    worked[day + length],
                    gain,
                    span,
                    du,
                    weekends_in[day, length],
                    signature_counts[signature, 0],
                    signature_counts[signature, 1],
                    low[day + length],
                    high[day + length],
                )
    return ready, worked


@njit(cache=True, nogil=True)
def _lower(target, source):  # type: ignore[no-untyped-def]
    flat, other = target.reshape(-1), source.reshape(-1)
    for i in range(len(flat)):
        flat[i] = other[i] if other[i] < flat[i] else flat[i]


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
def _write_stretch(  # type: ignore[no-untyped-def]
    tour, first, length, signature, best, kind_of, follow, extra, signatures
):
    """Write the cheapest stretch of that signature into the tour, last day first."""
    classes = best.shape[1]
    sums = np.empty((length + 1, classes, signatures), dtype=np.int32)
    for grown in range(1, length + 1):
        _grow(first, grown, best, follow, extra, sums)
    group = int(np.argmin(sums[length, :, signature]))
    for grown in range(length, 0, -1):
        day = first + grown - 1
        tour[day] = kind_of[day, group]
        rest = sums[grown, group, signature] - best[day, group]
        signature -= extra[group]
        if grown > 1:
            for before in range(classes):
                if follow[before, group] and sums[grown - 1, before, signature] == rest:
                    group = before
                    break


@njit(cache=True, nogil=True)
def cheapest_tour(  # type: ignore[no-untyped-def]
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
    cost
        Price of each kind on each day, int32, shape (days, kinds).
    free, must
        Days on which the agent may and must work, shape (days,).
    least
        Least worked units at the end.
    """
    days = cost.shape[0]
    tour = np.full(days, -1, dtype=np.int64)
    signatures = len(signature_units)
    best, kind_of = class_costs(cost, class_of, follow.shape[0], free)
    found = stretch_costs(best, follow, extra, max_run, signatures)
    ready, worked = chain_costs(
        found,
        must,
        shortest,
        signature_units,
        signature_counts,
        weekends_in,
        low,
        high,
        limits,
        max_weekends,
        min_run,
        min_off,
    )
    value, day, was_working, at = _finish(ready, worked, must, least, min_off)
    if day < 0:
        return BIG // 2, tour
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
                return BIG // 2, tour
            day -= length
            _write_stretch(tour, day, length, signature, best, kind_of, follow, extra, signatures)
            at, was_working = before, False
            continue
        one, two, weekends, units = at
        here = ready[day, one, two, weekends, units]
        if not must[day - 1] and ready[day - 1, one, two, weekends, units] == here:
            day -= 1
        else:
            day -= min_off
            was_working = True
    return value, tour
