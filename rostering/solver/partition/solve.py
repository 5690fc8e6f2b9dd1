"""The partition engine: sweeps for a first roster, then dives and neighbourhoods on two threads."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from rostering.solver.partition.dive import DiveStyle, dive
from rostering.solver.partition.incumbent import Incumbent, Progress, Solution
from rostering.solver.partition.instance import OFF, CoverInstance
from rostering.solver.partition.master import Master
from rostering.solver.partition.neighbourhood import Neighbourhoods
from rostering.solver.partition.part import whole
from rostering.solver.partition.sweep import sweep
from rostering.solver.partition.tours import TourFinder

FIRST_SWEEPS = 12
FIRST_SHARE = 0.05
"""Share of the time limit that the first sweeps may take."""


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
        Wall time [s].
    stop
        Set it to end early with the best so far.
    """
    incumbent = Incumbent(instance, time.monotonic() + time_limit_s, progress)
    finder = TourFinder(instance)
    first, second = np.random.default_rng(seed).spawn(2)
    first_sweeps(incumbent, finder, first, time_limit_s * FIRST_SHARE)
    tasks: list[Callable[[], None]] = [
        lambda: dives(incumbent, finder, first),
        lambda: neighbourhoods(incumbent, finder, second),
    ]
    with ThreadPoolExecutor(len(tasks)) as pool:
        running = [pool.submit(task) for task in tasks]
        while not all(task.done() for task in running):
            if stop is not None and stop.is_set():
                incumbent.halt()
            time.sleep(0.02)
        for task in running:
            task.result()
    return incumbent.solution()


def first_sweeps(
    incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator, seconds: float
) -> None:
    """Annealed sweeps from the empty roster: noise falls from a third of the dearest price to 0."""
    instance = incumbent.instance
    roster = np.full((instance.agents, instance.days), OFF, dtype=np.int64)
    loudest = 0.3 * float(instance.under.max())
    begin = time.monotonic()
    for number in range(FIRST_SWEEPS):
        noise = max(0.0, loudest * (1 - number / (FIRST_SWEEPS - 3)))
        roster = sweep(instance, finder, roster, rng, noise=noise, deadline=incumbent.deadline)
        if all(finder.legal(agent, roster[agent]) for agent in range(instance.agents)):
            incumbent.offer(roster)
        if time.monotonic() - begin > seconds:
            break


def dives(incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator) -> None:
    """Generate tours for everybody, prove the bound, dive; again with more luck until done."""
    master = Master(whole(incumbent.instance))
    if incumbent.roster is not None:
        for place, row in enumerate(incumbent.roster):
            master.add(place, row)
    start = np.zeros((incumbent.instance.days, incumbent.instance.kinds))
    while not incumbent.done:
        style = DiveStyle(pace=float(rng.choice([0.05, 0.1, 0.2])))
        found = dive(
            master, finder, start, rng, incumbent=incumbent, style=style, on_bound=incumbent.prove
        )
        start = found.root.cell_price
        if found.rows is not None:
            incumbent.offer(found.rows)
            polish(incumbent, finder, rng)


def polish(incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator) -> None:
    """Sweep without noise while it helps."""
    better = incumbent.roster is not None
    while better and not incumbent.done:
        assert incumbent.roster is not None
        better = incumbent.offer(
            sweep(
                incumbent.instance,
                finder,
                incumbent.roster,
                rng,
                noise=0.0,
                deadline=incumbent.deadline,
            )
        )


def neighbourhoods(incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator) -> None:
    """Free a few agents (on some days), dive there, keep what improves."""
    choose = Neighbourhoods(incumbent.instance, rng)
    while not incumbent.done and incumbent.roster is not None:
        picked = choose.next(incumbent.roster)
        began, before = time.monotonic(), incumbent.roster
        master = Master(picked.part)
        for place, agent in enumerate(picked.part.agents):
            master.add(place, before[agent])
        found = dive(master, finder, incumbent.prices, rng, incumbent=incumbent, style=DiveStyle())
        improved = found.rows is not None and incumbent.offer_rows(picked.part.agents, found.rows)
        choose.learn(picked, time.monotonic() - began, improved)
