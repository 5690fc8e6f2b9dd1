"""Cover of a roster as tables for charts."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from app.web.reads import Judged
from data.model.language import phrase, tr

ALL = phrase("All queues")


def queue_choices(judged: Judged) -> tuple[str, ...]:
    """All queues together, then each."""
    return (ALL, *judged.problem.requirement.queue_ids)


def by_slot(judged: Judged, queue_id: str, first: date, days: int) -> pd.DataFrame:
    """Agents required, covered, short and idle of each slot of some days [agents].

    Notes
    -----
    Idle people belong to no queue: they show with all queues together only.
    """
    requirement, met = judged.problem.requirement, judged.card.cover
    rows = _rows(judged, queue_id)
    offset = (requirement.grid.day - np.datetime64(first, "D")).astype(np.int64)
    part = (offset >= 0) & (offset < days)
    idle = met.surplus if queue_id == ALL else np.zeros_like(met.surplus)
    return pd.DataFrame(
        {
            "start": requirement.grid.local[part],
            "end": (requirement.grid.local + np.timedelta64(requirement.grid.slot_min, "m"))[part],
            "needed": requirement.heads[rows].sum(axis=0)[part],
            "covered": met.covered[rows].sum(axis=0)[part],
            "short": met.shortfall[rows].sum(axis=0)[part],
            "idle": idle[part],
        }
    )


def by_queue(judged: Judged, names: Mapping[str, str]) -> pd.DataFrame:
    """Agent-hours required and short by queue, worst slot and share covered.

    Parameters
    ----------
    names
        Name of each queue.
    """
    requirement, met = judged.problem.requirement, judged.card.cover
    hours = requirement.grid.slot_min / 60
    needed, short = requirement.heads.sum(axis=1) * hours, met.shortfall.sum(axis=1) * hours
    return pd.DataFrame(
        {
            tr("Queue"): [names.get(one, one) for one in requirement.queue_ids],
            tr("Needed [h]"): needed,
            tr("Short [h]"): short,
            tr("Covered"): 1 - short / np.maximum(needed, 1e-9),
            tr("Worst slot [agents short]"): met.shortfall.max(axis=1, initial=0),
            tr("Slots short"): (met.shortfall > 0).sum(axis=1),
        }
    )


def _rows(judged: Judged, queue_id: str) -> list[int]:
    ids = judged.problem.requirement.queue_ids
    return list(range(len(ids))) if queue_id == ALL else [ids.index(queue_id)]
