"""Solve a tour instance: one thread raises the bound while another anneals; then both anneal."""

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

import numpy as np

from data.model.errors import InvalidValue
from data.model.language import tr
from rostering.solver.ready import ready
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import BoundSearch, sample
from rostering.solver.tours.instance import SCALE, TourInstance
from rostering.solver.tours.packed import Packed, pack
from rostering.solver.tours.search import multi_queue as many
from rostering.solver.tours.search.annealing import Chain, Cooling, Guide, Tours, begin
from rostering.solver.tours.search.neighbourhood_choice import NeighbourhoodChoice
from rostering.solver.tours.search.shared import Heard, Search
from rostering.solver.tours.tree.branch import Tree
from rostering.solver.tours.tree.cells import every_choice
from rostering.solver.tours.tree.grow import Grower

_SAMPLE = 60
"""Agents priced first for rough prices: enough to smooth single wishes out."""

_ROUGH_STEPS = 500
"""Steps on a sample where agents serve several queues: volume steps stall there."""

_PATIENCE = 60
"""Volume steps without a better bound after which, with a gap over 1 %, columns are generated."""

_MOST_PASSES = 3000
"""Passes of a round; longer ones gain less than another try."""

_POOR_BOUND = 0.03
"""Gap of a single queue after a quarter of the time from which columns are generated for it too."""
_POOR_GAP = 0.05
_WIDE = Cooling(1.0, 0.1, 0.9, 0.2)
"""Cooling while prices are rough, or leave much to whole numbers. Measured on a centre of
120 agents and five queues, 1500 passes on good prices: 3665 points; the narrow one: 3700."""


@dataclass(frozen=True, eq=False)
class TourResult:
    """A roster with its proof.

    Parameters
    ----------
    objective, bound
        Points; the bound is rounded up: every roster costs whole points.
    prices
        Prices that prove the bound [1/1024 point], queues as given, then presences, shape (queues
        and presences, slots).
    multipliers
        Prices of a unit of each agent's end-of-tour counters [1/1024 point], shape (agents, end
        counters).
    trace
        (seconds, objective or None, bound) at every improvement.
    searched
        Whether a search tree left nothing better: the roster is the best, whatever the bound.
    """

    tours: Tours
    objective: int
    bound: int
    prices: np.ndarray
    multipliers: np.ndarray
    seconds: float
    trace: tuple[tuple[float, int | None, int], ...]
    searched: bool = False

    @property
    def gap(self) -> float:
        """Share of the objective not proved necessary [-]."""
        return (self.objective - self.bound) / self.objective if self.objective > 0 else 0.0


def solve_tours(
    instance: TourInstance,
    *,
    time_limit_s: float,
    packed: Packed | None = None,
    seed: int = 0,
    start: Tours | None = None,
    grow_from: TourResult | None = None,
    enough_gap: float = 0.0,
    progress: Heard | None = None,
    stop: threading.Event | None = None,
) -> TourResult:
    """Best roster found and a proven bound.

    Parameters
    ----------
    time_limit_s
        Seconds of searching; packing and compiling come before [s].
    packed
        The instance packed before, if it was.
    start
        A roster to begin with; agents whose tour breaks a hard rule are put on their best tour.
    grow_from
        An answer from whose prices on a search tree is grown (see `tree.cells.few_shifts`).
    enough_gap
        Stop as soon as the gap is this small [-].
    progress
        Called with (seconds, objective or None, bound) at every improvement, from several threads.

    Raises
    ------
    InvalidValue
        If some agent's hard rules allow no tour.
    """
    ready(stop=stop)
    packed = packed or pack(instance)
    pricer = Pricer(packed, threads=2)
    bounds = BoundSearch(packed, pricer)
    pricer.threads = 1
    began = time.monotonic()
    if bounds.infeasible:
        raise InvalidValue(
            tr("no legal tour for {without_tour}", without_tour=_without_tour(packed))
        )
    rngs = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(3)]
    search = Search(
        packed=packed,
        pricer=pricer,
        guide=bounds,
        best=bounds.best,
        began=began,
        deadline=began + time_limit_s,
        enough_gap=enough_gap,
        stop=stop or threading.Event(),
        progress=progress,
        choice=NeighbourhoodChoice(instance.days, rngs[2]),
    )
    search.proved(bounds.best)
    tree = _grown_from(grow_from, search) if grow_from is not None else None
    with ThreadPoolExecutor(2) as pool:
        raising = pool.submit(copy_context().run, _raise_bound, search, rngs[0], tree)
        annealing = pool.submit(copy_context().run, _find_rosters, search, rngs[1], start, tree)
        raising.result()
        annealing.result()
    return _answer(search)


def _grown_from(answer: TourResult, search: Search) -> Tree:
    """A search tree for a search that begins at the prices of an answer."""
    packed, bounds = search.packed, search.guide
    bounds.adopt(packed.packed_prices(answer.prices) / SCALE, answer.multipliers / SCALE)
    search.proved(bounds.best)
    return Tree(every_choice(packed))


def _answer(search: Search) -> TourResult:
    """What a search has found, its prices in the order of the instance's queues."""
    if search.legal is not None:  # one beyond a limit may cost less, and is no answer
        search.objective, search.tours = search.legal, search.legal_tours
    assert search.objective is not None
    assert search.tours is not None
    return TourResult(
        search.tours,
        search.objective,
        search.bound,
        search.packed.given_prices(search.best.price),
        search.best.multipliers,
        time.monotonic() - search.began,
        tuple(search.trace),
        search.searched,
    )


def _raise_bound(search: Search, rng: np.random.Generator, tree: Tree | None) -> None:
    """Raise the bound, on a sample of agents first, until it stands still; then anneal."""
    if tree is not None:
        Grower(search, tree, rng).lead()
        return
    bounds = search.guide
    several = _queues(search) > 1
    members = None if several and _few(search) else sample(search.packed, _SAMPLE, rng)
    if members is not None:
        crew = 2 if several else 1
        rough = BoundSearch(search.packed, Pricer(search.packed, crew, members))
        search.guide = rough
        most = _ROUGH_STEPS if several else math.inf
        while not (search.done or rough.rough_enough or rough.steps >= most or _late(search)):
            rough.step(rough.ceiling)
        bounds = BoundSearch(search.packed, search.pricer, rough)
        search.proved(bounds.best)
        search.guide = bounds
    if several or _poor(search):
        many.generate(search, bounds, rng)
    while not search.done and not bounds.still:
        if _poor(search) or (bounds.since >= _PATIENCE and search.gap > 0.01):
            many.generate(search, bounds, rng)
            break
        known = bounds.best.bound
        target = bounds.ceiling if search.objective is None else search.objective
        bounds.step(min(target, bounds.ceiling))
        if bounds.best.bound > known:
            search.proved(bounds.best)
    if not search.done:
        _anneal(search, rng, None, passes=100)


def _late(search: Search) -> bool:
    """Whether a quarter of the time is over."""
    now = time.monotonic()
    return 3 * (now - search.began) > search.deadline - now


def _poor(search: Search) -> bool:
    """Whether a single queue is still far from proven late on: a case for columns."""
    return _queues(search) == 1 and search.gap > _POOR_BOUND and _late(search)


def _few(search: Search) -> bool:
    """Whether steps of everybody find their way as fast as steps on a sample."""
    return len(search.packed.instance.agents) < 4 * _SAMPLE


def _queues(search: Search) -> int:
    return int(search.packed.floor.heads.shape[0])


def _find_rosters(
    search: Search, rng: np.random.Generator, start: Tours | None, tree: Tree | None
) -> None:
    """Anneal; where columns are generated only until prices are good enough to dive from."""
    if tree is not None:
        _anneal(search, rng, start, passes=1, rounds=1)
        Grower(search, tree, rng).help()
        return
    if _queues(search) > 1:
        _anneal(search, rng, start, rounds=1)
        search.lend_until_handed()
    else:
        _anneal(search, rng, start, over=lambda: search.done or search.generation is not None)
    many.dive_and_improve(search, rng)


def _anneal(
    search: Search,
    rng: np.random.Generator,
    start: Tours | None,
    passes: int = 10,
    over: Callable[[], bool] | None = None,
    rounds: int = 1 << 30,
) -> None:
    """Rounds of annealing, each longer than the one before, on the newest prices."""
    packed = search.packed
    ended = over or (lambda: search.done)
    chain = Chain(packed, rng)
    first = True
    while first or (rounds > 0 and not ended()):
        rounds -= 1
        began = time.monotonic()
        guide = search.guide
        prices, multipliers = guide.spread_whole()
        chain.load(begin(packed, search.pricer.evaluate(prices, multipliers), start))
        if first and start is not None:
            search.found(chain.objective(), chain.tours)
        cooling = Cooling() if guide.settled and search.gap < _POOR_GAP else _WIDE
        chain.round(passes, Guide.of(packed, prices, multipliers), cooling, search.found, ended)
        if first or search.objective is None:
            search.found(chain.objective(), chain.tours)
        first, start = False, None
        each_s = (time.monotonic() - began) / passes
        passes = _next_passes(passes, (search.deadline - time.monotonic()) / max(each_s, 1e-9))


def _next_passes(passes: int, fitting: float) -> int:
    """Passes of the next round: half as many more, or all that fit if no other round would.

    A round cut short while it is hot is lost.
    """
    longer = min(int(passes * 1.5) + 1, _MOST_PASSES)
    return max(1, int(0.95 * fitting)) if fitting < 2.5 * longer else longer


def _without_tour(packed: Packed) -> str:
    pricer = Pricer(packed)
    names = [
        name for agent, name in enumerate(packed.instance.agents) if not pricer.has_tour(agent)
    ]
    return ", ".join(names[:10]) + (" ..." if len(names) > 10 else "")
