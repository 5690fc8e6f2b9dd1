"""`peakshift roster repair`: repair what hand edits broke, around them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answers, errors, print_json, solve_progress
from app.cli.parts.session import planning_of_call
from app.cli.parts.typed import (
    USUAL,
    LockOption,
    MaybeSeconds,
    MayChangeFrom,
    MostPeople,
    Preview,
    Seed,
    wrong_words,
)
from app.cli.roster.summary import warn_of_seats
from data.model.language import tr
from data.model.rule import Violation
from rostering.repair.leeway import MOST_CHANGE_PRICE

if TYPE_CHECKING:
    from app.services.roster.changes.repair import Repaired
    from rostering.evaluation.scorecard import Scorecard


def repair(
    call: typer.Context,
    roster_id: str,
    edit: Annotated[
        list[str] | None,
        typer.Option(
            help="One more edit by hand: 'AGENT@2026-01-05 D 08:00', or off, sick or leave:annual "
            "in place of the shift; repeat it for more."
        ),
    ] = None,
    change_price: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_CHANGE_PRICE, help=f"Points for each changed agent-day. {USUAL}"
        ),
    ] = None,
    max_people: MostPeople = None,
    first: MayChangeFrom = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day that may change; as far as needed."),
    ] = None,
    lock: LockOption = None,
    time_limit: MaybeSeconds = None,
    seed: Seed = 0,
    preview: Preview = False,
    accept_violations: Annotated[
        bool, typer.Option("--accept-violations", help="Save it even where hard rules stay broken.")
    ] = False,
    why: str = "",
    json: bool = False,
) -> None:
    """Repair a roster around its hand edits: they stay, every hard rule holds, little else moves.

    Exit code 4 where the edits conflict with the hard rules; the conflicting rules are listed.
    """
    from app.services.roster.changes.edit import read_edits
    from app.services.roster.changes.repair import repair_edits, save_repaired
    from app.services.roster.check import roster_of
    from app.services.roster.locks import lock_cells, parse_locks
    from rostering.repair.leeway import Leeway

    with wrong_words("--lock"):
        spans = parse_locks(lock or ())
    with (
        planning_of_call(call) as (context, usual),
        solve_progress("Repairing", time_limit or usual.reroster_limit_s) as progress,
    ):
        leeway = Leeway(
            first.date() if first else None,
            until.date() if until else None,
            usual.repair_change_price if change_price is None else change_price,
            max_people,
        )
        saved = context.store.load_roster(roster_id)
        problem, roster = saved.problem, roster_of(saved)
        edits = read_edits(problem, roster, edit or ())
        locks = lock_cells(roster, spans, None, problem.agents)
        repaired = until_interrupted(
            lambda stop: repair_edits(
                context,
                roster_id,
                leeway,
                edits=edits,
                locks=locks,
                time_limit_s=time_limit,
                seed=seed,
                progress=progress,
                stop=stop,
            )
        )
        found = repaired.found
        warn_of_seats(context, found.problem, found.roster, repaired.before)
        keeps = found.needed and not preview and (found.whole or accept_violations)
        new_id = save_repaired(context, repaired, why).roster_id if keeps else ""
    if json:
        print_json(repaired_json(repaired, new_id))
    else:
        _print(repaired, new_id)
    if not found.whole:
        leave(Exit.NOTHING)


def repaired_json(repaired: "Repaired", new_id: str) -> dict[str, Any]:
    """A repair as one JSON document."""
    from app.services.roster.check import diff_rosters

    found = repaired.found
    reasons = {one.agent_id: list(one.sentences) for one in found.reasons}
    return {
        "id": new_id,
        "parent": repaired.edited_id,
        "needed": found.needed,
        "hand": [[agent_id, day.isoformat()] for agent_id, day in sorted(found.hand)],
        "points": {"edited": found.before.objective, "after": found.after.objective},
        "hard_violations": {
            "edited": found.before.hard_violations,
            "after": found.after.hard_violations,
        },
        "broken": [violation.sentence for violation in _hard(found.before)],
        "change_points": found.change_points,
        "changed": [
            [c.agent_id, c.day.isoformat(), c.before, c.after]
            for c in diff_rosters(repaired.before, found.roster)
        ],
        "touched": list(found.touched),
        "reasons": reasons,
        "days": [day.isoformat() for day in found.days],
        "fewest_changes": found.fewest,
        "proven": found.proven,
        "clashes": list(found.conflicts),
        "seconds": round(found.seconds, 1),
    }


def _print(repaired: "Repaired", new_id: str) -> None:
    from data.model.words import counted

    found = repaired.found
    if not found.needed:
        answers.print(
            tr(
                "Nothing needs repair: {edited_id} breaks no hard rule.",
                edited_id=repaired.edited_id,
            )
        )
        return
    answers.print(f"{counted(found.before.hard_violations, 'hard violation')}:")
    for violation in _hard(found.before):
        answers.print(
            tr("  HARD {rule}: {sentence}", rule=violation.rule, sentence=violation.sentence)
        )
    answers.print(
        tr(
            "Cells edited by hand, all unchanged: {hand}. {agent_days} of {people} changed:",
            hand=len(found.hand),
            agent_days=counted(len(found.changed), "agent-day"),
            people=counted(len(found.touched), "person", "people"),
        )
    )
    _print_changes(repaired)
    answers.print(
        tr(
            "Points {objective} -> {objective2}, and {change_points} for the "
            "changes; hard violations {hard_violations} -> {hard_violations2}",
            objective=found.before.objective,
            objective2=found.after.objective,
            change_points=found.change_points,
            hard_violations=found.before.hard_violations,
            hard_violations2=found.after.hard_violations,
        )
    )
    answers.print(
        tr(
            "{proof} It took {seconds:.1f} s; {saved_as}",
            proof=found.proof,
            seconds=found.seconds,
            saved_as=_saved_as(new_id),
        )
    )
    if found.conflicts:
        errors.print(tr("The edits conflict with the hard rules (an edited cell is locked):"))
    for conflict in found.conflicts:
        errors.print(f"  {conflict}")


def _print_changes(repaired: "Repaired") -> None:
    from app.services.roster.check import diff_rosters

    changes = diff_rosters(repaired.before, repaired.found.roster)
    for reason in repaired.found.reasons:
        for change in changes:
            if change.agent_id == reason.agent_id:
                answers.print(f"  {change.sentence}")
        for sentence in reason.sentences:
            answers.print(tr("    because: {sentence}", sentence=sentence))


def _hard(card: "Scorecard") -> tuple[Violation, ...]:
    return card.violations[: card.hard_violations]


def _saved_as(new_id: str) -> str:
    return tr("saved as {new_id}", new_id=new_id) if new_id else tr("not saved")
