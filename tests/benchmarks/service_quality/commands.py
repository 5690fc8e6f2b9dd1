"""`peakshift bench service-quality`: the service loops on planted truth."""

import os
from collections.abc import Callable
from typing import Annotated, Any

import typer

from app.cli.parts.output import step_progress
from tests.benchmarks.show import Json, show_table


def service_quality(app: typer.Typer) -> None:
    """Add it to the benchmarks."""
    app.command("service-quality")(planted)


def planted(
    tries: Annotated[int, typer.Option(min=1, help="Times that planted data are drawn.")] = 200,
    mutations: Annotated[int, typer.Option(min=0, help="Bad files that are read.")] = 3000,
    json: Json = False,
) -> None:
    """Late orders, repeated errors, risks and intervals on planted truth; bad files."""
    os.environ.setdefault("PEAKSHIFT_CUSTOMER_KEY", "a key for benchmarks alone")
    parts = _parts(tries, mutations)
    found: dict[str, Any] = {}
    with step_progress("Measuring") as progress:
        for place, (name, part) in enumerate(parts.items()):
            found[name] = part()
            progress(name, place + 1, len(parts))
    rows = [[name, what, value] for name, part in found.items() for what, value in part.items()]
    show_table(found, json, "Service loops on planted truth", ["loop", "figure", "value"], rows)


def _parts(tries: int, mutations: int) -> dict[str, Callable[[], dict[str, Any]]]:
    """What is measured, by its name in the answer."""
    from tests.benchmarks.service_quality import late_orders, leads
    from tests.benchmarks.service_quality import mutations as bad_files
    from tests.benchmarks.service_quality import planted as loops

    return {
        "late_orders": lambda: late_orders.run(max(1, tries // 10)),
        "orders_and_complaints": lambda: loops.run(tries),
        "foretelling": lambda: leads.run(max(1, tries // 2)),
        "chains": lambda: leads.chains(max(1, tries // 10)),
        "bad_files": lambda: bad_files.run(mutations),
    }
