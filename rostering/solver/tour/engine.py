"""Solve a tour instance: one thread raises the bound while another anneals; then both anneal."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from data.model.errors import InvalidValue
from rostering.solver.tour.annealing import Chain, Cooling, Guide, Tours
from rostering.solver.tour.bound import BoundSearch
from rostering.solver.tour.instance import SCALE, TourInstance
from rostering.solver.tour.packed import Packed, pack
from rostering.solver.tour.points import tour_points
from rostering.solver.tour.pricing import Pricer, group_worth

Heard = Callable[[float, int | None, int], None]


@dataclass(frozen=True, eq=False)
class TourResult:
    """A roster with its proof.

    Parameters
    ----------
    objective, bound
        Points; the bound is rounded up, as every roster costs whole points.
    prices
        Prices that prove the bound [1/1024 point], queues as in the instance, shape (queues, slots).
    slopes
        Prices of a unit of each agent's tallies [1/1024 point], shape (agents, tallies).
    trace
        (seconds, objective or None, bound) at every improvement.
    """

    tours: Tours
    objective: int
    bound: int
    prices: np.ndarray
    slopes: np.ndarray
    seconds: float
    trace: tuple[tuple[float, int | None, int], ...]

    @property
    def gap(self) -> float:
        """Share of the objective not proved necessary [-]."""
        return (self.objective - self.bound) / self.objective if self.objective > 0 else 0.0


@dataclass(eq=False)
class _Search:
    """What the threads share; everything under one lock."""

    packed: Packed
    began: float
    deadline: float
    enough_gap: float
    stop: threading.Event
    progress: Heard | None
    lock: threading.Lock = field(default_factory=threading.Lock)
    objective: int | None = None
    tours: Tours | None = None
    bound: int = -(1 << 62)
    trace: list[tuple[float, int | None, int]] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Out of time, stopped, or proved well enough."""
        if self.stop.is_set() or time.monotonic() >= self.deadline:
            return True
        if self.objective is None:
            return False
        return self.objective - self.bound <= self.enough_gap * abs(self.objective)

    def found(self, objective: int, tours: Tours) -> bool:
        """Take in a roster; say whether to go on."""
        with self.lock:
            if self.objective is None or objective < self.objective:
                self.objective, self.tours = objective, tours.copy()
                self._tell()
        return not self.done

    def proved(self, bound: int) -> None:
        """Take in a bound [1/1024 point]."""
        points = -(-bound // SCALE)
        with self.lock:
            if points > self.bound:
                self.bound = points
                self._tell()

    def _tell(self) -> None:
        entry = (round(time.monotonic() - self.began, 3), self.objective, self.bound)
        self.trace.append(entry)
        if self.progress:
            self.progress(*entry)


def solve_tours(
    instance: TourInstance,
    *,
    time_limit_s: float,
    seed: int = 0,
    start: Tours | None = None,
    enough_gap: float = 0.0,
    progress: Heard | None = None,
    stop: threading.Event | None = None,
) -> TourResult:
    """Best roster found and a proven bound.

    Parameters
    ----------
    start
        A roster to begin with; agents whose tour breaks a hard rule are put on their best tour.
    enough_gap
        Stop as soon as the gap is this small [-].
    progress
        Called with (seconds, objective or None, bound) at every improvement, from several threads.

    Raises
    ------
    InvalidValue
        If some agent's hard rules allow no tour.
    """
    began = time.monotonic()
    packed = pack(instance)
    search = _Search(
        packed, began, began + time_limit_s, enough_gap, stop or threading.Event(), progress
    )
    bounds = BoundSearch(packed, Pricer(packed))
    if bounds.infeasible:
        raise InvalidValue(f"no legal tour for {_without_tour(packed)}")
    search.proved(bounds.best.bound)
    rngs = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2)]
    with ThreadPoolExecutor(2) as pool:
        raising = pool.submit(_raise_bound, search, bounds, rngs[0])
        annealing = pool.submit(_anneal, search, bounds, rngs[1], start)
        raising.result()
        annealing.result()
    assert search.objective is not None
    assert search.tours is not None
    prices = np.empty_like(bounds.best.price)
    prices[packed.queue_order] = bounds.best.price
    return TourResult(
        search.tours,
        search.objective,
        search.bound,
        prices,
        bounds.best.slopes,
        time.monotonic() - began,
        tuple(search.trace),
    )


def _raise_bound(search: _Search, bounds: BoundSearch, rng: np.random.Generator) -> None:
    """Raise the bound until it stands still, then anneal."""
    while not search.done and not bounds.still:
        known = bounds.best.bound / SCALE
        target = search.objective if search.objective is not None else bounds.ceiling
        bounds.step(min(target, bounds.ceiling))
        if bounds.best.bound / SCALE > known:
            search.proved(bounds.best.bound)
    _anneal(search, bounds, rng, None, sweeps=100)


def _anneal(
    search: _Search,
    bounds: BoundSearch,
    rng: np.random.Generator,
    start: Tours | None,
    sweeps: int = 10,
) -> None:
    """Rounds of annealing, each longer than the one before, on the newest prices."""
    packed = search.packed
    chain = Chain(packed, bounds.pricer.extended, rng)
    worth = np.empty(packed.floor.fixed.shape, dtype=np.int32)
    queue = np.empty_like(worth)
    first = True
    while first or not search.done:
        prices = bounds.best
        group_worth(prices.price, packed.floor, worth, queue)
        chain.load(_begin(packed, bounds, start))
        if first and start is not None:
            search.found(chain.objective(), chain.tours)
        cooling = Cooling() if bounds.settled else Cooling(1.0, 0.1, 0.9, 0.3)
        chain.round(sweeps, Guide(worth, prices.slopes), cooling, search.found)
        if first and search.objective is None:
            search.found(chain.objective(), chain.tours)
        first, start = False, None
        sweeps = min(int(sweeps * 1.5) + 1, 3000)


def _begin(packed: Packed, bounds: BoundSearch, start: Tours | None) -> Tours:
    agents, days = packed.people.cost.shape[:2]
    last = bounds.last  # read once: another thread replaces it
    tours = Tours(
        last.kinds.copy(),
        last.starts.copy(),
        np.zeros((agents, days, packed.breaks), dtype=np.int32),
    )
    if start is None:
        return tours
    for agent in range(agents):
        kinds, starts = start.kinds[agent], start.starts[agent]
        if tour_points(kinds, starts, packed.people, packed.rules, agent) >= 0:
            tours.kinds[agent], tours.starts[agent] = kinds, starts
            tours.chosen[agent] = start.chosen[agent]
    return tours


def _without_tour(packed: Packed) -> str:
    pricer = Pricer(packed)
    names = [
        name for agent, name in enumerate(packed.instance.agents) if not pricer.has_tour(agent)
    ]
    return ", ".join(names[:10]) + (" ..." if len(names) > 10 else "")
