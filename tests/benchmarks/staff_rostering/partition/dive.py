"""Diving: settle the clearest choices, generate tours again, until a roster remains."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.staff_rostering.partition.generate import Generated, generate
from tests.benchmarks.staff_rostering.partition.incumbent import Incumbent, Prices
from tests.benchmarks.staff_rostering.partition.master import Master, MasterSolution
from tests.benchmarks.staff_rostering.partition.part import Part
from tests.benchmarks.staff_rostering.partition.tours import TourFinder

WHOLE = 1e-6

HURRY = 40.0
"""Growth of the slack: eleven-fold after half the time limit, so below 1 % over all steps."""

LEAST_SLACK = 0.1
"""Rise of the programme that needs no new tours however cheap the roster [points]."""


@dataclass(frozen=True, eq=False)
class Dived:
    """Rows found for the part's agents (None: hopeless or out of time) and the root's prices."""

    rows: np.ndarray | None
    root: Prices
    root_finished: bool


@dataclass(frozen=True)
class DiveStyle:
    """How boldly to settle.

    Parameters
    ----------
    pace, most_pace
        Share of the open choices settled at once: to begin with, and at most.
    clear
        Least share of a choice for settling more than one.
    luck
        Standard deviation added to the shares.
    slack
        Rise of the programme that needs no new tours, as a share of its value: below one point for
        objectives up to 5000.
    retries
        Steps taken back before giving up.
    """

    pace: float = 0.1
    most_pace: float = 0.5
    clear: float = 0.7
    luck: float = 0.05
    slack: float = 2e-4
    retries: int = 3


def dive(
    master: Master,
    finder: TourFinder,
    start: np.ndarray,
    rng: np.random.Generator,
    *,
    incumbent: Incumbent,
    style: DiveStyle,
    on_bound: Callable[[Prices], None] | None = None,
) -> Dived:
    """Roster of the part better than the incumbent, if diving finds one.

    The master keeps every tour; its part is restored at the end.
    """
    whole_part = master.part
    found = generate(master, finder, start, incumbent=incumbent, on_bound=on_bound)
    root, finished = found.prices, found.finished
    rows = None
    pace, retries, began = style.pace, style.retries, time.monotonic()
    while found.finished and found.solution is not None and not found.hopeless:
        rows = whole_rows(master, found.solution)
        if rows is not None or incumbent.done:
            break
        before = found
        part = master.part
        master.restrict(part.with_allowed(_settle(master, found.solution, rng, style, pace)))
        enough = found.solution.value + _slack(style, began, incumbent, found.solution.value)
        prices = found.prices if found.prices.bound > -math.inf else root
        found = generate(master, finder, prices.cell_price, incumbent=incumbent, enough=enough)
        if _failed(found) and retries > 0:
            master.restrict(part)
            found, pace, retries = before, pace / 4, retries - 1
        elif found.solution is not None:
            pace = (
                min(style.most_pace, 1.5 * pace) if found.solution.value <= enough else 0.7 * pace
            )
    master.restrict(whole_part)
    return Dived(rows, root, finished)


def _slack(style: DiveStyle, began: float, incumbent: Incumbent, value: float) -> float:
    """Allowed rise [points]: more the longer this dive has taken, so that it ends."""
    taken = (time.monotonic() - began) / max(1e-3, incumbent.deadline - incumbent.started)
    return max(LEAST_SLACK, style.slack * abs(value)) * (1 + HURRY * taken**2)


def _failed(found: Generated) -> bool:
    return found.hopeless or (found.solution is not None and found.solution.absent > WHOLE)


def whole_rows(master: Master, solution: MasterSolution) -> np.ndarray | None:
    """The roster, if every agent has a whole tour."""
    if solution.absent > WHOLE:
        return None
    rows = np.full((len(master.part.agents), master.part.instance.days), -1, dtype=np.int64)
    settled = set()
    for number in np.nonzero(solution.weights > 1 - WHOLE)[0]:
        rows[master.owners[number]] = master.rows[number]
        settled.add(master.owners[number])
    return rows if len(settled) == len(rows) else None


def _settle(
    master: Master,
    solution: MasterSolution,
    rng: np.random.Generator,
    style: DiveStyle,
    pace: float,
) -> np.ndarray:
    """Choices left after settling the clearest ones, shape (agents, days, shift types + 1)."""
    part: Part = master.part
    allowed = part.allowed.copy()
    share = master.shares(solution)
    open_cells = allowed.sum(axis=2) > 1
    top = share.max(axis=2)
    choice = share.argmax(axis=2)
    split = open_cells & (top < 1 - WHOLE)
    ranked = np.argwhere(split)
    score = top[split] + rng.normal(0.0, style.luck, len(ranked))
    order = np.argsort(-score)
    most = max(1, math.ceil(pace * len(ranked)))
    chosen = [i for i in order[:most] if score[i] >= style.clear] or [order[0]]
    for place, day in ranked[chosen]:
        allowed[place, day, :] = False
        allowed[place, day, choice[place, day]] = True
    _settle_whole_tours(master, solution, allowed)
    return allowed


def _settle_whole_tours(master: Master, solution: MasterSolution, allowed: np.ndarray) -> None:
    """Agents with a whole tour keep it: they need no pricing any more."""
    days = np.arange(allowed.shape[1])
    for number in np.nonzero(solution.weights > 1 - WHOLE)[0]:
        place, row = master.owners[number], master.rows[number]
        allowed[place] = False
        allowed[place, days, row] = True
