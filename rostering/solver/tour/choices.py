"""Shifts of one day that are worth nearly as much to some agents as their best."""

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from rostering.solver.tour.instance import SCALE
from rostering.solver.tour.kernel import gap_value, mark, prefix
from rostering.solver.tour.packed import Packed, People, Rules, Shapes
from rostering.solver.tour.points import tour_points
from rostering.solver.tour.pricing import group_worth

MOST = 400
"""Choices kept of an agent, the best: a programme of a dozen agents then solves in seconds."""


class Choices(NamedTuple):
    """What some agents may do on the day.

    Parameters
    ----------
    agent, kind, start
        Of each choice; kind -1: a day off.
    chosen
        Its break variants, shape (choices, breaks).
    points
        What it costs along the agent's tour [points].
    covers
        Slots that it covers, shape (choices, slots).
    """

    agent: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    chosen: np.ndarray
    points: np.ndarray
    covers: np.ndarray


def near_best(packed: Packed, members: np.ndarray, price: np.ndarray, reach: float) -> Choices:
    """All choices of members that cost at most `reach` points more than their best.

    Parameters
    ----------
    packed
        One day.
    price
        Of queues and slots [1/1024 point].
    """
    floor, shapes = packed.floor, packed.shapes
    worth = np.empty(floor.fixed.shape, dtype=np.int32)
    group_worth(price, floor, worth, np.empty_like(worth))
    extended = int(shapes.first_slot.max() + shapes.slots.max())
    sums = np.zeros((len(worth), extended + 1), dtype=np.int32)
    for group, row in enumerate(worth):
        prefix(row, shapes, sums[group])
    parts = [
        _near(
            _legal(
                int(agent), sums[packed.people.group[agent]], shapes, packed.people, packed.rules
            ),
            round(reach * SCALE),
        )
        for agent in members
    ]
    kind, start, way, points = np.concatenate(parts, axis=1)
    kinds, starts = kind.astype(np.int32), start.astype(np.int32)
    chosen = _chosen(shapes, kinds, way, packed.breaks)
    covers = np.zeros((len(kind), floor.fixed.shape[1]), dtype=np.int8)
    for number, row in enumerate(covers):
        one = slice(number, number + 1)
        mark(shapes, kinds[one], starts[one], chosen[one], 1, row)
    agent = np.repeat(members, [part.shape[1] for part in parts])
    return Choices(agent, kinds, starts, chosen, points / SCALE, covers)


def _near(found: np.ndarray, reach: int) -> np.ndarray:
    """Kind, start, way and points of the choices within reach of the best, shape (4, choices)."""
    worth = found[4]
    order = np.argsort(-worth, kind="stable")[:MOST]
    return np.asarray(found[:4, order[worth[order] >= worth[order[0]] - reach]])


@njit(cache=True, nogil=True)
def _legal(
    agent: int, sums: np.ndarray, shapes: Shapes, people: People, rules: Rules
) -> np.ndarray:
    """Kind, start, way of the breaks, points and worth of all an agent may do, (5, choices)."""
    kinds, starts = people.cost.shape[2:]
    room = 1
    for k in range(kinds):
        room += _ways(shapes, k) * starts
    found = np.empty((5, room), dtype=np.int64)
    kind, start = np.full(1, -1, dtype=np.int32), np.full(1, -1, dtype=np.int32)
    count = 0
    for k in range(-1, kinds):
        kind[0] = k
        low, high = (-1, 0) if k < 0 else (shapes.low[k], shapes.high[k])
        for s in range(low, high):
            start[0] = s
            points = tour_points(kind, start, people, rules, agent)
            if points < 0:
                continue
            for way in range(_ways(shapes, k)):
                worth = _worth(sums, shapes, k, s, way) - points
                for row, value in enumerate((k, s, way, points, worth)):
                    found[row, count] = value
                count += 1
    return found[:, :count]


def _chosen(shapes: Shapes, kinds: np.ndarray, way: np.ndarray, breaks: int) -> np.ndarray:
    """Variant of each break, shape (choices, breaks)."""
    chosen = np.zeros((len(kinds), breaks), dtype=np.int32)
    for row, kind in enumerate(kinds):
        left = int(way[row])
        for rest in range(shapes.kind_break[kind], shapes.kind_break[kind + 1] if kind >= 0 else 0):
            size = shapes.break_variant[rest + 1] - shapes.break_variant[rest]
            chosen[row, rest - shapes.kind_break[kind]] = left % size
            left //= size
    return chosen


@njit(cache=True, nogil=True)
def _ways(shapes: Shapes, kind: int) -> int:
    """Ways to take all breaks of a kind, 1 for a day off."""
    number = 1
    if kind >= 0:
        for rest in range(shapes.kind_break[kind], shapes.kind_break[kind + 1]):
            number *= shapes.break_variant[rest + 1] - shapes.break_variant[rest]
    return number


@njit(cache=True, nogil=True)
def _worth(sums: np.ndarray, shapes: Shapes, kind: int, start: int, way: int) -> Any:
    """Worth of a shift with one way to take its breaks [1/1024 point]."""
    if kind < 0:
        return np.int64(0)
    first = shapes.first_slot[0, start]
    worth = np.int64(sums[first + shapes.slots[kind]] - sums[first])
    for rest in range(shapes.kind_break[kind], shapes.kind_break[kind + 1]):
        size = shapes.break_variant[rest + 1] - shapes.break_variant[rest]
        worth -= gap_value(sums, shapes, first, shapes.break_variant[rest] + way % size)
        way //= size
    return worth
