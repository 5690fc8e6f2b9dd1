"""Shrinkage: shares fitted from history, agents to roster, and the hours paid for them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.requirement import Shrinkage
from data.model.series import Absence
from rostering.staffing.agents import Pools, grossed_up, rounded_together

_LEAST_DAYS = 14


def fitted_shrinkages(history: Sequence[Absence]) -> tuple[Shrinkage, ...]:
    """One shrinkage for each cause and part of the day, in order of first appearance.

    The share is all time lost to the cause over all time rostered in that part of the day: a
    day without a row of the cause lost nothing to it. Whether it is inside the roster, paid and
    planned is what its last row says.

    Raises
    ------
    NotEnoughHistory
        If the history covers less than two weeks, or rosters no time.
    """
    days = {row.day for row in history}
    if len(days) < _LEAST_DAYS:
        raise NotEnoughHistory(
            tr(
                "{days} days of absence; {least_days} are needed, for two of every weekday",
                days=len(days),
                least_days=_LEAST_DAYS,
            )
        )
    whole_min: dict[tuple[int, int], dict[object, int]] = {}
    for row in history:
        whole_min.setdefault((row.from_min, row.to_min), {})[row.day] = row.rostered_min
    causes = {(row.cause, row.from_min, row.to_min): row for row in history}
    return tuple(
        _fitted(history, last, sum(whole_min[last.from_min, last.to_min].values()), len(days))
        for last in causes.values()
    )


def _fitted(history: Sequence[Absence], last: Absence, whole_min: int, days: int) -> Shrinkage:
    mine = [row for row in history if _kind(row) == _kind(last)]
    if whole_min <= 0:
        raise NotEnoughHistory(
            tr("{cause}: no minute was rostered in its part of the day", cause=last.cause)
        )
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


def rostered(
    floor_heads: IntArray,
    shrinkages: Sequence[Shrinkage],
    grid: Grid,
    pools: Pools | None = None,
) -> IntArray:
    """Agents to roster so that `floor_heads` are left after every outside shrinkage.

    Shares of independent causes multiply; those inside the roster are never added. Queues of a
    pool (None: each alone) are rounded up together, once a slot.
    """
    if pools is None:
        return grossed_up(floor_heads, 1 - kept_share(shrinkages, grid))
    return rounded_together(floor_heads / kept_share(shrinkages, grid), pools)


def kept_share(shrinkages: Sequence[Shrinkage], grid: Grid) -> FloatArray:
    """Share of rostered time left on the floor after outside shrinkage [-], shape (slots,)."""
    kept = np.ones(grid.slots)
    for shrinkage in shrinkages:
        if not shrinkage.inside:
            kept *= 1 - shrinkage.share * applies(shrinkage, grid)
    return kept


def applies(shrinkage: Shrinkage, grid: Grid) -> npt.NDArray[np.bool_]:
    """Slots in whose part of the day a shrinkage holds, shape (slots,)."""
    minute = grid.minute_of_day
    first, last = shrinkage.from_min, shrinkage.to_min
    if first < last:
        return np.asarray((minute >= first) & (minute < last))
    return np.asarray((minute >= first) | (minute < last))  # over midnight


def paid_hours(heads: IntArray, shrinkages: Sequence[Shrinkage], grid: Grid) -> float:
    """Paid time that agents to roster stand for [h].

    Parameters
    ----------
    heads
        Agents to roster, on the floor unless absent, shape (queues, slots).

    Notes
    -----
    An agent on the floor for an hour needs 1 / (1 - inside share) hours of shift, since breaks
    come on top; of these, unpaid breaks and unpaid absence are not paid.
    """
    hours = heads.sum(axis=0) * grid.slot_min / 60
    for shrinkage in shrinkages:
        lost = shrinkage.share * applies(shrinkage, grid)
        if shrinkage.inside and shrinkage.paid:
            hours = hours / (1 - lost)
        elif not shrinkage.inside and not shrinkage.paid:
            hours = hours * (1 - lost)
    return float(hours.sum())
