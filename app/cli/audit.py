"""`peakshift audit`: who did what, when and why."""

from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, print_json, print_table, step_progress
from app.cli.parts.session import clock_of, context_of
from data.model.codec import to_json
from data.model.language import tr

app = Noun()


@app.command("list")
def list_(
    call: typer.Context,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    json: bool = False,
) -> None:
    """List the newest entries first."""
    with context_of(call) as context:
        entries, clock = context.store.audit(limit=limit), clock_of(context)
    if json:
        print_json([to_json(entry) for entry in entries])
        return
    rows = [
        [clock(e.at), e.who, tr(e.known_by), e.role or "-", e.verb, e.subject, e.why]
        for e in entries
    ]
    print_table("Audit", ["when", "who", "known by", "role", "what", "on", "why"], rows)


@app.command()
def head(call: typer.Context, json: bool = False) -> None:
    """Print the newest seal: noted elsewhere, `verify --head` tells whether it still stands."""
    from app.services.audit import trail_head

    with context_of(call) as context:
        digest, entry = trail_head(context)
    if json:
        print_json({"head": digest, "entry": to_json(entry)})
    else:
        answers.print(digest or tr("nothing was done yet, so nothing is sealed"))


@app.command()
def verify(
    call: typer.Context,
    head: Annotated[
        str, typer.Option(help="A head noted earlier, which must still be in the trail.")
    ] = "",
    json: bool = False,
) -> None:
    """Compare the trail and everything saved with their seals; exit 3 if anything was altered."""
    from app.services.audit import verify_trail

    with context_of(call) as context, step_progress("Verifying") as progress:
        report = verify_trail(context, head, progress)
    if json:
        print_json({**to_json(report), "intact": report.intact, "sentence": report.sentence})
    else:
        answers.print(report.sentence)
        for finding in report.findings:
            answers.print(f"- {finding}.")
    leave(Exit.DONE if report.intact else Exit.PARTLY)


@app.command("restore-guards")
def restore_guards(
    call: typer.Context,
    why: Annotated[str, typer.Option(help="Reason, for the trail.")] = "",
    json: bool = False,
) -> None:
    """Put back the triggers that keep saved rows as they are, where somebody removed them."""
    from app.services import audit

    with context_of(call) as context:
        tables = audit.restore_guards(context, why)
    if json:
        print_json({"restored": tables})
    else:
        answers.print(tr("Guards restored on {tables}", tables=", ".join(tables)))
