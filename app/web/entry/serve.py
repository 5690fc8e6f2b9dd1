"""Where the server of the pages starts: `peakshift ui` runs it as `python -m app.web.entry.serve`.

Streamlit reads `.streamlit` beside the file that was started, so this one lies beside it too.
"""

import argparse
import gc
import logging
import os
import signal
import stat
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LOOK_S = 0.5
LOG_FORMAT = "PEAKSHIFT_LOG"
"""Environment variable: `text` (the default) or `json`."""


def serve(arguments: list[str] | None = None) -> int:
    """Serve the pages until stopped; the exit code."""
    asked = _parsed(arguments)
    from streamlit import App, config

    from app.web import sign_in
    from app.web.entry import front

    entry = Path(__file__).with_name("main.py")
    config._main_script_path = str(entry)  # where Streamlit looks for secrets.toml
    signs_in = sign_in.signs_in()
    if refused := _refusal(asked, signs_in):
        sys.stderr.write(refused)
        return 1
    if asked.only_jobs:
        return _only_jobs()
    if asked.processes > 1:
        return _several(asked)
    for file in config.get_option("secrets.files") if signs_in else ():
        _warn_of_readers(Path(file))
    from starlette.middleware import Middleware

    from app.api.mount import Mounted
    from app.services.context import default_url
    from app.web.entry.unexpected import say_unexpected
    from app.web.guard import Guard

    if set_up_logs():
        _leave_handlers()
    number, _, processes = asked.place.partition("/")
    named = partial(front.named_for, int(number), int(processes))
    guard = Middleware(Guard, always_secure=sign_in.over_https, named=named)
    if asked.behind:
        _end_with_parent()
    else:
        at = f"http://{asked.address}:{asked.port}"
        sys.stderr.write(f"PeakShift opens on {at} (Ctrl+C ends it)\n")
    api = Mounted(default_url(), alone=not signs_in and front.only_this_machine(asked.address))

    @asynccontextmanager
    async def life(app: Any) -> AsyncIterator[None]:
        threading.Thread(target=_load_pages, name="pages", daemon=True).start()
        with _elsewhere() if asked.behind else _jobs():
            yield
        api.close()

    with suppress(KeyboardInterrupt):  # it has ended as it should
        App(
            entry, routes=api.routes, middleware=[guard], lifespan=life,
            on_script_error=say_unexpected,
        ).run(config=_settings(asked, signs_in))  # fmt: skip
    return 0


def _settings(asked: argparse.Namespace, signs_in: bool) -> dict[str, Any]:
    """Streamlit's settings for what was asked."""
    from streamlit import secrets

    from app.web.entry import front

    settings: dict[str, Any] = {
        "server.address": front.HERE if asked.behind else asked.address,
        "server.port": asked.behind or asked.port,
        "server.headless": asked.headless,
        "server.fileWatcherType": "none",
        "logger.hideWelcomeMessage": bool(asked.behind),
        "browser.gatherUsageStats": False,
        # Python collects when it is time to: after every drawing it took longer than most pages.
        "runner.postScriptGC": False,
        # A page says what it draws; a value left standing is none of it.
        "runner.magicEnabled": False,
    }
    if signs_in:
        # Otherwise Streamlit asks a server on the internet what this machine's address is.
        host = urlsplit(str(secrets["auth"].get("redirect_uri", ""))).hostname
        settings["browser.serverAddress"] = host or asked.address
    elif not asked.without_sign_in:
        # A page of a stranger that renames itself to this machine must not reach the app.
        settings["server.allowedHosts"] = ["localhost", "127.0.0.1", "::1", asked.address]
    return settings


def _refusal(asked: argparse.Namespace, signs_in: bool) -> str:
    """Why the server does not start like this; empty where it may."""
    from app.web.entry import front

    if not (signs_in or asked.without_sign_in or front.only_this_machine(asked.address)):
        return (
            f"Error: InvalidValue: on {asked.address} everybody who reaches this machine could"
            " change and publish rosters under any name. Set up sign-in (app/README.md), listen on"
            " 127.0.0.1, or say --without-sign-in if something else keeps strangers out.\n"
        )
    listens = not (asked.behind or asked.only_jobs)
    if listens and front.taken(asked.address, asked.port):
        return front.cannot_open(asked.address, asked.port, "something listens there")
    return ""


@contextmanager
def _jobs() -> Iterator[None]:
    """Carry out jobs while the server runs, those too that died with the last one, and look for
    alerts of the running day."""
    from app.services.context import default_url
    from app.services.day.alerts import watching
    from app.services.jobs import worker

    worker.serve(default_url())
    watching.serve(default_url())
    yield
    watching.close()
    worker.close()


@contextmanager
def _elsewhere() -> Iterator[None]:
    """Leave jobs and alerts to the process that has nothing else to do."""
    from app.services.jobs import worker

    worker.leave_to_others()
    yield


def _only_jobs() -> int:
    """Carry out jobs and look for alerts, without pages, until a signal comes; the exit code."""
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    set_up_logs()
    _end_with_parent()
    with _jobs():
        while not over.wait(_LOOK_S):  # a signal that another thread was handed wakes nobody
            pass
    return 0


def _several(asked: argparse.Namespace) -> int:
    """Serve from several processes; the exit code."""
    from app.web.entry import front

    set_up_logs()
    options = ["--address", asked.address, "--port", str(asked.port)]
    options += ["--without-sign-in"] if asked.without_sign_in else []
    return front.serve(
        asked.address, asked.port, asked.processes, options, opens=not asked.headless
    )


def _end_with_parent() -> None:
    """End in order where the process that started this one is gone, however it went."""

    def listen() -> None:
        while os.read(0, 1):  # not through `sys.stdin`, whose lock nobody may hold at the end
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=listen, name="parent", daemon=True).start()


def _load_pages() -> None:
    """Load what pages need before somebody waits for it, and have no collection go through it."""
    from altair.utils import schemapi

    from app.web.navigation import PAGES

    for name in PAGES:
        import_module(f"app.web.pages.{name}.page")
    # Tests look at every part of a chart; here the whole is looked at when it is drawn.
    schemapi.disable_debug_mode()
    gc.collect()
    gc.freeze()


def set_up_logs() -> bool:
    """Send every log record to standard error in the form that `PEAKSHIFT_LOG` asks for.

    Returns
    -------
    bool
        Whether that is JSON: then libraries with handlers of their own must leave them.
    """
    if os.environ.get(LOG_FORMAT, "text") != "json":
        return False
    from pythonjsonlogger.json import JsonFormatter

    handler = logging.StreamHandler()
    handler.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "at", "levelname": "level", "name": "from"},
            datefmt="%Y-%m-%dT%H:%M:%S%z",
        )
    )
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    return True


def _leave_handlers() -> None:
    """Take from Streamlit's and the server's loggers their handlers, so that ours writes."""
    from streamlit import logger as theirs
    from uvicorn.config import LOGGING_CONFIG

    def to_the_root(logger: logging.Logger) -> None:
        logger.handlers, logger.propagate = [], True

    theirs.setup_formatter = to_the_root
    theirs.update_formatter()
    LOGGING_CONFIG["loggers"] = {}


def _warn_of_readers(file: Path) -> None:
    """Say so where other people of this machine can read the client's secret."""
    if (
        os.name == "posix"
        and file.is_file()
        and file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
    ):
        sys.stderr.write(f"Warning: others can read {file}; run `chmod 600` on it\n")


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="peakshift ui")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--headless", action="store_true")
    parser.add_argument("--without-sign-in", action="store_true")
    parser.add_argument("--processes", type=int, default=1)
    # Of the processes that one of several starts: which of how many, at which port; or jobs alone.
    parser.add_argument("--place", default="0/1")
    parser.add_argument("--behind", type=int, default=0)
    parser.add_argument("--only-jobs", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(serve())
