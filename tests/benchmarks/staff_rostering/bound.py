"""Recomputes a bound from its prices, day by day; of the search it knows the file reader alone.

Lagrangian relaxation of the cover rows: for any prices p between minus the surplus and the
shortfall price of each cell, sum(p x heads wanted) + each agent's cheapest legal row at
(wish - p) undercuts every roster. Limits on kinds are counted while that stays small, and left
out otherwise (which can only lower the result).
"""

import numpy as np

from rostering.compiled import BOOL, INT, INT32, array, called_with, compiled, compiled_in_place
from tests.benchmarks.staff_rostering.file import Employee, StaffRostering

FINENESS = 1000
FORBIDDEN = 1 << 29
MOST_COUNTS = 64
MOST_OPERATIONS = 8e10
"""About five minutes of compiled work; larger instances stay unverified."""


def verified_bound(source: StaffRostering, prices: np.ndarray) -> float | None:
    """Bound [points] that the prices prove, None where the check would take too long.

    Parameters
    ----------
    prices
        Worth of one more head [points], shape (days, kinds).
    """
    codes = [shift.code for shift in source.shifts]
    price = _clipped(source, codes, prices)
    total = sum(wish.weight for wish in source.on_requests) * FINENESS
    total += sum(row.heads * int(price[row.day, codes.index(row.shift)]) for row in source.cover)
    wishes = _wishes(source, codes)
    if _operations(source) > MOST_OPERATIONS:
        return None
    for person in source.staff:
        best = _cheapest_row(source, codes, person, wishes[person.agent] - price)
        if best >= FORBIDDEN // 2:
            return float("inf")
        total += best
    return total / FINENESS


def _clipped(source: StaffRostering, codes: list[str], prices: np.ndarray) -> np.ndarray:
    price = np.zeros((source.days, len(codes)), dtype=np.int64)
    for row in source.cover:
        kind = codes.index(row.shift)
        asked = round(float(prices[row.day, kind]) * FINENESS)
        price[row.day, kind] = max(-row.over * FINENESS, min(row.under * FINENESS, asked))
    return price


def _wishes(source: StaffRostering, codes: list[str]) -> dict[str, np.ndarray]:
    cost = {
        person.agent: np.zeros((source.days, len(codes)), dtype=np.int64) for person in source.staff
    }
    for wish in source.on_requests:
        cost[wish.agent][wish.day, codes.index(wish.shift)] -= wish.weight * FINENESS
    for wish in source.off_requests:
        cost[wish.agent][wish.day, codes.index(wish.shift)] += wish.weight * FINENESS
    return cost


def _operations(source: StaffRostering) -> float:
    """Rough work of the check [elementary steps]."""
    unit = int(np.gcd.reduce([shift.length_min for shift in source.shifts]))
    kinds, weeks = len(source.shifts), source.days / 7
    cells = [
        person.max_run * kinds * kinds * person.max_minutes / unit * min(weeks, person.max_weekends)
        for person in source.staff
    ]
    return source.days * sum(cells)


def _cheapest_row(
    source: StaffRostering, codes: list[str], person: Employee, cost: np.ndarray
) -> int:
    unit = int(np.gcd.reduce([shift.length_min for shift in source.shifts]))
    length = np.array([shift.length_min // unit for shift in source.shifts], dtype=np.int64)
    blocked = cost.copy()
    for kind, code in enumerate(codes):
        if person.max_shifts.get(code, source.days) == 0:
            blocked[:, kind] = FORBIDDEN
    for day in range(source.days):
        if (person.agent, day) in source.days_off:
            blocked[day, :] = FORBIDDEN
    follow = np.array(
        [[after not in shift.not_before for after in codes] for shift in source.shifts]
    )
    step, limit = _counters(source, codes, person)
    return int(
        _search(
            blocked.astype(np.int32),
            follow,
            length,
            step,
            limit,
            -(-person.min_minutes // unit),
            person.max_minutes // unit,
            person.min_run,
            person.max_run,
            person.min_days_off,
            min(person.max_weekends, (source.days + 6) // 7),
        )
    )


def _counters(
    source: StaffRostering, codes: list[str], person: Employee
) -> tuple[np.ndarray, np.ndarray]:
    """Radix step of each counted kind (0 = not counted) and its limit, tightest kinds first."""
    step = np.zeros(len(codes), dtype=np.int64)
    limit = np.zeros(len(codes), dtype=np.int64)
    size = 1
    for most, kind in sorted(
        (person.max_shifts.get(code, source.days), kind) for kind, code in enumerate(codes)
    ):
        if 0 < most < source.days and size * (most + 1) <= MOST_COUNTS:
            step[kind], limit[kind] = size, most
            size *= most + 1
    return step, limit


@compiled_in_place
def _improve(target, source, add):  # type: ignore[no-untyped-def]
    for count in range(target.shape[0]):
        for weekend in range(target.shape[1]):
            for unit in range(target.shape[2]):
                value = np.int32(source[count, weekend, unit] + add)
                here = target[count, weekend, unit]
                target[count, weekend, unit] = value if value < here else here


@compiled_in_place
def _work(target, source, add, step, limit, weekend, units):  # type: ignore[no-untyped-def]
    """One more shift: counts, weekends and units go up by what it uses."""
    for count in range(target.shape[0]):
        if step > 0 and count // step % (limit + 1) == limit:
            continue
        for before in range(target.shape[1] - weekend):
            out = source[count, before]
            into = target[count + step, before + weekend, units:]
            for unit in range(len(into)):
                value = np.int32(out[unit] + add)
                into[unit] = value if value < into[unit] else into[unit]


@compiled
def _rest(off, run, day, min_run, max_run):  # type: ignore[no-untyped-def]
    """States after a day off."""
    last = off.shape[0] - 1
    following = np.full(off.shape, FORBIDDEN, dtype=np.int32)
    for length in range(1, last + 1):
        _improve(following[min(last, length + 1)], off[length], 0)
    for ran in range(1, min(max_run, day) + 1):
        if ran >= min_run or ran == day:  # a run since day 0 may have begun before the horizon
            for kind in range(run.shape[1]):
                _improve(following[1], run[ran, kind], 0)
    return following


@compiled_in_place
def _shift(  # type: ignore[no-untyped-def]
    following, off, run, kind, day, add, follow, length, step, limit
):
    """States after working `kind` on a day."""
    weekday = day % 7
    # A Sunday counts its weekend only where the Saturday was off
    new_weekend = 1 if weekday >= 5 else 0
    again = 1 if weekday == 5 else 0
    _work(following[1, kind], off[off.shape[0] - 1], add, step, limit, new_weekend, length)
    for ran in range(1, min(run.shape[0] - 2, day) + 1):
        for before in range(run.shape[1]):
            if follow[before, kind]:
                _work(following[ran + 1, kind], run[ran, before], add, step, limit, again, length)


@called_with(array(INT32, 2), array(BOOL, 2), *[array(INT)] * 3, *[INT] * 6)
@compiled
def _search(  # type: ignore[no-untyped-def]
    cost, follow, length, step, limit, least, most, min_run, max_run, min_off, max_weekends
):
    """Forward over days; states: days off running or (days running, last kind), then totals."""
    days, kinds = cost.shape
    counts = 1
    for kind in range(kinds):
        if step[kind] > 0:
            counts *= limit[kind] + 1
    off = np.full(
        (max(1, min_off) + 1, counts, max_weekends + 1, most + 1), FORBIDDEN, dtype=np.int32
    )
    run = np.full(
        (max_run + 1, kinds, counts, max_weekends + 1, most + 1), FORBIDDEN, dtype=np.int32
    )
    off[-1, 0, 0, 0] = 0  # days before the horizon never break a minimum
    for day in range(days):
        next_run = np.full(run.shape, FORBIDDEN, dtype=np.int32)
        for kind in range(kinds):
            add = cost[day, kind]
            if add < FORBIDDEN // 2:
                _shift(
                    next_run,
                    off,
                    run,
                    kind,
                    day,
                    add,
                    follow,
                    length[kind],
                    step[kind],
                    limit[kind],
                )
        off = _rest(off, run, day, min_run, max_run)
        run = next_run
    best = min(FORBIDDEN, off[:, :, :, least:].min()) if least <= most else FORBIDDEN
    return min(best, run[:, :, :, :, least:].min()) if least <= most else best
