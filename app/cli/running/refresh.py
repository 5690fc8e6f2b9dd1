"""`peakshift refresh`: the nightly job."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.parts.background import InBackground, send
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, print_json, step_progress
from app.cli.parts.session import clock_of, context_of
from app.cli.parts.typed import USUAL


def refresh(
    call: typer.Context,
    inbox: Annotated[Path | None, typer.Option(help="Folder where new history files wait.")] = None,
    summary: Annotated[Path | None, typer.Option(help="Where the summary is written.")] = None,
    weeks: Annotated[int | None, typer.Option(min=1, max=53, help=USUAL)] = None,
    last: Annotated[
        int, typer.Option(min=0, max=365, help="Run nothing; show so many nights before.")
    ] = 0,
    in_background: InBackground = False,
    json: bool = False,
) -> None:
    """Ingest what waits, forecast, score yesterday; exit 0 ok, 3 warnings, 4 something failed."""
    from app.services import nightly
    from app.services.context import default_folder
    from app.services.running import night_summary
    from data.model.codec import to_json

    if last:
        with context_of(call) as context:
            found, clock = night_summary.nights(context, last), clock_of(context)
        if json:
            print_json(to_json(found))
        for night in () if json else found:
            answers.print(f"{clock(night.at)}, {night.who}")
            answers.print(night.words or night.outcome)
        return
    folder = inbox or default_folder() / "inbox"
    target = summary or folder / "last_refresh.json"
    if in_background:
        from app.services.jobs.of_data import RefreshOrder

        with context_of(call) as context:
            send(call, context, RefreshOrder(str(folder.absolute()), str(target.absolute()), weeks))
        return
    with context_of(call) as context, step_progress("Refreshing") as progress:
        done = nightly.refresh(context, folder, target, weeks=weeks, progress=progress)
    if json:
        print_json(done.as_json())
    else:
        answers.print(done.words)
    leave(Exit(night_summary.EXIT_CODES[done.outcome]))
