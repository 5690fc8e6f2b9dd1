"""`peakshift day watch`: files of the running day are read as they come, until Ctrl-C."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import answers, print_json
from app.cli.parts.session import context_of
from data.model.codec import to_json
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.day.watch import FeedPass


def watch(
    call: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder in which the files appear.")],
    once: Annotated[bool, typer.Option("--once", help="Read what is there, and end.")] = False,
    json: bool = False,
) -> None:
    """Read files of the running day as they come into a folder, and forecast its rest again.

    What was read goes to done/, what makes no sense to failed/ with its reason. The server of the
    pages does the same by itself for the folder of `peakshift day settings --folder`. With --once
    it ends with code 3 where a file failed.
    """
    from app.services.day.live import day_feed_of
    from app.services.day.watch import read_day_folder

    with context_of(call) as context:
        while True:
            found = read_day_folder(context, folder)
            if json:
                print_json(
                    {
                        "files": to_json(tuple(found.read.reports)),
                        "failed": found.read.failed,
                        "waiting": found.read.waiting,
                        "new_forecasts": found.again.new if found.again else 0,
                    }
                )
            else:
                _print(found, once=once)
            if once:
                leave(Exit.PARTLY if found.read.failed else Exit.DONE)
                return
            time.sleep(day_feed_of(context).look_every_s)


def _print(found: "FeedPass", *, once: bool) -> None:
    for report in found.read.reports:
        answers.print(report.sentence)
    if found.read.reports or once:
        for name, why in (found.read.failed | found.read.waiting).items():
            answers.print(f"{name}: {why}")
    if found.again is not None:
        answers.print(found.again.sentence)
    if once and not found.read.reports:
        answers.print(tr("No file waits in the folder."))
