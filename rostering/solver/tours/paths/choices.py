"""Shifts of one day that are worth nearly as much to an agent as the best, or that are theirs."""

from typing import NamedTuple

import numpy as np

from rostering.compiled import INT, INT32, array, called_with, compiled
from rostering.solver.tours.bound.pricing import group_worth
from rostering.solver.tours.instance import SCALE
from rostering.solver.tours.packed import PEOPLE, RULES, SHAPES, Packed, People, Rules, Shapes
from rostering.solver.tours.paths.kernel import fill_values, prefix
from rostering.solver.tours.points import tour_points
from rostering.solver.tours.search.annealing import Tours


class Choices(NamedTuple):
    """What agents may do on the day, their breaks left open.

    Parameters
    ----------
    agent, shift_type, start
        Of each choice; shift type -1: a day off.
    points
        What it costs along the agent's tour [points].
    known
        Whether it is what the agent does in a known roster.
    """

    agent: np.ndarray
    shift_type: np.ndarray
    start: np.ndarray
    points: np.ndarray
    known: np.ndarray

    def drawn(self, share: float, rng: np.random.Generator) -> "Choices":
        """A share of them, and what is known."""
        kept = self.known | (rng.random(len(self.agent)) < share)
        return Choices(*(part[kept] for part in self))


def near_best(packed: Packed, price: np.ndarray, reach: float, known: Tours) -> Choices:
    """All choices that cost their agent at most `reach` points more than the best, or are known.

    Parameters
    ----------
    packed
        One day.
    price
        Of queues and slots [1/1024 point]; breaks lie where they cost least at it.
    known
        A roster of the day.
    """
    people, shapes = packed.people, packed.shapes
    values = _values(packed, price)
    parts = []
    for agent, group in enumerate(people.group):
        found = _legal(agent, values[group], shapes, people, packed.rules)
        near = found[3] >= found[3].max() - round(reach * SCALE)
        shift_type, start = known.shift_types[agent, 0], known.starts[agent, 0]
        theirs = (found[0] == shift_type) & ((found[1] == start) | (shift_type < 0))
        kept = near | theirs
        parts.append(np.vstack([np.full(len(theirs), agent), found[:3], theirs])[:, kept])
    agents, shift_types, starts, points, own = np.concatenate(parts, axis=1)
    return Choices(
        agents,
        shift_types.astype(np.int32),
        starts.astype(np.int32),
        points / SCALE,
        own.astype(bool),
    )


def _values(packed: Packed, price: np.ndarray) -> np.ndarray:
    """What shifts of each group of agents are worth, shape (groups, days, shift types, starts)."""
    floor, shapes = packed.floor, packed.shapes
    worth = np.empty(floor.fixed.shape, dtype=np.int32)
    group_worth(price, floor, worth, np.empty_like(worth))
    sums, lost = np.zeros((2, len(shapes.slot_at)), dtype=np.int32)
    values = np.zeros((len(worth), *packed.people.cost.shape[1:]), dtype=np.int32)
    for row, out in zip(worth, values, strict=True):
        prefix(row, shapes, sums, lost)
        fill_values(sums, lost, shapes, out)
    return values


@called_with(INT, array(INT32, 3), SHAPES, PEOPLE, RULES)
@compiled
def _legal(
    agent: int, values: np.ndarray, shapes: Shapes, people: People, rules: Rules
) -> np.ndarray:
    """Shift type, start, points, worth less points of all an agent may do, (4, choices)."""
    shift_types, starts = people.cost.shape[2:]
    found = np.empty((4, shift_types * starts + 1), dtype=np.int64)
    shift_type, start = np.full(1, -1, dtype=np.int32), np.full(1, -1, dtype=np.int32)
    count = 0
    for k in range(-1, shift_types):
        shift_type[0] = k
        low, high = (-1, 0) if k < 0 else (shapes.low[k], shapes.high[k])
        for s in range(low, high):
            start[0] = s
            points = tour_points(shift_type, start, people, rules, agent)
            if points >= 0:
                worth = values[0, k, s] if k >= 0 else 0
                for row, value in enumerate((k, s, points, worth - points)):
                    found[row, count] = value
                count += 1
    return found[:, :count]
