"""Column generation: prices from the programme, best tours at these prices, and their bound."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rostering.solver.tours.bound.pricing import INFEASIBLE, Pricer, group_worth
from rostering.solver.tours.bound.volume import Prices, multiplier_limits
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import Packed
from rostering.solver.tours.paths.kernel import choose_all
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.search.master_state import as_whole
from rostering.solver.tours.tree.cells import people_of
from rostering.solver.tours.tree.programme import WHOLE, Programme, Solution

_SMOOTHING = 0.5
"""Weight of the best prices so far: halves the iterations on the public instances of 28 days."""

_CLOSE = 0.02
"""Value and bound are one when so close [points]: rosters cost whole points."""


@dataclass(frozen=True, eq=False)
class Generated:
    """Outcome: the last solution (None: out of time) and the prices that prove most.

    Parameters
    ----------
    hopeless
        Whether nothing better than the roster known is left.
    """

    solution: Solution | None
    best: Prices
    hopeless: bool = False


class Aim(Protocol):
    """What a search for better tours asks of whoever wants them.

    `rough` is the share of what may be gained that may stay open: zero for a proof.
    """

    objective: int | None
    best: Prices
    began: float
    deadline: float
    rough: float

    @property
    def done(self) -> bool:
        """Whether to end."""

    def proved(self, best: Prices) -> None:
        """Take in prices and the bound that they prove of all that is searched."""


class Node:
    """What a search may still choose, with its prices."""

    def __init__(self, packed: Packed, pricer: Pricer, allowed: np.ndarray) -> None:
        self.packed, self.allowed = packed, allowed
        self.pricer = pricer.among(people_of(packed, allowed))
        self.limits = multiplier_limits(packed, pricer.most)

    def evaluate(self, price: np.ndarray, multipliers: np.ndarray) -> tuple[Prices, Tours]:
        """What prices prove [points, any], and everybody's best tour with its best breaks."""
        packed, floor = self.packed, self.packed.floor
        whole = as_whole(np.clip(price, *packed.price_limits))
        units = as_whole(np.clip(multipliers, *self.limits))
        found = self.pricer.evaluate(whole, units)
        chosen = np.zeros((*found.shift_types.shape, packed.breaks), dtype=np.int32)
        if found.bound != INFEASIBLE:
            worth = np.empty(floor.fixed.shape, dtype=np.int32)
            group_worth(whole, floor, worth, np.empty_like(worth))
            choose_all(
                worth,
                packed.shapes,
                packed.people.group,
                found.shift_types,
                found.starts,
                chosen,
            )
        return Prices(whole, units, found.bound), Tours(found.shift_types, found.starts, chosen)


def generate(
    programme: Programme,
    node: Node,
    start: Prices,
    search: Aim,
    *,
    enough: float = -math.inf,
    root: bool = False,
) -> Generated:
    """Add tours until none betters the programme, or sooner.

    Parameters
    ----------
    start
        Prices to begin with.
    enough
        A value as low as this needs no better one [points].
    root
        Whether the bounds hold for the whole instance.
    """
    best = Prices(start.price, start.multipliers, -INFEASIBLE)
    while not search.done:
        solution = programme.solve(lambda: search.done)
        if solution is None:
            break
        if solution.value <= enough and solution.absent < WHOLE:
            return Generated(programme.weighed(solution), best)
        best, added = _priced(programme, node, solution, best, search)
        if root and best.bound < INFEASIBLE:
            search.proved(best)
        if search.objective is not None and best.points >= search.objective:
            return Generated(solution, best, hopeless=True)
        if not added:
            return Generated(programme.weighed(solution), best)
    return Generated(None, best)


def _priced(
    programme: Programme, node: Node, solution: Solution, best: Prices, search: Aim
) -> tuple[Prices, int]:
    """Add the best tours, at smoothed prices first; prices that prove most, and tours added.

    A node that leaves somebody no tour proves more than any roster costs.
    """
    added = 0
    for smoothing in (_SMOOTHING, 0.0):
        price = smoothing * best.price / SCALE + (1 - smoothing) * solution.price
        units = smoothing * best.multipliers / SCALE + (1 - smoothing) * solution.multipliers
        proved, tours = node.evaluate(price, units)
        best = proved if proved.bound > best.bound else best
        if proved.bound == INFEASIBLE:
            break
        if _close(solution, best, search):
            break
        added = programme.add(tours, solution)
        if added:
            break
    return best, added


def _close(solution: Solution, best: Prices, search: Aim) -> bool:
    bound = best.bound / SCALE
    gain = 0.0 if search.objective is None else search.objective - bound
    return solution.value - bound < max(_CLOSE, search.rough * gain)
