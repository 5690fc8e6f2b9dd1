"""Faults of the sample's records, as telephone platforms make them: lost slots, false zeros."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data.model.grid import Grid

Fault = Literal["missing slots", "feed outage", "false zeros"]
_KINDS: tuple[tuple[Fault, int, int], ...] = (("missing slots", 5, 8), ("false zeros", 1, 5))
"""Kind, how many a year [1/a], longest [h]."""
CLEAN_DAYS = 28
"""Days at the end of the history without faults, so that its last weeks can be judged [d]."""


@dataclass(frozen=True)
class DataFault:
    """Slots of one queue whose records are wrong.

    Parameters
    ----------
    first_slot, slots
        Position and number on the history's grid [-].
    kind
        `missing slots` and `feed outage` (all queues) leave nothing; `false zeros` report none.
    """

    queue_id: str
    first_slot: int
    slots: int
    kind: Fault


def data_faults(
    queue_ids: Sequence[str], grid: Grid, rng: np.random.Generator
) -> tuple[DataFault, ...]:
    """Faults of a history, none in its last four weeks and none overlapping.

    Parameters
    ----------
    grid
        The history's grid; the longer, the more faults (about seven a year).
    """
    usable = grid.slots - CLEAN_DAYS * grid.slots_per_day
    years = max(0.0, usable / (365.25 * grid.slots_per_day))
    if years < 0.1:
        return ()
    found = _feed_outage(queue_ids, grid, usable, rng)
    for kind, per_year, longest_h in _KINDS:
        for _ in range(max(1, round(per_year * years))):
            queue_id = queue_ids[int(rng.integers(len(queue_ids)))]
            slots = int(rng.integers(1, longest_h * 60 // grid.slot_min + 1))
            day = int(rng.integers(usable // grid.slots_per_day - 1))
            # By day, where a zero is plainly false.
            first = day * grid.slots_per_day + int(rng.integers(9 * 60, 15 * 60)) // grid.slot_min
            fault = DataFault(queue_id, first, slots, kind)
            if not any(_overlap(fault, other) for other in found):
                found.append(fault)
    return tuple(sorted(found, key=lambda fault: (fault.first_slot, fault.queue_id)))


def _feed_outage(
    queue_ids: Sequence[str], grid: Grid, usable: int, rng: np.random.Generator
) -> list[DataFault]:
    slots = int(rng.integers(20 * 60, 44 * 60)) // grid.slot_min
    first = int(rng.integers(usable // 2, max(usable // 2 + 1, usable - slots)))
    return [DataFault(queue_id, first, slots, "feed outage") for queue_id in queue_ids]


def _overlap(one: DataFault, other: DataFault) -> bool:
    return (
        one.queue_id == other.queue_id
        and one.first_slot <= other.first_slot + other.slots
        and other.first_slot <= one.first_slot + one.slots
    )
