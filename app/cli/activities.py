"""`peakshift activities`: orders of training, coaching, meetings and back office."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.output import print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why, given, minute_of
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
    minutes: Annotated[
        int | None, typer.Option(help="Length of one activity; 60 if new.", min=1)
    ] = None,
    per_agent: Annotated[
        int | None, typer.Option(help="Activities for each person; 1 if new.", min=1)
    ] = None,
    agent: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    team: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    contract: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    skill: Annotated[Names, typer.Option(help="For whom; repeat it for more.")] = None,
    begin: Annotated[str | None, typer.Option("--from", help="Not before, e.g. 09:00.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Over by, e.g. 17:00.")] = None,
    together: Annotated[
        str | None,
        typer.Option(help="People in a group at one time, e.g. 4-12; 1: each alone, as if new."),
    ] = None,
    each_team_but: Annotated[
        int | None,
        typer.Option(min=0, help="Each team by itself, all of it but so many at most."),
    ] = None,
    due: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day that will do.")
    ] = None,
    edge: Annotated[
        int | None, typer.Option(help="Minutes clear of a shift's ends; 30 if new.", min=0)
    ] = None,
    price: Annotated[
        int | None, typer.Option(help="Points for each one not placed; 100 if new.", min=0)
    ] = None,
    why: Why = "",
    json: bool = False,
) -> None:
    """Order an off-phone activity, or change the order of that name: what is not given stays."""
    from app.services.activity_orders import activity_orders_of, add_activity_order

    named = {"agents": agent, "teams": team, "contracts": contract, "skills": skill}
    least, most = _group(together) if together else (None, None)
    said = given(
        length_min=minutes, per_agent=per_agent, earliest_min=minute_of(begin) if begin else None,
        latest_min=minute_of(end) if end else None, least_together=least, most_together=most,
        due=due.date() if due else None, edge_min=edge, price=price, each_team_but=each_team_but,
        **{field: tuple(names) if names else None for field, names in named.items()},
    )  # fmt: skip
    with context_of(call) as context:
        orders = activity_orders_of(context)
        known = {order.label: order for order in orders}
        order = (
            replace(known[name], **said)
            if name in known
            else ActivityOrder(name, **{"length_min": 60, **said})
        )
        found = add_activity_order(context, order, why, seen=orders)
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
