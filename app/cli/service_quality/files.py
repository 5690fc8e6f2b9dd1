"""Files of work orders, calls, chasing, complaints, contacts, scores and seats."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, errors, print_json
from app.cli.parts.session import context_of
from app.cli.parts.typed import Why
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.service_quality.records.files import ServiceImport

_Layout = Annotated[str, typer.Option(help="Layout of the file; by default known by its header.")]
_Queue = Annotated[
    str,
    typer.Option(
        help="Queue whose arrivals and handle times the call records are; by default the only one."
    ),
]


def import_(
    call: typer.Context,
    file: Path,
    layout: _Layout = "auto",
    queue: _Queue = "",
    why: Why = "",
    json: bool = False,
) -> None:
    """Import work orders, calls, chasing, complaints, contacts, scores or seats.

    Telephone numbers, names and texts are never stored: customers become keyed hashes, whose key
    lies outside the database. Ends with code 3 where some rows were set aside, with 4 where none
    could be used.
    """
    from app.services.service_quality.records.files import import_service_file

    with context_of(call) as context, errors.status(tr("Importing {name}", name=file.name)):
        found = import_service_file(context, file, layout=layout, queue=queue, why=why)
    _say(found, json)


def preview(
    call: typer.Context,
    file: Path,
    layout: _Layout = "auto",
    queue: _Queue = "",
    json: bool = False,
) -> None:
    """Show what an import of a file would bring; nothing is saved."""
    from app.services.service_quality.records.files import preview_service_file

    with context_of(call) as context, errors.status(tr("Reading {name}", name=file.name)):
        found = preview_service_file(context, file, layout=layout, queue=queue)
    _say(found, json)


def _say(found: "ServiceImport", json: bool) -> None:
    if json:
        print_json(to_json(found))
    else:
        answers.print(f"{found.file} ({found.layout})")
        for line in found.sentences:
            answers.print(f"  {line}")
    if not found.accepted:
        leave(Exit.NOTHING)
    leave(Exit.PARTLY if found.rejected else Exit.DONE)
