"""Which days of a roster are re-optimised next."""

import math
import threading
from dataclasses import dataclass, field

import numpy as np

LENGTHS = (3, 1, 5, 7)
"""Days of the sub-instances, each tried in this order: threes soon find the rough, single days are
placed nearly exactly, longer ones go on where those stand still. The sample centre by fours alone
stands still at 3,379 points, by sevens at 3,397; 300 agents on three queues by threes at 12,650."""

_PROBE, _POOR, _AGAIN = 1 / 9, 0.5, 0.2
"""A round ends after so large a share of its sub-instances, or the time of a round of the best
other length, if it brings less than so large a share of what that one may bring; after a whole
round the next of its length may bring so large a share of it (300 agents by threes: 470 points,
then 3). With a third as the share, fives and sevens of 300 agents took 40 s for nothing once days
were placed."""


@dataclass(eq=False)
class Round:
    """Sub-instances of one length, and what they have brought so far."""

    length: int
    left: list[tuple[int, int]]
    neighbourhoods: int = 0
    brought: list[tuple[float, float]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Sub-instances that are through."""
        return len(self.brought)

    @property
    def seconds(self) -> float:
        """Time they took."""
        return sum(seconds for _, seconds in self.brought)

    @property
    def pace(self) -> float:
        """Points a second of its later half: the first ones find what the next will not."""
        late = self.brought[self.done // 2 :]
        return sum(points for points, _ in late) / max(sum(seconds for _, seconds in late), 1e-6)

    @property
    def prospect(self) -> float:
        """Points a second that another round of its length may bring."""
        return self.pace if self.left else _AGAIN * self.pace


@dataclass(frozen=True)
class Neighbourhood:
    """Days `first` to `last` (not included), of a round."""

    first: int
    last: int
    of: Round = field(repr=False)


class NeighbourhoodChoice:
    """Round after round, every start of a sub-instance once and in random order, for all threads.

    Each length has one round at first; then the one that may bring most comes next.
    """

    def __init__(self, days: int, rng: np.random.Generator) -> None:
        self._days, self._rng = days, rng
        lengths = list(dict.fromkeys(min(length, days) for length in LENGTHS))
        self._lengths, self._last = lengths, dict[int, Round]()
        self._round = self._begun()
        self._lock = threading.Lock()

    def take(self) -> Neighbourhood:
        """The next sub-instance."""
        with self._lock:
            if not self._round.left or self._poor():
                self._round = self._begun()
            return Neighbourhood(*self._round.left.pop(), self._round)

    def brought(self, neighbourhood: Neighbourhood, points: float, seconds: float) -> None:
        """What a sub-instance brought [points], in how long."""
        with self._lock:
            neighbourhood.of.brought.append((points, seconds))
            self._last[neighbourhood.of.length] = neighbourhood.of

    def _prospect(self, length: int) -> float:
        return self._last[length].prospect if length in self._last else math.inf

    def _poor(self) -> bool:
        now = self._round
        others = [found for length, found in self._last.items() if length != now.length]
        if not others or not now.done:
            return False
        best = max(others, key=lambda found: found.prospect)
        fair_s = best.seconds / best.done * best.neighbourhoods
        probed = now.done >= _PROBE * now.neighbourhoods or now.seconds >= fair_s
        return probed and now.pace < _POOR * best.prospect

    def _begun(self) -> Round:
        length = max(self._lengths, key=self._prospect)
        starts = self._rng.permutation(np.arange(-(length // 2), self._days - length // 2))
        clipped = [(max(0, s), min(self._days, s + length)) for s in starts.tolist()]
        left = [(one, two) for one, two in clipped if one < two]
        return Round(length, left, len(left))
