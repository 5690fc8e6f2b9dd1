"""Commands of `peakshift bench`: figures that anyone can rerun, beside peers in the same run."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import (
    answers,
    print_json,
    print_table,
    share,
    solve_progress,
    step_progress,
)
from app.cli.parts.typed import (
    Seconds,
    Seed,
    file_to_write,
    finite,
    in_words,
    one_of,
    wrong_words,
)
from tests.benchmarks.day.commands import day
from tests.benchmarks.loops.commands import loops
from tests.benchmarks.service_quality.commands import service_quality
from tests.benchmarks.show import Json, show

app = typer.Typer(no_args_is_help=True)

day(app)
loops(app)
service_quality(app)

RULES = {
    "core": "weekly hours, leave, wishes, 12 h of rest, at most six days running",
    "full": "11 h of rest, runs of nights with a day off after them, free weekends besides",
}
"""Sets of rules of a generated centre."""


@app.command()
def erlang(json: Json = False) -> None:
    """A year of 15-minute slots: Erlang C and A, exactness and speed, beside pyworkforce."""
    from tests.benchmarks.staffing import erlang as bench

    show(bench.run(), json)


@app.command()
def simulate(json: Json = False) -> None:
    """Calls simulated per second, beside Ciw, and the time of a certificate."""
    from tests.benchmarks.staffing import simulate as bench

    show(bench.run(), json)


@app.command()
@app.command("promise", hidden=True)
def target(seed: Seed = 7, json: Json = False) -> None:
    """20 sample months with known true rates: service simulated, beside plain Erlang C."""
    from tests.benchmarks.staffing.sample_targets import target_months

    with step_progress("Simulating months") as progress:
        found = target_months(seed, progress)
    if json:
        print_json(found)
        return
    rows = [
        [r["queue"], r["first"], share(r["period_share"]), round(r["period_hours"]),
         share(r["plain_share"]), round(r["plain_hours"])]
        for r in found["rows"]
    ]  # fmt: skip
    columns = ["queue", "month from", "period target", "hours", "plain Erlang C", "hours"]
    print_table(f"Target {share(found['promise'])} in 20 s; simulated", columns, rows)
    worst = [[queue, w["period_target"], w["plain_erlang_c"]] for queue, w in
             found["worst_points"].items()]  # fmt: skip
    print_table("Farthest from the target, in percentage points", ["queue", "ours", "plain"], worst)


@app.command()
def ramp(queue: str = "new_connections", seed: Seed = 7, json: Json = False) -> None:
    """The sample's mornings: service predicted with and without the lag, and simulated."""
    from tests.benchmarks.staffing.sample_targets import morning_ramp

    with wrong_words("--queue"):
        found = morning_ramp(queue, seed)
    if json:
        print_json(found)
        return
    rows = [
        [row["at"], *(cell for way in ("lag", "slot") for cell in _ramp_cells(row[way]))]
        for row in found["rows"]
    ]
    columns = ["at", "lag: heads", "predicted", "simulated", "slot: heads", "predicted",
               "simulated"]  # fmt: skip
    print_table(f"{queue}, four weeks", columns, rows)
    errors = found["mean_error_points"]
    answers.print(
        f"Mean error of the prediction: {errors['lag']:.2f} points with the lag, "
        f"{errors['slot']:.2f} slot by slot"
    )


def _ramp_cells(found: dict[str, float]) -> tuple[object, ...]:
    return round(found["heads"], 2), share(found["predicted"]), share(found["simulated"])


@app.command("us-bank")
def us_bank(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="Five-minute counts: series_id, ts, y"),
    ],
    json: Json = False,
) -> None:
    """One day ahead on the published split of the US bank's five-minute counts."""
    from data.ingest import read_series_file
    from tests.benchmarks.forecasting import us_bank as bench

    with wrong_words("FILE"):
        series = read_series_file(file)[0]
    show(bench.run(series), json)


@app.command()
def night(
    queues: Annotated[int, typer.Option(min=1, help="Hourly queues of two years.")] = 1000,
    processes: Annotated[int, typer.Option(min=1)] = 2,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Forecast a thousand queues as the nightly job does, beside Prophet on slots."""
    from tests.benchmarks.forecasting import night as bench

    with step_progress("Forecasting") as progress:
        found = bench.run(queues, processes, seed, progress)
    show(found, json)


@app.command()
def roster(
    agents: Annotated[int, typer.Option(min=2)] = 300,
    days: Annotated[int, typer.Option(min=7, help="Whole weeks.")] = 28,
    slot: Annotated[int, typer.Option(help="Slot length in minutes: 15 or 30.")] = 30,
    seed: Seed = 0,
    instance: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Folder of a centre instead.")
    ] = None,
    queues: Annotated[int, typer.Option(min=1, max=5)] = 1,
    lengths: Annotated[str, typer.Option(help="Shift lengths in hours, e.g. 4,6,8,10.")] = "8",
    rules: Annotated[str, typer.Option(help=in_words(RULES), callback=one_of(RULES))] = "core",
    time_limit: Seconds = 180.0,
    export: Annotated[
        Path | None,
        typer.Option(
            file_okay=False, help="Folder for instance, roster and bound, as plain files."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Roster a generated centre, or one of a folder, with a proven optimality gap.

    Ctrl-C keeps the best roster so far.
    """
    from tests.benchmarks.rosters import roster as bench

    hours = _lengths_of(lengths)
    with wrong_words("--instance" if instance else "--agents, --days, --slot, --lengths"):
        centre = bench.centre_of(agents, days, slot, seed, instance, queues, hours, rules)
    with solve_progress("Rostering", time_limit) as progress:
        found = until_interrupted(
            lambda stop: bench.run(
                centre,
                time_limit_s=time_limit,
                seed=seed,
                export=export,
                progress=progress,
                stop=stop,
            )
        )
    show(found, json)


@app.command()
def trust(
    problems: Annotated[int, typer.Option(min=0, help="Feasible problems generated.")] = 1_000,
    conflicts: Annotated[int, typer.Option(min=0, help="Conflicts planted.")] = 300,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds of search on each.")] = 2.0,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Feasible problems of 5 to 60 agents called impossible; planted conflicts named whole."""
    from tests.benchmarks.rosters.trust import run as bench

    with step_progress("Solving") as progress:
        found = until_interrupted(
            lambda stop: bench.run(
                problems,
                conflicts,
                time_limit_s=time_limit,
                seed=seed,
                progress=progress,
                stop=stop,
            )
        )
    show(found, json)


@app.command()
def activities(
    minutes: Annotated[int, typer.Option(min=15, help="Length of each.")] = 120,
    meetings: Annotated[
        bool, typer.Option("--meetings", help="Each team meets; else all are trained alone.")
    ] = False,
    time_limit: Seconds = 60,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Sample centre: training or meetings placed with the shifts, beside into finished ones."""
    from tests.benchmarks.rosters.activities import run as bench

    with solve_progress("Building", 3 * time_limit) as progress:
        found = until_interrupted(
            lambda stop: bench(
                minutes,
                meetings,
                time_limit_s=time_limit,
                seed=seed,
                progress=progress,
                stop=stop,
            )
        )
    show(found, json)


@app.command()
def edits(
    agents: Annotated[int, typer.Option(min=2)] = 300, seed: Seed = 0, json: Json = False
) -> None:
    """Judge a roster of four weeks, a hand edit, rank replacements; beside full scorecards."""
    from tests.benchmarks.rosters import edits as bench

    with step_progress("Judging") as progress:
        found = bench.run(agents=agents, seed=seed, progress=progress)
    show(found, json)


@app.command()
def history(
    years: Annotated[
        float, typer.Option(min=0.1, callback=finite, help="Length of the history.")
    ] = 3,
    seed: Seed = 7,
    json: Json = False,
) -> None:
    """Draw a history of five queues, read its file, import it into a new store, load it."""
    from tests.benchmarks.history import time_history

    with step_progress("Drawing, reading, importing, loading"):
        found = time_history(years, seed)
    show(found, json)


@app.command("app")
def pages(
    database: Annotated[
        Path,
        typer.Option(exists=True, dir_okay=False, help="A centre with a roster, which is copied."),
    ],
    sessions: Annotated[int, typer.Option(min=1, help="Sessions at once.")] = 20,
    minutes: Annotated[float, typer.Option(min=0.1, help="How long they act.")] = 5.0,
    every: Annotated[float, typer.Option(min=0.0, help="Seconds between acts of one.")] = 30.0,
    url: Annotated[
        str, typer.Option(help="A PostgreSQL database with a roster, in place of the copy.")
    ] = "",
    postgres: Annotated[
        bool, typer.Option("--postgres", help="Copy it into a PostgreSQL started for this run.")
    ] = False,
    processes: Annotated[int, typer.Option(min=1, help="Processes that draw pages.")] = 1,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Sessions that look, filter, edit and publish at once: times, errors, lost updates, memory."""
    from tests.benchmarks.app.load import run

    with step_progress("Acting") as progress:
        found = run(
            database, sessions, minutes, every, url=url, postgres=postgres, processes=processes,
            seed=seed, progress=progress,
        )  # fmt: skip
    show(found, json)


@app.command("staff-rostering")
def staff_rostering(
    file: Annotated[
        Path,
        typer.Argument(exists=True, dir_okay=False, help="Instance in the Curtois & Qu format."),
    ],
    time_limit: Seconds = 600.0,
    out: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, callback=file_to_write, help="Roster as CSV: agent, day, shift."
        ),
    ] = None,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Solve an instance of the public staff rostering benchmark; Ctrl-C keeps the best."""
    from tests.benchmarks.staff_rostering.as_problem import as_problem
    from tests.benchmarks.staff_rostering.file import read_staff_rostering
    from tests.benchmarks.staff_rostering.run import solve_staff_rostering as solve

    with wrong_words("FILE"):
        source = read_staff_rostering(file)
        as_problem(source)
    with solve_progress("Rostering", time_limit) as progress:
        found = until_interrupted(
            lambda stop: solve(source, time_limit, out=out, seed=seed, progress=progress, stop=stop)
        )
    show(found, json)


def _lengths_of(text: str) -> tuple[float, ...]:
    """Shift lengths of `4,6,8.5` [h]."""
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: give lengths in hours, such as 8 or 4,6,8") from error
    if not all(0 < hours <= 24 for hours in found):
        raise typer.BadParameter(f"{text!r}: give lengths above 0 and up to 24 hours")
    return found
