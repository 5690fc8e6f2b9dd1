"""What a saved roster proves: its certificate, its bound verified, a published proof rebuilt."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version as installed
from typing import Any

from app.services.access.asking import asked
from app.services.context import Context, today_of
from app.services.roster.check import roster_of
from app.services.roster.evaluation.bound import orders_behind
from app.services.roster.evaluation.service import simulated
from app.services.roster.publishing.publish import publication_of, scored_proof
from app.services.roster.state import state_of
from app.services.staffing.conditions import conditions_from
from data.model.codec import digest, to_json
from data.model.errors import InvalidValue, NotFound
from data.model.language import phrase, speaking, tr
from data.model.publication import APPROVED_BY, ROLLS_BACK_TO, Publication, SavedRoster
from data.model.result import BROKEN
from data.model.rule import EARLIER_NAMES
from data.store import documents
from rostering.activities.bound import bound_with_activities
from rostering.evaluation.distance import distance
from rostering.evaluation.scorecard import Scorecard, score
from rostering.solver.explain.relaxed import gap_beside, relaxed_rules


def roster_summary(saved: SavedRoster, today: date | None = None) -> dict[str, Any]:
    """Status, points, bound, gap, violations and hours, as JSON values.

    Parameters
    ----------
    today
        On the centre's clock; None: whether its days are over does not count.
    """
    result, card = saved.result, saved.scorecard
    given = saved.detail.get("gave_way", {}).get("rules", ())
    points = sum(rule["points"] for rule in given)
    gap = None if result.objective is None else gap_beside(result.objective, result.bound, points)
    far = distance(saved.problem, result.roster, result.objective, result.bound, points)
    return {
        "id": saved.roster_id,
        "status": BROKEN if card and card.hard_violations else result.status,
        "state": asdict(state_of(saved, today, gap, far)),
        "objective": result.objective,
        "bound": result.bound,
        "gap": gap,
        "distance": far.as_json() if far else None,
        "hard_violations": card.hard_violations if card else None,
        "shortfall_hours": round(sum(card.shortfall_hours.values()), 1) if card else 0,
        "surplus_hours": round(card.surplus_hours, 1) if card else 0.0,
        "seconds": round(result.seconds, 1),
        "engine": result.engine,
        "engine_why": result.engine_why,
        "bound_by": result.bound_by,
        "clashes": list(result.conflicts),
        "unknown_history": saved.detail.get("unknown_history", ""),
        "nobody_can_serve": list(saved.detail.get("nobody_can_serve", ())),
        "gave_way": [rule["sentence"] for rule in given],
    }


@asked
def roster_certificate(
    context: Context, saved: SavedRoster, card: Scorecard | None
) -> dict[str, Any]:
    """The certificate of a saved roster, its rules checked anew, as JSON values.

    Parameters
    ----------
    card
        Its scorecard of now; None where the solve ended without a roster.

    Notes
    -----
    Nothing is solved or simulated. Without a roster there is no cost breakdown.
    """
    roster_id, problem = saved.roster_id, saved.problem
    requirement = problem.requirement
    label = context.store.load(documents.label_of(roster_id))
    return {
        **roster_summary(saved, today_of(context)),
        "name": label.name,
        "remark": label.note,
        "archived": label.archived,
        "first": problem.first.isoformat(),
        "last": problem.dates[-1].isoformat(),
        "days": problem.days,
        "agents": len(problem.agents),
        "seed": saved.result.seed,
        "time_limit_s": saved.detail.get("time_limit_s"),
        **_judged(saved, card),
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
            p.version
            for p in context.store.load_publications()
            if p.roster_id == roster_id and not p.withdraws
        ],
    }


def _judged(saved: SavedRoster, card: Scorecard | None) -> dict[str, Any]:
    """Check and cost breakdown of now, and the digests that tell whether anything was changed."""
    roster = saved.result.roster
    if roster is None or card is None:
        return {"bill": {}, "problem_digest": saved.problem.digest, "checked_with": ""}
    given = relaxed_rules(saved.problem, roster)
    proof = scored_proof(saved, card, given)
    proof["checked_with"] = proof.pop("program")
    return {**proof, "gave_way": [one.sentence for one in given]}


_AS_STATED = phrase("shifts and the moves of each rule are taken as the search states them")
_BUILT_HERE = phrase("a roster has one that was built here, or changed from one that was")
_BUILD_ANEW = phrase("build it anew, a build keeps them wherever the tour engine can be used")


@dataclass(frozen=True)
class VerifiedBound:
    """A saved bound beside the same bound added up again.

    Parameters
    ----------
    kept, proven
        Points that no roster can undercut: as saved, and as the stored prices prove anew [points].
    by
        Who computed the saved one.
    claimed
        What the prices were said to prove when they were saved [points].
    """

    roster_id: str
    objective: int | None
    kept: float
    proven: float
    by: str
    claimed: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the stored prices prove all that was saved."""
        return self.proven >= self.kept

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        if self.holds:
            return tr(
                "The stored prices, added up again with arithmetic of its own, prove "
                "{proven:,.0f} points: the saved bound of {saved:,.0f} holds "
                "({as_stated})",
                proven=self.proven,
                saved=self.kept,
                as_stated=tr(_AS_STATED),
            )
        if self.proven >= self.claimed:
            return tr(
                "The stored prices, added up again, prove {proven:,.0f} points, as they were said "
                "to; the rest of the saved bound of {saved:,.0f} comes from {by}, which leaves "
                "nothing to add up",
                proven=self.proven,
                saved=self.kept,
                by=self.by,
            )
        return tr(
            "The stored prices prove {proven:,.0f} points only; the saved bound "
            "of {saved:,.0f} ({by}) does not follow from them",
            proven=self.proven,
            saved=self.kept,
            by=self.by,
        )


@asked
def verify_bound(
    context: Context,
    roster_id: str,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> VerifiedBound:
    """Add the bound of a saved roster up again; nothing is solved.

    Raises
    ------
    NotFound
        If there is no such roster.
    InvalidValue
        If it has no bound, or no prices that prove one.
    """
    from rostering.solver.tours.proof import recomputed_bound

    saved = context.store.load_roster(roster_id)
    result = saved.result
    if result.bound is None:
        raise InvalidValue(
            tr(
                "{roster_id} has no bound ({engine}): {engine_why}",
                roster_id=roster_id,
                engine=result.engine,
                engine_why=result.engine_why or tr(_BUILT_HERE),
            )
        )
    if result.certificate is None:
        raise InvalidValue(
            tr(
                "the bound of {roster_id} came from {bound_by}, without prices to "
                "add up again: {engine_why}",
                roster_id=roster_id,
                bound_by=result.bound_by or tr("a solve"),
                engine_why=result.engine_why or tr(_BUILD_ANEW),
            )
        )
    problem = saved.problem
    proven = recomputed_bound(problem, result.certificate, progress)
    orders = orders_behind(context, saved)
    after, claimed = (
        (bound_with_activities(problem, orders, bound) if orders else float(bound)) or 0.0
        for bound in (proven, result.certificate.bound)
    )
    return VerifiedBound(roster_id, result.objective, result.bound, after, result.bound_by, claimed)


# Shown, but no figure: another program may well find the same.
_SHOWN = "program"
_NO_FIGURES = (_SHOWN, ROLLS_BACK_TO)


@dataclass(frozen=True)
class Difference:
    """A figure of a proof that came out otherwise."""

    where: str
    kept: Any
    rebuilt: Any


@dataclass(frozen=True)
class Rebuilt:
    """A proof beside the same proof made again.

    Parameters
    ----------
    compared
        Single values looked at [-].
    program_then, program_now
        Version that published, and version that rebuilt.
    """

    version: int
    roster_id: str
    compared: int
    differences: tuple[Difference, ...]
    program_then: str
    program_now: str

    @property
    def same(self) -> bool:
        """Whether every value came out as it was published."""
        return not self.differences


@asked
def rebuild_proof(context: Context, version: int = 0) -> Rebuilt:
    """Check, score and simulate a published version again, from stored inputs alone.

    Parameters
    ----------
    version
        Number of the publication; the newest in force if 0.

    Raises
    ------
    NotFound
        If nothing is published under the number, or its proof was saved by a program that did
        not store the conditions of its simulation.
    """
    publication = publication_of(context, version)
    kept = _with_rules_of_today(publication.proof)
    kept.pop(APPROVED_BY, None)  # people's words, which the seal of the version keeps
    saved = context.store.load_roster(publication.roster_id)
    problem, roster = saved.problem, roster_of(saved)
    with speaking(None):  # as it was published
        scored = scored_proof(saved, score(problem, roster), relaxed_rules(problem, roster))
        if "nobody_can_serve" not in kept:
            del scored["nobody_can_serve"]  # published before a proof said so
        if "distance" not in kept:
            del scored["distance"]  # likewise
        rebuilt = {**scored, "service": _service(context, publication)}
    before, after = (dict(_leaves(to_json(p))) for p in (kept, rebuilt))
    names = [name for name in {**before, **after} if name.rsplit(".", 1)[-1] not in _NO_FIGURES]
    different = tuple(
        Difference(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )
    # Roster and proof forged together agree with each other, but not with the audit trail.
    forged = context.store.altered(
        ("publications", (publication.version,)),
        ("rosters", (publication.roster_id,)),
        ("requirements", (saved.requirement_id,)),
    )
    different += tuple(Difference("seal", tr("as sealed"), sentence) for sentence in forged)
    return Rebuilt(
        publication.version,
        publication.roster_id,
        len(names),
        different,
        str(kept.get(_SHOWN, "")),
        installed("peakshift"),
    )


def _service(context: Context, publication: Publication) -> dict[str, Any]:
    from rostering.simulation import Policy

    kept = publication.proof.get("service") or {}
    if "conditions" not in kept:
        raise NotFound(
            tr(
                "version {version} was published by {proof}, which did not save the "
                "conditions of its simulation; publish it again to make it repeatable",
                version=publication.version,
                proof=publication.proof.get(_SHOWN),
            )
        )
    saved = context.store.load_roster(publication.roster_id)
    forecast_ids = saved.problem.requirement.forecast_ids
    found = simulated(
        context,
        saved,
        conditions_from(context, forecast_ids, kept["conditions"]),
        int(kept["replications"]),
        int(kept["seed"]),
        policy=Policy(**kept["policy"]),
    )
    return found if "range_levels" in kept else _without_ranges(found)


def _without_ranges(service: dict[str, Any]) -> dict[str, Any]:
    """A certificate as it was before it said what may come."""
    queues = {
        name: {key: value for key, value in figures.items() if key != "range"}
        for name, figures in service["queues"].items()
    }
    whole = {key: value for key, value in service.items() if key != "range_levels"}
    return {**whole, "queues": queues}


def _with_rules_of_today(proof: dict[str, Any]) -> dict[str, Any]:
    """A saved proof whose cost breakdown names rules as this version does."""
    costs = proof.get("bill") or {}
    return {**proof, "bill": {EARLIER_NAMES.get(name, name): n for name, n in costs.items()}}


def _leaves(value: Any, where: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value of nested JSON with the way to it."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list):
        for k, part in enumerate(value):
            yield from _leaves(part, f"{where}[{k}]")
    else:
        yield where, value
