"""Commands of `peakshift bench` about the service loops."""

from typing import Annotated

import typer

from app.cli.parts.typed import Seed
from tests.benchmarks.show import Json, show


def loops(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def seats(
        people: Annotated[int, typer.Option(help="How many agents.", min=2)] = 300,
        days: Annotated[int, typer.Option(help="Days of the roster.", min=1)] = 28,
        room: Annotated[float, typer.Option(help="Seats over people at the fullest time.")] = 1.05,
        time_limit: Annotated[float, typer.Option(help="Seconds for exchanges.")] = 5.0,
        seed: Seed = 1,
        json: Json = False,
    ) -> None:
        """A seat plan of a made-up roster: time, moves beside their bound, sound or not."""
        from tests.benchmarks.loops.seats import run

        show(run(people, days, room, time_limit, seed), json)

    @app.command()
    def trace(
        rows: Annotated[int, typer.Option(help="Contacts to load.", min=1000)] = 10_000_000,
        database: Annotated[str, typer.Option(help="Empty database; a file if not given.")] = "",
        seed: Seed = 1,
        json: Json = False,
    ) -> None:
        """Load contacts, then restore minutes and follow customers: rows/s and seconds."""
        from tests.benchmarks.loops.trace import run

        show(run(rows, database, seed), json)
