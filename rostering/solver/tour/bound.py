"""Raise the bound: a volume method on the prices of queues and slots.

Steps go from the best prices along the smoothed need (heads - cover); where a price stands at its
limit and the need would push it out, the need counts as zero (without this the method stalls).
Barahona & Anbil (2000), "The volume algorithm", with a target step.
"""

from dataclasses import dataclass

import numpy as np

from rostering.solver.tour.instance import SCALE
from rostering.solver.tour.packed import Packed
from rostering.solver.tour.pricing import INFEASIBLE, Pricer, Pricing


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices in 1/1024 point, queues in packed order, and the bound they prove [1/1024 point]."""

    price: np.ndarray
    bound: int


class BoundSearch:
    """One search; every step is one evaluation and may raise `best`."""

    def __init__(self, packed: Packed, pricer: Pricer, start: np.ndarray | None = None) -> None:
        self.packed = packed
        self.pricer = pricer
        floor = packed.floor
        self.low = np.full(floor.heads.shape, -float(floor.surplus))
        self.high = np.repeat(floor.price[:, None].astype(float), floor.heads.shape[1], axis=1)
        first = self.low * 0.4 + self.high * 0.6 if start is None else start / SCALE
        self.factor = 1.0
        self.smooth = 0.1
        self.steps = 0
        self.since = 0
        pricing = self._evaluate(first)
        self.centre = first
        self.average = pricing.cover
        self.best = Prices(self._whole(first), pricing.bound)
        self.last = pricing

    @property
    def infeasible(self) -> bool:
        """Whether some agent has no legal tour."""
        return self.best.bound == INFEASIBLE

    @property
    def settled(self) -> bool:
        """Whether the prices are good enough to guide a search."""
        return self.factor < 0.1

    @property
    def still(self) -> bool:
        """Whether hundreds of steps have brought nothing worth having."""
        return self.since >= 300

    @property
    def ceiling(self) -> float:
        """A value to aim at while no roster is known [points]."""
        return self.best.bound / SCALE + 0.05 * abs(self.best.bound / SCALE) + 100

    def step(self, target: float) -> Pricing:
        """One evaluation; `target` is a value the bound cannot exceed [points]."""
        need = self.packed.floor.heads - self.average
        stuck = ((self.centre >= self.high - 1e-9) & (need > 0)) | (
            (self.centre <= self.low + 1e-9) & (need < 0)
        )
        need[stuck] = 0.0
        norm = float((need**2).sum()) or 1.0
        gap = max(target - self.best.bound / SCALE, abs(target) * 1e-5)
        price = np.clip(self.centre + self.factor * gap / norm * need, self.low, self.high)
        pricing = self._evaluate(price)
        self._judge(price, pricing, need)
        return pricing

    def _judge(self, price: np.ndarray, pricing: Pricing, need: np.ndarray) -> None:
        self.average = self.smooth * pricing.cover + (1 - self.smooth) * self.average
        fresh = self.packed.floor.heads - pricing.cover
        if pricing.bound > self.best.bound:
            self.best = Prices(self._whole(price), pricing.bound)
            self.centre = price
            self.since = 0
            if float((need * fresh).sum()) > 0:
                self.factor = min(self.factor * 1.1, 2.0)
        else:
            self.since += 1
            if self.since % 20 == 0:
                self.factor = max(self.factor * 0.66, 1e-4)
                self.smooth = max(self.smooth * 0.85, 0.005)

    def _evaluate(self, price: np.ndarray) -> Pricing:
        self.steps += 1
        self.last = self.pricer.evaluate(self._whole(price))
        return self.last

    @staticmethod
    def _whole(price: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(np.rint(price * SCALE).astype(np.int32))
