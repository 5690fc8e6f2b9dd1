"""Projected ascent: near-best cell prices, and tours worth mixing, without a linear programme.

Subgradient ascent with geometrically falling steps (N. Shor, "Minimization Methods for
Non-Differentiable Functions", 1985, section 2.3) along a smoothed direction of unit mean square
(P. Camerini, L. Fratta, F. Maffioli, 1975), set to zero where a price stands at its limit and
would leave it. Steps are taken whether or not they gain: where shortfall is dear and surplus cheap
the bound falls far below its start on the way to its top, which rules that wait for a gain at the
best point so far never cross.
"""

import math
import time
from collections import deque
from collections.abc import Callable

import numpy as np

from tests.benchmarks.staff_rostering.partition.generate import Spread, evaluate
from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent, Prices
from tests.benchmarks.staff_rostering.partition.part import Part
from tests.benchmarks.staff_rostering.partition.tours import TourFinder

KEPT = 60
"""Evaluations whose tours are kept for the linear programme: enough to start it within 0.1 %."""

SMOOTHING = 0.9
"""Weight of the past in the direction: with 0.7, 500 steps end at half the bound (120 agents)."""

FIRST_STEP, LAST_STEP = 20.0, 0.01
"""Root mean square step over the prices that may move [points]."""

ENOUGH = 500
"""Evaluations that bring steps of 20 points to rest; with fewer the first step is shorter (120
evaluations of a year of 50 agents: bound 7,477 from steps of 5 points, 516 from 20)."""


def ascend(
    part: Part,
    finder: TourFinder,
    incumbent: Incumbent,
    *,
    evaluations: int,
    seconds: float = math.inf,
    start: np.ndarray | None = None,
    first_step: float = FIRST_STEP,
    on_bound: Callable[[Prices], None],
    spread: Spread = map,
) -> tuple[Prices, list[np.ndarray]]:
    """Best prices found, and the last cheapest rows of everybody, shape (agents, days) each.

    Parameters
    ----------
    evaluations, seconds
        At most so many pricings of everybody, and so much time [s]; steps fall in time for both.
    start
        First prices, shape (days, shift types); none: zero.
    spread
        See `evaluate`.
    """
    instance = part.instance
    low, high = -instance.over.astype(float), instance.under.astype(float)
    tried = np.zeros(low.shape) if start is None else start
    best, direction = Prices(tried, -math.inf), np.zeros(low.shape)
    kept: deque[np.ndarray] = deque(maxlen=KEPT)
    began, steps = time.monotonic(), float(evaluations)
    for number in range(evaluations):
        bound, tours = evaluate(part, finder, tried, lambda: incumbent.done, spread)
        spent = max(number / evaluations, (time.monotonic() - began) / seconds)
        if tours is None or spent >= 1:
            break
        if bound > best.bound:
            best = Prices(tried, bound)
            on_bound(best)
        rows = np.stack([tour.row for tour in tours])
        if all(tour.legal for tour in tours):
            kept.append(rows)
        lack = instance.need - part.fixed_heads - instance.cover(rows)
        if number == 0:
            steps = min(evaluations, seconds / max(1e-6, time.monotonic() - began))
        direction = lack if number == 0 else SMOOTHING * direction + (1 - SMOOTHING) * lack
        longest = first_step * min(1.0, steps / ENOUGH)
        step = longest * (LAST_STEP / longest) ** spent
        tried = np.clip(tried + step * _unit(direction, tried, low, high), low, high)
    return best, list(kept)


def _unit(direction: np.ndarray, here: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The direction without what would leave the limits, scaled to unit mean square."""
    held = ((here >= high) & (direction > 0)) | ((here <= low) & (direction < 0))
    inside = np.where(held, 0.0, direction)
    return np.asarray(inside / max(1e-9, float(np.sqrt(np.mean(inside**2)))))
