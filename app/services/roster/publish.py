"""Rosters handed on: published as a numbered version with proof, or as files; files read."""

from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.services.centre import planning_of
from app.services.context import Context
from app.services.roster.build import save_result
from app.services.roster.check import CellChange, check_file, diff_rosters, roster_of
from app.services.roster.service import simulate_saved
from data.model.codec import digest
from data.model.errors import InvalidValue
from data.model.publication import Publication, SavedRoster
from data.model.result import Result
from data.model.roster import ExportForm, Roster
from data.model.shift import Shift
from rostering.evaluation.fairness import unpopular_days
from rostering.evaluation.scorecard import Scorecard, score
from rostering.solver.explain.relaxed import RelaxedRules, gap_beside, relaxed_rules


def current_version(context: Context) -> int:
    """Number of the newest published version; 0 if none."""
    return max(
        (publication.version for publication in context.store.load_publications()), default=0
    )


def changes_since_published(
    context: Context, roster_id: str
) -> tuple[Publication | None, tuple[CellChange, ...]]:
    """The newest publication that overlaps a roster's horizon, and what would change in the plan.

    Notes
    -----
    A day's plan is that of the newest publication that covers it; days that nobody published
    yet are new, not changed.
    """
    roster = roster_of(context.store.load_roster(roster_id))
    last: Publication | None = None
    plan: dict[date, tuple[Shift, ...]] = {}
    for publication in sorted(context.store.load_publications(), key=lambda p: p.version):
        end = publication.first + timedelta(days=publication.days)
        days = [day for day in roster.dates if publication.first <= day < end]
        if days:
            last = publication
            published = roster_of(context.store.load_roster(publication.roster_id))
            plan |= {day: tuple(s for s in published.shifts if s.day == day) for day in days}
    if last is None:
        return None, ()
    before = Roster(roster.first, roster.days, tuple(s for day in plan.values() for s in day))
    return last, tuple(change for change in diff_rosters(before, roster) if change.day in plan)


def publish_roster(
    context: Context,
    roster_id: str,
    why: str,
    *,
    expected_version: int | None = None,
    accept_violations: bool = False,
    replications: int | None = None,
) -> Publication:
    """Publish a saved roster as the next version.

    Parameters
    ----------
    expected_version
        The version that the person saw last; None reads it now.
    accept_violations
        Publish although hard rules are broken; the violations go into the proof.
    replications
        Simulated months behind the service level in the proof [-]; None: as planning defaults
        have it.

    Raises
    ------
    Conflict
        If somebody published in between; the message says who, what and when.
    InvalidValue
        If hard rules are broken and that was not accepted.
    """
    if replications is None:
        replications = planning_of(context).publish_replications
    seen = current_version(context) if expected_version is None else expected_version
    saved = context.store.load_roster(roster_id)
    roster = roster_of(saved)
    problem = saved.problem
    card = score(problem, roster)
    _refuse_violations(roster_id, card, accept_violations)
    proof = {
        **scored_proof(saved, card, relaxed_rules(problem, roster)),
        "service": simulate_saved(context, saved, replications=replications),
    }
    draft = Publication(
        0, roster_id, roster.first, roster.days, context.who, why, context.clock(), proof
    )
    entry = context.entry(
        "publish_roster", f"roster:{roster_id}", why, seen_version=seen, proof=digest(proof)
    )
    return context.store.publish(draft, seen, entry, unpopular_days(problem, roster))


def _refuse_violations(roster_id: str, card: Scorecard, accepted: bool) -> None:
    if card.hard_violations and not accepted:
        first = next(v.sentence for v in card.violations if v.hard)
        raise InvalidValue(
            f"{roster_id} breaks {card.hard_violations} hard rules, first: {first}. "
            "Repair them, or publish with the violations accepted (they go into the proof)"
        )


def scored_proof(
    saved: SavedRoster, card: Scorecard, relaxed: tuple[RelaxedRules, ...]
) -> dict[str, Any]:
    """The part of a proof that needs no simulation: check, cost breakdown, bound, relaxed rules."""
    result = saved.result
    return {
        "status": result.status,
        "objective": card.objective,
        "bound": result.bound,
        "bound_by": result.bound_by,
        "gap": gap_beside(card.objective, result.bound, sum(one.points for one in relaxed)),
        "engine": result.engine,
        "seed": result.seed,
        "hard_violations": card.hard_violations,
        "gave_way": [one.as_json() for one in relaxed],
        "bill": _cost_breakdown(card),
        "problem_digest": saved.problem.digest,
        "roster_digest": saved.roster_digest,
        "requirement_id": saved.requirement_id,
        "program": version("peakshift"),
    }


def _cost_breakdown(card: Scorecard) -> dict[str, int]:
    costs: dict[str, int] = {}
    for charge in card.charges:
        costs[charge.rule] = costs.get(charge.rule, 0) + int(charge.points)
    return costs


def export_roster(context: Context, roster_id: str, form: ExportForm = "csv") -> bytes:
    """A saved roster in one of the forms; text forms are UTF-8 with a byte order mark."""
    from data import export

    saved = context.store.load_roster(roster_id)
    roster, problem = roster_of(saved), saved.problem
    grid = problem.requirement.grid
    match form:
        case "csv":
            return export.roster_long(roster, version=roster_id, zone=grid.zone)
        case "matrix":
            return export.roster_matrix(roster, problem.agents)
        case "xlsx":
            return export.roster_xlsx(
                roster,
                problem.agents,
                version=roster_id,
                zone=grid.zone,
                holidays=problem.holidays,
            )
        case "ics":
            return export.roster_ics(roster, problem.agents, zone=grid.zone)
        case "payroll":
            return export.payroll(roster, problem.agents, problem.holidays)


def import_roster(context: Context, path: Path, why: str = "") -> SavedRoster:
    """Score a roster file against what is stored now and keep it; it carries no bound."""
    problem, roster, card = check_file(context, path)
    result = Result("feasible", roster, card.objective, None, card.charges, engine="imported")
    return save_result(
        context, problem, result, verb="import_roster", why=why, card=card, file=path.name
    )
