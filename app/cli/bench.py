"""`peakshift bench`: a door to the benchmarks of a checkout; an installation holds none.

This is the one place of the product that imports `tests`, and only when the command is called.
"""

import sys
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

CHECKOUT = Path(__file__).resolve().parents[2]
ELSEWHERE = (
    "the benchmarks are part of the source, not of an installation: check the source out and run "
    "`python -m app.cli.main bench` in it"
)


class NoBenchmarks(TyperGroup):
    """Stands for the benchmarks where there are none."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Say where the benchmarks are, whatever was asked for (exit code 2)."""
        if not kwargs.get("resilient_parsing"):
            typer.echo(f"Error: {ELSEWHERE}", err=True)
            raise typer.Exit(2)
        return super().make_context(*args, **kwargs)


def benchmarks(checkout: Path = CHECKOUT) -> typer.Typer:
    """The benchmarks' commands, or what stands for them where no source is beside the program."""
    if not (checkout / "tests" / "benchmarks" / "commands.py").is_file():
        nothing = typer.Typer(cls=NoBenchmarks)
        nothing.callback()(lambda: None)
        return nothing
    if str(checkout) not in sys.path:
        sys.path.insert(0, str(checkout))
    from tests.benchmarks import commands

    return commands.app


app = benchmarks()
