"""Rows of sweeps: from the empty roster, guided by prices, and without noise while they help."""

import time

import numpy as np

from rostering.solver.partition.incumbent import Incumbent
from rostering.solver.partition.instance import OFF
from rostering.solver.partition.sweep import sweep
from rostering.solver.partition.tours import TourFinder

FIRST_SWEEPS = 12
GUIDED_SWEEPS = 40


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
        roster = sweep(instance, finder, roster, rng, noise=noise, over=lambda: incumbent.done)
        if all(finder.legal(agent, roster[agent]) for agent in range(instance.agents)):
            incumbent.offer(roster)
        if incumbent.halted or time.monotonic() - begin > seconds:
            break


def guided_sweeps(incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator) -> None:
    """Sweeps that trust the proven prices first and the present worth of a head last."""
    instance = incumbent.instance
    if incumbent.roster is None or not np.isfinite(incumbent.bound):
        return
    roster = incumbent.roster
    for number in range(GUIDED_SWEEPS):
        trust = max(0.0, 1 - number / (GUIDED_SWEEPS - 5))
        roster = sweep(
            instance,
            finder,
            roster,
            rng,
            noise=0.5 * trust,
            guide=incumbent.prices,
            trust=trust,
            over=lambda: incumbent.done,
        )
        incumbent.offer(roster)
        if incumbent.done:
            return


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
                over=lambda: incumbent.done,
            )
        )
