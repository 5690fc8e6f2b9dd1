"""Judge a roster from plain numbers, as FORMAT.md says: every rule read off the sequence of days.

Nothing of the program is used: what it exports can be added up without it.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, groupby
from typing import Any

import numpy as np

Shift = tuple[int, int, tuple[int, ...]]  # kind, start, break variants


def judge(
    plain: Mapping[str, Any],
    costs: Sequence[Sequence[Sequence[int]]],
    rows: Sequence[tuple[int, int, int, int, str]],
) -> tuple[int, list[str]]:
    """Objective [points] and every hard violation in words.

    Parameters
    ----------
    rows
        (agent, day, kind, start, break variants) of every shift.
    """
    tours: list[dict[int, Shift]] = [{} for _ in plain["agents"]]
    wrong: list[str] = []
    for agent, day, kind, start, variants in rows:
        if day in tours[agent]:
            wrong.append(f"agent {agent}: two shifts on day {day}")
        tours[agent][day] = (kind, start, tuple(int(v) for v in variants.split()))
    points = _cover_points(plain, tours)
    for agent, tour in enumerate(tours):
        points += _cell_points(agent, tour, costs[agent], plain["days"], wrong)
        wrong.extend(_rest_missing(plain, agent, tour))
        for resource in plain["rules"][plain["agents"][agent]["rules"]]["counters"]:
            seen = _features(resource, tour, plain["days"])
            for amount, price in _BREACHES[resource["rule"]](resource, seen):
                if price is None:
                    wrong.append(f"agent {agent}: {resource['name']} by {amount}")
                else:
                    points += amount * price
        points += _end_counter_points(plain, agent, tour)
    return points, wrong


def _end_counter_points(plain: Mapping[str, Any], agent: int, tour: dict[int, Shift]) -> int:
    who = plain["agents"][agent]
    numbers = []
    for end_counter in plain["rules"][who["rules"]]["tallies"]:
        seen = _features(end_counter, tour, plain["days"])
        spans = end_counter["spans"]
        hit = sum(any(f == 1 for f in seen[a : b + 1]) for a, b in spans)
        numbers.append(hit if spans else sum(max(f, 0) for f in seen))
    if "units" in who:
        table = {(row[0], row[1], i): row[4] for row in who["units"] for i in range(*row[2:4])}
        days = range(plain["days"])
        cells = [(d, *tour[d][:2]) if d in tour else (d, -1, 0) for d in days]
        numbers.append(sum(table.get(cell, 0) for cell in cells))
    return sum(
        who["tally_points"][r][min(n, len(who["tally_points"][r]) - 1)]
        for r, n in enumerate(numbers)
    )


def _cover_points(plain: Mapping[str, Any], tours: list[dict[int, Shift]]) -> int:
    supply = np.array(plain["fixed"], dtype=np.int64)
    resting = np.zeros_like(supply)
    for agent, tour in enumerate(tours):
        for day, shift in tour.items():
            for slot, away in _slots(plain, day, shift):
                there = resting if away else supply
                there[plain["agents"][agent]["group"], slot] += 1
    points = sum(
        int(one["price"]) * _beyond(one, resting if one.get("on_break") else supply)
        for one in plain["presence"]
    )
    order = sorted(range(len(plain["heads"])), key=lambda queue: -plain["shortfall"][queue])
    met = np.zeros(plain["slots"], dtype=np.int64)
    for k, queue in enumerate(order, 1):
        together = _most_met(plain, order[:k], supply)
        missing = np.array(plain["heads"][queue]) - (together - met)
        points += int(plain["shortfall"][queue]) * int(missing.sum())
        met = together
    return points + int(plain["surplus"]) * int((supply.sum(axis=0) - met).sum())


def _most_met(plain: Mapping[str, Any], queues: Sequence[int], supply: np.ndarray) -> np.ndarray:
    """Most heads of some queues that can be met in each slot (Hall's condition)."""
    heads = np.array(plain["heads"])
    limits = []
    for size in range(len(queues) + 1):
        for inside in map(set, combinations(queues, size)):
            serving = [not inside.isdisjoint(served) for served in plain["groups"]]
            outside = [queue for queue in queues if queue not in inside]
            limits.append(heads[outside].sum(axis=0) + supply[serving].sum(axis=0))
    return np.asarray(np.min(limits, axis=0))


def _beyond(presence: Mapping[str, Any], supply: np.ndarray) -> int:
    """Heads missing and in excess over all slots."""
    there = supply[presence["groups"]].sum(axis=0)
    least, most = np.array(presence["least"]), np.array(presence["most"])
    return int(np.maximum(0, least - there).sum() + np.maximum(0, there - most).sum())


def _slots(plain: Mapping[str, Any], day: int, shift: Shift) -> Iterator[tuple[int, bool]]:
    """Slots of a shift, and whether it is off the floor there."""
    kind, start, variants = shift
    shape = plain["kinds"][kind]
    away = {
        offset + i
        for several, chosen in zip(shape["breaks"], variants, strict=True)
        for offset, length in several[chosen]
        for i in range(length)
    }
    first = plain["first_slot"][day][start]
    begins = plain.get("slot_at", range(first + shape["slots"] + 1))
    for offset in range(shape["slots"]):
        for slot in range(begins[first + offset], begins[first + offset + 1]):
            if plain["wrap"] or slot < plain["slots"]:
                yield slot % plain["slots"], offset in away


def _cell_points(
    agent: int, tour: dict[int, Shift], costs: Sequence[Sequence[int]], days: int, wrong: list[str]
) -> int:
    """Points of shifts and days off; what no range allows is wrong."""
    table = {(row[0], row[1], i): row[4] for row in costs for i in range(row[2], row[3])}
    points = 0
    for day in range(days):
        cell = (day, *tour[day][:2]) if day in tour else (day, -1, 0)
        if cell not in table:
            wrong.append(f"agent {agent}: day {day} may not hold {cell[1:]}")
        points += table.get(cell, 0)
    return points


def _rest_missing(plain: Mapping[str, Any], agent: int, tour: dict[int, Shift]) -> Iterator[str]:
    who = plain["agents"][agent]
    step = plain["step_min"]
    rest = plain["rules"][who["rules"]]["rest_min"]
    if 0 in tour and tour[0][1] < who["free_from"]:
        yield f"agent {agent}: starts before rest from history is over"
    for day in sorted(tour):
        if day + 1 in tour:
            end = tour[day][1] * step + plain["kinds"][tour[day][0]]["length_min"]
            if tour[day + 1][1] * step + 1440 - end < rest:
                yield f"agent {agent}: too little rest before day {day + 1}"


def _features(resource: Mapping[str, Any], tour: dict[int, Shift], days: int) -> list[int]:
    """What the rule sees of each day; -1 is a day off."""
    seen = [-1] * days
    for day, (kind, start, _) in tour.items():
        seen[day] = next(
            (v for d, k, a, b, v in resource["table"] if d == day and k == kind and a <= start < b),
            0,
        )
    return seen


def _range(resource: Mapping[str, Any], value: int) -> Iterator[tuple[int, int | None]]:
    if value < resource["low"]:
        yield resource["low"] - value, resource["low_price"]
    if resource["high"] is not None and value > resource["high"]:
        yield value - resource["high"], resource["high_price"]


def _total(resource: Mapping[str, Any], seen: list[int]) -> Iterator[tuple[int, int | None]]:
    yield from _range(
        resource, sum(max(f, 0) for f in seen[resource["first"] : resource["last"] + 1])
    )


def _run(resource: Mapping[str, Any], seen: list[int]) -> Iterator[tuple[int, int | None]]:
    wanted = -1 if resource["off"] else 1
    runs = [(inside, len(list(run))) for inside, run in groupby(f == wanted for f in seen)]
    for number, (inside, length) in enumerate(runs):
        if inside:
            last = number == len(runs) - 1
            for amount, price in _range(resource, length):
                if length > resource["low"] or not last:
                    yield amount, price


def _spans(resource: Mapping[str, Any], seen: list[int]) -> Iterator[tuple[int, int | None]]:
    yield from _range(
        resource, sum(any(f == 1 for f in seen[a : b + 1]) for a, b in resource["spans"])
    )


def _recovery(resource: Mapping[str, Any], seen: list[int]) -> Iterator[tuple[int, int | None]]:
    run = 0
    for day, feature in enumerate(seen):
        if feature == 1:
            run += 1
            continue
        if run >= resource["after"]:
            rest = seen[day : day + resource["owed"]]
            off = next((i for i, f in enumerate(rest) if f != -1), len(rest))
            if off < len(rest):
                yield resource["owed"] - off, resource["price"]
        run = 0


_BREACHES = {"total": _total, "run": _run, "spans": _spans, "recovery": _recovery}
"""Amounts by which a rule is broken, with the price of a unit (None: hard)."""
