"""A team of few shifts: the bound by the programme, dives, then the tree, by both threads."""

import time
from functools import partial

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.search.annealing import Chain, Cooling, Guide, begin
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.tree.branch import Tree
from rostering.solver.tours.tree.cells import LONG_DAYS, every_choice
from rostering.solver.tours.tree.dive import Style, dive
from rostering.solver.tours.tree.generate import Node, generate
from rostering.solver.tours.tree.part import Goal, Parts
from rostering.solver.tours.tree.programme import Programme

_DIVES, _FIRST_NODES, _NEARLY = 10, 2000, 0.005
"""Ten dives, then the tree where the gap is below half a percent or dives bring no more, four times
longer each time: public instance 5 needs 2,000 nodes to the end, instance 7 about as many to its
optimum, which dives miss by a point."""

_MOST_CELLS = 10_000
"""Agents x days up to which the programme of all of a long horizon comes first. After 120 s half a
year of 50 people is at 4,771 over 4,767 points so, from prices by ascent at 4,814 over 4,726."""

_QUICK, _ASCENT = Style(pace=0.3, slack=1e-3), 0.25
"""Of long horizons: a bold dive, for any of all of it takes minutes, and share of the time for
prices by ascent."""

_GUIDED_PASSES, _GUIDED = 80, Cooling(0.5, 0.05, 1.0, 0.0)
"""Before the first parts: half a year of 100 people from 337,000 points is at 25,000 after 10 s of
them, from 656,000 (five passes) at 39,000, from 2,063,000 (none) at 68,000."""


class Grower:
    """What one thread does for a team of few shifts."""

    def __init__(self, search: Search, tree: Tree, rng: np.random.Generator) -> None:
        self.search, self.tree, self.rng = search, tree, rng
        self.packed = search.packed
        self.pricer = Pricer(self.packed)
        self.allowed = every_choice(self.packed)

    def lead(self) -> None:
        """Prove the root's bound, dive, and search the tree, until it is proven or time is up."""
        search, nodes = self.search, _FIRST_NODES
        if self._long:
            self._lead_by_parts()
        while not search.done:
            programme, before = self._programme(), search.objective
            for number in range(_DIVES):
                self._dive(programme, Style.lucky(self.rng) if number else Style(), root=True)
            if search.gap <= _NEARLY or search.objective == before:
                self.tree.allow(nodes)
                self._search(programme)
                nodes *= 4

    def help(self) -> None:
        """Dive with other luck; search the tree where it is searched."""
        if self._long:
            self.search.lend_until_handed()
        programme, dived = None, 0
        while not self.search.done:
            if self._long:
                self._parts()
            if programme is None or dived == _DIVES:
                programme, dived = self._programme(), 0
            if self.tree.wants_help:
                self._search(programme)
                continue
            self._dive(programme, Style.lucky(self.rng))
            dived += 1

    @property
    def _long(self) -> bool:
        return self.packed.instance.days > LONG_DAYS

    def _lead_by_parts(self) -> None:
        """Of a long horizon: prices, a roster that follows them, and parts until the time is up.

        Prices of smaller teams come from the whole programme, and one bold dive of it; where parts
        bring no more the tree is left.
        """
        search = self.search
        if self.packed.size * self.packed.instance.days <= _MOST_CELLS:
            search.hand_over()
            programme, node = self._programme(), Node(self.packed, self.pricer, self.allowed)
            generate(programme, node, search.best, search, root=True)
            goal = Goal(search, None, search.best)
            tours = dive(programme, self.pricer, goal, self.rng, _QUICK, self.allowed)
            if tours is not None:
                Parts(search, tours, self.rng).run()
            return
        search.pricer.threads = 2
        share = _ASCENT * (search.deadline - time.monotonic())
        search.guide.ascend(share, lambda: search.done)
        search.proved(search.guide.best)
        self._guided()
        search.hand_over()
        self._parts()

    def _guided(self) -> None:
        """A roster that leans to the prices alone first and to what is missing at last."""
        search, best = self.search, self.search.best
        chain = Chain(self.packed, self.rng)
        chain.load(begin(self.packed, self.pricer.evaluate(best.price, best.multipliers), None))
        guide = Guide.of(self.packed, best.price, best.multipliers)
        chain.round(_GUIDED_PASSES, guide, _GUIDED, search.found, lambda: search.done)

    def _parts(self) -> None:
        """Better the best roster part by part until a tree is searched or the time is up."""
        while not (self.search.done or self.tree.wants_help) and self.search.tours is not None:
            Parts(self.search, self.search.tours, self.rng).run()

    def _dive(self, programme: Programme, style: Style, root: bool = False) -> None:
        """Dive, and better what is found by gentle passes."""
        search = self.search
        found = dive(programme, self.pricer, search, self.rng, style, self.allowed, root=root)
        search.offer(found, self.rng)

    def _search(self, programme: Programme) -> None:
        offer = partial(self.search.offer, rng=self.rng)
        self.tree.search(programme, self.pricer, self.search, offer)
        if self.tree.proves and self.search.objective is not None:
            self.search.searched = True

    def _programme(self) -> Programme:
        programme = Programme(self.packed, self.allowed)
        if self.search.tours is not None:
            programme.add(self.search.tours)
        return programme
