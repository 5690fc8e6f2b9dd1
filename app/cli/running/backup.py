"""`peakshift backup` and `peakshift restore`: the whole centre as one file, and back."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.output import answer, step_progress
from app.cli.parts.session import Session, context_of
from data.model.language import tr


def backup(
    call: typer.Context,
    file: Annotated[Path, typer.Argument(help="File to write; an SQLite database.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a file of that name.")
    ] = False,
    json: bool = False,
) -> None:
    """Write the whole database to one file while everybody goes on working, and verify it.

    A PostgreSQL database is written to an SQLite file too: it opens like any other, and `restore`
    takes it back to either. No role is asked for: whoever can open the database can copy it.
    """
    from app.services.access.asking import plain
    from app.services.running.backup import back_up

    with context_of(call) as context, step_progress("Copying") as report:
        made = back_up(plain(context).store, file, report, replace=replace)
    answer(
        tr(
            "{where}: {values:,} rows, verified up to seal {head}",
            where=made.where,
            values=sum(made.rows.values()),
            head=made.head[:12],
        ),
        file=made.where,
        rows=made.rows,
        head=made.head,
    )


def restore(
    call: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup, or any database file.")],
    json: bool = False,
) -> None:
    """Fill the empty database of --db with a backup, and verify it; a full one is left alone."""
    from app.services.running.backup import restore

    session: Session = call.obj
    with step_progress("Copying") as report:
        made = restore(file, session.url, report)
    where = tr("the database") if "://" in session.url else session.url
    answer(
        tr(
            "{where}: {values:,} rows restored, verified up to seal {head}",
            where=where,
            values=sum(made.rows.values()),
            head=made.head[:12],
        ),
        rows=made.rows,
        head=made.head,
    )
