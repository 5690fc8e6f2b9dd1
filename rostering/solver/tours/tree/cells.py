"""What each agent may still do on each day: the choices that a node of a search leaves."""

import numpy as np

from data.model.grid import IntArray
from rostering.solver.tours.packed import NEVER, Packed, People
from rostering.solver.tours.search.annealing import Tours

MOST_CHOICES, MOST_ROWS = 12, 2500
"""Shifts of a day and rows of the programme up to which a tree is worth growing: with more of
either the programme alone takes seconds, and the engine's other searches are ahead."""


def few_shifts(packed: Packed) -> bool:
    """Whether a team is one for the tree: few shifts a day, all of each tour's cost along it."""
    open_choices = every_choice(packed)[..., :-1].any(axis=0).sum(axis=-1)
    floor = packed.floor
    rows = (len(floor.heads) + len(floor.mask) + len(floor.penalty)) * floor.heads.shape[1]
    return (
        packed.instance.end_counters == 0
        and bool(open_choices.max(initial=0) <= MOST_CHOICES)
        and rows + len(packed.instance.agents) <= MOST_ROWS
    )


def every_choice(packed: Packed) -> np.ndarray:
    """All that costs allow, shape (agents, days, shift types x starts + 1); last: a day off."""
    people, shapes = packed.people, packed.shapes
    starts = np.arange(people.cost.shape[3])
    inside = (starts >= shapes.low[:, None]) & (starts < shapes.high[:, None])
    work = (people.cost < -NEVER) & inside
    agents, days = people.off_cost.shape
    off = people.off_cost < -NEVER
    return np.concatenate([work.reshape(agents, days, -1), off[..., None]], axis=2)


def people_of(packed: Packed, allowed: np.ndarray) -> People:
    """The people, for whom all other choices are forbidden."""
    people = packed.people
    work = allowed[..., :-1].reshape(people.cost.shape)
    return people._replace(
        cost=np.where(work, people.cost, np.int32(-NEVER)),
        off_cost=np.where(allowed[..., -1], people.off_cost, np.int32(-NEVER)),
    )


def choices_of(packed: Packed, tours: Tours) -> IntArray:
    """The choice of each agent and day, shape (agents, days)."""
    starts = packed.people.cost.shape[3]
    off = packed.people.cost.shape[2] * starts
    at = tours.shift_types.astype(np.int64) * starts + tours.starts
    return np.asarray(np.where(tours.shift_types < 0, off, at))
