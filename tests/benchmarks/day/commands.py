"""Commands of `peakshift bench` about the running day."""

from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.parts.output import print_json, print_table, share, step_progress
from app.cli.parts.typed import Seed, in_words, one_of, wrong_words
from tests.benchmarks.show import Json, show, show_table

RECOURSES = {
    "none": "the plan stands",
    "night": "the next day is staffed anew each night",
    "day": "and the rest of the day within it",
}
Countries = Annotated[
    list[str] | None,
    typer.Option(help="Holiday calendar, e.g. CN: one for all files, or once a file."),
]
Histories = Annotated[
    list[Path], typer.Argument(exists=True, dir_okay=False, help="Histories: series_id, ts, y.")
]
SeriesNames = Annotated[list[str] | None, typer.Option(help="Only series of this name.")]


def day(app: typer.Typer) -> None:
    """Add them to the benchmarks."""
    app.command()(intraday)
    app.command()(surge)
    app.command()(alerts)
    app.command()(adherence)
    app.command("closed-loop")(closed_loop)
    app.command("month-range")(month_range)


def _cases(
    files: list[Path], country: list[str] | None, series: list[str] | None
) -> list[tuple[Any, Any]]:
    """Series of the files that are asked for, each with its special days."""
    from tests.benchmarks.day.cases import cases_of

    with wrong_words("FILE, --country"):
        return cases_of(files, country or ["none"], series or ())


def intraday(
    files: Histories,
    country: Countries = None,
    first_share: Annotated[
        float, typer.Option(min=0.0, max=0.95, help="Share of the days that is only learnt from.")
    ] = 0.33,
    series: SeriesNames = None,
    processes: Annotated[int, typer.Option(min=1)] = 2,
    json: Json = False,
) -> None:
    """Forecast the rest of each day again every hour, beside none and the vendors' ratio."""
    from tests.benchmarks.day import intraday as bench

    cases = _cases(files, country, series)
    with step_progress("Forecasting") as progress:
        found = bench.run(
            cases, first_share, processes, lambda done, total: progress("days", done, total)
        )
    columns = ["series", "at", "no update", "ratio", "ours", "ours / none", "of totals", "band"]
    rows = [
        [one["id"], at, share(row["none"]), share(row["ratio"]), share(row["ours"]),
         row["relative"], row["total"]["relative"], share(row["cover80"])]
        for one in found["series"] for at, row in one["at"].items()
    ]  # fmt: skip
    show_table(found, json, "Error of the rest of the day (WAPE of its slots)", columns, rows)


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
    from app.services.day.storms.past_storm import storm_cells
    from tests.benchmarks.day import surge as bench

    with wrong_words("FILE"):
        name, _, cells = storm_cells(file, series)
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


def alerts(
    files: Histories,
    country: Countries = None,
    series: SeriesNames = None,
    weeks: Annotated[
        float, typer.Option(min=1, help="Weeks wanted between two false alarms.")
    ] = 12.0,
    json: Json = False,
) -> None:
    """Watch each slot against its forecast: false alarms, and how soon a rise is found."""
    from tests.benchmarks.day import alerts as bench

    cases = _cases(files, country, series)
    with step_progress("Watching"), wrong_words("FILE"):
        found = bench.run(cases, weeks)
    columns = ["series", "days", "limit", "weeks by simulation", "alarms in 12 weeks",
               "by Poisson limits", "rise found", "after slots"]  # fmt: skip
    rows = [
        [one["id"], one["days"], one["limit"], one["simulated_weeks"],
         one["alarms_per_12_weeks"], one["poisson_per_12_weeks"], share(one["found_share"]),
         one["delay_slots"]]
        for one in found["series"]
    ]  # fmt: skip
    show_table(found, json, "Alarms off the forecast", columns, rows)


def closed_loop(
    files: Histories,
    country: Countries = None,
    series: SeriesNames = None,
    origins: Annotated[int, typer.Option(min=1, help="Months, one after another, to the end.")] = 4,
    weeks: Annotated[int, typer.Option(min=1, help="Length of a month.")] = 4,
    target: Annotated[float, typer.Option(min=0.05, max=0.99, help="Share in time.")] = 0.8,
    threshold: Annotated[float, typer.Option(min=0, help="In time means within so many s.")] = 20,
    handle_time: Annotated[float, typer.Option(min=1, help="Mean handle time in s.")] = 240,
    patience: Annotated[float, typer.Option(min=1, help="Mean patience in s.")] = 180,
    recourse: Annotated[
        str | None,
        typer.Option(help=f"{in_words(RECOURSES)}; all of them if left out."),
    ] = None,
    night_share: Annotated[
        float, typer.Option(min=0, max=1, help="Part of a day's hours that may move overnight.")
    ] = 0.15,
    day_share: Annotated[
        float, typer.Option(min=0, max=1, help="Part of them that may move within the day.")
    ] = 0.08,
    processes: Annotated[int, typer.Option(min=1)] = 2,
    level: Annotated[
        str,
        typer.Option(
            help="staffing: agents by slot; roster: the last month of the first series with real "
            "shifts, breaks, people and the reroster engine."
        ),
    ] = "staffing",
    time_limit_s: Annotated[
        float, typer.Option("--time-limit-s", min=1, help="Of building the roster.")
    ] = 60.0,
    json: Json = False,
) -> None:
    """Plan months, answer to what comes, and see what they reach, beside one who knew."""
    from tests.benchmarks.day.months import closed_loop as bench
    from tests.benchmarks.day.months import roster_level
    from tests.benchmarks.day.months.planned import Terms

    one_of({"staffing": "", "roster": ""})(level)

    asked = bench.RECOURSES if recourse is None else (one_of(RECOURSES)(recourse),)
    cases = _cases(files, country, series)
    terms = Terms(target, threshold, handle_time, patience, night_share, day_share)
    if level == "roster":
        with step_progress("Living a month") as progress, wrong_words("FILE, --weeks"):
            found = roster_level.run(
                *cases[0], terms, weeks=weeks, recourses=asked, time_limit_s=time_limit_s,
                progress=lambda done, total: progress("days", done, total),
            )  # fmt: skip
        _print_months(found, target, threshold, json)
        return
    with step_progress("Living months") as progress, wrong_words("FILE, --origins"):
        found = bench.run(
            cases,
            terms,
            origins=origins,
            weeks=weeks,
            recourses=asked,
            processes=processes,
            progress=lambda done, total: progress("months", done, total),
        )
    _print_months(found, target, threshold, json)


def month_range(
    files: Histories,
    country: Countries = None,
    series: SeriesNames = None,
    origins: Annotated[
        int, typer.Option(min=1, help="Months of each series at most, to its end.")
    ] = 24,
    weeks: Annotated[int, typer.Option(min=1, help="Length of a month.")] = 4,
    json: Json = False,
) -> None:
    """Tell of months before they begin which service their plan reaches: how many lie inside?"""
    from tests.benchmarks.day.months import month_range as bench
    from tests.benchmarks.day.months.planned import Terms

    cases = _cases(files, country, series)
    with step_progress("Planning months") as progress, wrong_words("FILE, --weeks"):
        found = bench.run(
            cases, Terms(), origins=origins, weeks=weeks,
            progress=lambda done, total: progress("months", done, total),
        )  # fmt: skip
    rows = [
        [one["id"], one["months"], share(one["contacts_inside"]), share(one["inside"]),
         share(one["width"]), share(one["bias"])]
        for one in (*found["series"], {"id": "all", **found["all"]})
    ]  # fmt: skip
    columns = ["series", "months", "contacts inside", "service inside", "width", "off its middle"]
    show_table(found, json, "Months inside their 80 % ranges", columns, rows)


def _print_months(found: dict[str, Any], target: float, threshold: float, json: bool) -> None:
    rows = [
        [one["id"], one["origin"], one["recourse"], share(one["reached"]),
         " to ".join(share(end) for end in one["predicted"]), round(one["hours"]),
         round(one["day_known_hours"]), round(one["slot_known_hours"]), share(one["touched"])]
        for one in found["series"]
    ]  # fmt: skip
    columns = ["series", "month from", "recourse", "reached", "told before", "hours",
               "day known", "slot known", "moved"]  # fmt: skip
    show_table(found, json, f"Target {share(target)} in {threshold:g} s", columns, rows)


def adherence(
    agents: Annotated[int, typer.Option(min=1)] = 300,
    days: Annotated[int, typer.Option(min=1)] = 28,
    events: Annotated[int, typer.Option(min=1, help="Changes of state in all.")] = 250_000,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Lay a team's states over its shifts: seconds taken, and the published cases."""
    from tests.benchmarks.day import adherence as bench

    found = bench.run(agents, days, events, seed)
    show(found, json)
