"""The headline figures of a kept roster."""

from typing import Any

from app.services.context import Context
from app.services.roster.publish import scored_proof
from data.model.codec import digest
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from rostering.evaluation.scorecard import score
from rostering.solver.explain.relaxed import gap_beside, relaxed_rules


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
        "clashes": list(result.conflicts),
        "unknown_history": saved.detail.get("unknown_history", ""),
        "gave_way": [rule["sentence"] for rule in given],
    }


def roster_certificate(context: Context, roster_id: str) -> dict[str, Any]:
    """The certificate of a kept roster, its rules checked anew, as JSON values.

    Notes
    -----
    Nothing is solved or simulated. Where the solve ended without a roster there is no bill.

    Raises
    ------
    NotFound
        If there is no such roster.
    """
    saved = context.store.load_roster(roster_id)
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
            p.version for p in context.store.load_publications() if p.roster_id == roster_id
        ],
    }


def _judged(saved: SavedRoster, problem: RosterProblem) -> dict[str, Any]:
    """Check and bill of now, and the digests that tell whether anything was changed."""
    roster = saved.result.roster
    if roster is None:
        return {"bill": {}, "problem_digest": saved.problem.digest, "checked_with": ""}
    given = relaxed_rules(problem, roster)
    proof = scored_proof(saved, score(problem, roster), given)
    proof["checked_with"] = proof.pop("program")
    return {**proof, "gave_way": [one.sentence for one in given]}
