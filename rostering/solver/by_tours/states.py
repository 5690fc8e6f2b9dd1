"""How many states some counters reach together, counted fast: each alone first, then as codes."""

from collections.abc import Sequence

import numpy as np

from data.model.arrays import IntArray
from rostering.solver.by_tours.statement_counter import StatementCounter
from rostering.solver.tour.rules import OFF

_DEAD = -1


class CountedStates:
    """States of several counters that see the same duties.

    Parameters
    ----------
    counters
        With their tables filled; all of one menu.
    """

    def __init__(self, counters: Sequence[StatementCounter]) -> None:
        self.days = counters[0].days if counters else 0
        menu = counters[0].menu if counters else {}
        self._places = np.array(list(menu), dtype=np.int64).reshape(-1, 2)
        tables = [counter.table[:, self._places[:, 0], self._places[:, 1]] for counter in counters]
        self._seen = [
            np.unique(np.stack([table[day] for table in tables], axis=1), axis=0)
            if tables
            else np.zeros((0, 0), dtype=np.int64)
            for day in range(self.days)
        ]
        self._alone = [self._explored(i, counter) for i, counter in enumerate(counters)]

    def _explored(self, place: int, counter: StatementCounter) -> list[IntArray]:
        """For each day: next local state by local state and feature row (0: day off)."""
        layer, found = [counter.begin()], []
        for day in range(self.days):
            index: dict[int, int] = {}
            features = [OFF, *self._seen[day][:, place].tolist()]
            steps = {
                (state, seen): counter.step(state, day, seen)
                for state in layer
                for seen in set(features)
            }
            table = [
                [
                    _DEAD
                    if (to := steps[state, seen]) is None
                    else index.setdefault(to[0], len(index))
                    for seen in features
                ]
                for state in layer
            ]
            found.append(np.array(table, dtype=np.int64).reshape(len(layer), len(features)))
            layer = list(index)
        return found

    def most(self, places: Sequence[int], enough: int) -> int:
        """Most states a morning of the counters at these places; stops counting at enough."""
        states, most = np.zeros((1, len(places)), dtype=np.int64), 1
        for day in range(self.days):
            states = self._next(states, places, day)
            most = max(most, len(states))
            if most > enough:
                break
        return most

    def _next(self, states: IntArray, places: Sequence[int], day: int) -> IntArray:
        after = np.stack(
            [self._alone[i][day][states[:, k]] for k, i in enumerate(places)], axis=-1
        ).reshape(-1, len(places))
        alive = after[(after != _DEAD).all(axis=1)]
        size = alive.max(axis=0) + 1 if len(alive) else np.ones(len(places), dtype=np.int64)
        codes = np.ravel_multi_index(tuple(alive.T), tuple(size))
        return np.asarray(alive[np.unique(codes, return_index=True)[1]])
