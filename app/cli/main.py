"""`peakshift`: one noun a file; errors end with what was wrong, where and what to do."""

import gc
import os
import sys
from typing import Annotated, ClassVar

import typer

from app.cli.parts.exits import ended
from app.cli.parts.in_language import language_of, speak
from app.cli.parts.later import Lazy
from app.cli.parts.session import Session
from app.locale import LANGUAGES, best_match
from data.model.language import tr
from rostering.solver.stopping import still_at_work

GARBAGE_AFTER = 20_000
"""New objects between two looks for garbage: loading modules makes many and leaves none behind."""


class Commands(Lazy):
    """Every noun: the module that holds its commands, or its one command; its line of help."""

    table: ClassVar = {
        "centre": ("app.cli.centre", "Name, clock, queues and planning defaults of the centre."),
        "history": ("app.cli.history", "Contacts that came: volumes, handle times, abandons."),
        "staff": (
            "app.cli.staff.commands",
            "People, contracts, shift templates, wishes and leave.",
        ),
        "forecast": (
            "app.cli.forecast.commands",
            "Contacts to come: versions, adjustments, accuracy.",
        ),
        "events": ("app.cli.events", "Days on which people do not call as usual."),
        "requirement": ("app.cli.requirement", "Agents required in every slot."),
        "shrinkage": ("app.cli.shrinkage", "What keeps rostered people off the floor."),
        "rules": ("app.cli.rules", "What a roster must and should keep."),
        "roster": ("app.cli.roster.commands", "Who works when: build, change, prove, publish."),
        "swap": ("app.cli.staff.swaps", "Swaps that agents ask for: agreed to, approved."),
        "day": ("app.cli.day.commands", "The running day: figures in, what is left, what to do."),
        "activities": ("app.cli.activities", "Training, coaching, meetings, back office."),
        "storm": ("app.cli.day.storm", "Storms that come: range, standby, levels, report."),
        "service-quality": (
            "app.cli.service_quality.commands",
            "Work orders, complaints, satisfaction, trace.",
        ),
        "trends": (
            "app.cli.service_quality.trends",
            "Requests by category and region: movers, limits, measures.",
        ),
        "satisfaction": (
            "app.cli.service_quality.satisfaction",
            "Answers of customers by channel; what waiting costs.",
        ),
        "trace": (
            "app.cli.service_quality.trace",
            "Any minute restored, contacts followed, bundles signed.",
        ),
        "quality": (
            "app.cli.service_quality.quality",
            "Whom to listen to, objections, raters, briefings.",
        ),
        "seats": ("app.cli.service_quality.seats", "Seats, and who sits where in a roster."),
        "shift-design": ("app.cli.shift_design", "Which few shift templates serve best."),
        "fairness": ("app.cli.fairness", "Who works nights, weekends and holidays, over months."),
        "user": ("app.cli.access.users", "Who may do what: users and their roles."),
        "token": ("app.cli.access.tokens", "What machines show instead of signing in."),
        "audit": ("app.cli.audit", "Who changed what, when and why."),
        "bench": ("app.cli.bench", "Measured figures that anyone can rerun."),
        "job": ("app.cli.running.job", "Work that outlives page and terminal."),
        "refresh": (
            "app.cli.running.refresh:refresh",
            "Take in what waits, forecast, score.",
        ),
        "backup": (
            "app.cli.running.backup:backup",
            "Write the whole database to one file, and verify it.",
        ),
        "restore": ("app.cli.running.backup:restore", "Fill an empty database with a backup."),
        "warm-up": ("app.cli.running.warm_up:warm", "Compile the numerical kernels, once."),
        "demo": ("app.cli.demo:demo", "Load, forecast, staff and roster the sample centre."),
        "ui": ("app.cli.ui:ui", "Open the app in a browser."),
    }


app = typer.Typer(
    name="peakshift",
    cls=Commands,
    help="Forecast, staff and roster a 24x7 contact centre; every roster carries its proof.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(tr("peakshift {version}", version=version("peakshift")))
        raise typer.Exit


@app.callback()
def options(
    call: typer.Context,
    db: Annotated[
        str,
        typer.Option(
            envvar="PEAKSHIFT_DB", help="Database: a file, sqlite:///... or postgresql://..."
        ),
    ] = "",
    who: Annotated[
        str, typer.Option("--as", envvar="PEAKSHIFT_USER", help="Who acts, for the audit trail.")
    ] = "",
    lang: Annotated[
        str,
        typer.Option(
            envvar="PEAKSHIFT_LANG",
            help="Language of answers and help: en or zh-CN; else that of the system.",
        ),
    ] = "",
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
) -> None:
    """Options that every command shares."""
    if lang and best_match(lang, fallback="") == "":
        known = ", ".join(LANGUAGES)
        raise typer.BadParameter(
            tr("no language {lang!r}; there are: {known}", lang=lang, known=known)
        )
    call.obj = Session(db, who)


def main() -> None:
    """Entry point: every mistake ends in one clear line, or document, and its exit code."""
    gc.set_threshold(GARBAGE_AFTER)
    words = sys.argv[1:]
    speak(language_of(words))
    code = ended(lambda: app(words, prog_name="peakshift", standalone_mode=False), words)
    if still_at_work():
        # A solver that hears of no stop: coming home while Python goes down, it would abort it.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    main()
