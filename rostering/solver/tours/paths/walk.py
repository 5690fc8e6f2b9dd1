"""Resources walked side by side: each explored alone first, then joint states as rows of indices.

A resource alone has few states a morning, so its steps are a small table; what many resources reach
together is then looked up for all states at once.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from data.model.grid import IntArray
from rostering.solver.tours.resource import OFF

DEAD = -1

Step = Callable[[int, int, int], tuple[int, int] | None]
"""From (state, day, feature) to the state after it and an amount; None: not allowed."""


class Alone(NamedTuple):
    """One resource on one day.

    Parameters
    ----------
    after
        Index of the next state by index of the state and by class of shift, or `DEAD`,
        shape (states, classes); class 0 is a day off.
    amount
        Points or units that the step adds, same shape.
    """

    after: IntArray
    amount: IntArray


def alone(
    step: Step, begins: Iterable[int], seen: Sequence[IntArray]
) -> tuple[dict[int, int], list[Alone], list[int]]:
    """Explore one resource.

    Parameters
    ----------
    seen
        Its feature of each class of shift, by day; days off are added.

    Returns
    -------
    Index of each first state, its steps by day, and the states at the end.
    """
    layer = sorted(set(begins))
    first = {state: place for place, state in enumerate(layer)}
    days = []
    for day, features in enumerate(seen):
        index: dict[int, int] = {}
        shift_types: dict[int, int] = {}
        column = [
            shift_types.setdefault(shift_type, len(shift_types))
            for shift_type in (OFF, *features.tolist())
        ]
        after = [[DEAD] * len(shift_types) for _ in layer]
        amount = [[0] * len(shift_types) for _ in layer]
        for row, state in enumerate(layer):
            for shift_type, place in shift_types.items():
                reached = step(state, day, shift_type)
                if reached is not None:
                    after[row][place] = index.setdefault(reached[0], len(index))
                    amount[row][place] = reached[1]
        shape = len(layer), len(shift_types)  # no states at all where a hard rule cannot be kept
        tables = [np.array(t, dtype=np.int64).reshape(shape)[:, column] for t in (after, amount)]
        days.append(Alone(tables[0], tables[1]))
        layer = list(index)
    return first, days, layer


def together(states: IntArray, steps: Sequence[Alone]) -> IntArray:
    """Next joint states, all `DEAD` where any stops, shape (states, classes, resources)."""
    after = [step.after[states[:, i]] for i, step in enumerate(steps)]
    found = np.stack(after, axis=-1)
    found[(found == DEAD).any(axis=-1)] = DEAD
    return found


def distinct(rows: IntArray) -> tuple[IntArray, IntArray]:
    """Distinct rows of whole numbers >= 0, and which one each row is."""
    codes = np.zeros(len(rows), dtype=np.int64)
    size = 1
    for column in rows.T:
        width = int(column.max(initial=0)) + 1
        if size * width >= 1 << 62:
            codes = np.unique(codes, return_inverse=True)[1]
            size = len(rows) + 1
        codes, size = codes * width + column, size * width
    _, one, which = np.unique(codes, return_index=True, return_inverse=True)
    return rows[one], which
