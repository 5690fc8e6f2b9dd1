"""The board of complaints as JSON values."""

from typing import Any

from app.services.service_quality.complaints.board import ComplaintsBoard
from data.model.codec import to_json


def complaints_json(board: ComplaintsBoard) -> dict[str, Any]:
    """Everything on the board but the curves."""
    found = {name: to_json(value) for name, value in vars(board).items() if name != "curves"}
    risk = board.risk
    return found | {
        "on_time_share": board.on_time_share,
        "per_1000": board.per_1000,
        "repeat_share": board.repeat_share,
        "risk": {
            **to_json(risk),
            "share_of_complaints": risk.share_of_complaints,
            "share_of_contacts": risk.share_of_contacts,
        },
    }
