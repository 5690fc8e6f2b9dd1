"""What the threads of a solve share: the best roster, the best bound, the clock."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch, Prices
from rostering.solver.tours.packed import Packed
from rostering.solver.tours.search.annealing import GENTLE, Chain, Guide, Tours, keeps_limits
from rostering.solver.tours.search.generation import Generation
from rostering.solver.tours.search.neighbourhood_choice import NeighbourhoodChoice

_LOOK_S = 0.05
_STILL, _LITTLE, _HALF = 0.05, 5e-5, 0.5
"""Share of the time so far without a better roster after which a search stands still; share of a
roster's points that a second of a thread must bring while moves are rough, and until when."""
_PASSES = 15
"""Gentle passes after a dive."""
Heard = Callable[[float, int | None, int], None]


@dataclass(eq=False)
class Search:
    """One solve; everything under one lock.

    Parameters
    ----------
    legal, legal_tours
        The best roster that also keeps the hard limits counted at the end, and its points: only
        such points are told, for those of `objective` may hold charges for units beyond them.
    rough
        See `tree.generate.Aim`.
    """

    packed: Packed
    pricer: Pricer
    guide: BoundSearch
    best: Prices
    began: float
    deadline: float
    enough_gap: float
    stop: threading.Event
    progress: Heard | None
    choice: NeighbourhoodChoice
    lock: threading.Lock = field(default_factory=threading.Lock)
    handed: threading.Event = field(default_factory=threading.Event)
    objective: int | None = None
    legal: int | None = None
    legal_tours: Tours | None = None
    tours: Tours | None = None
    current: Tours | None = None
    bound: int = -(1 << 62)
    generation: Generation | None = None
    bettered: float = 0.0
    searched: bool = False
    rough: float = 0.0
    trace: list[tuple[float, int | None, int]] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Out of time, stopped, searched to the end, or proved well enough."""
        if self.searched or self.stop.is_set() or time.monotonic() >= self.deadline:
            return True
        if self.objective is None:
            return False
        return self.objective - self.bound <= self.enough_gap * abs(self.objective)

    def stands_still(self, since: float) -> bool:
        """Whether no better roster has come for a while (see `_STILL`) since then [s]."""
        now = time.monotonic()
        return now - max(self.bettered, since) > _STILL * (now - self.began)

    @property
    def gap(self) -> float:
        """Share of the objective not proved necessary; 1 while no roster is known [-]."""
        if not self.objective:
            return 1.0
        return (self.objective - self.bound) / abs(self.objective)

    @property
    def little(self) -> float:
        """Points a second that rough moves bring no more, or any where the time is half over."""
        now = time.monotonic()
        late = now - self.began > _HALF * (self.deadline - self.began)
        return math.inf if late or self.objective is None else _LITTLE * abs(self.objective)

    def found(self, objective: int, tours: Tours) -> bool:
        """Take in a roster; say whether to go on."""
        with self.lock:
            if self.objective is None or objective < self.objective:
                self.objective, self.tours = objective, tours.copy()
                self.current = self.tours
                self.bettered = time.monotonic()
            better = self.legal is None or objective < self.legal
            if better and keeps_limits(self.packed, tours):
                self.legal, self.legal_tours = objective, tours.copy()
                self._tell()
        return not self.done

    def offer(self, tours: Tours | None, rng: np.random.Generator) -> None:
        """Take in a dive's roster, and what gentle passes at the best prices make of it."""
        if tours is None:
            return
        chain = Chain(self.packed, rng)
        chain.load(tours)
        self.found(chain.objective(), chain.tours)
        guide = Guide.of(self.packed, self.best.price, self.best.multipliers)
        chain.round(_PASSES, guide, GENTLE, self.found, lambda: self.done)

    def go_on_from(self, objective: int, tours: Tours) -> int:
        """Search from a roster as good as the best; points by which it is better."""
        with self.lock:
            assert self.objective is not None
            gained = max(0, self.objective - objective)
            if objective <= self.objective:
                self.current = tours.copy()
        self.found(objective, tours)
        return gained

    def proved(self, best: Prices) -> None:
        """Take in prices and the bound that they prove."""
        with self.lock:
            if best.bound > self.best.bound:
                self.best = best
            if best.points > self.bound:
                self.bound = best.points
                self._tell()

    def hand_over(self, generation: Generation | None = None) -> None:
        """Give the other thread its work, such as a generation to dive from."""
        with self.lock:
            self.pricer.threads = 1
            self.generation = generation
            self.handed.set()

    def lend_until_handed(self) -> None:
        """Let the pricing have this thread too until work is handed over."""
        with self.lock:
            if not self.handed.is_set():
                self.pricer.threads = 2
        while not self.done and not self.handed.wait(_LOOK_S):
            continue

    def _tell(self) -> None:
        entry = (round(time.monotonic() - self.began, 3), self.legal, self.bound)
        self.trace.append(entry)
        if self.progress:
            self.progress(*entry)
