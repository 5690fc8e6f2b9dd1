"""`peakshift`: one noun a file; errors end with what was wrong, where and what to do."""

import os
import sys
from typing import Annotated

import typer

from app.cli import (
    audit,
    bench,
    centre,
    demo,
    events,
    fairness,
    forecast,
    forecast_read,
    history,
    menu,
    rebuild,
    refresh,
    requirement,
    roster,
    rules,
    sessions,
    shrinkage,
    staff,
    staff_leave,
    staff_wishes,
    ui,
    warm_up,
)
from app.cli.interrupt import Interruptible
from app.cli.output import errors
from app.cli.session import Session
from data.model.errors import PeakShiftError
from rostering.solver.unless_stopped import still_at_work

app = typer.Typer(
    name="peakshift",
    cls=Interruptible,
    help="Forecast, staff and roster a 24x7 contact centre; every roster carries its proof.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.add_typer(centre.app, name="centre")
app.add_typer(history.app, name="history")
app.add_typer(staff.app, name="staff")
app.add_typer(forecast.app, name="forecast")
app.add_typer(events.app, name="events")
app.add_typer(requirement.app, name="requirement")
app.add_typer(shrinkage.app, name="shrinkage")
app.add_typer(rules.app, name="rules")
app.add_typer(roster.app, name="roster")
app.add_typer(sessions.app, name="sessions")
app.add_typer(menu.app, name="menu")
app.add_typer(fairness.app, name="fairness")
app.add_typer(audit.app, name="audit")
app.add_typer(bench.app, name="bench")
for again in (rebuild.rebuild, rebuild.verify):
    roster.app.command()(again)
for reading in (forecast_read.show, forecast_read.group, forecast_read.span):
    forecast.app.command()(reading)
for wished in (staff_wishes.wishes, staff_wishes.wish, staff_wishes.unwish):
    staff.app.command()(wished)
for away in (staff_leave.leaves, staff_leave.leave, staff_leave.unleave):
    staff.app.command()(away)
app.command()(refresh.refresh)
app.command()(demo.demo)
app.command()(ui.ui)
app.command("warm-up")(warm_up.warm)


@app.callback()
def options(
    context: typer.Context,
    db: Annotated[
        str,
        typer.Option(
            envvar="PEAKSHIFT_DB", help="Database: a file, sqlite:///... or postgresql://..."
        ),
    ] = "",
    who: Annotated[
        str, typer.Option("--as", envvar="PEAKSHIFT_USER", help="Who acts, for the audit trail.")
    ] = "",
) -> None:
    """Options that every command shares."""
    context.obj = Session(db, who)


def main() -> None:
    """Entry point: a mistake of the user's ends in one clear line and exit code 1."""
    code = _run()
    if still_at_work():
        # A solver that hears of no stop: coming home while Python goes down, it would abort it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    try:
        app()
    except SystemExit as end:
        return int(end.code or 0)
    except PeakShiftError as error:
        return _told(type(error).__name__, str(error))
    except OSError as error:  # a folder, a full disk, a file without permission
        if error.filename is None:
            raise  # not about a file: a fault of ours, to be seen whole
        return _told(
            "UnwritableFile", f"{error.filename}: {error.strerror}; name another file or folder"
        )
    return 0


def _told(kind: str, message: str) -> int:
    errors.print(f"Error: {kind}: {message}", style="red", markup=False, highlight=False)
    return 1


if __name__ == "__main__":
    main()
