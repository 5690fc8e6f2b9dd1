"""How the commands of `peakshift bench` print what was found."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from app.cli.parts.output import answers, print_json, print_table

Json = Annotated[bool, typer.Option(help="One JSON document.")]


def show(found: Mapping[str, Any], json: bool) -> None:
    """Every figure in a line of its own, but for the course of a search."""
    if json:
        print_json(found)
        return
    for name, value in found.items():
        if name != "trace":
            answers.print(f"{name}: {value}")


def show_table(
    found: Mapping[str, Any],
    json: bool,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    """Some of it as a table; all of it as JSON."""
    if json:
        print_json(found)
    else:
        print_table(title, columns, rows)
