"""Parts of a long roster dived anew: some agents on some days, everything else as it is."""

import time
from dataclasses import dataclass

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import Prices
from rostering.solver.tours.points import roster_points
from rostering.solver.tours.search.annealing import Chain, Tours
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.sub_instance import among, open_sub_instance
from rostering.solver.tours.tree.cells import every_choice
from rostering.solver.tours.tree.dive import Style, dive
from rostering.solver.tours.tree.programme import Programme

_WEEKS, _FEWEST, _LEAST_CELLS, _CELLS = 5, 4, 60, 400
"""Most weeks of a part that has not all days, fewest agents, and agents x days: at least, at first.
"""

_AIM_S, _LARGER, _SMALLER = 2.0, 1.1, 0.85
"""A part should take about so long [s]: the next one has more cells, or fewer."""


@dataclass(eq=False)
class _Aim:
    """What is wanted of a part: less than it costs now."""

    search: Search
    objective: int | None
    best: Prices
    began: float
    deadline: float

    @property
    def done(self) -> bool:
        return self.search.done

    def proved(self, best: Prices) -> None:
        """A part proves nothing of the whole."""


class Parts:
    """Draws parts of two forms, few agents on all days and more agents on some weeks, and dives."""

    def __init__(self, search: Search, rng: np.random.Generator) -> None:
        self.search, self.rng = search, rng
        self.agents, self.days = search.packed.size, search.packed.instance.days
        self.cells = {True: float(_CELLS), False: float(_CELLS)}

    def drawn(self) -> tuple[np.ndarray, int, int, bool]:
        """Agents, first day, the day after the last one, and whether these are all days."""
        rng, whole = self.rng, bool(self.rng.random() < 0.5)
        length = self.days if whole else min(self.days, 7 * int(rng.integers(1, _WEEKS)))
        first = int(rng.integers(self.days - length + 1))
        count = min(self.agents, max(_FEWEST, int(self.cells[whole] / length)))
        members = np.sort(rng.choice(self.agents, count, replace=False))
        return members, first, first + length, whole

    def dive(self) -> None:
        """Dive one of the current roster; what is better goes into it."""
        tours, began = self.search.current, time.monotonic()
        if tours is None:
            return
        members, first, last, whole = self.drawn()
        found = _dived(self.search, tours, members, first, last, self.rng)
        if found is not None:
            _take_in(self.search, members, first, last, found)
        factor = _LARGER if time.monotonic() - began < _AIM_S else _SMALLER
        most = float(self.agents * self.days)
        self.cells[whole] = min(most, max(_LEAST_CELLS, self.cells[whole] * factor))


def _dived(
    search: Search,
    tours: Tours,
    members: np.ndarray,
    first: int,
    last: int,
    rng: np.random.Generator,
) -> Tours | None:
    """Better tours of a part, or None."""
    packed, mine = among(search.packed, tours, members)
    sub = open_sub_instance(packed, mine, first, last)
    pricer, known = Pricer(sub.packed), sub.cut(mine)
    chain = Chain(sub.packed, pricer.extended, rng)
    chain.load(known.copy())
    best = sub.around(search.best, 0)
    best = Prices(best.price, best.multipliers[members], 0)
    aim = _Aim(search, chain.objective(), best, time.monotonic(), search.deadline)
    programme = Programme(sub.packed, every_choice(sub.packed))
    programme.add(known)
    return dive(programme, pricer, aim, rng, Style.lucky(rng), programme.allowed)


def _take_in(search: Search, members: np.ndarray, first: int, last: int, part: Tours) -> None:
    """Put a part into the current roster if it still fits there."""
    assert search.current is not None
    whole, packed, at = search.current.copy(), search.packed, np.ix_(members, np.arange(first, last))
    whole.shift_types[at], whole.starts[at] = part.shift_types, part.starts
    whole.chosen[at] = part.chosen
    if roster_points(whole.shift_types, whole.starts, packed.people, packed.rules) < 0:
        return  # the other thread changed the days next to these
    chain = Chain(packed, search.pricer.extended, np.random.default_rng(0))
    chain.load(whole)
    search.go_on_from(chain.objective(), whole)
