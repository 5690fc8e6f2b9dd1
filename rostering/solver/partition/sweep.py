"""Take one agent out, price each cell at what one more head is worth now, put the agent back."""

from collections.abc import Callable

import numpy as np

from rostering.solver.partition.instance import CoverInstance
from rostering.solver.partition.kernel import BIG
from rostering.solver.partition.part import price_scale
from rostering.solver.partition.tours import TourFinder


def worth_of_a_head(instance: CoverInstance, heads: np.ndarray) -> np.ndarray:
    """Points saved by one more head on each cell, shape (days, kinds)."""
    return np.where(heads < instance.need, instance.under, -instance.over)


def sweep(
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
