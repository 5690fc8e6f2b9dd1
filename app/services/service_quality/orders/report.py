"""The daily report of work orders as CSV and workbook, and what people read of it on a screen."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.services.access.asking import asked
from app.services.context import Context
from app.services.service_quality.orders.board import OrdersBoard, orders_board
from app.services.service_quality.words import kind_name
from data.export.sheets import Sheet, workbook
from data.files.cells import csv_bytes
from data.files.headings import heading
from data.model.language import tr

DAY_COLUMNS = (
    "day", "created", "closed", "closed_late", "returned", "chased", "open", "overdue",
)  # fmt: skip
LINE_COLUMNS = (
    "order_id", "kind", "region", "team", "department", "topic", "created_at", "due_at",
    "hours_left", "planned",
)  # fmt: skip


@asked
def daily_report(context: Context, *, days: int | None = None, as_csv: bool = False) -> bytes:
    """The daily report: figures by day, open orders that are late or will be, Pareto, habits.

    Parameters
    ----------
    as_csv
        The figures by day alone, as CSV, instead of the workbook.
    """
    board = orders_board(context, days=days)
    if as_csv:
        return csv_bytes(DAY_COLUMNS, day_rows(board))
    return workbook(tr("Work orders {day}", day=board.last), sheets_of(board))


def day_rows(board: OrdersBoard) -> list[tuple[Any, ...]]:
    """Figures by day in the order of `DAY_COLUMNS`."""
    return [
        (one.day, one.created, one.closed, one.late, one.returned, one.chased, one.open,
         one.overdue)
        for one in board.days
    ]  # fmt: skip


def sheets_of(board: OrdersBoard) -> tuple[Sheet, ...]:
    """Sheets of the workbook."""
    shares = [
        (
            heading(what),
            heading(by),
            kind_name(share.value) if by == "kind" else share.value,
            share.count,
            share.share,
            share.cumulative,
        )
        for what, groups in board.paretos.items()
        for by, found in groups.items()
        for share in found
    ]
    named = [
        (one.agent_id, kind_name(one.kind), one.errors, one.orders, one.expected, one.p_value)
        for one in board.habits
    ]
    return (
        Sheet(tr("Days"), DAY_COLUMNS, day_rows(board)),
        Sheet(tr("Overdue"), LINE_COLUMNS, _lines(board.overdue)),
        Sheet(tr("Due soon"), LINE_COLUMNS, _lines(board.soon)),
        Sheet(tr("Pareto"), ("outcome", "by", "value", "orders", "share", "cumulative"), shares),
        Sheet(tr("Errors"), ("agent_id", "kind", "errors", "orders", "expected", "p_value"), named),
        Sheet(
            tr("No order"),
            ("touch_id", "at", "agent_id", "category"),
            [
                (one.touch_id, one.at, one.agent_id, kind_name(one.category))
                for one in board.missing
            ],
        ),
    )


def _lines(lines: Iterable[Any]) -> list[Sequence[Any]]:
    return [
        tuple(
            kind_name(line.kind) if name == "kind" else getattr(line, name) for name in LINE_COLUMNS
        )
        for line in lines
    ]
