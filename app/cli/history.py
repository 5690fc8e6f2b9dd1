"""`peakshift history`: import, convert and look at contacts that came."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answer, answers, errors, print_json, print_table, share
from app.cli.parts.session import clock_of, context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.language import tr
from data.model.words import counted

if TYPE_CHECKING:
    from app.services.history import ImportReport

app = Noun()

_Layout = Annotated[str, typer.Option(help="Layout of the file; by default known by its header.")]
_Gaps = Annotated[
    Literal["ask", "zero", "missing"],
    typer.Option(
        help="What a slot without a row is: zero contacts, or missing (nobody knows). By default "
        "a file that seems to list only busy slots is refused until you say."
    ),
]
_Adapter = Annotated[str, typer.Option(hidden=True, help="Earlier name of --layout.")]


@app.command("import")
def import_(
    call: typer.Context,
    file: Path,
    layout: _Layout = "auto",
    gaps: _Gaps = "ask",
    adapter: _Adapter = "",
    json: bool = False,
) -> None:
    """Import a history file; bad rows are set aside with their reasons.

    Ends with code 3 where some rows were set aside, with 4 where no row could be used.
    """
    from app.services.history import import_history

    with context_of(call) as context, errors.status(tr("Importing {name}", name=file.name)):
        report = import_history(context, file, layout=adapter or layout, gaps=gaps)
    if json:
        print_json(to_json(report))
        leave(_end_of(report))
        return
    answers.print(report.sentence)
    for found in report.reasons:
        answers.print(
            tr("  {rows} set aside: {reason}", rows=counted(found.rows, "row"), reason=found.reason)
        )
    if report.new_queues:
        answers.print(tr("  new queues: {new_queues}", new_queues=", ".join(report.new_queues)))
    for warning in report.warnings:
        answers.print(tr("  note: {warning}", warning=warning))
    leave(_end_of(report))


def _end_of(report: "ImportReport") -> Exit:
    if not report.accepted:
        return Exit.NOTHING
    return Exit.PARTLY if report.rejected else Exit.DONE


@app.command()
def convert(
    call: typer.Context,
    file: Path,
    out: Annotated[Path, typer.Option(help="Canonical CSV to write.")],
    layout: _Layout = "auto",
    gaps: _Gaps = "ask",
    adapter: _Adapter = "",
) -> None:
    """Write any readable history file in the canonical form."""
    from app.services.context import centre_of
    from data.ingest import read_actuals, write_canonical_csv, write_rejected

    with context_of(call) as context:
        actuals = read_actuals(file, centre_of(context), adapter or layout, gaps=gaps)
    write_canonical_csv(actuals, out)
    rows, bad = len(actuals.frame), len(actuals.rejected)
    text, aside = f"{out}: {counted(rows, 'row')}", out.with_suffix(".rejected.csv")
    if bad:
        write_rejected(actuals, aside)
        text += tr("\n{aside}: {rows} set aside", aside=aside, rows=counted(bad, "row"))
    answer(text, file=str(out), rows=rows, rejected=bad, rejected_file=str(aside) if bad else "")
    leave(Exit.PARTLY if bad and rows else Exit.NOTHING if not rows else Exit.DONE)


@app.command()
def layouts(call: typer.Context, json: bool = False) -> None:
    """Show the centre's own layouts of history files, and the names of those known anyway."""
    from app.services.exchange.layouts import file_layouts_of
    from data.ingest import LAYOUTS

    with context_of(call) as context:
        own = file_layouts_of(context)
    if json:
        print_json({"own": to_json(own), "known": list(LAYOUTS)})
        return
    for layout in own:
        columns = ", ".join(f"{ours}={theirs}" for ours, theirs in layout.columns.items())
        answers.print(f"{layout.name}: {columns}")
    answers.print(tr("Known without mapping: {layouts}", layouts=", ".join(LAYOUTS)))


@app.command()
def layout(
    call: typer.Context,
    name: str,
    columns: Annotated[
        list[str] | None,
        typer.Argument(help="ours=theirs, e.g. interval_start=Begin queue_id=Line offered=Calls."),
    ] = None,
    queue: Annotated[str, typer.Option(help="Queue of every row, where no column names it.")] = "",
    minutes: Annotated[int, typer.Option(help="Length of every interval; 0: by the file.")] = 0,
    handle_time: Annotated[
        Literal["total", "average"], typer.Option(help="Whether times are totals or means.")
    ] = "total",
    time_unit: Annotated[
        Literal["s", "min", "clock"], typer.Option(help="What handle times are counted in.")
    ] = "s",
    day_order: Annotated[
        Literal["ymd", "dmy", "mdy"], typer.Option(help="How 03/04/2026 is read.")
    ] = "ymd",
    utc: Annotated[bool, typer.Option(help="Times without offset are UTC.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Take the layout away instead.")] = False,
    why: Why = "",
) -> None:
    """Save a layout of history files of your own; `history import` and the nights know it then."""
    from app.services.exchange.layouts import drop_file_layout, save_file_layout
    from data.model.errors import InvalidValue
    from data.model.series import FileLayout

    pairs = [pair.partition("=") for pair in columns or ()]
    if odd := [ours for ours, mark, theirs in pairs if not mark or not theirs]:
        raise InvalidValue(tr("{odd!r} names no column of the file: write ours=theirs", odd=odd[0]))
    with context_of(call) as context:
        if drop:
            drop_file_layout(context, name, why)
            answer(tr("Layout {name} is gone", name=name), layout=None)
            return
        mapped = {ours: theirs for ours, _, theirs in pairs}
        own = FileLayout(name, mapped, queue, minutes, handle_time, time_unit, day_order, utc)
        save_file_layout(context, own, why)
    answer(
        tr("Layout {name} is saved; files with its columns are read by it", name=name),
        layout=to_json(own),
    )


@app.command()
def show(call: typer.Context, json: bool = False) -> None:
    """Show each queue's span, mean contacts, gaps and handle time."""
    from app.services.exchange.facts import queue_facts

    with context_of(call) as context:
        found = queue_facts(context)
    names = {one.queue_id: one.name for one in found}
    rows: list[dict[str, Any]] = [
        {
            "queue": one.queue_id,
            "first": str(one.first),
            "last": str(one.last),
            "contacts_a_day": round(one.contacts_a_day, 1),
            "missing_share": one.missing_share,
            "handle_s": round(one.handle_s, 1) if one.handle_s else None,
        }
        for one in found
    ]
    if json:
        print_json(rows)
        return
    cells = [
        [
            r["queue"],
            names.get(str(r["queue"]), ""),
            *list(r.values())[1:4],
            share(r["missing_share"]),
            r["handle_s"] or "-",
        ]
        for r in rows
    ]
    print_table(
        "History",
        ["queue", "name", "first", "last", "contacts a day", "missing", "handle time s"],
        cells,
    )


@app.command()
def superseded(call: typer.Context, queue: str, json: bool = False) -> None:
    """Show older values of a queue that a later file replaced."""
    from app.services.history import older_values

    with context_of(call) as context:
        found, clock = older_values(context, queue), clock_of(context)
    if json:
        print_json([to_json(value) for value in found])
        return
    rows = [
        [clock(v.start), v.offered, v.source, v.replaced_by, clock(v.replaced_at)] for v in found
    ]
    columns = ["slot", "contacts then", "from file", "replaced by", "replaced on"]
    print_table(tr("Older values of {queue}", queue=queue), columns, rows)


@app.command()
def rejected(call: typer.Context, file: str, json: bool = False) -> None:
    """Show the rows of an imported file that were set aside, with their reasons."""
    from app.services.history import rows_set_aside

    with context_of(call) as context:
        found = rows_set_aside(context, Path(file).name)
    if json:
        print_json([to_json(row) for row in found])
        return
    rows = [[row.row, row.reason, row.text] for row in found]
    print_table(tr("Set aside of {name}", name=Path(file).name), ["row", "reason", "text"], rows)
