"""Work orders on the command line: the board, the daily report, coaching, deadlines."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.parts.output import (
    answer,
    answers,
    errors,
    print_json,
    print_table,
    share,
    write_answer,
)
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why, given
from data.model.codec import to_json
from data.model.language import tr
from data.model.words import counted

_Days = Annotated[
    int | None, typer.Option(help="Days that returns and contacts are counted over.", min=1)
]

WorkKind = Annotated[str, typer.Argument(help="Kind of work, as `deadlines` lists it.")]


def orders(call: typer.Context, days: _Days = None, json: bool = False) -> None:
    """Show work orders that are late or will be, returns, missing orders, repeated errors."""
    from app.services.service_quality.orders.board import board_json, orders_board

    with context_of(call) as context, errors.status(tr("Looking through work orders")):
        board = orders_board(context, days=days)
    if json:
        print_json(board_json(board))
        return
    answers.print(
        tr(
            "{open} open, {overdue} overdue, {soon} will be late or are due soon",
            open=board.open,
            overdue=len(board.overdue),
            soon=len(board.soon),
        )
    )
    answers.print(
        tr(
            "Last {days}: {back} of orders came back, {late} of closed ones in time, {missing} "
            "of contacts lack their order, {wrong} of a wrong kind",
            days=counted(len(board.days), "day"),
            back=share(board.return_share),
            late=share(board.on_time_share),
            missing=share(board.missing_share),
            wrong=board.misclassified,
        )
    )
    lines = [
        [one.order_id, one.kind, one.region, one.department, round(one.hours_left, 1),
         tr("yes") if one.planned else tr("no")]
        for one in (*board.overdue, *board.soon)[:50]
    ]  # fmt: skip
    columns = ["order", "kind", "region", "with", "hours left", "hours planned"]
    print_table(tr("Late, or will be"), columns, lines)
    named = [
        [one.agent_id, one.kind, one.errors, one.orders, round(one.expected, 1),
         f"{one.p_value:.2g}"]
        for one in board.habits
    ]  # fmt: skip
    print_table(
        tr("Errors again and again"),
        ["agent", "kind", "errors", "orders", "peers would have", "odds by chance"],
        named,
    )


def report(
    call: typer.Context,
    out: Annotated[Path, typer.Option(help="Workbook (.xlsx) or CSV to write.")],
    days: _Days = None,
) -> None:
    """Write the daily report of work orders: CSV of the days, or a workbook of everything."""
    from app.services.service_quality.orders.report import daily_report

    with context_of(call) as context:
        made = daily_report(context, days=days, as_csv=out.suffix.lower() == ".csv")
    write_answer(out, made)


def coach(
    call: typer.Context,
    agent: str,
    kind: WorkKind,
    why: Why,
    minutes: Annotated[int, typer.Option(help="Length [min].", min=5)] = 30,
    due: Annotated[datetime | None, typer.Option(help="Last day.", formats=["%Y-%m-%d"])] = None,
) -> None:
    """Order coaching of an agent about a kind of work; rosters place it where agents are idle."""
    from app.services.service_quality.orders.coaching import order_coaching

    with context_of(call) as context:
        order = order_coaching(
            context, agent, kind, why, length_min=minutes, due=due.date() if due else None
        )
    answer(tr("Ordered: {label}, by {due}", label=order.label, due=order.due), order=to_json(order))


def deadlines(call: typer.Context, json: bool = False) -> None:
    """Show how long each kind of work may take, and the codes of files that mean it."""
    from app.services.service_quality.settings import deadlines_of

    with context_of(call) as context:
        found = deadlines_of(context)
    if json:
        print_json(to_json(found))
        return
    rows = [
        [one.kind, one.until, one.length, one.unit, one.work_min, ", ".join(one.codes)]
        for one in found
    ]
    columns = ["kind", "until", "length", "unit", "work min", "type codes"]
    print_table(tr("Deadlines"), columns, rows)


def set_deadline(
    call: typer.Context,
    kind: WorkKind,
    length: Annotated[int, typer.Argument(help="How long it may take.")],
    unit: Annotated[
        Literal["hours", "days", "working_days"], typer.Argument(help="What the length counts.")
    ],
    until: Annotated[
        Literal["contact", "closed"], typer.Option(help="What must be reached by then.")
    ] = "closed",
    code: Annotated[
        list[str] | None, typer.Option(help="Code of files that means this kind; repeatable.")
    ] = None,
    work: Annotated[
        int | None, typer.Option(help="Work that one takes [min]; 20 if new.", min=1)
    ] = None,
    why: Why = "",
) -> None:
    """Set the deadline of a kind of work; its codes and work stay if not given."""
    from app.services.service_quality.settings import deadlines_of, set_deadlines
    from data.model.service_quality.settings import Deadline

    with context_of(call) as context:
        now = deadlines_of(context)
        before = next((one for one in now if (one.kind, one.until) == (kind, until)), None)
        said = given(codes=tuple(code) if code else None, work_min=work)
        new = replace(
            before or Deadline(kind, length, unit, until), length=length, unit=unit, **said
        )
        table = tuple(new if one is before else one for one in now)
        set_deadlines(context, table if before else (new, *table), why, seen=now)
    answer(
        tr("{kind}: {length} {unit}", kind=kind, length=length, unit=unit), deadline=to_json(new)
    )
