"""Rosters published as numbered versions with proof; earlier ones again, or withdrawn."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Any

from app.services.access.asking import asked, need
from app.services.centre import planning_of
from app.services.changes import change
from app.services.context import Context, on_clock
from app.services.roster.check import CellChange, roster_of, scored
from app.services.roster.evaluation.service import simulate_saved
from app.services.roster.plan import Plan, plan_of
from app.services.roster.publishing.approval import alone_refusal, approvals_of
from app.services.roster.publishing.undone import changes_in, refuse_undoing, undone_by
from data.model.codec import digest
from data.model.errors import Conflict, InvalidValue, NotAllowed, NotFound
from data.model.language import tr
from data.model.publication import (
    APPROVED_BY,
    ROLLS_BACK_TO,
    WITHDRAWS,
    Publication,
    SavedRoster,
    in_force,
)
from data.model.roster import Roster
from data.store.publications import conflict_sentence
from rostering.evaluation.distance import distance
from rostering.evaluation.fairness import unpopular_days
from rostering.evaluation.nobody import nobody_can_serve
from rostering.evaluation.scorecard import Scorecard
from rostering.solver.explain.relaxed import RelaxedRules, gap_beside, relaxed_rules


@asked
def current_version(context: Context) -> int:
    """Number of the newest published version; 0 if none."""
    return max(
        (publication.version for publication in context.store.load_publications()), default=0
    )


@asked
def publish_roster(
    context: Context,
    roster_id: str,
    why: str,
    *,
    expected_version: int | None = None,
    accept_violations: bool = False,
    undo_others: bool = False,
    replications: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Publication:
    """Publish a saved roster as the next version.

    Parameters
    ----------
    undo_others
        Publish although edits of others that are in force would be lost.
    expected_version
        The version that the person saw last; None reads it now.
    accept_violations
        Publish although hard rules are broken; the violations go into the proof.
    replications
        Simulated months behind the service level in the proof [-]; None: as planning defaults
        have it.
    progress
        Called with how many of them are simulated, and of how many.

    Raises
    ------
    Conflict
        If somebody published for any of the same days in between, or edits of others would be
        undone and that was not asked for; the message says who, what and when.
    InvalidValue
        If hard rules are broken and that was not accepted.
    NotAllowed
        If the person may not publish against hard rules, or a second person is needed.
    """
    if replications is None:
        replications = planning_of(context).publish_replications
    seen = current_version(context) if expected_version is None else expected_version
    _refuse_alone(context, roster_id)
    saved = context.store.load_roster(roster_id)
    roster = roster_of(saved)
    _refuse_newer(context, roster, roster_id, seen)
    undone = undone_by(context, roster_id)
    if not undo_others:
        refuse_undoing(roster_id, undone)
    problem = saved.problem
    card = scored(context, saved)
    _refuse_violations(roster_id, card, accept_violations)
    waived = card.hard_violations
    if waived:
        need(context, "waive")
    proof = {
        **scored_proof(saved, card, relaxed_rules(problem, roster)),
        # Somebody waits for it: it does not stand behind what others wait for.
        "service": simulate_saved(
            context, saved, replications=replications, progress=progress, behind=False
        ),
    }
    if approved := approvals_of(context, roster_id):
        proof[APPROVED_BY] = [one.who for one in approved]
    draft = Publication(
        0, roster_id, roster.first, roster.days, context.who, why, context.clock(), proof
    )
    entry = context.entry(
        "publish_roster", f"roster:{roster_id}", why, seen_version=seen, proof=digest(proof),
        **({"undone": [one.sentence for one in undone]} if undone else {}),
        **({"waived_violations": waived} if waived else {}),
    )  # fmt: skip
    return context.store.publish(draft, seen, entry, unpopular_days(problem, roster))


@change
def roll_back(
    context: Context, version_: int, why: str, *, expected_version: int | None = None
) -> tuple[Publication, tuple[CellChange, ...]]:
    """Publish an earlier version again as the next one, with its proof, and what that changes.

    Raises
    ------
    NotAllowed
        If publishing takes a second person.
    NotFound
        If there is no such version.
    InvalidValue
        If no reason is given, or the version is in force as it is.
    Conflict
        If somebody published for any of the same days in between.
    """
    _need_reason(why, tr("rolled back"))
    earlier = publication_of(context, version_)
    _refuse_alone(context, earlier.roster_id)
    seen = current_version(context) if expected_version is None else expected_version
    saved = context.store.load_roster(earlier.roster_id)
    roster = roster_of(saved)
    plan = plan_of(context, earlier.first, earlier.last)
    if {p.roster_id for p in plan.by_day.values()} == {earlier.roster_id} and not plan.unpublished:
        last = max(plan.by_day.values(), key=lambda p: p.version)
        raise InvalidValue(
            tr(
                "the roster of version {version} is in force, as {who_and_when}: "
                "nothing to roll back",
                version=version_,
                who_and_when=_who_and_when(context, last),
            )
        )
    changes = changes_in(plan, roster) if plan.by_day else ()
    proof = {**earlier.proof, ROLLS_BACK_TO: version_}
    draft = Publication(
        0, earlier.roster_id, earlier.first, earlier.days, context.who, why, context.clock(), proof
    )
    entry = context.entry(
        "roll_back_roster", f"roster:{earlier.roster_id}", why, seen_version=seen,
        rolls_back_to=version_, changed_cells=len(changes), proof=digest(proof),
    )  # fmt: skip
    borne = unpopular_days(saved.problem, roster)
    return context.store.publish(draft, seen, entry, borne), changes


@change
def withdraw(
    context: Context, version_: int, why: str, *, expected_version: int | None = None
) -> tuple[Publication, Plan]:
    """Take a version back: its days are planned by what was published before, if anything.

    Returns
    -------
    tuple
        The withdrawal, itself a version, and the plan now in force on its days.

    Raises
    ------
    NotFound
        If there is no such version.
    InvalidValue
        If no reason is given, or the version is withdrawn already.
    Conflict
        If somebody published for any of the same days in between.
    """
    _need_reason(why, "withdrawn")
    target = publication_of(context, version_)
    every = context.store.load_publications()
    gone = next((p for p in every if p.withdraws == version_), None)
    if gone:
        raise InvalidValue(
            tr(
                "version {version} is withdrawn already, by {who_and_when}",
                version=version_,
                who_and_when=_who_and_when(context, gone),
            )
        )
    seen = current_version(context) if expected_version is None else expected_version
    draft = Publication(
        0, target.roster_id, target.first, target.days, context.who, why, context.clock(),
        {WITHDRAWS: version_},
    )  # fmt: skip
    entry = context.entry(
        "withdraw_roster", f"roster:{target.roster_id}", why, seen_version=seen, withdraws=version_
    )
    done = context.store.publish(draft, seen, entry)
    return done, plan_of(context, target.first, target.last)


def _need_reason(why: str, done: str) -> None:
    if not why.strip():
        raise InvalidValue(
            tr("say why it is {done} (--why): it stands beside the version for good", done=done)
        )


def _who_and_when(context: Context, found: Publication) -> str:
    because = tr(" (because: {why})", why=found.why) if found.why else ""
    return tr(
        "version {version} of {who} at {at}{because}",
        version=found.version, who=found.who, at=on_clock(context, found.at), because=because,
    )  # fmt: skip


@asked
def publication_of(context: Context, number: int = 0) -> Publication:
    """The publication of a roster under a version; 0: the newest in force, else the newest.

    Raises
    ------
    NotFound
        If no roster is published under it: the message says which are, and where the version is a
        withdrawal, of which.
    """
    every = context.store.load_publications()
    rosters = tuple(p for p in every if not p.withdraws)
    newest = (*rosters, *in_force(every))[-1:] if not number else ()
    found = next((p for p in newest or rosters if number in (0, p.version)), None)
    if found is None:
        numbers = ", ".join(str(p.version) for p in rosters) or tr("none")
        gone = next((p.withdraws for p in every if p.version == number), 0)
        what = (
            tr(
                "version {number} publishes no roster: it withdraws version {gone}",
                number=number,
                gone=gone,
            )
            if gone
            else tr("no version {number} is published", number=number)
        )
        raise NotFound(tr("{what}; published: {numbers}", what=what, numbers=numbers))
    return found


def _refuse_alone(context: Context, roster_id: str) -> None:
    if why := alone_refusal(context, roster_id):
        raise NotAllowed(why)


def _refuse_newer(context: Context, roster: Roster, roster_id: str, seen: int) -> None:
    """Refuse what the store would refuse too, before a minute of simulation."""
    newer = [p for p in context.store.load_publications() if p.version > seen]
    newer = [p for p in newer if p.overlaps(roster.first, roster.days)]
    if newer:
        raise Conflict(conflict_sentence(roster_id, seen, newer, partial(on_clock, context)))


def _refuse_violations(roster_id: str, card: Scorecard, accepted: bool) -> None:
    if card.hard_violations and not accepted:
        first = next(v.sentence for v in card.violations if v.hard)
        raise InvalidValue(
            tr(
                "{roster_id} breaks {hard_violations} hard rules, first: {first}. "
                "Repair them, or publish with the violations accepted (they go into "
                "the proof)",
                roster_id=roster_id,
                hard_violations=card.hard_violations,
                first=first,
            )
        )


def scored_proof(
    saved: SavedRoster, card: Scorecard, relaxed: tuple[RelaxedRules, ...]
) -> dict[str, Any]:
    """The part of a proof that needs no simulation: check, cost breakdown, bound, relaxed rules."""
    result, points = saved.result, sum(one.points for one in relaxed)
    far = distance(saved.problem, result.roster, card.objective, result.bound, points)
    return {
        "status": result.status,
        "objective": card.objective,
        "bound": result.bound,
        "bound_by": result.bound_by,
        "gap": gap_beside(card.objective, result.bound, points),
        "distance": far.as_json() if far else None,
        "engine": result.engine,
        "seed": result.seed,
        "hard_violations": card.hard_violations,
        "gave_way": [one.as_json() for one in relaxed],
        "bill": _cost_breakdown(card),
        "problem_digest": saved.problem.digest,
        "roster_digest": saved.roster_digest,
        "requirement_id": saved.requirement_id,
        "nobody_can_serve": list(nobody_can_serve(saved.problem)),
        "program": version("peakshift"),
    }


def _cost_breakdown(card: Scorecard) -> dict[str, int]:
    costs: dict[str, int] = {}
    for charge in card.charges:
        costs[charge.rule] = costs.get(charge.rule, 0) + int(charge.points)
    return costs
