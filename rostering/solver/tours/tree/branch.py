"""Branch and price: depth first over single choices, until nothing better is left."""

import threading
from collections.abc import Callable

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import Prices
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.tree.generate import Aim, Node, generate
from rostering.solver.tours.tree.programme import WHOLE, Programme, Solution

_LOOK_S = 0.05
Open = tuple[np.ndarray, Prices | None]
"""Choices left, and the prices that proved most of the node above."""


class Tree:
    """Open nodes of a search, shared by the threads that work on them and kept between visits."""

    def __init__(self, allowed: np.ndarray) -> None:
        self._open: list[Open] = [(allowed, None)]
        self._at_work = 0
        self._left = 0
        self._unsure = False
        self._changed = threading.Condition()

    @property
    def searched(self) -> bool:
        """Whether nothing is left open."""
        return not self._open and not self._at_work

    @property
    def proves(self) -> bool:
        """Whether the best roster is then the best there is."""
        return self.searched and not self._unsure

    @property
    def wants_help(self) -> bool:
        """Whether more nodes may be searched, and some are there."""
        return self._left > 0 and not self.searched

    def allow(self, nodes: int) -> None:
        """So many nodes more."""
        with self._changed:
            self._left = nodes

    def search(
        self,
        programme: Programme,
        pricer: Pricer,
        search: Aim,
        offer: Callable[[Tours], None],
    ) -> None:
        """Search what is open until the nodes allowed are used up or nothing is left."""
        while (node := self._taken(search)) is not None:
            left = [node]  # where anything fails or is stopped it stays open
            try:
                left = self._expanded(node, programme, pricer, search, offer)
            finally:
                self._give(left)

    def _taken(self, search: Aim) -> Open | None:
        with self._changed:
            while not search.done and self.wants_help:
                if self._open:
                    self._at_work += 1
                    self._left -= 1
                    return self._open.pop()
                self._changed.wait(_LOOK_S)
            return None

    def _give(self, nodes: list[Open]) -> None:
        with self._changed:
            self._open += nodes
            self._at_work -= 1
            self._changed.notify_all()

    def _expanded(
        self,
        node: Open,
        programme: Programme,
        pricer: Pricer,
        search: Aim,
        offer: Callable[[Tours], None],
    ) -> list[Open]:
        """What a node leaves to search: two halves, nothing, or itself if it was not finished."""
        allowed, prices = node
        programme.restrict(allowed)
        node_at = Node(programme.packed, pricer, allowed)
        found = generate(programme, node_at, prices or search.best, search)
        if found.solution is None:
            return [node]
        if found.hopeless:
            return []
        whole = programme.whole(found.solution)
        if whole is not None:
            offer(whole)
            self._unsure |= found.best.points < (search.objective or 0)
            return []
        halves = _halves(programme, found.solution)
        if halves is None:  # breaks alone are open: near, but no proof
            self._unsure = True
            nearest = programme.nearest(found.solution)
            if nearest is not None:
                offer(nearest)
            return []
        return [(half, found.best) for half in halves]


def _halves(programme: Programme, solution: Solution) -> list[np.ndarray] | None:
    """Without and with one choice; the last is searched first.

    Work or off is decided before which shift, and the clearest open question first: it costs the
    other side most.
    """
    share, allowed = programme.shares(solution), programme.allowed
    off = share[:, :, -1]
    split_off = (off > WHOLE) & (off < 1 - WHOLE)
    if split_off.any():
        clear = np.where(split_off, np.abs(off - 0.5), -1.0)
        agent, day = np.unravel_index(int(clear.argmax()), clear.shape)
        choice, first = share.shape[2] - 1, bool(off[agent, day] > 0.5)
    else:
        split = (share > WHOLE) & (share < 1 - WHOLE)
        if not split.any():
            return None
        agent, day, choice = np.unravel_index(
            int(np.where(split, share, 0.0).argmax()), share.shape
        )
        first = True
    inside, outside = allowed.copy(), allowed.copy()
    inside[agent, day] = False
    inside[agent, day, choice] = True
    outside[agent, day, choice] = False
    return [outside, inside] if first else [inside, outside]
