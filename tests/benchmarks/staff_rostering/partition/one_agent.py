"""One-agent re-optimisation: take an agent out, price each cell at one more head's worth."""

import time
from collections.abc import Callable

import numpy as np

from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent
from tests.benchmarks.staff_rostering.partition.instance import OFF, CoverInstance
from tests.benchmarks.staff_rostering.partition.kernel import BIG
from tests.benchmarks.staff_rostering.partition.part import price_scale
from tests.benchmarks.staff_rostering.partition.tours import TourFinder


def worth_of_a_head(instance: CoverInstance, heads: np.ndarray) -> np.ndarray:
    """Points saved by one more head on each cell, shape (days, shift types)."""
    return np.where(heads < instance.need, instance.under, -instance.over)


def one_pass(
    instance: CoverInstance,
    finder: TourFinder,
    roster: np.ndarray,
    rng: np.random.Generator,
    *,
    noise: float,
    guide: np.ndarray | None = None,
    trust: float = 0.0,
    over: Callable[[], bool],
) -> np.ndarray:
    """Re-place every agent once, in random order; returns the new roster (agents, days).

    Parameters
    ----------
    noise
        Standard deviation added to the prices [points].
    guide, trust
        Prices of the linear programme, and their weight against present worth.
    over
        Asked before each agent; those that are left stay as they were.
    """
    scale = price_scale(instance)
    roster = roster.copy()
    heads = instance.cover(roster)
    for agent in rng.permutation(instance.agents):
        if over():
            break
        _count(heads, roster[agent], -1)
        worth = worth_of_a_head(instance, heads).astype(float)
        if guide is not None:
            worth = (1 - trust) * worth + trust * guide
        if noise > 0:
            worth += rng.normal(0.0, noise, worth.shape)
        price = instance.cost[agent] * scale - np.rint(worth * scale).astype(np.int64)
        price[:, np.array(instance.rules[agent].most) == 0] = BIG
        tour = finder.best(int(agent), price.astype(np.int32))
        if tour is not None and tour.legal:
            roster[agent] = tour.row
        _count(heads, roster[agent], 1)
    return roster


def _count(heads: np.ndarray, row: np.ndarray, step: int) -> None:
    day = np.nonzero(row >= 0)[0]
    heads[day, row[day]] += step


FIRST_PASSES = 12
GUIDED_PASSES = 40


def first_passes(
    incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator, seconds: float
) -> None:
    """Annealed passes from the empty roster: noise falls from a third of the dearest price to 0."""
    instance = incumbent.instance
    roster = np.full((instance.agents, instance.days), OFF, dtype=np.int64)
    loudest = 0.3 * float(instance.under.max())
    begin = time.monotonic()
    for number in range(FIRST_PASSES):
        noise = max(0.0, loudest * (1 - number / (FIRST_PASSES - 3)))
        roster = one_pass(instance, finder, roster, rng, noise=noise, over=lambda: incumbent.done)
        if all(finder.legal(agent, roster[agent]) for agent in range(instance.agents)):
            incumbent.offer(roster)
        if incumbent.halted or time.monotonic() - begin > seconds:
            break


def guided_passes(incumbent: Incumbent, finder: TourFinder, rng: np.random.Generator) -> None:
    """Passes that trust the proven prices first and the present worth of a head last."""
    instance = incumbent.instance
    if incumbent.roster is None or not np.isfinite(incumbent.bound):
        return
    roster = incumbent.roster
    for number in range(GUIDED_PASSES):
        trust = max(0.0, 1 - number / (GUIDED_PASSES - 5))
        roster = one_pass(
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
            one_pass(
                incumbent.instance,
                finder,
                incumbent.roster,
                rng,
                noise=0.0,
                over=lambda: incumbent.done,
            )
        )
