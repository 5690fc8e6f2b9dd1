"""Raise the bound: a volume method on the prices of queues and slots.

Steps go from the best prices along the smoothed need (heads - cover); where a price stands at its
limit and the need would push it out, the need counts as zero (without this the method stalls).
Barahona & Anbil (2000), "The volume algorithm", with a target step.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from rostering.solver.tours.bound.pricing import INFEASIBLE, Pricer, Pricing
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import Packed

# From a sample's prices the steps begin where a fresh search has come to after its first half.
_WARM_FACTOR = 0.1
_WARM_SMOOTH = 0.05

_PAST, _FIRST_STEP, _LAST_STEP = 0.9, 20.0, 0.01
"""Of an ascent: weight of the past in its direction (with 0.7, 500 steps end at half the bound, 120
agents), and root mean square of its steps [points]."""


def sample(packed: Packed, most: int, rng: np.random.Generator) -> np.ndarray | None:
    """Agents to price first: some of every skill group and rule set, or None if few anyway."""
    agents = packed.size
    if agents < 2 * most:
        return None
    shift_type = (
        packed.people.group.astype(np.int64) * len(packed.instance.rules) + packed.people.rule
    )
    shuffled = rng.permutation(agents)
    in_order = shuffled[np.argsort(shift_type[shuffled], kind="stable")]
    return np.asarray(np.sort(in_order[np.linspace(0, agents - 1, most).astype(int)]))


@dataclass(frozen=True, eq=False)
class Prices:
    """What proves a bound, all in 1/1024 point; queues in packed order.

    Parameters
    ----------
    price
        Of each queue and slot.
    multipliers
        Of a unit of each agent's end-of-tour counters.
    bound
        The bound proved.
    """

    price: np.ndarray
    multipliers: np.ndarray
    bound: int

    @property
    def points(self) -> int:
        """Whole points that no roster undercuts."""
        return -(-self.bound // SCALE)


class BoundSearch:
    """One search; every step is one evaluation and may raise `best`."""

    def __init__(self, packed: Packed, pricer: Pricer, start: "BoundSearch | None" = None) -> None:
        self.packed = packed
        self.pricer = pricer
        floor = packed.floor
        idle, full = packed.price_limits
        least, most = (part.ravel() for part in multiplier_limits(packed, pricer.most))
        self.shape, self.size = idle.shape, idle.size
        self.low = np.concatenate([idle.ravel(), least])
        self.high = np.concatenate([full.ravel(), most])
        none = np.zeros(least.size)
        wants = [np.vstack([floor.heads, held]) for held in (floor.least, floor.most)]
        self.least, self.most = (np.concatenate([pricer.share * w.ravel(), none]) for w in wants)
        first = self._first() if start is None else start.spread()
        self.warm = start is not None
        self.factor = 1.0 if start is None else _WARM_FACTOR
        self.smooth = 0.1 if start is None else _WARM_SMOOTH
        self.steps = 0
        self.since = 0
        pricing = self._evaluate(first)
        self.centre = first
        self.average = _used(pricing)
        if start is not None:
            self.average[: self.size] = start.average[: self.size] / start.pricer.share
        self.best = self._prices(first, pricing)

    def spread(self) -> np.ndarray:
        """Its best prices for everybody; agents left out get mean multipliers of those priced."""
        size = self.size
        centre = self.centre  # read once: another thread replaces it
        multipliers = centre[size:].reshape(self.packed.size, -1).copy()
        others = np.setdiff1d(np.arange(len(multipliers)), self.pricer.members)
        multipliers[others] = multipliers[self.pricer.members].mean(axis=0)
        whole = np.concatenate([centre[:size], multipliers.ravel()])
        return np.asarray(np.clip(whole, self.low, self.high))

    def spread_whole(self) -> tuple[np.ndarray, np.ndarray]:
        """Its best prices and multipliers for everybody [1/1024 point]."""
        return self._whole(self.spread())

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
    def rough_enough(self) -> bool:
        """Whether a search on a sample has done its work."""
        return self.factor < 0.02 or self.steps >= 1200

    @property
    def ceiling(self) -> float:
        """A value to aim at while no roster is known [points]."""
        return self.best.bound / SCALE + 0.05 * abs(self.best.bound / SCALE) + 100

    def step(self, target: float) -> Pricing:
        """One evaluation; `target` is a value the bound cannot exceed [points]."""
        need = self._need(self.centre, self.average)
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

    def adopt(self, price: np.ndarray, multipliers: np.ndarray) -> None:
        """Evaluate prices and multipliers of another method [points]; go on there if better."""
        whole = np.clip(np.concatenate([price.ravel(), multipliers.ravel()]), self.low, self.high)
        pricing = self._evaluate(whole)
        if pricing.bound > self.best.bound:
            self.best, self.centre = self._prices(whole, pricing), whole
            self.average = _used(pricing)
            self.since, self.factor, self.smooth = 0, _WARM_FACTOR, _WARM_SMOOTH

    def ascend(self, seconds: float, over: Callable[[], bool]) -> None:
        """Steps that fall geometrically with time, from no prices at all, whatever they gain.

        Along a smoothed direction of unit mean square, zero where a price would leave its limits
        (N. Shor 1985, section 2.3; P. Camerini, L. Fratta, F. Maffioli 1975). Where shortfall is
        dear and surplus cheap the bound falls far below its start on the way to its top, which
        steps from the best prices so far never cross.
        """
        price = np.clip(np.zeros(self.low.size), self.low, self.high)
        direction, began, spent = None, time.monotonic(), 0.0
        while spent < 1 and not over():
            pricing = self._evaluate(price)
            used = _used(pricing)
            if pricing.bound > self.best.bound:
                self.best, self.centre, self.average = self._prices(price, pricing), price, used
            need = self._need(price, used)
            direction = need if direction is None else _PAST * direction + (1 - _PAST) * need
            held = (price >= self.high) & (direction > 0) | (price <= self.low) & (direction < 0)
            inside = np.where(held, 0.0, direction)
            step = _FIRST_STEP * (_LAST_STEP / _FIRST_STEP) ** spent
            step /= max(1e-9, float(np.sqrt(np.mean(inside**2))))
            price = np.clip(price + step * inside, self.low, self.high)
            spent = (time.monotonic() - began) / seconds
        self.since, self.factor, self.smooth = 0, _WARM_FACTOR, _WARM_SMOOTH

    def cycle(self, steps: int, first: float, last: float) -> Iterator[np.ndarray]:
        """Cooling moment steps from the best prices; they leave a poor region fast.

        Each price moves by its own need over the root mean square of its needs (Kingma & Ba 2015),
        `first` to `last` points a step; the volume steps then go on from the best prices met.
        Yields the prices of queues and slots [1/1024 point] that each step has evaluated.
        """
        self.since, self.factor, self.smooth = 0, _WARM_FACTOR, _WARM_SMOOTH
        price, size = self.centre, self.centre.size
        moment, square = np.zeros(size), np.zeros(size)
        for number in range(steps):
            pricing = self._evaluate(price)
            used = _used(pricing)
            self.average = 0.03 * used + 0.97 * self.average
            if pricing.bound > self.best.bound:
                self.best, self.centre = self._prices(price, pricing), price
            yield self._whole(price)[0]
            need = self._need(price, used)
            moment = 0.9 * moment + 0.1 * need
            square = 0.99 * square + 0.01 * need**2
            mean = moment / (1 - 0.9 ** (number + 1))
            spread = np.sqrt(square / (1 - 0.99 ** (number + 1))) + 1e-9
            pace = first * (last / first) ** (number / steps)
            price = np.clip(price + pace * mean / spread, self.low, self.high)

    def _judge(self, price: np.ndarray, pricing: Pricing, need: np.ndarray) -> None:
        used = _used(pricing)
        self.average = self.smooth * used + (1 - self.smooth) * self.average
        if pricing.bound > self.best.bound:
            self.best = self._prices(price, pricing)
            self.centre = price
            self.since = 0
            if float((need * self._need(price, used)).sum()) > 0:
                self.factor = min(self.factor * 1.1, 2.0)
        else:
            self.since += 1
            if self.since % 20 == 0:
                self.factor = max(self.factor * 0.66, 1e-4)
                self.smooth = max(self.smooth * 0.85, 0.005)

    def _evaluate(self, price: np.ndarray) -> Pricing:
        self.steps += 1
        self.last = self.pricer.evaluate(*self._whole(price))
        return self.last

    def _prices(self, price: np.ndarray, pricing: Pricing) -> Prices:
        return Prices(*self._whole(price), pricing.bound)

    def _whole(self, price: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        whole = np.rint(price * SCALE).astype(np.int32)
        agents = self.packed.size
        return whole[: self.size].reshape(self.shape), whole[self.size :].reshape(agents, -1)

    def _first(self) -> np.ndarray:
        """Prices to begin with: nothing for presences, which seldom bind."""
        first = self.low * 0.4 + self.high * 0.6
        first[self.packed.floor.heads.size : self.size] = 0.0
        return first

    def _need(self, price: np.ndarray, used: np.ndarray) -> np.ndarray:
        """What is missing (below zero: in excess); a presence within its limits lacks nothing."""
        missing, excess = self.least - used, self.most - used
        either = np.clip(0.0, missing, np.maximum(missing, excess))
        return np.asarray(np.where(price > 0, missing, np.where(price < 0, excess, either)))


def _used(pricing: Pricing) -> np.ndarray:
    # A unit more than its multiplier chose raises the bound with it, as a missing head does.
    return np.concatenate([pricing.cover.ravel(), -pricing.slack.ravel().astype(float)])


def multiplier_limits(packed: Packed, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least and greatest multipliers [points], shape (agents, end counters) each."""
    points = packed.people.end_counter_points.astype(float)
    shape = packed.size, packed.instance.end_counters
    low, high = np.zeros(shape), np.zeros(shape)
    for r in range(shape[1]):
        reach = np.minimum(np.arange(most[r] + 1), points.shape[2] - 1)
        rises = np.diff(points[:, r, reach], axis=1)
        if rises.shape[1]:
            low[:, r], high[:, r] = rises.min(axis=1), rises.max(axis=1)
    return low, high
