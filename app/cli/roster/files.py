"""`peakshift roster import`, `export` and `payroll`: rosters as files."""

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from app.cli.parts.output import answers, errors, print_json
from app.cli.parts.session import context_of
from app.cli.parts.typed import RosterId, Why
from app.cli.roster.summary import print_summary
from data.files.text import write_all, write_whole
from data.model.language import tr
from data.model.roster import ExportForm

BaseOption = Annotated[
    str, typer.Option("--base", help="Roster it was exported from; the file's own if it says.")
]
Columns = Annotated[
    Literal["titles", "ids"] | None,
    typer.Option(help="`Agent id` or `agent_id` above columns; ids in csv, else titles."),
]


def import_(
    call: typer.Context,
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV or .xlsx, as exported.")
    ],
    why: Why = "",
    base: BaseOption = "",
    json: bool = False,
) -> None:
    """Save a roster file as a roster of its own (to compare, simulate, publish).

    It takes every exported form with shifts, CSV or workbook, also as a spreadsheet saved it again.
    Cells that nobody changed keep breaks and activities of the roster they were exported from.
    """
    from app.services.context import today_of
    from app.services.roster.check import diff_rosters, roster_of
    from app.services.roster.evaluation.proof import roster_summary
    from app.services.roster.files import import_roster

    with context_of(call) as context:
        saved, found = import_roster(context, file, why, base)
        before = roster_of(context.store.load_roster(found.base_id)) if found.base_id else None
        summary = roster_summary(saved, today_of(context))
    changes = diff_rosters(before, found.roster) if before else None
    for note in found.notes:
        errors.print(tr("Note: {note}", note=note))
    if json:
        changed = None if changes is None else len(changes)
        base_of = {"base": found.base_id, "changed_cells": changed, "notes": list(found.notes)}
        print_json({**summary, **base_of})
        return
    print_summary(summary)
    if changes is not None:
        answers.print(
            tr("{changes} cells differ from {base_id}", changes=len(changes), base_id=found.base_id)
        )


_BY_NAME: Mapping[str, ExportForm] = {".xlsx": "xlsx", ".ics": "ics", ".zip": "calendars"}


def export(
    call: typer.Context,
    roster_id: RosterId,
    as_: Annotated[
        ExportForm | None,
        typer.Option(
            "--as",
            help="csv, matrix, xlsx, ics, calendars (one of each agent, a zip) or payroll. If not "
            "given, as the file is named, or csv.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File; standard output if not given. Calendars go into a folder too."),
    ] = None,
    columns: Columns = None,
    agent: Annotated[str, typer.Option(help="Of a calendar (ics) the only agent in it.")] = "",
) -> None:
    """Write a roster in a form that others read."""
    from app.services.roster.files import export_roster

    named = _BY_NAME.get(out.suffix.lower(), "csv") if out else "csv"
    form = as_ or named
    with context_of(call) as context:
        titles = None if columns is None else columns == "titles"
        data = export_roster(context, roster_id, form, titles=titles, agent_id=agent)
    if out and form == "calendars" and out.suffix != ".zip":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            write_all({out / name: packed.read(name) for name in packed.namelist()})
            answers.print(
                tr("{out}: {namelist} calendars written", out=out, namelist=len(packed.namelist()))
            )
    else:
        _hand_over(data, out)


def payroll(
    call: typer.Context,
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the period.")
    ],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day of the period.")],
    out: Annotated[Path | None, typer.Option(help="File; standard output if not given.")] = None,
    columns: Columns = None,
) -> None:
    """Write the payroll of any days: worked, night, weekend, holiday, leave and sick minutes.

    Each day counts as the newest published roster in force has it.
    """
    from app.services.roster.files import payroll_of
    from data.export import payroll as payroll_csv

    with context_of(call) as context:
        period, unpublished = payroll_of(context, first.date(), until.date())
    if unpublished:
        errors.print(
            tr(
                "Note: {unpublished} days have no published roster, {unpublished2} "
                ".. {unpublished3}: they count only leave",
                unpublished=len(unpublished),
                unpublished2=unpublished[0],
                unpublished3=unpublished[-1],
            )
        )
    _hand_over(payroll_csv(period, titles=columns != "ids"), out)


def _hand_over(data: bytes, out: Path | None) -> None:
    if out:
        write_whole(out, data)
        answers.print(tr("{out}: written", out=out))
    else:
        typer.echo(data, nl=False)
