"""`peakshift history`: import, convert and look at contacts that came."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answer, answers, errors, print_json, print_table, share
from app.cli.parts.session import context_of, queue_names
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
    answers.print(report.sentence, markup=False)
    for found in report.reasons:
        answers.print(
            tr(
                "  {rows} set aside: {reason}", rows=counted(found.rows, "row"), reason=found.reason
            ),
            markup=False,
        )
    if report.new_queues:
        answers.print(
            tr("  new queues: {new_queues}", new_queues=", ".join(report.new_queues)), markup=False
        )
    for warning in report.warnings:
        answers.print(tr("  note: {warning}", warning=warning), markup=False)
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
def show(call: typer.Context, json: bool = False) -> None:
    """Show each queue's span, mean contacts, gaps and handle time."""
    import numpy as np

    from app.services.context import history_of, queues_of

    with context_of(call) as context:
        history, names = history_of(context, queues_of(context)), queue_names(context)
    rows: list[dict[str, Any]] = []
    for queue_id, series in history.items():
        known = np.isfinite(series.offered)
        handled = float(np.nansum(series.handled)) if series.handled.size else 0.0
        seconds = float(np.nansum(series.handle_s_total)) if series.handle_s_total.size else 0.0
        rows.append(
            {
                "queue": queue_id,
                "first": str(series.grid.days[0]),
                "last": str(series.grid.days[-1]),
                "contacts_a_day": round(
                    float(series.offered[known].mean() * series.grid.slots_per_day), 1
                ),
                "missing_share": float(1 - known.mean()),
                "handle_s": round(seconds / handled, 1) if handled else None,
            }
        )
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
        found = older_values(context, queue)
    if json:
        print_json([to_json(value) for value in found])
        return
    rows = [
        [f"{v.start:%Y-%m-%d %H:%M}", v.offered, v.source, v.replaced_by, str(v.replaced_at)[:16]]
        for v in found
    ]
    columns = ["slot", "contacts then", "from file", "replaced by", "at (UTC)"]
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
