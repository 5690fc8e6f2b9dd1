"""What each agent may still do on each day: the choices that a node of a search leaves."""

import numpy as np

from data.model.grid import IntArray
from rostering.solver.tours.instance import FORBIDDEN, TourInstance
from rostering.solver.tours.packed import NEVER, Packed, People
from rostering.solver.tours.search.annealing import Tours

MOST_CHOICES, MOST_WITHOUT_BREAKS, MOST_ROWS = 12, 20, 2500
"""Shifts of a day and rows of the programme up to which a tree is worth growing: with more of
either the programme alone takes seconds, and the engine's other searches are ahead. Shifts without
breaks may be more, since nothing but them is left open."""

LONG_DAYS, PART_DAYS = 60, 28
"""Days of a horizon from which on it is bettered part by part, and days of most of the parts: only
their rows count."""


def few_shifts(instance: TourInstance) -> bool:
    """Whether a team is one for the tree: few shifts a day, and few rows."""
    cover, shifts = instance.cover, np.any(instance.cost < FORBIDDEN, axis=0)
    several = int((cover.served.sum(axis=1) > 1).sum())
    rows = (len(cover.heads) + several + len(cover.presence)) * cover.slots
    if instance.days > LONG_DAYS:
        rows = rows * PART_DAYS // instance.days
    breaks = any(shift_type.breaks for shift_type in instance.shift_types)
    most = MOST_CHOICES if breaks else MOST_WITHOUT_BREAKS
    return (
        bool(shifts.sum(axis=(1, 2)).max(initial=0) <= most)
        and rows + len(instance.agents) <= MOST_ROWS
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
