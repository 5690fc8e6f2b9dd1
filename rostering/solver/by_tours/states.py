"""How many states some counters reach together, counted fast: each alone first, then as codes."""

from collections.abc import Sequence

import numpy as np

from rostering.solver.by_tours.statement_counter import StatementCounter
from rostering.solver.tour.walk import DEAD, alone, distinct, together


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
        places = np.array(list(menu), dtype=np.int64).reshape(-1, 2)
        tables = [counter.table[:, places[:, 0], places[:, 1]] for counter in counters]
        seen = [
            np.unique(np.stack([table[day] for table in tables], axis=1), axis=0)
            for day in range(self.days)
        ]
        self._alone = [
            alone(counter.step, [counter.begin()], [features[:, i] for features in seen])[1]
            for i, counter in enumerate(counters)
        ]

    def most(self, places: Sequence[int], enough: int) -> int:
        """Most states a morning of the counters at these places; stops counting at enough."""
        states, most = np.zeros((1, len(places)), dtype=np.int64), 1
        for day in range(self.days):
            after = together(states, [self._alone[i][day] for i in places])
            states = distinct(after[(after != DEAD).all(axis=-1)])[0]
            most = max(most, len(states))
            if most > enough:
                break
        return most
