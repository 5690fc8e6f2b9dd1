"""A kept requirement, cut to the days that somebody rosters."""

from dataclasses import replace
from datetime import date

import numpy as np

from app.services.desk import Desk
from data.model.errors import NotFound
from data.model.grid import Grid
from data.model.requirement import Requirement


def requirement_for(
    desk: Desk, first: date, days: int, requirement_id: str = "", *, tail_min: int = 0
) -> Requirement:
    """A requirement cut to whole days of a horizon; the newest that covers them if not named.

    Parameters
    ----------
    tail_min
        Of the morning after the last day, how much to keep where it is known [min].

    Raises
    ------
    NotFound
        If none covers the days; says which days are covered.
    """
    ids = (
        [requirement_id]
        if requirement_id
        else [r.requirement_id for r in desk.store.list_requirements()]
    )
    covered = []
    for found in map(desk.store.load_requirement, ids):
        wanted = Grid.for_days(first, days, found.grid.slot_min, found.grid.zone)
        start = found.grid.index_of(wanted.start)
        if start >= 0 and start + wanted.slots <= found.grid.slots:
            return cut(found, start, _with_tail(wanted, tail_min, found.grid.slots - start))
        covered.append(f"{found.grid.days[0]} .. {found.grid.days[-1]}")
    raise NotFound(
        f"no requirement covers {days} days from {first}; "
        f"covered: {', '.join(covered) or 'nothing'}. "
        "Run `peakshift forecast run` and `peakshift requirement build`, or choose other days"
    )


def _with_tail(wanted: Grid, tail_min: int, known: int) -> Grid:
    longer = wanted.slots + tail_min // wanted.slot_min
    return wanted.part(0, longer) if longer <= known else wanted


def cut(requirement: Requirement, start: int, wanted: Grid) -> Requirement:
    """The slots start .. start + wanted.slots - 1 of a requirement, under the same id."""
    part = slice(start, start + wanted.slots)
    return replace(
        requirement,
        grid=wanted,
        heads=np.ascontiguousarray(requirement.heads[:, part]),
        floor_heads=np.ascontiguousarray(requirement.floor_heads[:, part]),
    )
