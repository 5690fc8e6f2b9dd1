"""All that a kept roster's certificate holds, published or not: figures, bill, digests, origin."""

from typing import Any

from app.services.desk import Desk
from app.services.roster_summary import roster_summary


def certificate_of_roster(desk: Desk, roster_id: str) -> dict[str, Any]:
    """What was proven of a roster, by whom, from what, as JSON values.

    Raises
    ------
    NotFound
        If no such roster is kept.
    """
    saved = desk.store.load_roster(roster_id)
    problem, marks = saved.problem, saved.detail
    prices = saved.result.certificate
    return {
        **roster_summary(saved),
        "first": problem["first"],
        "days": problem["days"],
        "agents": len(problem["agents"]),
        "bill": saved.scorecard.get("by_rule", {}),
        "seed": saved.result.seed,
        "time_limit_s": marks.get("time_limit_s"),
        "bound_of_prices": prices.bound if prices else None,
        "problem_digest": marks.get("problem_digest"),
        "roster_digest": marks.get("roster_digest"),
        "requirement_id": saved.requirement_id,
        "program": marks.get("program"),
        "made_at": saved.made_at.isoformat(),
        "made_by": saved.made_by,
        "parent_id": saved.parent_id,
        "note": saved.note,
        "published_as": [
            publication.version
            for publication in desk.store.load_publications()
            if publication.roster_id == roster_id
        ],
    }
