"""The headline figures of a kept roster."""

from typing import Any

from data.model.saved_roster import SavedRoster
from rostering.yielded import gap_beside


def roster_summary(saved: SavedRoster) -> dict[str, Any]:
    """Status, points, bound, gap, violations and hours, as JSON values."""
    result, card = saved.result, saved.scorecard
    given = saved.detail.get("gave_way", {}).get("rules", ())
    points = sum(rule["points"] for rule in given)
    return {
        "id": saved.roster_id,
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "gap": None
        if result.objective is None
        else gap_beside(result.objective, result.bound, points),
        "hard_violations": card.hard_violations if card else None,
        "shortfall_hours": round(sum(card.shortfall_hours.values()), 1) if card else 0,
        "surplus_hours": round(card.surplus_hours, 1) if card else 0.0,
        "seconds": round(result.seconds, 1),
        "engine": result.engine,
        "engine_why": result.engine_why,
        "bound_by": result.bound_by,
        "clashes": list(result.clashes),
        "unknown_history": saved.detail.get("unknown_history", ""),
        "gave_way": [rule["sentence"] for rule in given],
    }
