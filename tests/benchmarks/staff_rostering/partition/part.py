"""A part of an instance: the agents, days and shift types that a search may still choose."""

from dataclasses import dataclass

import numpy as np

from tests.benchmarks.staff_rostering.partition.instance import CoverInstance
from tests.benchmarks.staff_rostering.partition.kernel import BIG

LARGEST_SUM = 1 << 27
"""Prices are scaled so that no tour's price can pass this, far below `BIG`."""


def price_scale(instance: CoverInstance) -> int:
    """Price units per point: as fine as 32-bit sums allow, at most 1000."""
    dearest = int(instance.under.max() + instance.over.max() + np.abs(instance.cost).max())
    return max(1, min(1000, LARGEST_SUM // (instance.days * max(1, dearest))))


@dataclass(frozen=True, eq=False)
class Part:
    """Choices left open.

    Parameters
    ----------
    agents
        Agents that may change; everybody else is counted in `fixed_heads`.
    allowed
        Choices of each of these agents and days: shift types 0.., last = day off, shape
        (agents of the part, days, shift types + 1).
    fixed_heads
        Heads of the others, shape (days, shift types).
    constant
        Points paid by the others' rows and by the instance whatever happens.
    """

    instance: CoverInstance
    agents: tuple[int, ...]
    allowed: np.ndarray
    fixed_heads: np.ndarray
    constant: int

    def with_allowed(self, allowed: np.ndarray) -> "Part":
        """Same part with other choices."""
        return Part(self.instance, self.agents, allowed, self.fixed_heads, self.constant)

    def admits(self, place: int, row: np.ndarray) -> bool:
        """Whether a row uses allowed choices only."""
        return bool(self.allowed[place, np.arange(len(row)), row].all())

    def prices_of(self, place: int, cell_price: np.ndarray, scale: int) -> np.ndarray:
        """Scaled price of each shift type on each day for one agent, `BIG` where forbidden."""
        open_ = self.allowed[place, :, :-1]
        price = self.instance.cost[self.agents[place]] * scale - cell_price
        return np.where(open_, price, BIG).astype(np.int32)


def whole(instance: CoverInstance) -> Part:
    """The part in which every agent may change."""
    return Part(
        instance,
        tuple(range(instance.agents)),
        _all_choices(instance, range(instance.agents)),
        np.zeros((instance.days, instance.shift_types), dtype=np.int64),
        instance.constant,
    )


def around(
    instance: CoverInstance,
    roster: np.ndarray,
    agents: tuple[int, ...],
    days: np.ndarray | None = None,
) -> Part:
    """The part in which some agents may change (on some days, boolean, shape (days,))."""
    others = np.setdiff1d(np.arange(instance.agents), np.array(agents))
    allowed = _all_choices(instance, agents)
    if days is not None:
        kept = roster[list(agents)][:, ~days]
        allowed[:, ~days, :] = False
        place, day = np.indices(kept.shape)
        allowed[place, np.nonzero(~days)[0][day], kept] = True
    constant = instance.constant + sum(instance.tour_cost(int(a), roster[a]) for a in others)
    return Part(instance, agents, allowed, instance.cover(roster[others]), constant)


def _all_choices(instance: CoverInstance, agents: range | tuple[int, ...]) -> np.ndarray:
    shape = (len(agents), instance.days, instance.shift_types + 1)
    allowed = np.ones(shape, dtype=np.bool_)
    for place, agent in enumerate(agents):
        allowed[place, ~instance.free[agent], :-1] = False
        allowed[place, :, :-1] &= np.array(instance.rules[agent].most) > 0
    return allowed
