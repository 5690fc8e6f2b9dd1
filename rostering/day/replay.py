"""A day that is over, played again with other people on the floor."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt

from data.model.grid import FloatArray, Grid
from data.model.queue import Queue
from data.model.requirement import Shrinkage
from data.model.shift import Shift
from rostering.simulation.presence import presence_of_roster
from rostering.simulation.report import ServiceReport
from rostering.simulation.routing import Policy
from rostering.simulation.simulate import played
from rostering.simulation.traffic import Behaviour, Traffic


def replay_people(
    grid: Grid,
    queues: Sequence[Queue],
    came: npt.NDArray[Any],
    handle_s: FloatArray,
    shifts: Sequence[Shift],
    skills: Sequence[tuple[str, tuple[str, ...]]],
    *,
    behaviours: Mapping[str, Behaviour],
    shrinkages: tuple[Shrinkage, ...] = (),
    replications: int = 30,
    seed: int = 0,
) -> ServiceReport:
    """Service that people would have given the contacts that really came.

    Parameters
    ----------
    came
        Contacts that came [contacts/slot], shape (queues, slots).
    handle_s
        Mean handle time [s], same shape.

    Notes
    -----
    How many came in a slot is known; when within it, with which handle time and patience is drawn.
    """
    traffic = Traffic(
        grid,
        tuple(queues),
        tuple(behaviours.get(queue.queue_id, Behaviour()) for queue in queues),
        came.astype("float64"),
        handle_s,
        came=came.astype("int64"),
    )
    plan = presence_of_roster(shifts, skills, [queue.queue_id for queue in queues], grid)
    return played(traffic, plan, Policy(), shrinkages, replications, seed, 2, None, {})
