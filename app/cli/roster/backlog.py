"""`peakshift roster backlog`: deferrable work moved into a roster's idle capacity."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.output import answers, print_json, print_table
from app.cli.parts.session import context_of
from app.cli.parts.typed import MaybeSeconds, file_to_write, finite
from data.files.text import write_whole
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.roster.backlog import PlacedBacklog

_COURSE = ("in_time_h", "late_h", "open_late_h", "open_due_h", "most_overdue_h", "longest_late_h")


def backlog(
    call: typer.Context,
    roster_id: str,
    out: Annotated[
        Path | None,
        typer.Option(dir_okay=False, callback=file_to_write, help="CSV of who works on what when."),
    ] = None,
    between: Annotated[
        float | None,
        typer.Option(
            help="Share of the time between urgent contacts that is used; as the requirement has "
            "it if not given (all where it was simulated, none by formula alone).",
            min=0,
            max=1,
            callback=finite,
        ),
    ] = None,
    time_limit: MaybeSeconds = None,
    json: bool = False,
) -> None:
    """Do deferrable work where the roster has idle people: least overdue, proven; shifts stay."""
    from app.services.roster.backlog import (
        backlog_csv,
        backlog_days,
        backlog_json,
        place_backlog_of,
    )

    with context_of(call) as context:
        placed = place_backlog_of(
            context, roster_id, between_share=between, time_limit_s=time_limit
        )
    if out:
        write_whole(out, backlog_csv(placed))
    if json:
        days = [{**row, "day": str(row["day"])} for row in backlog_days(placed)]
        print_json({**backlog_json(placed), "days": days})
        return
    _print(backlog_json(placed), placed)
    if out:
        answers.print(f"{out}: written")


def _print(figures: dict[str, Any], placed: "PlacedBacklog") -> None:
    from app.services.roster.backlog import backlog_days

    rows = [
        [queue_id, tr("{due_h:g} h", due_h=found['due_h']), found["work_h"], where,
         *(found[key][name] for name in _COURSE)]
        for queue_id, found in figures["queues"].items()
        for where, key in (("required", "as_required"), ("placed", "placed"))
    ]  # fmt: skip
    columns = ["queue", "due in", "work h", "where", "in time", "too late", "left late",
               "left in time", "most overdue", "longest late h"]  # fmt: skip
    print_table(
        tr("Work that can wait, in {roster_id} [agent-hours]", roster_id=figures["roster_id"]),
        columns,
        rows,
    )
    print_table(
        tr("Day by day [agent-hours; overdue at the day's end]"),
        ["day", "came", "done: required", "placed", "overdue: required", "placed",
         "idle: required", "placed"],
        [list(row.values()) for row in backlog_days(placed)],
    )  # fmt: skip
    idle = figures["idle_h"]
    proof = (
        tr("no placing has less")
        if figures["proven"]
        else tr("at least {bound_h_x_h:g}", bound_h_x_h=figures["bound_h_x_h"])
    )
    answers.print(
        tr(
            "{between_share:.0%} of the time between urgent contacts is used. "
            "Idle {as_required} h with the people whom the requirement has for "
            "it, {placed} h with the work placed here ({used} h used); overdue "
            "{overdue_h_x_h:g} h x h ({proof}; {unmanned_slots} slots without "
            "enough people by a second count), {seconds} s",
            between_share=figures["between_share"],
            as_required=idle["as_required"],
            placed=idle["placed"],
            used=idle["used"],
            overdue_h_x_h=figures["overdue_h_x_h"],
            proof=proof,
            unmanned_slots=figures["unmanned_slots"],
            seconds=figures["seconds"],
        )
    )
