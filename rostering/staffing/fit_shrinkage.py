"""Shrinkages as history shows them."""

from collections.abc import Sequence

from data.model.absence import Absence
from data.model.errors import NotEnoughHistory
from data.model.requirement import Shrinkage

_LEAST_DAYS = 14


def fitted_shrinkages(history: Sequence[Absence]) -> tuple[Shrinkage, ...]:
    """One shrinkage for each cause and part of the day, in order of first appearance.

    The share is all time lost to the cause over all time rostered in that part of the day: a
    day without a row of the cause lost nothing to it. Whether it is inside the roster, paid and
    planned is what its last row says.

    Raises
    ------
    NotEnoughHistory
        If the history tells of less than two weeks, or rosters no time.
    """
    days = {row.day for row in history}
    if len(days) < _LEAST_DAYS:
        raise NotEnoughHistory(
            f"{len(days)} days of absence; {_LEAST_DAYS} are needed, for two of every weekday"
        )
    rostered: dict[tuple[int, int], dict[object, int]] = {}
    for row in history:
        rostered.setdefault((row.from_min, row.to_min), {})[row.day] = row.rostered_min
    causes = {(row.cause, row.from_min, row.to_min): row for row in history}
    return tuple(
        _fitted(history, last, sum(rostered[last.from_min, last.to_min].values()), len(days))
        for last in causes.values()
    )


def _fitted(history: Sequence[Absence], last: Absence, whole_min: int, days: int) -> Shrinkage:
    mine = [row for row in history if _kind(row) == _kind(last)]
    if whole_min <= 0:
        raise NotEnoughHistory(f"{last.cause}: no minute was rostered in its part of the day")
    first, end = min(row.day for row in history), max(row.day for row in history)
    return Shrinkage(
        last.cause,
        sum(row.lost_min for row in mine) / whole_min,
        inside=last.inside,
        paid=last.paid,
        planned=last.planned,
        from_min=last.from_min,
        to_min=last.to_min,
        source=f"fitted from {days} days, {first} .. {end}",
    )


def _kind(row: Absence) -> tuple[str, int, int]:
    return row.cause, row.from_min, row.to_min
