"""Diving: settle the clearest choices, generate tours again, until a roster remains."""

import math
import time
from dataclasses import dataclass

import numpy as np

from rostering.solver.tours.bound.pricing import Pricer
from rostering.solver.tours.search.annealing import Tours
from rostering.solver.tours.tree.generate import Aim, Generated, Node, generate
from rostering.solver.tours.tree.programme import WHOLE, Programme, Solution

_HURRY = 40.0
"""Growth of the slack: eleven-fold after half the time limit, so below 1 % over all steps."""

_LEAST_SLACK = 0.1
"""Rise of the programme that needs no new tours however cheap the roster [points]."""

_MOST_PACE, _CLEAR, _RETRIES = 0.5, 0.7, 3
"""Most of the open choices settled at once, least share of a choice for settling more than one,
and steps taken back before giving up."""


@dataclass(frozen=True)
class Style:
    """How boldly to settle.

    Parameters
    ----------
    pace
        Share of the open choices settled at once, to begin with.
    luck
        Standard deviation added to the shares.
    slack
        Rise of the programme that needs no new tours, as a share of its value.
    """

    pace: float = 0.1
    luck: float = 0.05
    slack: float = 2e-4

    @classmethod
    def lucky(cls, rng: np.random.Generator) -> "Style":
        """A quick dive with much luck: of 14 such dives each on the public instances 5 and 7 nearly
        all ended near the optimum, of 14 cautious ones with little luck 11 and 2.
        """
        return cls(
            pace=float(rng.choice([0.1, 0.2])),
            luck=float(rng.choice([0.1, 0.2, 0.3])),
            slack=float(rng.choice([2e-4, 1e-3])),
        )


def dive(
    programme: Programme,
    pricer: Pricer,
    search: Aim,
    rng: np.random.Generator,
    style: Style,
    allowed: np.ndarray,
    root: bool = False,
) -> Tours | None:
    """A roster within the choices allowed and better than the best, if a dive finds one.

    The programme keeps every tour; its choices are all of `allowed` again at the end.
    """
    packed = programme.packed
    programme.restrict(allowed)
    found = generate(programme, Node(packed, pricer, allowed), search.best, search, root=root)
    tours, pace, retries, began = None, style.pace, _RETRIES, time.monotonic()
    now = allowed
    while found.solution is not None and not found.hopeless:
        tours = programme.whole(found.solution)
        if tours is not None or search.done:
            break
        before, then = found, now
        now = _settled(programme, found.solution, rng, style, pace)
        if (now == then).all():  # breaks alone are open
            tours = programme.nearest(found.solution)
            break
        programme.restrict(now)
        value = found.solution.value
        enough = value + _slack(style, began, search, value)
        found = generate(programme, Node(packed, pricer, now), found.best, search, enough=enough)
        if _failed(found, before) and retries > 0:
            programme.restrict(then)
            found, now, pace, retries = before, then, pace / 4, retries - 1
        elif found.solution is not None:
            near = found.solution.value <= enough
            pace = min(_MOST_PACE, 1.5 * pace) if near else 0.7 * pace
    programme.restrict(allowed)
    return tours


def _slack(style: Style, began: float, search: Aim, value: float) -> float:
    """Allowed rise [points]: more the longer this dive has taken, so that it ends."""
    taken = (time.monotonic() - began) / max(1e-3, search.deadline - search.began)
    return max(_LEAST_SLACK, style.slack * abs(value)) * (1 + _HURRY * taken**2)


def _failed(found: Generated, before: Generated) -> bool:
    if found.solution is None or before.solution is None:
        return False
    return found.hopeless or found.solution.absent > before.solution.absent + WHOLE


def _settled(
    programme: Programme, solution: Solution, rng: np.random.Generator, style: Style, pace: float
) -> np.ndarray:
    """Choices left after settling the clearest ones and the agents who have one tour."""
    allowed = programme.allowed.copy()
    share = programme.shares(solution)
    top, choice = share.max(axis=2), share.argmax(axis=2)
    split = (allowed.sum(axis=2) > 1) & (top < 1 - WHOLE)
    ranked = np.argwhere(split)
    if len(ranked):
        score = top[split] + rng.normal(0.0, style.luck, len(ranked))
        order = np.argsort(-score)
        most = max(1, math.ceil(pace * len(ranked)))
        chosen = [i for i in order[:most] if score[i] >= _CLEAR] or [order[0]]
        for agent, day in ranked[chosen]:
            allowed[agent, day] = False
            allowed[agent, day, choice[agent, day]] = True
    whole = (top >= 1 - WHOLE).all(axis=1)
    allowed[whole] = share[whole] >= 1 - WHOLE
    return allowed
