"""`peakshift roster publish`, `roll-back`, `withdraw` and `published`: which plan is in force."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.output import (
    answer,
    answers,
    errors,
    hours_better,
    print_json,
    print_some,
    print_table,
    share,
)
from app.cli.parts.session import clock_of, context_of
from app.cli.parts.typed import USUAL, RosterId, Why
from app.cli.roster.summary import warn_of_seats
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from data.model.publication import Publication

Expected = Annotated[
    int | None,
    typer.Option(help="The version you saw; refused if there is a newer one of the same days."),
]
Number = Annotated[int, typer.Argument(min=1, metavar="VERSION", help="Published version.")]
_SHOWN = 20


def publish(
    call: typer.Context,
    roster_id: RosterId,
    why: Why = "",
    expected_version: Expected = None,
    accept_violations: Annotated[
        bool, typer.Option("--accept-violations", help="Publish although hard rules are broken.")
    ] = False,
    undo_others: Annotated[
        bool,
        typer.Option("--undo-others", help="Publish although edits of others in force are lost."),
    ] = False,
    replications: Annotated[int | None, typer.Option(min=2, help=USUAL)] = None,
    json: bool = False,
) -> None:
    """Publish a roster as the next version, with its proof.

    Edits of others that are in force and that the roster does not have are named and refused,
    unless --undo-others says that they go.
    """
    from app.services.roster.publishing.publish import current_version, publish_roster
    from app.services.roster.publishing.undone import changes_since_published

    with context_of(call) as context:
        seen = current_version(context) if expected_version is None else expected_version
        _, changes = changes_since_published(context, roster_id)
        saved = context.store.load_roster(roster_id)
        if saved.result.roster is not None:
            warn_of_seats(context, saved.problem, saved.result.roster)
        with errors.status(tr("Checking, simulating, publishing")):
            publication = publish_roster(
                context,
                roster_id,
                why,
                expected_version=seen,
                accept_violations=accept_violations,
                undo_others=undo_others,
                replications=replications,
            )
    if json:
        print_json({**to_json(publication), "changed_cells": len(changes)})
        return
    proof = publication.proof
    answers.print(
        tr(
            "Version {version}: {roster_id}, gap {share}{hours}, {hard_violations} hard "
            "violations, {changes} cells changed",
            version=publication.version,
            roster_id=roster_id,
            share=share(proof["gap"]),
            hours=hours_better(proof["distance"]),
            hard_violations=proof["hard_violations"],
            changes=len(changes),
        )
    )
    for given in proof["gave_way"]:
        answers.print(f"  {given['sentence']}")


def approve(
    call: typer.Context,
    roster_id: RosterId,
    why: Why = "",
    back: Annotated[bool, typer.Option("--back", help="Take your approval back instead.")] = False,
) -> None:
    """Approve that whoever saved a roster last publishes it, where that takes a second person."""
    from app.services.roster.publishing.approval import approve_roster, withdraw_approval

    with context_of(call) as context:
        given = (withdraw_approval if back else approve_roster)(context, roster_id, why)
    said = (
        tr("{who} took the approval of {roster_id} back", roster_id=roster_id, who=given.who)
        if back
        else tr("{roster_id} is approved by {who}", roster_id=roster_id, who=given.who)
    )
    answer(said, **to_json(given))


def roll_back(
    call: typer.Context,
    version: Number,
    why: Why = "",
    expected_version: Expected = None,
    json: bool = False,
) -> None:
    """Publish an earlier version again, as a new one, with its proof."""
    from app.services.roster.publishing.publish import roll_back as again

    with context_of(call) as context:
        done, changes = again(context, version, why, expected_version=expected_version)
    if json:
        print_json({**_shown(done), "changed": [to_json(change) for change in changes]})
        return
    answers.print(
        tr(
            "Version {version}: {roster_id} again, as in version {version2}, "
            "{first} .. {last}, {changes} cells changed",
            version=done.version,
            roster_id=done.roster_id,
            version2=version,
            first=done.first,
            last=done.last,
            changes=len(changes),
        )
    )
    print_some([change.sentence for change in changes], _SHOWN)


def withdraw(
    call: typer.Context,
    version: Number,
    why: Why = "",
    expected_version: Expected = None,
    json: bool = False,
) -> None:
    """Withdraw a published version: its days go by what was published before, if anything."""
    from app.services.roster.publishing.publish import withdraw as take_back

    with context_of(call) as context:
        done, plan = take_back(context, version, why, expected_version=expected_version)
    versions = sorted({publication.version for publication in plan.by_day.values()})
    if json:
        bare = [day.isoformat() for day in plan.unpublished]
        print_json({**_shown(done), "in_force": versions, "unpublished": bare})
        return
    answers.print(
        tr(
            "Version {version} is withdrawn (as version {version2})",
            version=version,
            version2=done.version,
        )
    )
    if versions:
        numbers = ", ".join(map(str, versions))
        answers.print(tr("In force on its days: version {numbers}", numbers=numbers))
    if plan.unpublished:
        days = plan.unpublished
        answers.print(
            tr(
                "{days} days have no published roster now, {days2} .. {days3}: publish one",
                days=len(days),
                days2=days[0],
                days3=days[-1],
            )
        )


def published(call: typer.Context, json: bool = False) -> None:
    """List published versions, newest first, and which of them are in force."""
    from app.services.roster.publishing.states import what_became
    from data.model.publication import days_in_force, in_force

    with context_of(call) as context:
        every, clock = context.store.load_publications(), clock_of(context)
    planning, days = {publication.version for publication in in_force(every)}, days_in_force(every)
    if json:
        print_json([
            {**_shown(p), "in_force": p.version in planning, "days_in_force": days[p.version]}
            for p in reversed(every)
        ])  # fmt: skip
        return
    became = what_became(every)
    rows: list[list[object]] = [
        [p.version, f"{p.first} .. {p.last}", p.roster_id, became[p.version], p.who,
         clock(p.at), p.why or "-"]
        for p in reversed(every)
    ]  # fmt: skip
    print_table("Published", ["version", "days", "roster", "what", "by", "when", "why"], rows)


def _shown(found: "Publication") -> dict[str, Any]:
    return {
        **{name: value for name, value in to_json(found).items() if name != "proof"},
        "last": found.last.isoformat(),
        "withdraws": found.withdraws,
        "rolls_back_to": found.rolls_back_to,
    }
