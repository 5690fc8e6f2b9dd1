"""`peakshift demo`: the whole way on the sample centre, with a summary for managers."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.interrupt import until_interrupted
from app.cli.parts.output import answers, errors, hours_better, print_json, share, solve_progress
from app.cli.parts.session import context_of
from app.cli.parts.typed import USUAL
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.demo import DemoReport


def demo(
    call: typer.Context,
    time_limit: Annotated[
        float | None, typer.Option(help=f"Seconds for the roster. {USUAL}", min=5)
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sample centre.")] = 7,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day of its history; yesterday if left out."),
    ] = None,
    folder: Annotated[Path | None, typer.Option(help="Where the sample files are written.")] = None,
    json: bool = False,
) -> None:
    """Load, forecast, staff and roster the sample centre."""
    from app.services.centre import planning_of
    from app.services.context import default_folder
    from app.services.demo import run_demo

    target = folder or default_folder() / "sample"
    with (
        context_of(call, make=True) as context,
        solve_progress("Rostering", time_limit or planning_of(context).roster_limit_s) as progress,
    ):
        report = until_interrupted(
            lambda stop: run_demo(
                context,
                target,
                time_limit_s=time_limit,
                seed=seed,
                until=until.date() if until else None,
                say=lambda text: errors.print(text, style="dim"),
                progress=progress,
                stop=stop,
            )
        )
    if json:
        print_json(asdict(report))
    else:
        answers.print(sentences(report))


def sentences(report: "DemoReport") -> str:
    """The demo as a manager would tell it."""
    sample = report.sample
    lines = [
        tr(
            "Sample centre of seed {seed}, history until {until}:",
            seed=sample["seed"],
            until=sample["until"],
        )
    ]
    lines += [f"  {note}" for note in sample["notes"]]
    lines.append(tr("Forecast (error over four unseen weeks, per half hour):"))
    for queue_id, score in report.forecast.items():
        better = 1 - score["wape"] / score["mean8w_wape"]
        lines.append(
            tr(
                "  {queue_id}: {share}, {better:.0%} better than the 8-week mean",
                queue_id=queue_id,
                share=share(score["wape"]),
                better=better,
            )
        )
    lines.append(tr("Requirement over eight weeks:"))
    for queue_id, need in report.requirement["queues"].items():
        lines.append(
            tr(
                "  {queue_id}: {hours:,.0f} hours, {peak_heads} at the peak",
                queue_id=queue_id,
                hours=need["hours"],
                peak_heads=need["peak_heads"],
            )
        )
    roster = report.roster
    lines += [
        tr(
            "Roster {id}: {hard_violations} hard rules broken (checked without the solver),",
            id=roster["id"],
            hard_violations=roster["hard_violations"],
        ),
        tr(
            "  {shortfall_hours:,.0f} hours short, {surplus_hours:,.0f} hours idle,",
            shortfall_hours=roster["shortfall_hours"],
            surplus_hours=roster["surplus_hours"],
        ),
        tr(
            "  proven to lie within {share} of the best possible objective{hours}.",
            share=share(roster["gap"]),
            hours=hours_better(roster["distance"]),
        ),
        tr("It took {values:.0f} s. See it: peakshift ui", values=sum(report.seconds.values())),
    ]
    return "\n".join(lines)
