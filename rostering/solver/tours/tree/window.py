"""Some weeks of a long roster dived anew, everything before and after as it is."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import Prices
from rostering.solver.tours.search.annealing import Chain
from rostering.solver.tours.search.fix_and_optimise import take_in
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.sub_instance import open_sub_instance
from rostering.solver.tours.tree.cells import every_choice
from rostering.solver.tours.tree.dive import Style, dive
from rostering.solver.tours.tree.programme import Programme

_LEAST_DAYS, _MOST_DAYS = 14, 28
"""Days of a window: longer ones find more, and take much longer."""


@dataclass(eq=False)
class _Part:
    """What is wanted of a window: less than it costs now."""

    search: Search
    objective: int | None
    best: Prices
    began: float
    deadline: float

    @property
    def done(self) -> bool:
        return self.search.done

    def proved(self, best: Prices) -> None:
        """A window proves nothing of the whole."""


def windows(days: int, share: float, rng: np.random.Generator) -> Iterator[tuple[int, int]]:
    """First days of windows and those after them: from a share of the horizon on, again and again.

    Each begins in the midst of the one before, so every day is within one.
    """
    first = int(share * days)
    while True:
        length = int(rng.integers(_LEAST_DAYS, _MOST_DAYS + 1))
        yield max(0, min(first, days - length)), min(days, first + length)
        first += length // 2
        first = 0 if first + length // 2 >= days else first


def dive_a_window(search: Search, first: int, last: int, rng: np.random.Generator) -> None:
    """Dive some days of the current roster; what is better goes into it."""
    tours = search.current
    if tours is None:
        return
    sub = open_sub_instance(search.packed, tours, first, last)
    pricer, known = Pricer(sub.packed), sub.cut(tours)
    chain = Chain(sub.packed, pricer.extended, rng)
    chain.load(known.copy())
    prices = sub.around(search.best, 0)
    wanted = _Part(search, chain.objective(), prices, time.monotonic(), search.deadline)
    programme = Programme(sub.packed, every_choice(sub.packed))
    programme.add(known)
    found = dive(programme, pricer, wanted, rng, Style.lucky(rng), programme.allowed)
    if found is not None:
        take_in(search, sub, found)
