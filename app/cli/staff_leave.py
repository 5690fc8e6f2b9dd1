"""`peakshift staff leaves`, `staff leave`, `staff unleave`: who is away when."""

from datetime import datetime
from typing import Annotated

import typer

from app.cli.parts.output import answers, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.staff_wishes import LATER, Why
from data.model.codec import to_json
from data.model.staff import LEAVE_KINDS, Leave

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])]


def leaves(
    call: typer.Context,
    agent: Annotated[str, typer.Option(help="Only this agent's.")] = "",
    json: bool = False,
) -> None:
    """List who is on leave when, as the next build reads it."""
    from app.services.staff import leave_kept
    from data.store import documents

    with context_of(call) as context:
        found = leave_kept(context, agent)
        names = {a.agent_id: a.name for a in context.store.load(documents.STAFF).agents}
    if json:
        print_json([to_json(row) for row in found])
        return
    rows: list[list[object]] = [
        [row.agent_id, names.get(row.agent_id, ""), str(row.first), str(row.last), row.kind]
        for row in found
    ]
    print_table("Leave that the next build reads", ["agent", "name", "first", "last", "kind"], rows)


def leave(
    call: typer.Context,
    agent: str,
    first: Day,
    last: Annotated[
        datetime | None, typer.Argument(formats=["%Y-%m-%d"], help="Included; one day if left out.")
    ] = None,
    kind: Annotated[
        str, typer.Option(help=f"{', '.join(LEAVE_KINDS)}, or another word.")
    ] = LEAVE_KINDS[0],
    why: Why = "",
) -> None:
    """Add one leave of an agent, whole days, both ends included."""
    from app.services.staff import add_leave

    asked = Leave(agent, first.date(), (last or first).date(), kind)
    with context_of(call) as context:
        added = add_leave(context, asked, why)
    days = (added.last - added.first).days + 1
    answers.print(
        f"{agent} is on {added.kind} leave from {added.first} to {added.last} "
        f"({days} day{'s' if days > 1 else ''}). {LATER} A published one is mended by "
        "`peakshift roster reroster`.",
        markup=False,
    )


def unleave(call: typer.Context, agent: str, first: Day, why: Why = "") -> None:
    """Take back the leave of an agent that begins on a day."""
    from app.services.staff import remove_leave

    with context_of(call) as context:
        gone = remove_leave(context, agent, first.date(), why)
    answers.print(
        f"{agent} is no longer on {gone.kind} leave from {gone.first} to {gone.last}. {LATER}",
        markup=False,
    )
