"""Column generation for several queues: good prices, weighted tours near them, and a roster.

The last tours of cooling steps begin the master. Then, again and again: trade weights for a
few passes, price everybody anew at the master's prices, add the tours they ask for, and move the
centre of the prices to wherever the bound rises. A dive makes the weights whole: the agents surest
of a tour keep it, and
the others' prices and tours find their balance again before the next are held.
"""

import time
from collections.abc import Callable
from copy import copy

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer, group_worth
from rostering.solver.tours.bound.volume import BoundSearch, Prices
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import Packed
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.search.columns import add_tours, pay_in_full
from rostering.solver.tours.search.master import recount, reprice, trade
from rostering.solver.tours.search.master_state import (
    MasterState,
    Stiffness,
    as_whole,
    empty_master,
)

TOURS = 40
"""Tours kept of each agent."""

_PARTS = 4
"""Parts of the agents priced alone before everybody: on 300 agents with three queues 11,885 points
are proven after 100 s instead of 130 s."""

_MOST_PASSES = 8
"""Most passes of trades between two pricings: as many as take the time of one."""

_HEAD = 0.3
_UNIT_SHARE = 0.1
"""Stiffness: points a missing head, and share of its multipliers' range a counter's unit."""

_HELD_SHARE, _SURE = 0.1, 0.95
"""Share of the agents left that a stage of a dive holds; all who are as sure as that besides.
Of 300 agents a tenth takes 51 s and ends at 13,240 points, a quarter 29 s and 13,490."""

_DIVE_PASSES, _MULTIPLIERS_VARY = 3, (0.5, 1.5)
"""Passes of trades before each pricing of a dive, and how far it varies the multipliers, to meet
other numbers of units."""


class Generation:
    """The master's weighted tours and its prices."""

    def __init__(self, packed: Packed, pricer: Pricer, start: BoundSearch) -> None:
        self.packed = packed
        agents, size = packed.size, start.size
        low, high = (part[size:].reshape(agents, -1) for part in (start.low, start.high))
        self.master = empty_master(packed, pricer.most, (low, high), TOURS)
        self.spread = (high - low).mean(axis=0) if agents else np.zeros(low.shape[1])
        self.stiffness = self._stiff(_HEAD)
        self.members = np.arange(agents)
        self.proved, self.passes = start.best.bound, 2

    @classmethod
    def around(
        cls, packed: Packed, pricer: Pricer, limits: BoundSearch, known: Tours, best: Prices
    ) -> "Generation":
        """A master of one roster's tours, around prices and multipliers that are known."""
        made = cls(packed, pricer, limits)
        made.add(known.shift_types, known.starts, best.price)
        made.master.chosen[:, 0] = known.chosen
        made.begin(best)
        return made

    def copy(self) -> "Generation":
        """Another one that stands where this one does."""
        twin = copy(self)
        twin.master = MasterState(*(part.copy() for part in self.master))
        return twin

    def begin(self, best: Prices) -> None:
        """Equal weights of what is known, around the best prices so far."""
        master = self.master
        known = np.arange(master.weight.shape[1]) < master.known[:, None]
        master.weight[:] = known / np.maximum(1, master.known)[:, None]
        master.price_centre[:] = best.price / SCALE
        master.multiplier_centre[:] = best.multipliers / SCALE
        self.proved = best.bound
        recount(master, self.packed.shapes, self.packed.people, self.packed.floor)
        self._reprice()

    def stiffen(self, head: float) -> None:
        """Another stiffness [points a missing head], around the same centre."""
        self.stiffness = self._stiff(head)
        self._reprice()

    def _stiff(self, head: float) -> Stiffness:
        return Stiffness(head, np.maximum(head, _UNIT_SHARE * self.spread))

    def raise_bound(self, bounds: BoundSearch, rng: np.random.Generator) -> None:
        """One round; the centre moves where it proves more than before."""
        for part in np.array_split(rng.permutation(self.members), _PARTS)[1:]:
            self._meet(bounds.pricer.of(np.sort(part)), rng)
        self._trade(rng)
        bounds.adopt(self.master.price, self.master.multiplier)
        self.add(bounds.last.shift_types, bounds.last.starts, as_whole(self.master.price))
        if bounds.last.bound > self.proved:
            self.proved = bounds.last.bound
            self._centre()

    def _meet(self, some: Pricer, rng: np.random.Generator) -> None:
        """Trade, and price some agents alone: new tours at a part of the time."""
        began = time.monotonic()
        self._trade(rng)
        traded = time.monotonic()
        price, multipliers = self.whole_prices()
        found = some.evaluate(price, multipliers)
        self.add(found.shift_types, found.starts, price, some.members)
        self._balance(traded - began, time.monotonic() - traded)

    def approach(
        self, rounds: int, pricer: Pricer, rng: np.random.Generator, go_on: Callable[[], bool]
    ) -> bool:
        """So many rounds without asking what they prove; False if stopped on the way."""
        self.passes = _DIVE_PASSES
        for _ in range(rounds):
            if not go_on():
                return False
            price, multipliers = self.whole_prices()
            found = pricer.evaluate(price, multipliers)
            self.add(found.shift_types, found.starts, price)
            self._trade(rng)
            self._centre()
        return True

    def whole_prices(self) -> tuple[np.ndarray, np.ndarray]:
        """Prices and multipliers as they stand [1/1024 point]."""
        return as_whole(self.master.price), as_whole(self.master.multiplier)

    def dive(
        self, rounds: int, rng: np.random.Generator, go_on: Callable[[], bool]
    ) -> Tours | None:
        """Hold one tour of each agent, the surest first; None if stopped on the way.

        Parameters
        ----------
        rounds
            Pricings before each stage. On the sample centre 3 end at 3,880 points after 5 s, 6 at
            3,726 after 9 s, 12 at 3,669 after 15 s.
        """
        self.passes = _DIVE_PASSES
        multipliers = self.master.multiplier.copy()
        pay_in_full(self.master, self.packed.people, self.members)
        self.master.mean[:] = 0.0
        self._centre()
        while len(self.members):
            pricer = Pricer(self.packed, members=self.members)
            for _ in range(rounds):
                if not go_on():
                    return None
                self._trade(rng)
                price = as_whole(self.master.price)
                varied = as_whole(multipliers * rng.uniform(*_MULTIPLIERS_VARY, multipliers.shape))
                found = pricer.evaluate(price, varied)
                self.add(found.shift_types, found.starts, price)
                pay_in_full(self.master, self.packed.people, self.members)
                self._centre()
            self._trade(rng)
            self._hold()
        return self.surest()

    def surest(self) -> Tours:
        """The tour of most weight of each agent."""
        master = self.master
        row, best = np.arange(len(master.known)), master.weight.argmax(axis=1)
        return Tours(
            master.shift_types[row, best].copy(),
            master.starts[row, best].copy(),
            master.chosen[row, best].copy(),
        )

    def _hold(self) -> None:
        weight = self.master.weight
        sureness = weight[self.members].max(axis=1)
        count = max(1, round(len(self.members) * _HELD_SHARE), int((sureness > _SURE).sum()))
        order = np.argsort(-sureness, kind="stable")
        held = self.members[order[:count]]
        surest = weight[held].argmax(axis=1)
        weight[held] = 0.0
        weight[held, surest] = 1.0
        self.members = np.sort(self.members[order[count:]])
        recount(self.master, self.packed.shapes, self.packed.people, self.packed.floor)
        self._reprice()

    def _balance(self, trading_s: float, pricing_s: float) -> None:
        fitting = int(self.passes * pricing_s / max(trading_s, 1e-6))
        self.passes = min(max(fitting, self.passes - 1, 1), self.passes + 1, _MOST_PASSES)

    def _trade(self, rng: np.random.Generator) -> None:
        packed = self.packed
        for _ in range(self.passes):
            trade(
                self.master,
                rng.permutation(self.members),
                packed.shapes,
                packed.people,
                packed.floor,
                self.stiffness,
            )

    def _centre(self) -> None:
        self.master.price_centre[:], self.master.multiplier_centre[:] = (
            self.master.price,
            self.master.multiplier,
        )
        self._reprice()

    def _reprice(self) -> None:
        reprice(self.master, self.packed.floor, self.stiffness)

    def add(
        self,
        shift_types: np.ndarray,
        starts: np.ndarray,
        price: np.ndarray,
        members: np.ndarray | None = None,
    ) -> None:
        """Add tours of members, with the best breaks for some prices [1/1024 point]."""
        packed = self.packed
        worth = np.empty(packed.floor.fixed.shape, dtype=np.int32)
        group_worth(price, packed.floor, worth, np.empty_like(worth))
        add_tours(
            self.master,
            self.members if members is None else members,
            shift_types,
            starts,
            worth,
            packed.shapes,
            packed.people,
            packed.rules,
        )
