"""Solve a tour instance: one thread raises the bound while another anneals; then both anneal."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from data.model.errors import InvalidValue
from rostering.solver.tour.annealing import Chain, Cooling, Guide, Tours
from rostering.solver.tour.bound import BoundSearch, Prices, sample
from rostering.solver.tour.instance import SCALE, TourInstance
from rostering.solver.tour.packed import Packed, pack
from rostering.solver.tour.points import tour_points
from rostering.solver.tour.pricing import Pricer, Pricing, group_worth

_SAMPLE = 60
"""Agents priced first for rough prices: enough to smooth single wishes out."""

_PATIENCE = 60
"""Volume steps without a better bound after which, with a gap over 1 %, another cycle is tried."""

_MOST_STEPS = 2400
"""Evaluations of a long cycle. Measured on a centre of 120 agents and five queues: 1200 end 3 %
below what 2400 reach, 8000 end 0.3 % above it."""

_MOST_SWEEPS = 3000
"""Sweeps of a round; longer ones gain less than another try."""

_SHARE_OF_CYCLE = 0.4
"""Share of the time left that a long cycle may take; it cools faster where time is short."""

_POOR_GAP = 0.05
_WIDE = Cooling(1.0, 0.1, 0.9, 0.2)
"""Cooling while prices are rough, or leave much to whole numbers. Measured on a centre of
120 agents and five queues, 1500 sweeps on good prices: 3665 points; the narrow one: 3700."""

Heard = Callable[[float, int | None, int], None]


@dataclass(frozen=True, eq=False)
class TourResult:
    """A roster with its proof.

    Parameters
    ----------
    objective, bound
        Points; the bound is rounded up: every roster costs whole points.
    prices
        Prices that prove the bound [1/1024 point], queues as given, shape (queues, slots).
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
    pricer: Pricer
    guide: BoundSearch
    best: Prices
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

    @property
    def gap(self) -> float:
        """Share of the objective not proved necessary; 1 while no roster is known [-]."""
        if not self.objective:
            return 1.0
        return (self.objective - self.bound) / abs(self.objective)

    def found(self, objective: int, tours: Tours) -> bool:
        """Take in a roster; say whether to go on."""
        with self.lock:
            if self.objective is None or objective < self.objective:
                self.objective, self.tours = objective, tours.copy()
                self._tell()
        return not self.done

    def proved(self, best: Prices) -> None:
        """Take in prices and the bound that they prove."""
        points = -(-best.bound // SCALE)
        with self.lock:
            if best.bound > self.best.bound:
                self.best = best
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
    pricer = Pricer(packed)
    bounds = BoundSearch(packed, pricer)
    if bounds.infeasible:
        raise InvalidValue(f"no legal tour for {_without_tour(packed)}")
    search = _Search(
        packed=packed,
        pricer=pricer,
        guide=bounds,
        best=bounds.best,
        began=began,
        deadline=began + time_limit_s,
        enough_gap=enough_gap,
        stop=stop or threading.Event(),
        progress=progress,
    )
    search.proved(bounds.best)
    rngs = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2)]
    with ThreadPoolExecutor(2) as pool:
        raising = pool.submit(_raise_bound, search, rngs[0])
        annealing = pool.submit(_anneal, search, rngs[1], start)
        raising.result()
        annealing.result()
    assert search.objective is not None
    assert search.tours is not None
    prices = np.empty_like(search.best.price)
    prices[packed.queue_order] = search.best.price
    return TourResult(
        search.tours,
        search.objective,
        search.bound,
        prices,
        search.best.slopes,
        time.monotonic() - began,
        tuple(search.trace),
    )


def _raise_bound(search: _Search, rng: np.random.Generator) -> None:
    """Raise the bound, on a sample of agents first, until it stands still; then anneal."""
    bounds = search.guide
    members = sample(search.packed, _SAMPLE, rng)
    if members is not None:
        rough = BoundSearch(search.packed, Pricer(search.packed, members=members))
        search.guide = rough
        while not search.done and not rough.rough_enough:
            rough.step(rough.ceiling)
        bounds = BoundSearch(search.packed, search.pricer, rough)
        search.proved(bounds.best)
        search.guide = bounds
    if search.packed.floor.heads.shape[0] > 1:
        # Where agents serve several queues a head jumps from one to the other at the least change
        # of price: volume steps then stall far below the best bound (7 % on a centre of five).
        _cycle(search, bounds, 0.5, _affordable_steps(search))
    elif members is not None and bounds.best.bound < 0.97 * rough.best.bound / rough.pricer.share:
        _cycle(search, bounds, 0.3, 150)
    pace = 0.1
    while not search.done and not bounds.still:
        known = bounds.best.bound
        if bounds.since >= _PATIENCE and search.gap > 0.01 and pace > 0.01:
            _cycle(search, bounds, pace, max(150, _affordable_steps(search) // 4))
            pace /= 2
        target = bounds.ceiling if search.objective is None else search.objective
        bounds.step(min(target, bounds.ceiling))
        if bounds.best.bound > known:
            search.proved(bounds.best)
    if not search.done:
        _anneal(search, rng, None, sweeps=100)


def _cycle(search: _Search, bounds: BoundSearch, pace: float, steps: int) -> None:
    def go_on() -> bool:
        search.proved(bounds.best)
        return not search.done

    bounds.cycle(steps, pace, pace / (30 if steps < 1000 else 150), go_on)
    search.proved(bounds.best)


def _affordable_steps(search: _Search) -> int:
    """Evaluations that fit into a long cycle's share of the time left."""
    began = time.monotonic()
    search.pricer.evaluate(search.best.price, search.best.slopes)
    now = time.monotonic()
    fitting = _SHARE_OF_CYCLE * (search.deadline - now) / max(now - began, 1e-6)
    return int(min(max(fitting, 150), _MOST_STEPS))


def _anneal(
    search: _Search, rng: np.random.Generator, start: Tours | None, sweeps: int = 10
) -> None:
    """Rounds of annealing, each longer than the one before, on the newest prices."""
    packed = search.packed
    chain = Chain(packed, search.pricer.extended, rng)
    worth = np.empty(packed.floor.fixed.shape, dtype=np.int32)
    queue = np.empty_like(worth)
    first = True
    while first or not search.done:
        began = time.monotonic()
        guide = search.guide
        prices, slopes = guide.spread_whole()
        group_worth(prices, packed.floor, worth, queue)
        chain.load(_begin(packed, search.pricer.evaluate(prices, slopes), start))
        if first and start is not None:
            search.found(chain.objective(), chain.tours)
        cooling = Cooling() if guide.settled and search.gap < _POOR_GAP else _WIDE
        chain.round(sweeps, Guide(worth, slopes), cooling, search.found, lambda: search.done)
        if first or search.objective is None:
            search.found(chain.objective(), chain.tours)
        first, start = False, None
        each_s = (time.monotonic() - began) / sweeps
        sweeps = _next_sweeps(sweeps, (search.deadline - time.monotonic()) / max(each_s, 1e-9))


def _next_sweeps(sweeps: int, fitting: float) -> int:
    """Sweeps of the next round: half as many more, or all that fit if no other round would.

    A round cut short while it is hot is lost.
    """
    longer = min(int(sweeps * 1.5) + 1, _MOST_SWEEPS)
    return max(1, int(0.95 * fitting)) if fitting < 2.5 * longer else longer


def _begin(packed: Packed, last: Pricing, start: Tours | None) -> Tours:
    agents, days = packed.people.cost.shape[:2]
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
