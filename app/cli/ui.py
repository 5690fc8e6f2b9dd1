"""`peakshift ui`: the pages, open to this machine only unless --address says otherwise."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import app as package
from app.cli.parts.output import errors
from app.cli.parts.session import Session


def ui(
    call: typer.Context,
    port: int = 8501,
    address: Annotated[str, typer.Option(help="Interface to listen on.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Open the app."""
    session: Session = call.obj
    entry = Path(package.__file__).parent / "web" / "entry" / "main.py"
    settings = {
        "server.address": address,
        "server.port": str(port),
        "server.headless": str(not (browser and _has_screen())).lower(),
        "browser.gatherUsageStats": "false",
        "server.fileWatcherType": "none",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    environment = {**os.environ, "PEAKSHIFT_DB": session.url}
    if session.who:
        environment["PEAKSHIFT_USER"] = session.who
    errors.print(f"PeakShift opens on http://{address}:{port} (Ctrl+C ends it)")
    command = [sys.executable, "-m", "streamlit", "run", str(entry), *options]
    # Replace this process: a service manager's signal must reach the app itself.
    os.execve(sys.executable, command, environment)


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY"))
