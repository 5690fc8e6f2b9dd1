"""Parts of a long roster dived anew: some weeks of some agents, everything else as it is."""

import math
import time
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from data.model.grid import IntArray
from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.bound.volume import Prices
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.search.annealing import (
    Chain,
    Guide,
    Tours,
    along,
    at_end,
    heads_of_each,
)
from rostering.solver.tours.search.shared import Search
from rostering.solver.tours.search.sub_instance import among, open_sub_instance
from rostering.solver.tours.tree.cells import every_choice
from rostering.solver.tours.tree.dive import Style, dive
from rostering.solver.tours.tree.generate import Node
from rostering.solver.tours.tree.limits import counted_along
from rostering.solver.tours.tree.programme import Programme

_WEEKS, _PATIENCE, _FEWEST = 4, 10, 2
"""Most weeks of the shortest parts, parts of each length in a row that bring nothing before a
roster is left, and fewest agents."""

_AIM_S, _LARGER, _SMALLER, _GIVEN_UP = 2.0, 1.1, 0.7, 10
"""A part should take so much processor time [s], longer ones more with the square of weeks, or the
next has fewer agents; else it has more. One is given up after so many times as long."""

_STILL, _LATELY, _ALWAYS, _FAR = 2, 5, 0.05, 5e-4
"""Parts in a row that bring nothing before the next sort comes in; parts of a sort by which it is
judged; share of the time of each, the rest is for the one that brings most; and share of the points
by which a roster is left for a better one."""

_WORTH, _ROUGH = 0.002, 0.1
"""A part that cannot bring this share of what is open is left; share of what it may bring that its
programme leaves open: four people's half a year take 2,000 rounds to the end, and bring a point."""

_MOST_ARCS, _FULL_DAYS = 3e6, 25.0
"""Arcs of a part, of 50 bytes each, once a limit is counted along it: for each of the rules so many
as its days are times these. Half a year of 100 people has 5 million in eight weeks of everybody, 52
million in all."""

_UNSEEN = 0.1
"""Share of the mean loss that counts for everybody."""


@dataclass(eq=False)
class Goal:
    """What a dive is to better.

    Parameters
    ----------
    objective
        Points to better, or None: whatever is found is welcome.
    rough
        See `Aim`.
    most_s
        Time that it may take [s].
    """

    search: Search
    objective: int | None
    best: Prices
    rough: float = 0.0
    most_s: float = math.inf

    def __post_init__(self) -> None:
        self.began, self.deadline = time.monotonic(), self.search.deadline

    @property
    def done(self) -> bool:
        """Whether the whole search is to end, or this dive has taken too long."""
        return self.search.done or time.monotonic() - self.began > self.most_s

    def proved(self, best: Prices) -> None:
        """Nothing of the whole is proved by a part."""


@dataclass(eq=False)
class Length:
    """Parts of up to so many weeks: how many agents' days they have, and what they bring.

    Parameters
    ----------
    least, most
        Weeks [-].
    cells, limit
        Agents x days of the next one, and most of any [-].
    aim_s
        What one should take [s].
    spent
        Time so far [s].
    idle
        Parts in a row that brought nothing [-].
    brought
        What the latest of them brought [points], in how long [s].
    """

    least: int
    most: int
    limit: float
    aim_s: float = _AIM_S
    spent: float = 0.0
    idle: int = 0
    brought: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=_LATELY))

    def __post_init__(self) -> None:
        self.cells = self.limit

    @property
    def pace(self) -> float:
        """Points a second."""
        seconds = sum(seconds for _, seconds in self.brought)
        return sum(points for points, _ in self.brought) / max(seconds, 1e-9)

    def learn(self, points: int, seconds: float) -> None:
        """Take in what a part brought [points], in how long."""
        self.idle = 0 if points > 0 else self.idle + 1
        self.spent += seconds
        self.brought.append((max(0, points), seconds))
        cells = self.cells * (_SMALLER if seconds > self.aim_s else _LARGER)
        self.cells = min(self.limit, max(_FEWEST * 7.0 * self.least, cells))


class Parts:
    """A roster of one's own, bettered part by part; the search hears of every better one."""

    def __init__(self, search: Search, tours: Tours, rng: np.random.Generator) -> None:
        self.search, self.rng, self.packed = search, rng, search.packed
        self.chain = Chain(search.packed, rng)
        self.days = search.packed.instance.days
        self.lengths: list[Length] = []
        longest, least = -(-self.days // 7), 1
        while least <= longest:
            most = min(max(_WEEKS, 2 * (least - 1)), longest)
            aim_s = _AIM_S * max(1.0, most / _WEEKS) ** 2
            self.lengths.append(Length(least, most, self._most_cells(7 * most), aim_s))
            least = most + 1
        self._proved: Prices | None = None
        self._take(tours)

    def run(self) -> None:
        """Dive until no length brings anything or the time is up."""
        while not self.search.done:
            self.dive()
            if min(length.idle for length in self.lengths) >= _PATIENCE:
                return
            best, tours = self.search.objective, self.search.tours
            if best is not None and tours is not None and self.points - best > _FAR * abs(best):
                self._take(tours)

    @property
    def length(self) -> Length:
        """The one that is next: a longer one comes in where the one before it stands still."""
        opened = [
            length
            for number, length in enumerate(self.lengths)
            if number == 0 or self.lengths[number - 1].idle >= _STILL or length.spent
        ]
        total = sum(length.spent for length in opened)
        least = min(opened, key=lambda length: length.spent)
        if least.spent <= _ALWAYS * total:
            return least
        return max(opened, key=lambda length: (length.pace, -length.spent))

    def dive(self) -> None:
        """Dive one part, and keep what is no dearer."""
        length = self.length
        members, first, last = self.drawn(length)
        began, before = time.thread_time(), self.points
        packed, mine = among(self.packed, self.tours, members)
        sub = open_sub_instance(packed, mine, first, last)
        known = sub.cut(mine)
        packed = counted_along(sub.packed, known)
        pricer = Pricer(packed)
        chain = Chain(packed, self.rng)
        chain.load(known.copy())
        best = sub.around(self.search.best, 0)
        best = Prices(best.price, best.multipliers[members], 0)
        programme = Programme(packed, every_choice(packed))
        programme.add(known)
        points, open_points = chain.objective(), self.points - max(0, self.search.bound)
        least = points - int(_WORTH * max(0, open_points))
        goal = Goal(self.search, least, best, rough=_ROUGH, most_s=_GIVEN_UP * length.aim_s)
        style = Style.lucky(self.rng)
        found = dive(programme, pricer, goal, self.rng, style, programme.allowed)
        if found is not None:
            chain.load(found)
            if chain.objective() <= points:
                self._paste(members, sub.paste(found, mine))
        length.learn(before - self.points, time.thread_time() - began)

    def _most_cells(self, days: int) -> float:
        """Agents x days of parts of so many days: everybody, or as many as fit in memory."""
        rules = self.packed.rules
        arcs = len(rules.arc_from) / (len(rules.arc_begin) * self.days)
        most = _MOST_ARCS / (arcs * max(1.0, days / _FULL_DAYS))
        return min(float(self.packed.size * self.days), most)

    def drawn(self, length: Length) -> tuple[np.ndarray, int, int]:
        """Agents, first day and the day after the last one."""
        rng, agents = self.rng, self.packed.size
        days = min(self.days, 7 * int(rng.integers(length.least, length.most + 1)))
        first = int(rng.integers(self.days - days + 1))
        count = min(agents, max(_FEWEST, int(length.cells / days)))
        losses = self.losses()
        weight = losses + _UNSEEN * losses.mean() + 1e-9
        members = rng.choice(agents, count, replace=False, p=weight / weight.sum())
        return np.sort(members), first, first + days

    def losses(self) -> np.ndarray:
        """Points by which each agent's tour is dearer than the least that the prices prove."""
        best, people = self.search.best, self.packed.people
        if self._proved is not best:
            whole = Node(self.packed, self.search.pricer, every_choice(self.packed))
            _, tours = whole.evaluate(best.price / SCALE, best.multipliers / SCALE)
            self._least, units = self._asked(tours, best)
            if units.size:
                numbers = np.arange(people.end_counter_points.shape[2])
                beside = people.end_counter_points - best.multipliers[..., None] / SCALE * numbers
                beside[:, numbers > self.packed.most_units[:, None]] = np.inf
                self._least += (best.multipliers * units).sum(axis=1) / SCALE
                self._least += beside.min(axis=2).sum(axis=1)
            self._proved = best
        asked, units = self._asked(self.tours, best)
        asked += at_end(self.packed, units).sum(axis=1)
        return np.asarray(np.maximum(0.0, asked - self._least))

    def _asked(self, tours: Tours, best: Prices) -> tuple[np.ndarray, IntArray]:
        """Points of each tour less what its heads are worth, and its end-of-tour units unpaid."""
        packed = self.packed
        worth = Guide.of(packed, best.price, best.multipliers).worth[packed.people.group]
        worked = (worth.astype(np.float64) * heads_of_each(packed, tours)).sum(axis=1)
        points, units = along(packed, tours)
        return (points - worked) / SCALE, units

    def _paste(self, members: np.ndarray, mine: Tours) -> None:
        whole = self.tours.copy()
        whole.shift_types[members], whole.starts[members] = mine.shift_types, mine.starts
        whole.chosen[members] = mine.chosen
        self._take(whole)

    def _take(self, tours: Tours) -> None:
        self.chain.load(tours.copy())
        self.tours, self.points = tours, self.chain.objective()
        self.search.found(self.points, tours)
