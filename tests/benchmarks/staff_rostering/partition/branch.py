"""Branch and price: depth first over single choices, until nothing better is left."""

import threading
from collections.abc import Sequence

import numpy as np

from tests.benchmarks.staff_rostering.partition.dive import whole_rows
from tests.benchmarks.staff_rostering.partition.generate import generate
from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent
from tests.benchmarks.staff_rostering.partition.instance import CoverInstance
from tests.benchmarks.staff_rostering.partition.master import Master, MasterSolution
from tests.benchmarks.staff_rostering.partition.part import Part, whole
from tests.benchmarks.staff_rostering.partition.tours import TourFinder

Allowed = np.ndarray
Node = tuple[Allowed, np.ndarray | None]
_LOOK_S = 0.05


class Tree:
    """Open nodes of a search, shared by the threads that work on them and kept between visits."""

    def __init__(self, instance: CoverInstance) -> None:
        self.part = whole(instance)
        self._open: list[Node] = [(self.part.allowed, None)]
        self._at_work = 0
        self._left = 0
        self._known: Sequence[np.ndarray] = ()
        self._changed = threading.Condition()

    @property
    def searched(self) -> bool:
        """Whether nothing is left open: then the incumbent is optimal."""
        return not self._open and not self._at_work

    @property
    def wants_help(self) -> bool:
        """Whether more nodes may be searched, and some are there."""
        return self._left > 0 and not self.searched

    def allow(self, nodes: int, known: Sequence[np.ndarray]) -> None:
        """So many nodes more; rosters whose tours a helper's master begins with."""
        with self._changed:
            self._left, self._known = nodes, known

    def help(self, finder: TourFinder, incumbent: Incumbent) -> None:
        """Search with a master of one's own."""
        master = Master(self.part)
        rosters = [*self._known, *([] if incumbent.roster is None else [incumbent.roster])]
        for roster in rosters:
            for place, row in enumerate(roster):
                master.add(place, row)
        self.search(master, finder, incumbent)

    def search(self, master: Master, finder: TourFinder, incumbent: Incumbent) -> None:
        """Search what is open until the nodes allowed are used up or nothing is left."""
        while (node := self._taken(incumbent)) is not None:
            children: list[Node] = [node]  # where anything fails or is stopped it stays open
            try:
                children = self._expanded(node, master, finder, incumbent)
            finally:
                self._give(children)
        master.restrict(self.part)

    def _taken(self, incumbent: Incumbent) -> Node | None:
        with self._changed:
            while not incumbent.done and self.wants_help:
                if self._open:
                    self._at_work += 1
                    self._left -= 1
                    return self._open.pop()
                self._changed.wait(_LOOK_S)
            return None

    def _give(self, nodes: list[Node]) -> None:
        with self._changed:
            self._open += nodes
            self._at_work -= 1
            self._changed.notify_all()

    def _expanded(
        self, node: Node, master: Master, finder: TourFinder, incumbent: Incumbent
    ) -> list[Node]:
        """What a node leaves to search: two halves, nothing, or itself if it was not finished."""
        allowed, prices = node
        master.restrict(self.part.with_allowed(allowed))
        start = incumbent.prices if prices is None else prices
        found = generate(master, finder, start, incumbent=incumbent)
        if not found.finished:
            return [node]
        if found.hopeless or found.solution is None or found.solution.absent > 1e-6:
            return []
        rows = whole_rows(master, found.solution)
        if rows is not None:
            incumbent.offer_rows(master.part.agents, rows)
            return []
        children = _children(master.part, master, found.solution)
        return [(child, found.prices.cell_price) for child in children]


def _children(part: Part, master: Master, solution: MasterSolution) -> list[Allowed]:
    """Without and with one choice; the last is searched first.

    Work or off is decided before which shift type, and the clearest open question first: it costs
    the other side most.
    """
    share = master.shares(solution)
    off = share[:, :, -1]
    split_off = (off > 1e-6) & (off < 1 - 1e-6)
    if split_off.any():
        clear = np.where(split_off, np.abs(off - 0.5), -1.0)
        place, day = np.unravel_index(int(clear.argmax()), clear.shape)
        choices = np.zeros(share.shape[2], dtype=np.bool_)
        choices[-1] = True
        return _two(part.allowed, place, day, choices, bool(off[place, day] > 0.5))
    split = (share > 1e-6) & (share < 1 - 1e-6)
    top = np.where(split, share, 0.0)
    place, day, shift_type = np.unravel_index(int(top.argmax()), top.shape)
    choices = np.zeros(share.shape[2], dtype=np.bool_)
    choices[shift_type] = True
    return _two(part.allowed, place, day, choices, True)


def _two(
    allowed: Allowed, place: np.intp, day: np.intp, choices: np.ndarray, first: bool
) -> list[Allowed]:
    inside, outside = allowed.copy(), allowed.copy()
    inside[place, day] &= choices
    outside[place, day] &= ~choices
    return [outside, inside] if first else [inside, outside]
