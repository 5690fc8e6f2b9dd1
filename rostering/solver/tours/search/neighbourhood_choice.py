"""Which days of a roster are re-optimised next: those soonest that lose most to the bound."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from rostering.solver.tours.bound.floor import slot_costs
from rostering.solver.tours.bound.pricing import group_worth
from rostering.solver.tours.bound.volume import Prices
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import Packed
from rostering.solver.tours.search.annealing import Tours, heads_of

KINDS = ((3, False), (1, False), (5, False), (7, False), (3, True))
"""Days of the sub-instances, and whether each is placed anew after the dive, tried in this order:
threes soon find the rough, single days are placed nearly exactly, longer ones go on where those
stand still; where days are through dives alone bring nothing any more. The sample centre by fours
alone stands still at 3,379 points, by sevens at 3,397; 300 agents on three queues by threes at
12,650."""

_PROBE, _POOR, _AGAIN = 1 / 9, 0.5, 0.2
"""A round ends after so large a share of its sub-instances, or the time of a round of the best
other length, if it brings less than so large a share of what that one may bring; after a whole
round the next of its length may bring so large a share of it (300 agents by threes: 470 points,
then 3). With a third as the share, fives and sevens of 300 agents took 40 s for nothing once days
were placed."""


_UNSEEN = 0.1
"""Points that a day counts for beyond what it loses, since a loss of tours is not seen by day."""


@dataclass(eq=False)
class Round:
    """Sub-instances of one kind, and what they have brought so far."""

    length: int
    placed: bool
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
        """Points a second that another round of its kind may bring."""
        return self.pace if self.left else _AGAIN * self.pace


@dataclass(frozen=True)
class Neighbourhood:
    """Days `first` to `last` (not included), of a round."""

    first: int
    last: int
    of: Round = field(repr=False)


class NeighbourhoodChoice:
    """Round after round, every start of a sub-instance once, for all threads.

    The first kind goes on until it brings little, since what it finds is lost once days are placed
    nearly exactly; each other has one round then, and the one that may bring most comes next. A
    round draws its starts by what their days lose to the bound. Of 36 points between a roster of
    the sample centre and its bound 32 lay in the cover of 20 of 1,356 slots, all of them at night.
    """

    def __init__(self, days: int, rng: np.random.Generator) -> None:
        self._days, self._rng = days, rng
        kinds = list(dict.fromkeys((min(length, days), placed) for length, placed in KINDS))
        self._kinds, self._last = kinds, dict[tuple[int, bool], Round]()
        self._round = Round(*kinds[0], [], 0)
        self._lock = threading.Lock()

    def take(self, losses: Callable[[], np.ndarray], little: float = math.inf) -> Neighbourhood:
        """The next sub-instance, where a round begins by what days lose now (see `day_losses`).

        Parameters
        ----------
        little
            Points a second below which the first kind makes room for the others.
        """
        with self._lock:
            if not self._round.left or self._poor():
                self._round = self._begun(losses(), little)
            return Neighbourhood(*self._round.left.pop(), self._round)

    def brought(self, neighbourhood: Neighbourhood, points: float, seconds: float) -> None:
        """What a sub-instance brought [points], in how long."""
        with self._lock:
            neighbourhood.of.brought.append((points, seconds))
            self._last[neighbourhood.of.length, neighbourhood.of.placed] = neighbourhood.of

    def _prospect(self, kind: tuple[int, bool]) -> float:
        return self._last[kind].prospect if kind in self._last else math.inf

    def _poor(self) -> bool:
        now = self._round
        kind = now.length, now.placed
        others = [found for other, found in self._last.items() if other != kind]
        if not others or not now.done:
            return False
        best = max(others, key=lambda found: found.prospect)
        fair_s = best.seconds / best.done * best.neighbourhoods
        probed = now.done >= _PROBE * now.neighbourhoods or now.seconds >= fair_s
        return probed and now.pace < _POOR * best.prospect

    def _begun(self, losses: np.ndarray, little: float) -> Round:
        first = self._kinds[0]
        goes_on = list(self._last) == [first] and self._last[first].pace >= little
        length, placed = first if goes_on else max(self._kinds, key=self._prospect)
        starts = range(-(length // 2), self._days - length // 2)
        clipped = [(max(0, s), min(self._days, s + length)) for s in starts]
        left = [(one, two) for one, two in clipped if one < two]
        weight = np.array([_UNSEEN * (b - a) + losses[a:b].clip(0).sum() for a, b in left])
        drawn = self._rng.exponential(size=len(left)) / weight  # Efraimidis & Spirakis (2006)
        return Round(length, placed, [left[at] for at in np.argsort(-drawn)], len(left))


def day_losses(packed: Packed, tours: Tours, best: Prices) -> np.ndarray:
    """Points of cover above what prices ask of each day, shape (days,): none in a perfect one."""
    floor, queues = packed.floor, len(packed.floor.price)
    heads, costs = heads_of(packed, tours), np.empty(packed.floor.heads.shape[1], dtype=np.int64)
    slot_costs(heads, floor, costs)
    worth = np.empty(heads.shape, dtype=np.int32)
    group_worth(best.price, floor, worth, np.empty_like(worth))
    held = best.price[queues:]
    asked = (best.price[:queues] * floor.heads.astype(np.int64)).sum(axis=0)
    asked += (held * np.where(held > 0, floor.least, floor.most).astype(np.int64)).sum(axis=0)
    lost = costs - (asked - (worth * heads.astype(np.int64)).sum(axis=0)) / SCALE
    first = packed.shapes.slot_at[packed.shapes.first_slot.min(axis=1)]
    day = np.searchsorted(first, np.arange(len(lost)) % packed.shapes.horizon, side="right") - 1
    return np.bincount(day.clip(0), weights=lost, minlength=len(first))
