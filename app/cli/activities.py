"""`peakshift activities`: orders of training, coaching, meetings and back office."""

from datetime import date, datetime
from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why, minute_of
from data.model.activity import ActivityOrder
from data.model.codec import to_json
from data.model.language import tr
from data.model.shift import DAY_MIN, clock

app = Noun()

Names = list[str] | None


@app.command()
def add(
    call: typer.Context,
    name: str,
    minutes: Annotated[int, typer.Option(help="Length of one activity.", min=1)] = 60,
    per_agent: Annotated[int, typer.Option(help="Activities for each person.", min=1)] = 1,
    agent: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    team: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    contract: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    skill: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    begin: Annotated[str, typer.Option("--from", help="Not before, e.g. 09:00.")] = "00:00",
    end: Annotated[str, typer.Option("--to", help="Over by, e.g. 17:00.")] = "24:00",
    together: Annotated[
        str, typer.Option(help="People in a group at one time, e.g. 4-12; 1: each alone.")
    ] = "1",
    each_team_but: Annotated[
        int | None,
        typer.Option(min=0, help="Each team by itself, all of it but so many at most."),
    ] = None,
    due: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day that will do.")
    ] = None,
    edge: Annotated[int, typer.Option(help="Minutes clear of a shift's ends.", min=0)] = 30,
    price: Annotated[int, typer.Option(help="Points for each one not placed.", min=0)] = 100,
    why: Why = "",
    json: bool = False,
) -> None:
    """Order an off-phone activity, or change the order of that name."""
    from app.services.activity_orders import add_activity_order

    least, most = _group(together)
    order = ActivityOrder(
        name, minutes, per_agent, tuple(agent or ()), tuple(team or ()), tuple(contract or ()),
        tuple(skill or ()), minute_of(begin), minute_of(end), least, most,
        due.date() if due else None, edge, price, each_team_but,
    )  # fmt: skip
    with context_of(call) as context:
        found = add_activity_order(context, order, why)
    _show(found, json)


@app.command("list")
def list_(call: typer.Context, json: bool = False) -> None:
    """List every order of activities."""
    from app.services.activity_orders import activity_orders_of

    with context_of(call) as context:
        found = activity_orders_of(context)
    _show(found, json)


@app.command()
def remove(call: typer.Context, name: str, why: Why = "", json: bool = False) -> None:
    """Take an order away; rosters keep the activities that they hold."""
    from app.services.activity_orders import remove_activity_order

    with context_of(call) as context:
        found = remove_activity_order(context, name, why)
    _show(found, json)


def _group(text: str) -> tuple[int, int]:
    least, _, most = text.partition("-")
    try:
        return int(least), int(most or least)
    except ValueError as error:
        raise typer.BadParameter(
            tr("{text!r} is no group: write 6, 4-12, or 1 for alone", text=text)
        ) from error


def _show(found: tuple[ActivityOrder, ...], json: bool) -> None:
    if json:
        print_json([to_json(order) for order in found])
        return
    rows = [
        [order.label, order.length_min, order.per_agent, _whom(order), _hours(order),
         _together(order), _due(order.due), order.price]
        for order in found
    ]  # fmt: skip
    columns = ["what", "minutes", "each", "for", "between", "together", "by", "points if not"]
    print_table(tr("Activity orders"), columns, rows)


def _whom(order: ActivityOrder) -> str:
    named = (*order.agents, *order.teams, *order.contracts, *order.skills)
    return ", ".join(named) or "everybody"


def _hours(order: ActivityOrder) -> str:
    if order.window_min == DAY_MIN:
        return tr("any time")
    return f"{clock(order.earliest_min)}-{clock(order.latest_min)}"


def _together(order: ActivityOrder) -> str:
    from app.services.activity_orders import in_team

    if order.each_team_but is not None:
        return in_team(order.each_team_but)
    return f"{order.least_together}-{order.most_together}" if order.in_groups else tr("alone")


def _due(day: date | None) -> str:
    return day.isoformat() if day else "-"
