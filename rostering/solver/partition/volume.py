"""Volume algorithm: near-best cell prices, and tours worth mixing, without a linear programme.

F. Barahona, R. Anbil, "The volume algorithm: producing primal solutions with a subgradient
method", Mathematical Programming 87 (2000), with directions set to zero where a price stands at
its limit and would leave it.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rostering.solver.partition.generate import evaluate
from rostering.solver.partition.incumbent import Incumbent
from rostering.solver.partition.part import Part
from rostering.solver.partition.prices import Prices
from rostering.solver.partition.tours import TourFinder

PATIENCE = 10
"""Evaluations without gain before the step shrinks."""

KEPT = 60
"""Evaluations whose tours are kept for the linear programme: enough to start it within 0.1 %."""


@dataclass(eq=False)
class _Steps:
    """Step length and smoothing, both falling."""

    length: float = 1.0
    smoothing: float = 0.1
    failures: int = 0

    def gained(self, along: float) -> None:
        self.failures = 0
        if along > 0:
            self.length = min(2.0, 1.1 * self.length)

    def failed(self) -> None:
        self.failures += 1
        if self.failures >= PATIENCE:
            self.length, self.failures = 0.7 * self.length, 0


def volume(
    part: Part,
    finder: TourFinder,
    incumbent: Incumbent,
    *,
    evaluations: int,
    deadline: float = math.inf,
    on_bound: Callable[[Prices], None],
) -> tuple[Prices, list[np.ndarray]]:
    """Best prices found, and the last cheapest rows of everybody, shape (agents, days) each.

    Parameters
    ----------
    evaluations
        At most so many pricings of everybody.
    deadline
        Monotonic instant to stop at [s].
    """
    instance = part.instance
    low, high = -instance.over.astype(float), instance.under.astype(float)
    best = Prices(np.zeros(low.shape), -np.inf)
    tried, direction, steps = best.cell_price, np.zeros(low.shape), _Steps()
    kept: list[np.ndarray] = []
    for number in range(evaluations):
        bound, tours = evaluate(part, finder, tried, lambda: incumbent.done)
        if tours is None or incumbent.done or time.monotonic() > deadline:
            break
        rows = np.stack([tour.row for tour in tours])
        if all(tour.legal for tour in tours):
            kept = [*kept[1 - KEPT :], rows]
        lack = (instance.need - part.fixed_heads - instance.cover(rows)).astype(float)
        if bound > best.bound:
            steps.gained(float((lack * direction).sum()))
            best = Prices(tried, bound)
            on_bound(best)
        else:
            steps.failed()
        direction = lack if number == 0 else _smooth(direction, lack, steps.smoothing)
        if number % 100 == 99:
            steps.smoothing = max(0.01, 0.8 * steps.smoothing)
        tried = _step(best, direction, steps.length, incumbent, low, high)
    return best, kept


def _smooth(direction: np.ndarray, lack: np.ndarray, most: float) -> np.ndarray:
    """Move the direction towards the new one, as far as makes it shortest (within limits)."""
    change = lack - direction
    norm = float((change * change).sum())
    weight = (
        most if norm == 0 else float(np.clip(-(direction * change).sum() / norm, most / 10, most))
    )
    return np.asarray(direction + weight * change)


def _step(
    best: Prices,
    direction: np.ndarray,
    length: float,
    incumbent: Incumbent,
    low: np.ndarray,
    high: np.ndarray,
) -> np.ndarray:
    here = best.cell_price
    held = ((here >= high) & (direction > 0)) | ((here <= low) & (direction < 0))
    inside = np.where(held, 0.0, direction)
    # Polyak's step needs a target: the roster in hand, or some way above the bound before one is
    target = (
        incumbent.objective
        if incumbent.objective is not None
        else best.bound + max(1.0, 0.1 * abs(best.bound))
    )
    reach = max(1.0, target - best.bound)
    norm = max(1e-9, float((inside * inside).sum()))
    return np.asarray(np.clip(here + length * reach / max(1.0, norm) * inside, low, high))
