"""`peakshift audit`: who did what, when and why."""

from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import print_json, print_table
from app.cli.parts.session import context_of
from data.model.codec import to_json

app = Noun()


@app.command("list")
def list_(
    call: typer.Context,
    limit: Annotated[int, typer.Option(min=1)] = 50,
    json: bool = False,
) -> None:
    """List the newest entries first."""
    with context_of(call) as context:
        entries = context.store.audit(limit=limit)
    if json:
        print_json([to_json(entry) for entry in entries])
        return
    rows = [[str(e.at)[:19], e.who, e.verb, e.subject, e.why] for e in entries]
    print_table("Audit", ["when (UTC)", "who", "what", "on", "why"], rows)
