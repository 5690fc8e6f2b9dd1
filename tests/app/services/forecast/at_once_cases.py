"""What many writers do at once to adjustments."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.services.context import Context
from app.services.forecast import adjustments
from data.model.adjustment import Adjustment
from data.store import documents
from tests.app.services.at_once_cases import Do, Stands, case, most


def _adjustment(context: Context, n: int) -> Adjustment:
    grid = context.store.latest_forecast("fault").grid
    first = grid.start + timedelta(days=1, hours=n)
    return Adjustment("", "fault", "change_by", 1.0 + n, first, first + timedelta(hours=1))


def _in_force(context: Context) -> list[float]:
    """Amounts of the adjustments, where the newest forecast holds just those in force."""
    kept = [a for a in context.store.load(documents.ADJUSTMENTS) if a.queue_id == "fault"]
    newest = context.store.latest_forecast("fault")
    assert sorted(newest.adjustments) == sorted(kept)
    return [adjustment.amount for adjustment in kept]


@case(adjustments.add_adjustment)
def adjusted_hours(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [_adjustment(context, n) for n in range(most())]
    return (
        lambda c, n: adjustments.add_adjustment(c, mine[n]).version_id,
        lambda c, n, answer: mine[n].amount in _in_force(c),
    )


@case(adjustments.drop_adjustment)
def dropped_adjustments(context: Context, folder: Path) -> tuple[Do, Stands]:
    least = 100.0 + len(context.store.load(documents.ADJUSTMENTS))
    for n in range(most()):
        mine = replace(_adjustment(context, n), amount=least + n)
        adjustments.add_adjustment(context, mine)
    ids = {a.amount: a.layer_id for a in context.store.load(documents.ADJUSTMENTS)}
    return (
        lambda c, n: adjustments.drop_adjustment(c, ids[least + n]).version_id,
        lambda c, n, answer: least + n not in _in_force(c),
    )


@case(adjustments.replay)
def replayed(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: adjustments.replay(c, "fault").version_id,
        lambda c, n, answer: c.store.load_forecast(answer).version_id == answer,
    )
