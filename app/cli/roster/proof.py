"""`peakshift roster rebuild` and `verify`: a proof made again, a bound added up again."""

from dataclasses import asdict
from typing import Annotated

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, errors, print_json, print_table, step_progress
from app.cli.parts.session import context_of
from data.model.language import tr

SHOWN = 20


def rebuild(
    call: typer.Context,
    version: Annotated[
        int, typer.Argument(help="Number of the publication; the newest if left out.")
    ] = 0,
    json: bool = False,
) -> None:
    """Check, score and simulate a published version again from what is stored; compare.

    Exit code 3 if any figure comes out otherwise.
    """
    from app.services.roster.evaluation.proof import rebuild_proof

    with context_of(call) as context, errors.status(tr("Checking and simulating once more")):
        found = rebuild_proof(context, version)
    if json:
        print_json({**asdict(found), "same": found.same})
    else:
        by = tr(
            "published by peakshift {program_then}, rebuilt by {program_now}",
            program_then=found.program_then,
            program_now=found.program_now,
        )
        verdict = (
            tr("all the same")
            if found.same
            else tr("{differences} differ", differences=len(found.differences))
        )
        answers.print(
            tr(
                "Version {version} ({roster_id}): {compared:,} values compared, {verdict}; {by}",
                version=found.version,
                roster_id=found.roster_id,
                compared=found.compared,
                verdict=verdict,
                by=by,
            )
        )
        if not found.same:
            rows = [[d.where, d.kept, d.rebuilt] for d in found.differences[:SHOWN]]
            print_table(tr("What came out otherwise"), ["value", "published", "rebuilt"], rows)
    leave(Exit.DONE if found.same else Exit.PARTLY)


def verify(call: typer.Context, roster_id: str, json: bool = False) -> None:
    """Add the bound of a saved roster up again from its stored prices, without any search.

    Cover, breaks, best tours and the sum are computed by code of its own; which shifts there are
    for whom, and each rule's moves along a tour, are taken as the search states them.

    Exit code 3 if the prices prove less than was saved.
    """
    from app.services.roster.evaluation.proof import verify_bound

    with context_of(call) as context, step_progress(tr("Adding the bound up again")) as bar:
        found = verify_bound(context, roster_id, lambda done, total: bar("agents", done, total))
    if json:
        print_json({**asdict(found), "holds": found.holds})
    else:
        answers.print(f"{found.sentence}.")
    leave(Exit.DONE if found.holds else Exit.PARTLY)
