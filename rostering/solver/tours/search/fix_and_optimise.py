"""Renew a roster a few days at a time: a small column generation, a dive and quiet sweeps each.

The bound of some days alone lies close to what the best roster pays for them, so a dive loses
little there; days overlap from window to window, and the length that brings most comes next.
"""

import math
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch
from rostering.solver.tours.points import roster_points
from rostering.solver.tours.search.annealing import GENTLE, Best, Chain, Guide, Tours
from rostering.solver.tours.search.day import solve_day
from rostering.solver.tours.search.generation import Generation
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.window import Window, open_window

_ROUNDS, _DIVE_ROUNDS = 15, 3
"""Pricings before a dive, and before each of its stages. On the sample centre 15 end at 3,346 and
3,354 points after 30 s, 30 at 3,374 and 3,361, 50 at 3,369 and 3,368."""

_SWEEPS = 20


def renew(search: Search, rng: np.random.Generator) -> None:
    """Window after window until the time is up."""
    while not search.done and (tours := search.tours) is not None:
        turn, began = search.turns.take(), time.monotonic()
        window = open_window(search.packed, tours, turn.first, turn.last)
        solve = solve_day if turn.last - turn.first == 1 else _solved
        part = solve(search, window, window.cut(tours), rng)
        points = 0 if part is None else _take_in(search, window, part)
        search.turns.brought(turn, points, time.monotonic() - began)


def _solved(search: Search, window: Window, known: Tours, rng: np.random.Generator) -> Tours | None:
    """The best tours met in a window, or None if the time is up."""
    packed = window.packed
    pricer = Pricer(packed)
    limits = BoundSearch(packed, pricer)
    if limits.infeasible:  # never: the known tours are legal
        return None
    whole = window.around(search.best, limits.best.bound)
    generation = Generation.around(packed, pricer, limits, known, whole)
    if not generation.approach(_ROUNDS, pricer, rng, lambda: not search.done):
        return None
    guide = Guide.of(packed, *generation.whole_prices())
    dived = generation.dive(_DIVE_ROUNDS, rng, lambda: not search.done)
    if dived is None:
        return None
    chain = Chain(packed, pricer.extended, rng)
    chain.load(dived)
    kept = Best(chain)
    chain.round(_SWEEPS, guide, GENTLE, kept.heard, lambda: search.done)
    return kept.tours


def _take_in(search: Search, window: Window, part: Tours) -> int:
    """Put the window's tours into the newest roster if they still fit there; points it brought."""
    assert search.tours is not None
    assert search.objective is not None
    whole, packed = window.paste(part, search.tours), search.packed
    if roster_points(whole.kinds, whole.starts, packed.people, packed.rules) < 0:
        return 0  # the other thread changed the days next to these
    chain = Chain(packed, search.pricer.extended, np.random.default_rng(0))
    chain.load(whole)
    before, now = search.objective, chain.objective()
    search.found(now, whole)
    return max(0, before - now)


LENGTHS = (3, 1, 5, 7)
"""Days of the windows, each tried in this order: threes soon find the rough, single days are placed
nearly exactly, longer ones go on where those stand still. The sample centre by fours alone stands
still at 3,379 points, by sevens at 3,397; 300 agents on three queues by threes at 12,650."""

_PROBE, _POOR, _AGAIN = 1 / 9, 0.5, 0.2
"""A round ends after so large a share of its windows, or the time of a round of the best other
length, if it brings less than so large a share of what that one may bring; after a whole round the
next of its length may bring so large a share of it (300 agents by threes: 470 points, then 3). With
a third as the share, fives and sevens of 300 agents took 40 s for nothing once days were placed."""


@dataclass(eq=False)
class Round:
    """Windows of one length, and what they have brought so far."""

    length: int
    left: list[tuple[int, int]]
    windows: int = 0
    brought: list[tuple[float, float]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """Windows that are through."""
        return len(self.brought)

    @property
    def seconds(self) -> float:
        """Time they took."""
        return sum(seconds for _, seconds in self.brought)

    @property
    def pace(self) -> float:
        """Points a second of its later half: the first windows find what the next will not."""
        late = self.brought[self.done // 2 :]
        return sum(points for points, _ in late) / max(sum(seconds for _, seconds in late), 1e-6)

    @property
    def prospect(self) -> float:
        """Points a second that another round of its length may bring."""
        return self.pace if self.left else _AGAIN * self.pace


@dataclass(frozen=True)
class Turn:
    """Days `first` to `last` (not included), of a round."""

    first: int
    last: int
    of: Round = field(repr=False)


class Turns:
    """Round after round, every start of a window once and in random order, for all threads.

    Each length has one round at first; then the one that may bring most comes next.
    """

    def __init__(self, days: int, rng: np.random.Generator) -> None:
        self._days, self._rng = days, rng
        lengths = list(dict.fromkeys(min(length, days) for length in LENGTHS))
        self._lengths, self._last = lengths, dict[int, Round]()
        self._round = self._begun()
        self._lock = threading.Lock()

    def take(self) -> Turn:
        """The next window."""
        with self._lock:
            if not self._round.left or self._poor():
                self._round = self._begun()
            return Turn(*self._round.left.pop(), self._round)

    def brought(self, turn: Turn, points: float, seconds: float) -> None:
        """What a window brought [points], in how long."""
        with self._lock:
            turn.of.brought.append((points, seconds))
            self._last[turn.of.length] = turn.of

    def _prospect(self, length: int) -> float:
        return self._last[length].prospect if length in self._last else math.inf

    def _poor(self) -> bool:
        now = self._round
        others = [found for length, found in self._last.items() if length != now.length]
        if not others or not now.done:
            return False
        best = max(others, key=lambda found: found.prospect)
        fair_s = best.seconds / best.done * best.windows
        probed = now.done >= _PROBE * now.windows or now.seconds >= fair_s
        return probed and now.pace < _POOR * best.prospect

    def _begun(self) -> Round:
        length = max(self._lengths, key=self._prospect)
        starts = self._rng.permutation(np.arange(-(length // 2), self._days - length // 2))
        clipped = [(max(0, s), min(self._days, s + length)) for s in starts.tolist()]
        left = [(one, two) for one, two in clipped if one < two]
        return Round(length, left, len(left))
