"""Parts of a long roster dived anew: some weeks of some agents, everything else as it is."""

import time
from dataclasses import dataclass

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import Prices
from rostering.solver.tours.search.annealing import Chain, Tours
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.sub_instance import among, open_sub_instance
from rostering.solver.tours.tree.cells import every_choice
from rostering.solver.tours.tree.dive import Style, dive
from rostering.solver.tours.tree.programme import Programme

_WEEKS, _PATIENCE, _FEWEST = 4, 10, 4
"""Most weeks of a part at first, parts in a row that bring nothing before they are twice as long,
and fewest agents. Half a year of 50 people, from 235,000 points: parts of up to four weeks end at
4,972 after 30 s of processor time, few agents on all days at 12,071 after 65; where they stand
still one of 13 weeks brings hundreds of points, or nothing, in 15 to 30 s."""

_AIM_S, _LARGER, _SMALLER = 2.0, 1.1, 0.7
"""A part of so many weeks should take about so long [s]: the next one has more agents, or fewer."""


@dataclass(eq=False)
class Goal:
    """What a dive is to better.

    Parameters
    ----------
    objective
        Points to better, or None: whatever is found is welcome.
    whole
        Whether what is proved holds for the whole.
    """

    search: Search
    objective: int | None
    best: Prices
    whole: bool = False

    def __post_init__(self) -> None:
        self.began, self.deadline = time.monotonic(), self.search.deadline

    @property
    def done(self) -> bool:
        """Whether the whole search is to end."""
        return self.search.done

    def proved(self, best: Prices) -> None:
        """Take in prices and the bound that they prove of all that is dived."""
        if self.whole:
            self.best = best if best.bound > self.best.bound else self.best
            self.search.proved(best)


class Parts:
    """A roster of one's own, bettered part by part; the search hears of every better one."""

    def __init__(self, search: Search, tours: Tours, rng: np.random.Generator) -> None:
        self.search, self.rng, self.packed = search, rng, search.packed
        self.chain = Chain(search.packed, search.pricer.extended, rng)
        self.days = search.packed.instance.days
        self.weeks, self.idle, self.cells = _WEEKS, 0, dict[int, float]()
        self._take(tours)

    def run(self) -> None:
        """Dive until no length brings anything, a better roster is known, or the time is up."""
        longest = -(-self.days // 7)
        while not self.search.done:
            gained = self.dive()
            self.idle = 0 if gained else self.idle + 1
            if gained:
                self.weeks = _WEEKS
            elif self.idle % _PATIENCE == 0:
                best = self.search.objective
                if self.weeks >= longest or (best is not None and best < self.points):
                    return
                self.weeks = min(2 * self.weeks, longest)

    def dive(self) -> bool:
        """Dive one part; whether the roster is better for it."""
        members, first, last = self.drawn()
        began, before = time.monotonic(), self.points
        packed, mine = among(self.packed, self.tours, members)
        sub = open_sub_instance(packed, mine, first, last)
        pricer, known = Pricer(sub.packed), sub.cut(mine)
        chain = Chain(sub.packed, pricer.extended, self.rng)
        chain.load(known.copy())
        best = sub.around(self.search.best, 0)
        best = Prices(best.price, best.multipliers[members], 0)
        programme = Programme(sub.packed, every_choice(sub.packed))
        programme.add(known)
        goal = Goal(self.search, chain.objective(), best)
        style = Style.lucky(self.rng)
        found = dive(programme, pricer, goal, self.rng, style, programme.allowed)
        if found is not None:
            self._paste(members, sub.paste(found, mine))
        late = time.monotonic() - began > _AIM_S * (self.weeks / _WEEKS) ** 2
        self.cells[self.weeks] = self._cells * (_SMALLER if late else _LARGER)
        return self.points < before

    def drawn(self) -> tuple[np.ndarray, int, int]:
        """Agents, first day and the day after the last one."""
        rng, agents = self.rng, self.packed.size
        least = 1 if self.weeks == _WEEKS else self.weeks // 2 + 1
        length = min(self.days, 7 * int(rng.integers(least, self.weeks + 1)))
        first = int(rng.integers(self.days - length + 1))
        count = min(agents, max(_FEWEST, int(self._cells / length)))
        return np.sort(rng.choice(agents, count, replace=False)), first, first + length

    @property
    def _cells(self) -> float:
        """Agents x days of parts of the present length."""
        most = float(self.packed.size * self.days)
        return min(most, self.cells.get(self.weeks, most))

    def _paste(self, members: np.ndarray, mine: Tours) -> None:
        whole = self.tours.copy()
        whole.shift_types[members], whole.starts[members] = mine.shift_types, mine.starts
        whole.chosen[members] = mine.chosen
        self._take(whole)

    def _take(self, tours: Tours) -> None:
        self.chain.load(tours.copy())
        self.tours, self.points = tours, self.chain.objective()
        self.search.found(self.points, tours)
