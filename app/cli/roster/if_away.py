"""`peakshift roster if-away`: what becomes of service and cost when people are away."""

from datetime import datetime
from typing import Annotated

import typer

from app.cli.parts.output import answers, errors, print_json, print_table, share
from app.cli.parts.session import context_of
from app.cli.parts.typed import OfRoster
from data.model.codec import to_json
from data.model.language import tr, trn
from data.model.words import date_in_words


def if_away(
    call: typer.Context,
    people: Annotated[int, typer.Argument(min=1, help="How many are away.")],
    first: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"])],
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days.")] = 1,
    queue: Annotated[str, typer.Option(help="People of this queue only.")] = "",
    team: Annotated[str, typer.Option(help="People of this team only.")] = "",
    roster_id: OfRoster = "",
    json: bool = False,
) -> None:
    """Show what service and cost become when so many people are away; nothing is saved.

    Both sides are simulated for the same callers; those taken begin at all times of the day.
    """
    from app.services.roster.evaluation.if_away import if_away as ask
    from app.services.roster.plan import roster_asked_about

    with context_of(call) as context, errors.status(tr("Simulating the service")):
        asked, which = (roster_id, "") if roster_id else roster_asked_about(context, first.date())
        found = ask(context, asked, people, first.date(), days, queue, team)
    if which:
        errors.print(tr("Note: {which}", which=which))
    if json:
        print_json(to_json(found))
        return
    rows = [
        [one.queue_id, share(one.target_share), share(one.before), share(one.after)]
        for one in found.queues
    ]
    title = trn(
        "{n} person away, {first} to {last}",
        "{n} people away, {first} to {last}",
        people,
        first=date_in_words(found.first),
        last=date_in_words(found.last),
    )
    print_table(title, ["queue", "target", "in time now", "without them"], rows)
    answers.print(
        trn(
            "{n} shift falls out ({who}); hours short {before:,.1f} -> {after:,.1f}, cost "
            "{points:+d} points",
            "{n} shifts fall out ({who}); hours short {before:,.1f} -> {after:,.1f}, cost "
            "{points:+d} points",
            found.shifts,
            who=", ".join(found.agent_ids),
            before=found.short_h[0],
            after=found.short_h[1],
            points=found.points,
        )
    )
