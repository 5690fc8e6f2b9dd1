"""`peakshift seats`: seats, and who sits where in a roster."""

from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import answer, answers, print_json, print_some, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.language import tr, trn
from data.model.service_quality.records import Seat

app = Noun()

WhichRoster = Annotated[str, typer.Option(help="Roster; the published one if not given.")]


@app.command("list")
def list_(call: typer.Context, json: bool = False) -> None:
    """List every seat."""
    from app.services.service_quality.seats import seats_of

    with context_of(call) as context:
        found = seats_of(context)
    _show(found, json)


@app.command()
def add(
    call: typer.Context,
    zone: Annotated[str, typer.Argument(help="Part of the room where a team sits together.")],
    count: Annotated[int, typer.Option(help="How many seats.", min=1, max=5000)] = 1,
    site: Annotated[str, typer.Option(help="Building.")] = "",
    kind: Annotated[str, typer.Option(help="A skill whose people need such a seat.")] = "",
    why: Why = "",
    json: bool = False,
) -> None:
    """Add seats to a zone."""
    from app.services.service_quality.seats import add_seats

    with context_of(call) as context:
        found = add_seats(context, zone, count, site, kind, why)
    _show(found, json)


@app.command("out")
def out_(
    call: typer.Context,
    seat: Annotated[list[str], typer.Argument(help="Ids of seats.")],
    back: Annotated[bool, typer.Option("--back", help="They can be used again.")] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Say of seats that they are out of order, or in order again."""
    from app.services.service_quality.seats import put_out_of_order

    with context_of(call) as context:
        found = put_out_of_order(context, tuple(seat), not back, why)
    _show(found, json)


@app.command()
def plan(
    call: typer.Context,
    roster: WhichRoster = "",
    between: Annotated[
        int, typer.Option(help="Minutes that a seat stays free between two people.", min=0, max=240)
    ] = 0,
    move_price: Annotated[int, typer.Option(help="Points for a change of seat.", min=0)] = 2,
    apart_price: Annotated[
        int, typer.Option(help="Points for a shift outside the team's zone.", min=0)
    ] = 1,
    time_limit: Annotated[
        float, typer.Option(help="Seconds for doing better than the first plan.", min=0)
    ] = 5.0,
    save: Annotated[bool, typer.Option("--save", help="Save it; exports show it then.")] = False,
    why: Why = "",
    json: bool = False,
) -> None:
    """Plan who sits where: nobody shares, teams together, few moves, with proof."""
    from app.services.roster.plan import roster_asked_about
    from app.services.service_quality.seats import plan_roster_seats, save_seat_plan, seat_shortages

    with context_of(call) as context:
        roster_id = roster or roster_asked_about(context)[0]
        short = [one.sentence for one in seat_shortages(context, roster_id)]
        found = plan_roster_seats(context, roster_id, between, move_price, apart_price, time_limit)
        if save:
            save_seat_plan(context, roster_id, found, why)
    if json:
        print_json({"roster_id": roster_id, "saved": save, "short": short, **to_json(found)})
        return
    answers.print(tr("Seats of roster {roster_id}", roster_id=roster_id))
    print_some([*found.sentences, *short], 12)
    answer(
        tr("Saved: exports of this roster show the seats.")
        if save
        else tr("Nothing was saved; --save does.")
    )


@app.command()
def show(
    call: typer.Context,
    roster: WhichRoster = "",
    json: bool = False,
) -> None:
    """Show the saved seat plan of a roster."""
    from app.services.roster.plan import roster_asked_about
    from app.services.service_quality.seats import seat_plan_of

    with context_of(call) as context:
        roster_id = roster or roster_asked_about(context)[0]
        found = seat_plan_of(context, roster_id)
    if json:
        print_json({"roster_id": roster_id, "plan": to_json(found) if found else None})
        return
    if found is None:
        answer(tr("{roster_id} has no seat plan: run `peakshift seats plan --save`",
                  roster_id=roster_id))  # fmt: skip
        return
    rows = [[one.agent_id, one.day.isoformat(), one.seat_id or "-"] for one in found.seated]
    print_table(tr("Seats of roster {roster_id}", roster_id=roster_id), ["agent", "day", "seat"],
                rows)  # fmt: skip


def _show(found: tuple[Seat, ...], json: bool) -> None:
    if json:
        print_json([to_json(seat) for seat in found])
        return
    rows = [
        [seat.seat_id, seat.site, seat.zone, seat.kind, tr("out of order") if seat.out_of_order
         else ""]
        for seat in found
    ]  # fmt: skip
    title = trn("{n} seat", "{n} seats", len(found))
    print_table(title, ["seat", "site", "zone", "kind", "state"], rows)
