"""Commands of `peakshift bench` about the running day."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.output import print_json, print_table, share, step_progress
from app.cli.parts.typed import wrong_words

Json = Annotated[bool, typer.Option(help="One JSON document.")]


def day(app: typer.Typer) -> None:
    """Add them to the benchmarks."""
    app.command()(intraday)
    app.command()(surge)


def intraday(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="Histories: series_id, ts, y."),
    ],
    country: Annotated[
        list[str] | None,
        typer.Option(help="Holiday calendar, e.g. CN: one for all files, or once a file."),
    ] = None,
    first_share: Annotated[
        float, typer.Option(min=0.0, max=0.95, help="Share of the days that is only learnt from.")
    ] = 0.33,
    series: Annotated[list[str] | None, typer.Option(help="Only series of this name.")] = None,
    processes: Annotated[int, typer.Option(min=1)] = 2,
    json: Json = False,
) -> None:
    """Forecast the rest of each day again every hour, beside none and the vendors' ratio."""
    from tests.benchmarks.day import intraday as bench
    from tests.benchmarks.day.cases import cases_of

    with wrong_words("FILE, --country"):
        cases = cases_of(files, country or ["none"], series or ())
    with step_progress("Forecasting") as progress:
        found = bench.run(
            cases, first_share, processes, lambda done, total: progress("days", done, total)
        )
    if json:
        print_json(found)
        return
    columns = ["series", "at", "no update", "ratio", "ours", "ours / none", "of totals", "band"]
    rows = [
        [one["id"], at, share(row["none"]), share(row["ratio"]), share(row["ours"]),
         row["relative"], row["total"]["relative"], share(row["cover80"])]
        for one in found["series"] for at, row in one["at"].items()
    ]  # fmt: skip
    print_table("Error of the rest of the day (WAPE of its slots)", columns, rows)


def surge(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="Hourly counts: local, outages, covered; or series_id, ts, y.",
        ),
    ],
    series: Annotated[str, typer.Option(help="Which series of the file.")] = "",
    json: Json = False,
) -> None:
    """Find surges, forecast the next hours in them, call standby; beside the vendors' ratio."""
    from tests.benchmarks.day import surge as bench

    with wrong_words("FILE"):
        name, cells = bench.cells_of(file, series)
    with step_progress("Following"), wrong_words("FILE"):
        found = bench.run(cells)
    if json:
        print_json({"id": name, **found})
        return
    rows = [
        [lead, hours, *(share(errors[way]) for way in ("base", "ratio", "ours"))]
        for lead, parts in found["wape"].items() for hours, errors in parts.items()
    ]  # fmt: skip
    print_table(f"{name}: error one hour and three hours ahead (WAPE)",
                ["ahead", "hours", "usual", "ratio", "ours"], rows)  # fmt: skip
    for key in ("surge_days", "found_share", "delay_h", "false_alarms_per_28_days", "standby"):
        print_table(key, ["value"], [[found[key]]])
