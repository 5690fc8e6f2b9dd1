"""What a kept roster proves, published or not: bill, bound, check, and what it was made of."""

from typing import Any

from app.services.desk import Desk
from app.services.publish_roster import scored_proof
from app.services.roster_summary import roster_summary
from data.model.codec import digest
from data.model.problem import RosterProblem
from data.model.saved_roster import SavedRoster
from rostering.scorecard import score
from rostering.yielded import yielded


def roster_certificate(desk: Desk, roster_id: str) -> dict[str, Any]:
    """The certificate of a kept roster, its rules checked anew, as JSON values.

    Notes
    -----
    Nothing is solved or simulated. Where the solve ended without a roster there is no bill.

    Raises
    ------
    NotFound
        If there is no such roster.
    """
    saved = desk.store.load_roster(roster_id)
    problem = saved.problem
    requirement = problem.requirement
    return {
        **roster_summary(saved),
        "first": problem.first.isoformat(),
        "last": problem.dates[-1].isoformat(),
        "days": problem.days,
        "agents": len(problem.agents),
        "seed": saved.result.seed,
        "time_limit_s": saved.detail.get("time_limit_s"),
        **_judged(saved, problem),
        "prices_kept": saved.result.certificate is not None,
        "requirement_id": requirement.requirement_id,
        "forecasts": list(requirement.forecast_ids),
        "requirement_digest": digest(requirement),
        "made_at": saved.made_at.isoformat(),
        "made_by": saved.made_by,
        "made_with": saved.detail.get("program", ""),
        "parent": saved.parent_id,
        "why": saved.note,
        "published_as": [
            p.version for p in desk.store.load_publications() if p.roster_id == roster_id
        ],
    }


def _judged(saved: SavedRoster, problem: RosterProblem) -> dict[str, Any]:
    """Check and bill of now, and the digests that tell whether anything was changed."""
    roster = saved.result.roster
    if roster is None:
        return {"bill": {}, "problem_digest": saved.problem.digest, "checked_with": ""}
    given = yielded(problem, roster)
    proof = scored_proof(saved, score(problem, roster), given)
    proof["checked_with"] = proof.pop("program")
    return {**proof, "gave_way": [one.sentence for one in given]}
