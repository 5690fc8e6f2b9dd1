"""A kept requirement, cut to the days that somebody rosters."""

from datetime import date

from app.services.context import Context
from data.model.errors import NotFound
from data.model.requirement import Requirement


def requirement_for(
    context: Context, first: date, days: int, requirement_id: str = "", *, tail_min: int = 0
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
        else [r.requirement_id for r in context.store.list_requirements()]
    )
    covered = []
    for found in map(context.store.load_requirement, ids):
        if found.covers(first, days):
            return found.of_days(first, days, tail_min)
        covered.append(f"{found.grid.days[0]} .. {found.grid.days[-1]}")
    raise NotFound(
        f"no requirement covers {days} days from {first}; "
        f"covered: {', '.join(covered) or 'nothing'}. "
        "Run `peakshift forecast run` and `peakshift requirement build`, or choose other days"
    )
