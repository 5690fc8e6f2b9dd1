"""The board of work orders as JSON values."""

from typing import Any

from app.services.service_quality.orders.board import OrdersBoard
from data.model.codec import to_json


def board_json(board: OrdersBoard) -> dict[str, Any]:
    """Everything on the board but the single orders that are in time."""
    names = (
        "at", "first", "last", "open", "work_h", "planned_h", "contacts_late", "orders",
        "returned", "closed", "closed_late", "contacts", "misclassified", "return_share",
        "on_time_share", "missing_share", "days", "overdue", "soon", "missing", "habits",
    )  # fmt: skip
    found = {name: to_json(getattr(board, name)) for name in names}
    return found | {
        "paretos": {
            what: {by: to_json(shares) for by, shares in groups.items()}
            for what, groups in board.paretos.items()
        }
    }
