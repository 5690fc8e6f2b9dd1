"""`peakshift fairness`: who bears nights, weekends, holidays and unpopular starts."""

from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import errors, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import OfRoster
from data.model.codec import to_json
from data.model.language import tr

app = Noun()


@app.command()
def show(
    call: typer.Context,
    roster_id: OfRoster = "",
    kind: Annotated[str, typer.Option(help="night, weekend, holiday or unpopular.")] = "night",
    json: bool = False,
) -> None:
    """Show each agent's ledger before a roster, what it adds, and the fair share."""
    from app.services.roster.evaluation.fairness import fairness_of, spread
    from app.services.roster.plan import roster_asked_about
    from data.model.roster import KINDS

    if kind not in KINDS:
        raise typer.BadParameter(
            tr("{kind!r} is none of {kinds}", kind=kind, kinds=", ".join(KINDS)),
            param_hint="--kind",
        )
    with context_of(call) as context:
        chosen, which = (roster_id, "") if roster_id else roster_asked_about(context)
        if which:
            errors.print(tr("Note: {which}", which=which))
        found = fairness_of(context, chosen)
    if json:
        kinds = {name: spread(found, name) for name in KINDS}
        print_json({"roster": chosen, "spread": kinds, "agents": [to_json(b) for b in found]})
        return
    mine = sorted((b for b in found if b.kind == kind), key=lambda b: (-b.after, b.agent_id))
    rows: list[list[object]] = [
        [b.agent_id, b.name, b.before, b.now, "-" if b.share is None else b.share, b.after]
        for b in mine
        if b.share is not None or b.after
    ]
    columns = ["agent", "name", "before", "this roster", "fair share", "after"]
    print_table(
        tr("{capitalize} shifts, {chosen}", capitalize=kind.capitalize(), chosen=chosen),
        columns,
        rows,
    )


@app.command()
def ledger(call: typer.Context, json: bool = False) -> None:
    """Show what everybody bore in the published rosters, as the next roster will read it."""
    from app.services.roster.evaluation.fairness import ledger_today
    from data.model.roster import KINDS

    with context_of(call) as context:
        lines = ledger_today(context)
    if json:
        print_json([to_json(line) for line in lines])
        return
    rows: list[list[object]] = [
        [line.agent_id, str(line.since), *(len(line.borne.get(kind, ())) for kind in KINDS)]
        for line in lines
    ]
    print_table(tr("Fairness ledger"), ["agent", "since", *KINDS], rows)
