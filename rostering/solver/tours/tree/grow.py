"""A team of few shifts: the bound by the programme, dives, then the tree, by both threads."""

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.search.annealing import GENTLE, Best, Chain, Guide, Tours
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.tree.branch import Tree
from rostering.solver.tours.tree.cells import every_choice
from rostering.solver.tours.tree.dive import Style, dive
from rostering.solver.tours.tree.generate import Node, generate
from rostering.solver.tours.tree.programme import Programme
from rostering.solver.tours.tree.window import dive_a_window, windows

_DIVES, _FIRST_NODES, _NEARLY = 10, 2000, 0.005
"""Ten dives, then the tree where the gap is below half a percent or dives bring no more, four times
longer each time: public instance 5 needs 2,000 nodes to the end, instance 7 about as many to its
optimum, which dives miss by a point."""

_LONG_DAYS = 60
"""Days of a horizon from which on a dive of all of it takes minutes, and weeks of it are dived."""

_PASSES = 15
"""Gentle passes after a dive."""


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
            self._prove()
            self._windows(0.5)
        while not search.done:
            programme, before = self._programme(), search.objective
            for number in range(_DIVES):
                style = Style.lucky(self.rng) if number else Style()
                self._offer(
                    dive(programme, self.pricer, search, self.rng, style, self.allowed, root=True)
                )
            if search.gap <= _NEARLY or search.objective == before:
                self.tree.allow(nodes)
                self._search(programme)
                nodes *= 4

    def help(self) -> None:
        """Dive with other luck; search the tree where it is searched."""
        search = self.search
        if self._long:
            self._windows(0.0)
        programme, dived = self._programme(), 0
        while not search.done:
            if self.tree.wants_help:
                self._search(programme)
                continue
            if dived == _DIVES:
                programme, dived = self._programme(), 0
            style, dived = Style.lucky(self.rng), dived + 1
            self._offer(dive(programme, self.pricer, search, self.rng, style, self.allowed))

    @property
    def _long(self) -> bool:
        return self.packed.instance.days > _LONG_DAYS

    def _prove(self) -> None:
        """The root's bound alone."""
        node = Node(self.packed, self.pricer, self.allowed)
        generate(self._programme(), node, self.search.best, self.search, root=True)

    def _windows(self, share: float) -> None:
        """Dive weeks of the roster until the time is up, from a share of the horizon on."""
        for first, last in windows(self.packed.instance.days, share, self.rng):
            if self.search.done:
                return
            dive_a_window(self.search, first, last, self.rng)

    def _search(self, programme: Programme) -> None:
        self.tree.search(programme, self.pricer, self.search, self._offer)
        if self.tree.proves and self.search.objective is not None:
            self.search.searched = True

    def _programme(self) -> Programme:
        programme = Programme(self.packed, self.allowed)
        if self.search.tours is not None:
            programme.add(self.search.tours)
        return programme

    def _offer(self, tours: Tours | None) -> None:
        """A roster, and what gentle passes make of it."""
        if tours is None:
            return
        search = self.search
        chain = Chain(self.packed, self.pricer.extended, self.rng)
        chain.load(tours)
        search.found(chain.objective(), chain.tours)
        guide = Guide.of(self.packed, search.best.price, search.best.multipliers)
        best = Best(chain)
        chain.round(_PASSES, guide, GENTLE, best.heard, lambda: search.done)
        search.found(best.points, best.tours)
