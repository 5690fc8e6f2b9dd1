"""`peakshift bench`: figures that anyone can rerun, beside peers in the same run."""

import typer

app = typer.Typer(help="Measure, do not believe.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Figures that anyone can rerun."""
