"""`peakshift ui`: the pages, open to this machine only unless --address says otherwise."""

import os
import sys
from typing import Annotated

import typer

from app.cli.parts.session import Session


def ui(
    call: typer.Context,
    port: int = 8501,
    address: Annotated[str, typer.Option(help="Interface to listen on.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
    without_sign_in: Annotated[
        bool,
        typer.Option(
            "--without-sign-in",
            help="Let other machines in though nobody signs in: all may do everything.",
        ),
    ] = False,
    processes: Annotated[
        int,
        typer.Option(
            min=1,
            envvar="PEAKSHIFT_PROCESSES",
            help="Processes that draw pages: about one a core for a team on PostgreSQL; one more "
            "carries out jobs.",
        ),
    ] = 1,
) -> None:
    """Open the app."""
    session: Session = call.obj
    options = ["--address", address, "--port", str(port)]
    options += ["--without-sign-in"] if without_sign_in else []
    options += ["--processes", str(processes)] if processes > 1 else []
    options += [] if browser and _has_screen() else ["--headless"]
    environment = {**os.environ, "PEAKSHIFT_DB": session.url}
    if session.who:
        environment["PEAKSHIFT_USER"] = session.who
    command = [sys.executable, "-m", "app.web.entry.serve", *options]
    # Replace this process: a service manager's signal must reach the app itself.
    os.execve(sys.executable, command, environment)


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY"))
