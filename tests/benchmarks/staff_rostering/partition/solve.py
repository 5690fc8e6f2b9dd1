"""The partition engine: passes for a first roster, then dives and neighbourhoods on two threads."""

import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from rostering.solver.ready import ready
from rostering.solver.stopping import unless_stopped
from tests.benchmarks.staff_rostering.partition.ascent import KEPT, ascend
from tests.benchmarks.staff_rostering.partition.branch import Tree
from tests.benchmarks.staff_rostering.partition.dive import DiveStyle, dive
from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent, Progress, Solution
from tests.benchmarks.staff_rostering.partition.instance import CoverInstance
from tests.benchmarks.staff_rostering.partition.master import Master
from tests.benchmarks.staff_rostering.partition.neighbourhood import Neighbourhoods
from tests.benchmarks.staff_rostering.partition.one_agent import first_passes, guided_passes, polish
from tests.benchmarks.staff_rostering.partition.part import whole
from tests.benchmarks.staff_rostering.partition.tours import TourFinder

FIRST_SHARE = 0.05
"""Share of the time limit that the first passes may take."""

LARGE_ROWS = 400
"""Rows of the linear programme from which on the projected ascent starts it (measured: below, the
programme alone is quicker)."""

MOST_ROWS = 2500
"""Rows beyond which the whole linear programme does not end within minutes."""

THREADS = 2

EVALUATIONS = 600
ASCENT_SHARE, LONG_ASCENT_SHARE = 0.2, 0.4
"""Pricings of everybody by the projected ascent, and its share of the time limit: more where no
linear programme follows."""

SHORT_STEP = 1.0
"""First step of a further ascent [points]."""

DIVES = 10
FIRST_NODES = 2000
NEARLY = 0.005
"""Ten dives, then a search tree where the gap is below half a percent, four times longer each
time: public instance 5 needs 2,000 nodes to the end (13 s), instance 7 about as many to its
optimum, which dives miss by a point."""

HEAVY = 150
"""New tours for each agent after which the master starts afresh with the best ones."""


def solve_cover(
    instance: CoverInstance,
    *,
    time_limit_s: float,
    seed: int = 0,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Solution:
    """Best roster found in time, with a bound that holds whenever the search ends.

    Parameters
    ----------
    time_limit_s
        Wall time from when all kernels are compiled [s].
    stop
        Set it to end early with the best so far.
    """
    ready(stop=stop)
    incumbent = Incumbent(instance, time.monotonic() + time_limit_s, progress, stop)
    finder = TourFinder(instance)
    able = unless_stopped(lambda: all_have_a_tour(instance, finder), stop)
    if able is None:
        return incumbent.solution()
    if not able:
        return Solution(None, None, math.inf, incumbent.prices, (), incumbent.seconds)
    first, second = np.random.default_rng(seed).spawn(2)
    first_passes(incumbent, finder, first, time_limit_s * FIRST_SHARE)
    share = LONG_ASCENT_SHARE if _too_many_rows(instance) else ASCENT_SHARE
    kept = first_prices(incumbent, finder, time_limit_s * share)
    tree = Tree(instance)
    tasks: list[Callable[[], None]] = [
        lambda: dives(incumbent, finder, first, kept, tree),
        lambda: neighbourhoods(incumbent, finder, second, tree),
    ]
    with ThreadPoolExecutor(len(tasks)) as pool:
        running = [pool.submit(task) for task in tasks]
        while not all(task.done() for task in running):
            if any(task.done() and task.exception() for task in running):
                incumbent.halt()
            if incumbent.halted:
                incumbent.end_running()
            time.sleep(0.02)
        for task in running:
            task.result()
    return incumbent.solution()


def all_have_a_tour(instance: CoverInstance, finder: TourFinder) -> bool:
    """Whether every agent has a legal row at all, as far as the search can tell."""
    # Random prices: equal ones would repeat one shift type beyond its limit, the slow case
    prices = np.random.default_rng(0).integers(0, 100, (instance.days, instance.shift_types))
    return all(finder.best(agent, prices.astype(np.int32)) for agent in range(instance.agents))


def first_prices(incumbent: Incumbent, finder: TourFinder, seconds: float) -> list[np.ndarray]:
    """Prices by the projected ascent where the programme is large; rosters of tours to combine."""
    instance = incumbent.instance
    if instance.days * instance.shift_types + instance.agents < LARGE_ROWS:
        return []
    with ThreadPoolExecutor(THREADS) as pool:
        _, kept = ascend(
            whole(instance),
            finder,
            incumbent,
            evaluations=EVALUATIONS,
            seconds=seconds,
            on_bound=incumbent.prove,
            spread=pool.map,
        )
    return kept


def raise_bound(incumbent: Incumbent, finder: TourFinder) -> None:
    """Ascend from the best prices with short steps, for a third of the time that is left."""
    left = incumbent.deadline - time.monotonic()
    ascend(
        whole(incumbent.instance),
        finder,
        incumbent,
        evaluations=EVALUATIONS,
        seconds=max(1e-3, left / 3),
        start=incumbent.prices,
        first_step=SHORT_STEP,
        on_bound=incumbent.prove,
    )


def dives(
    incumbent: Incumbent,
    finder: TourFinder,
    rng: np.random.Generator,
    kept: list[np.ndarray],
    tree: Tree,
) -> None:
    """Generate tours for everybody, prove the bound, dive; again with other luck until done."""
    instance = incumbent.instance
    if _too_many_rows(instance):
        neighbourhoods(incumbent, finder, rng, tree, better_prices=True)
        return
    mixed, nodes = list(kept), FIRST_NODES
    while not incumbent.done:
        master = Master(whole(instance))
        for roster in mixed if incumbent.roster is None else [*mixed, incumbent.roster]:
            for place, row in enumerate(roster):
                master.add(place, row)
        mixed = _dives_until_heavy(incumbent, finder, rng, master)
        if nearly_proven(incumbent):
            tree.allow(nodes, mixed)
            tree.search(master, finder, incumbent)
            if tree.searched:
                incumbent.halt()  # nothing better is left
            nodes *= 4


def _too_many_rows(instance: CoverInstance) -> bool:
    return instance.days * instance.shift_types + instance.agents > MOST_ROWS


def nearly_proven(incumbent: Incumbent) -> bool:
    """Whether the gap is small enough for a search tree to have an end."""
    objective = incumbent.objective
    return objective is not None and objective - incumbent.bound <= NEARLY * abs(objective)


def lucky_style(rng: np.random.Generator) -> DiveStyle:
    """A quick dive with much luck: of 14 such dives each on the public instances 5 and 7 nearly
    all ended near the optimum, of 14 cautious ones with little luck 11 and 2.
    """
    return DiveStyle(
        pace=float(rng.choice([0.1, 0.2])),
        luck=float(rng.choice([0.1, 0.2, 0.3])),
        slack=float(rng.choice([2e-4, 1e-3])),
    )


def _dives_until_heavy(
    incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator, master: Master
) -> list[np.ndarray]:
    """Dive a while, less if the master grows heavy; returns each agent's tours worth keeping."""
    limit = len(master.rows) + HEAVY * len(master.part.agents)
    style = DiveStyle(luck=0.05)
    for _ in range(DIVES):
        if incumbent.done or len(master.rows) >= limit:
            break
        found = dive(
            master,
            finder,
            incumbent.prices,
            rng,
            incumbent=incumbent,
            style=style,
            on_bound=incumbent.prove,
        )
        if found.rows is not None:
            incumbent.offer(found.rows)
            polish(incumbent, finder, rng)
        style = lucky_style(rng)
    return master.best_rosters(incumbent.prices, KEPT)


def neighbourhoods(
    incumbent: Incumbent,
    finder: TourFinder,
    rng: np.random.Generator,
    tree: Tree,
    better_prices: bool = False,
) -> None:
    """Free a few agents (on some days), dive there, keep what improves; help with the tree.

    Parameters
    ----------
    better_prices
        Raise the bound further for a while first, then pass again at the better prices.
    """
    guided_passes(incumbent, finder, rng)
    if better_prices:
        raise_bound(incumbent, finder)
        guided_passes(incumbent, finder, rng)
    choose = Neighbourhoods(incumbent.instance, rng)
    while not incumbent.done and incumbent.roster is not None:
        if tree.wants_help:
            tree.help(finder, incumbent)
            continue
        picked = choose.next(incumbent.roster)
        began, before = time.monotonic(), incumbent.roster
        master = Master(picked.part)
        for place, agent in enumerate(picked.part.agents):
            master.add(place, before[agent])
        found = dive(
            master, finder, incumbent.prices, rng, incumbent=incumbent, style=lucky_style(rng)
        )
        improved = found.rows is not None and incumbent.offer_rows(picked.part.agents, found.rows)
        choose.learn(picked, time.monotonic() - began, improved)
