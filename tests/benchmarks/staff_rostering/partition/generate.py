"""Column generation: prices from the master, cheapest tours at these prices, and their bound."""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent, Prices
from tests.benchmarks.staff_rostering.partition.master import Master, MasterSolution
from tests.benchmarks.staff_rostering.partition.part import Part, price_scale
from tests.benchmarks.staff_rostering.partition.tours import Tour, TourFinder

SMOOTHING = 0.5
"""Weight of the best prices so far: halves the iterations on the public 28-day instances."""

CLOSE = 0.02
"""Stop once value and bound are this close [points]: objectives are whole numbers."""

Spread = Callable[[Callable[[int], Tour | None], range], Iterable[Tour | None]]


class _Stopped(Exception):
    """Somebody asked to stop between two agents."""


@dataclass(frozen=True, eq=False)
class Generated:
    """Outcome: the last solution (None: no legal roster, or out of time) and the best prices."""

    solution: MasterSolution | None
    prices: Prices
    finished: bool
    hopeless: bool = False


def evaluate(
    part: Part,
    finder: TourFinder,
    cell_price: np.ndarray,
    stopped: Callable[[], bool] | None = None,
    spread: Spread = map,
) -> tuple[float, list[Tour] | None]:
    """Bound that prices prove for a part, and each agent's cheapest tour at them.

    Lagrangian relaxation of the cover rows; exact in integers, so valid whatever the prices.

    Parameters
    ----------
    cell_price
        Worth of one more head [points], shape (days, shift types).
    stopped
        Asked between agents; a stopped evaluation proves nothing: (-inf, None).
    spread
        Prices one agent after the other; an executor's `map` prices several at once.
    """
    instance = part.instance
    scale = price_scale(instance)
    price = np.rint(cell_price * scale).astype(np.int64)
    need = instance.need - part.fixed_heads
    price = np.clip(price, -instance.over * scale, instance.under * scale)
    total = int((price * need).sum())

    def tour_of(place: int) -> Tour | None:
        if stopped is not None and stopped():
            raise _Stopped
        must = np.asarray(~part.allowed[place, :, -1])
        free = np.asarray(part.allowed[place, :, :-1].any(axis=1))
        return finder.best(part.agents[place], part.prices_of(place, price, scale), free, must)

    tours = []
    try:
        for tour in spread(tour_of, range(len(part.agents))):
            if tour is None:
                return math.inf, None
            total += tour.bound
            tours.append(tour)
    except _Stopped:
        return -math.inf, None
    return total / scale + part.constant, tours


def generate(
    master: Master,
    finder: TourFinder,
    start: np.ndarray,
    *,
    incumbent: Incumbent,
    enough: float = -math.inf,
    on_bound: Callable[[Prices], None] | None = None,
) -> Generated:
    """Add tours until none improves the programme, or sooner.

    Parameters
    ----------
    start
        First prices, shape (days, shift types).
    incumbent
        Says when to stop, and the bound from which on the part is no longer interesting.
    enough
        A value as low as this needs no better one [points].
    """
    best = Prices(start, -math.inf)
    solution = None
    while not incumbent.done:
        with incumbent.running(master.interrupt):
            solution = master.solve(incumbent.deadline - time.monotonic())
        if solution is None:
            break
        if solution.value <= enough and solution.absent < 1e-6:
            return Generated(solution, best, True)
        best, added = _price(master, finder, solution, best, incumbent)
        if on_bound:
            on_bound(best)
        if best.bound > incumbent.cutoff:
            return Generated(solution, best, True, hopeless=True)
        if not added or solution.value - best.bound < CLOSE:
            return Generated(solution, best, True)
    return Generated(solution, best, False)


def _price(
    master: Master, finder: TourFinder, solution: MasterSolution, best: Prices, incumbent: Incumbent
) -> tuple[Prices, int]:
    """Add the cheapest tours, at smoothed prices first; best prices now, and tours added."""
    added = 0
    for smoothing in (SMOOTHING, 0.0):
        cell_price = smoothing * best.cell_price + (1 - smoothing) * solution.cell_price
        bound, tours = evaluate(master.part, finder, cell_price, lambda: incumbent.done)
        if tours is None:
            return (Prices(cell_price, bound) if bound > best.bound else best), 0
        if bound > best.bound:
            best = Prices(cell_price, bound)
        added = _add(master, solution, tours)
        if added or solution.value - best.bound < CLOSE:
            break
    return best, added


def _add(master: Master, solution: MasterSolution, tours: list[Tour]) -> int:
    """Add the tours that improve the programme."""
    added = 0
    instance = master.part.instance
    for place, tour in enumerate(tours):
        if not tour.legal:
            continue
        day = np.nonzero(tour.row >= 0)[0]
        worth = solution.cell_price[day, tour.row[day]].sum() + solution.agent_price[place]
        if instance.tour_cost(master.part.agents[place], tour.row) < worth - 1e-7:
            added += master.add(place, tour.row)
    return added
