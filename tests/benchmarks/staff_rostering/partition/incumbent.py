"""Prices of one more head, with what they prove."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.staff_rostering.partition.instance import CoverInstance


@dataclass(frozen=True, eq=False)
class Prices:
    """Cell prices [points], shape (days, shift types), with the bound they prove for a part."""

    cell_price: np.ndarray
    bound: float


Progress = Callable[[float, float | None, float], None]
"""Called with (seconds, objective or None, bound) whenever one of them moved."""


@dataclass(frozen=True, eq=False)
class Solution:
    """A roster and its certificate.

    Parameters
    ----------
    roster
        Shift type of each agent and day, -1 = off, shape (agents, days); None if none found.
    objective, bound
        Points of the roster, and points that no roster undercuts.
    proof_prices
        Prices of one more head from which `bound` follows (before rounding up to whole points
        and before branching), shape (days, shift types).
    """

    roster: np.ndarray | None
    objective: int | None
    bound: float
    proof_prices: np.ndarray
    trace: tuple[tuple[float, float | None, float], ...]
    seconds: float


class Incumbent:
    """Thread-safe; objectives are whole numbers, so bounds are rounded up."""

    def __init__(
        self,
        instance: CoverInstance,
        deadline: float,
        progress: Progress | None,
        stop: threading.Event | None = None,
    ) -> None:
        self.instance = instance
        self.deadline = deadline
        self.started = time.monotonic()
        self.roster: np.ndarray | None = None
        self.objective: int | None = None
        self.bound = -math.inf
        self.prices = np.zeros((instance.days, instance.shift_types))
        self._trace: list[tuple[float, float | None, float]] = []
        self._progress = progress
        self._lock = threading.Lock()
        self._halt = threading.Event()
        self._stop = stop or threading.Event()
        self._running: set[Callable[[], object]] = set()

    @property
    def cutoff(self) -> float:
        """Bound from which on a part cannot improve the roster."""
        return math.inf if self.objective is None else self.objective - 1 + 1e-6

    @property
    def done(self) -> bool:
        """Whether time is up, somebody asked to stop, or the roster is proven best."""
        proven = self.objective is not None and self.bound >= self.objective - 1e-6
        return self.halted or proven or time.monotonic() >= self.deadline

    @property
    def halted(self) -> bool:
        """Whether somebody asked to stop, from within or without."""
        return self._halt.is_set() or self._stop.is_set()

    @property
    def seconds(self) -> float:
        """Time since the start [s]."""
        return time.monotonic() - self.started

    def halt(self) -> None:
        """Ask every thread to end."""
        self._halt.set()

    @contextmanager
    def running(self, end: Callable[[], object]) -> Iterator[None]:
        """Work that asks nobody whether to go on, and what ends it."""
        with self._lock:
            self._running.add(end)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(end)

    def end_running(self) -> None:
        """End the work that asks nobody."""
        with self._lock:
            for end in self._running:
                end()

    def offer(self, roster: np.ndarray) -> bool:
        """Take a roster if it is better."""
        objective = self.instance.objective(roster)
        with self._lock:
            if self.objective is not None and objective >= self.objective:
                return False
            self.roster, self.objective = roster.copy(), objective
            self._note()
        return True

    def offer_rows(self, agents: tuple[int, ...], rows: np.ndarray) -> bool:
        """Take rows of some agents if they improve the present roster."""
        if self.roster is None:
            return False
        roster = self.roster.copy()
        roster[list(agents)] = rows
        return self.offer(roster)

    def prove(self, prices: Prices) -> None:
        """Take a bound on the whole instance if it is better."""
        if math.isinf(prices.bound):
            return
        bound = float(math.ceil(prices.bound - 1e-6))
        with self._lock:
            if prices.bound > self.bound:
                self.prices = prices.cell_price
            if bound > self.bound:
                self.bound = bound
                self._note()

    def solution(self) -> Solution:
        """What is known now."""
        with self._lock:
            return Solution(
                self.roster,
                self.objective,
                self.bound,
                self.prices,
                tuple(self._trace),
                time.monotonic() - self.started,
            )

    def _note(self) -> None:
        seconds = round(time.monotonic() - self.started, 2)
        self._trace.append((seconds, self.objective, self.bound))
        if self._progress:
            self._progress(seconds, self.objective, self.bound)
