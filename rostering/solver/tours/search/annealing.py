"""One annealing chain: rounds of passes that cool down, each from tours or from a roster."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rostering.solver.tours.bound.floor import whole_cost
from rostering.solver.tours.bound.pricing import Pricing, group_worth
from rostering.solver.tours.instance import SCALE, beyond
from rostering.solver.tours.packed import Packed
from rostering.solver.tours.paths.kernel import mark_all
from rostering.solver.tours.points import points_of_each
from rostering.solver.tours.search.one_agent import reoptimise, seed_noise

_AT_ONCE = 64
"""Agents placed before the clock is read again."""


@dataclass(frozen=True)
class Cooling:
    """How a round cools.

    Parameters
    ----------
    hot, cold
        Scale of the noise at the begin and at the end [points]. Measured on centre_20 and
        centre_300: 0.3 to 0.05 is best of 0.2-1 to 0.02-0.2.
    pull_first, pull_last
        Share of the bound's prices in the worth of a head [-]. Without them (0) a round of 300
        passes ends at 1 %, with 0.98 to 0.7 at 0.002 %.
    """

    hot: float = 0.3
    cold: float = 0.05
    pull_first: float = 0.98
    pull_last: float = 0.7

    def at(self, share: float) -> tuple[float, float]:
        """Noise and pull at a share of the round."""
        heat = self.hot * (self.cold / self.hot) ** share
        return heat, self.pull_first + (self.pull_last - self.pull_first) * share


GENTLE = Cooling(0.03, 0.01, 0.6, 0.1)
"""After a dive: the noise of a whole round loses what it found."""


@dataclass(frozen=True, eq=False)
class Tours:
    """A roster in the engine's terms: shift type (or -1), start and break variants of each cell."""

    shift_types: np.ndarray
    starts: np.ndarray
    chosen: np.ndarray

    def copy(self) -> "Tours":
        """A deep copy."""
        return Tours(self.shift_types.copy(), self.starts.copy(), self.chosen.copy())


@dataclass(frozen=True, eq=False)
class Guide:
    """What the bound's prices say of a head, (groups, slots), and of a counter's unit."""

    worth: np.ndarray
    multipliers: np.ndarray

    @classmethod
    def of(cls, packed: Packed, price: np.ndarray, multipliers: np.ndarray) -> "Guide":
        """Guide of prices of queues and slots, and multipliers, both in 1/1024 point."""
        worth = np.empty(packed.floor.fixed.shape, dtype=np.int32)
        group_worth(price, packed.floor, worth, np.empty_like(worth))
        return cls(worth, multipliers)


def heads_of(packed: Packed, tours: Tours) -> np.ndarray:
    """Heads on the floor, history included, int32, shape (groups, slots)."""
    heads = packed.floor.fixed.copy()
    mark_all(
        packed.shapes, packed.people.group, tours.shift_types, tours.starts, tours.chosen, heads
    )
    return heads


def heads_of_each(packed: Packed, tours: Tours) -> np.ndarray:
    """Heads of each tour alone, int32, shape (agents, slots)."""
    heads = np.zeros((packed.size, packed.floor.fixed.shape[1]), dtype=np.int32)
    everybody = np.arange(packed.size, dtype=np.int32)
    mark_all(packed.shapes, everybody, tours.shift_types, tours.starts, tours.chosen, heads)
    return heads


def along(packed: Packed, tours: Tours) -> tuple[np.ndarray, np.ndarray]:
    """Points of each tour but for its end-of-tour counters [1/1024 point], and their units.

    -1 where a hard rule forbids a tour.
    """
    agents = packed.size
    points = np.empty(agents, dtype=np.int64)
    units = np.zeros((agents, packed.instance.end_counters), dtype=np.int64)
    points_of_each(tours.shift_types, tours.starts, packed.people, packed.rules, points, units)
    return points, units


def at_end(packed: Packed, units: np.ndarray) -> np.ndarray:
    """Points of each agent's end-of-tour units [points], (agents, end counters)."""
    points = packed.people.end_counter_points
    if not units.size:
        return np.zeros(units.shape)
    number = np.minimum(units, points.shape[2] - 1)[..., None]
    return np.asarray(np.take_along_axis(points, number, axis=2)[..., 0])


def keeps_limits(packed: Packed, tours: Tours) -> bool:
    """Whether no tour has units beyond a hard limit that is counted at the end."""
    if not packed.limited.any():
        return True
    charged = at_end(packed, along(packed, tours)[1]) >= beyond(packed.instance.days)
    return not np.any(packed.limited & charged)


class Chain:
    """Annealing for one thread."""

    def __init__(self, packed: Packed, rng: np.random.Generator) -> None:
        self.packed = packed
        self.rng = rng
        shape = packed.floor.fixed.shape
        self.heads = packed.floor.fixed.copy()
        self.more = np.zeros(shape, dtype=np.int32)
        self.less = np.zeros(shape, dtype=np.int32)

    def load(self, tours: Tours) -> None:
        """Start from a roster (the arrays are then the chain's own)."""
        self.tours = tours
        self.heads[:] = heads_of(self.packed, tours)
        whole_cost(self.heads, self.packed.floor, self.more, self.less)

    def one_pass(
        self, heat: float, pull: float, guide: Guide, over: Callable[[], bool] = lambda: False
    ) -> None:
        """One pass over all agents in random order; ends between agents once `over` says so."""
        order = self.rng.permutation(self.packed.size)
        for part in np.array_split(order, -(-len(order) // _AT_ONCE)):
            self.place(part, heat, pull, guide)
            if over():
                return

    def place(self, order: np.ndarray, heat: float, pull: float, guide: Guide) -> None:
        """Put some agents, one after the other, on their best tours."""
        packed = self.packed
        reoptimise(
            order,
            heat * SCALE,
            pull,
            guide.worth,
            guide.multipliers,
            packed.shapes,
            packed.rules,
            packed.people,
            packed.floor,
            packed.most_states,
            self.tours.shift_types,
            self.tours.starts,
            self.tours.chosen,
            self.heads,
            self.more,
            self.less,
        )

    def objective(self) -> int:
        """Points of the roster as it stands."""
        points, units = along(self.packed, self.tours)
        if np.any(points < 0):
            raise AssertionError("a pass left a tour that breaks a hard rule")
        cover = whole_cost(self.heads, self.packed.floor, self.more, self.less)
        return int(cover) + int(points.sum()) // SCALE + int(at_end(self.packed, units).sum())

    def round(
        self,
        passes: int,
        guide: Guide,
        cooling: Cooling,
        found: Callable[[int, Tours], bool],
        over: Callable[[], bool],
    ) -> None:
        """Cool down once, then settle without noise; `found` says whether to go on.

        Ends after any pass at which `over` says so.
        """
        seed_noise(int(self.rng.integers(2**31)))
        for number in range(passes):
            heat, pull = cooling.at(number / passes)
            self.one_pass(heat, pull, guide, over)
            if over():
                return
            late = number >= passes * 0.7
            if (late or number % 20 == 19) and not found(self.objective(), self.tours):
                return
        self._settle(guide, found)

    def _settle(self, guide: Guide, found: Callable[[int, Tours], bool]) -> None:
        best = self.objective()
        while found(best, self.tours):
            self.one_pass(0.0, 0.0, guide)
            now = self.objective()
            if now >= best:
                return
            best = now


class Best:
    """The best tours of a chain so far."""

    def __init__(self, chain: Chain) -> None:
        self.tours, self.points = chain.tours.copy(), chain.objective()

    def heard(self, points: int, tours: Tours) -> bool:
        """Keep better tours; always go on."""
        if points < self.points:
            self.tours, self.points = tours.copy(), points
        return True


def begin(packed: Packed, last: Pricing, start: Tours | None) -> Tours:
    """A roster's legal tours, or those of an evaluation where there is none."""
    agents, days = packed.people.cost.shape[:2]
    tours = Tours(
        last.shift_types.copy(),
        last.starts.copy(),
        np.zeros((agents, days, packed.breaks), dtype=np.int32),
    )
    if start is not None:
        legal = along(packed, start)[0] >= 0
        tours.shift_types[legal], tours.starts[legal] = (
            start.shift_types[legal],
            start.starts[legal],
        )
        tours.chosen[legal] = start.chosen[legal]
    return tours
