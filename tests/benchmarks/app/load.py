"""Many sessions at once: how long a page takes, whether anything fails, whether an edit is lost."""

import asyncio
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil

from app.services.context import Context
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from data.model.errors import Conflict, InvalidValue
from data.store import Store
from data.store.copying import copy_store
from tests.postgres import a_postgres

LOOKED_AT = (
    "today", "roster", "sick_and_surge", "publish", "forecast", "staffing", "rules", "service",
)  # fmt: skip
WRITES, CHANGES = 0.15, 0.45
"""Share of acts that edit and of those that change a choice on the page; the others open one."""
PUBLISHES = 0.2
"""Share of edits that are published at once."""


@dataclass
class Seen:
    """What all sessions lived through.

    Parameters
    ----------
    drawn, acts
        Seconds by page, and by what was done: a page opened, a choice changed, an edit saved, a
        roster published.
    """

    drawn: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    acts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    kilobytes: float = 0.0
    saved: list[str] = field(default_factory=list)
    published: list[int] = field(default_factory=list)
    refused: int = 0


def run(
    database: Path,
    sessions: int = 20,
    minutes: float = 5.0,
    every_s: float = 30.0,
    *,
    url: str = "",
    postgres: bool = False,
    processes: int = 1,
    seed: int = 0,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> dict[str, Any]:
    """Figures of some sessions that each act every so often.

    Parameters
    ----------
    database
        A centre with a roster (`peakshift demo`); it is copied, not changed.
    url
        A PostgreSQL database that holds such a centre, used as it is, in place of the copy.
    postgres
        Whether the copy goes into a PostgreSQL that is started for this run and thrown away.
    processes
        Processes that draw pages (`peakshift ui --processes`).
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as until_the_end:
        own = url or str(shutil.copy(database, Path(folder) / "centre.sqlite"))
        if postgres and not url:
            own = _copied(own, until_the_end.enter_context(a_postgres()))
        with _server(own, Path(folder), processes) as (address, process):
            for _ in range(processes):  # loaded, and computed where nothing changed
                asyncio.run(_every_page_once(address))
            (worked, before), mine = _taken(process), time.process_time()
            seen = Seen()
            asyncio.run(_all(address, own, seen, sessions, minutes, every_s, seed, progress))
            (ended, after), mine = _taken(process), time.process_time() - mine
        return {
            "sessions": sessions,
            "minutes": minutes,
            "processes": processes,
            "database": "postgresql" if own.startswith("postgres") else "sqlite",
            **_figures(seen),
            "lost_updates": _lost(own, seen),
            "server_processor_s_a_page": round(
                (ended - worked) / max(1, sum(map(len, seen.drawn.values()))), 3
            ),
            "clients_processor_s_a_minute": round(mine / minutes, 1),
            "server_mb_before": before,
            "server_mb_after": after,
            "mb_per_session": round((after - before) / sessions, 1),
        }


async def _every_page_once(address: str) -> None:
    from tests.benchmarks.app.session import PageSession

    async with PageSession(address) as session:
        for page in LOOKED_AT:
            await session.opens(page)


def _copied(file: str, url: str) -> str:
    with Store.open(file) as source, Store.open(url) as target:
        copy_store(source, target, lambda what, done, of: None)
    return url


async def _all(
    address: str, url: str, seen: Seen, sessions: int, minutes: float, every_s: float, seed: int,
    progress: Callable[[str, int, int], None],
) -> None:  # fmt: skip
    from tests.benchmarks.app.session import PageSession

    until = time.monotonic() + 60 * minutes

    async def one(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        await asyncio.sleep(every_s * number / sessions)
        async with PageSession(address) as session:
            while time.monotonic() < until:
                begun = time.monotonic()
                kind = chance.random()
                if kind < WRITES:
                    await asyncio.to_thread(_edits, url, number, seen, chance)
                else:
                    changes = kind < WRITES + CHANGES and bool(session.at)
                    drawn = await (
                        session.changes(chance.randrange(1000))
                        if changes
                        else session.opens(chance.choice(LOOKED_AT))
                    )
                    seen.drawn[drawn.page].append(drawn.seconds)
                    seen.acts["change a choice" if changes else "open a page"].append(drawn.seconds)
                    seen.errors += drawn.errors
                    seen.kilobytes += drawn.kilobytes
                done = int(60 * minutes - max(0.0, until - time.monotonic()))
                progress("Acting", done, int(60 * minutes))
                await asyncio.sleep(max(0.0, every_s - (time.monotonic() - begun)))

    await asyncio.gather(*(one(number) for number in range(sessions)))


def _edits(url: str, number: int, seen: Seen, chance: random.Random) -> None:
    """Give somebody a day off in the newest roster, save it, and now and then publish it."""
    with Store.open(url) as store:
        context = Context(store, f"session {number}")
        saved = store.load_roster(store.list_rosters()[0].roster_id)
        shift = chance.choice(roster_of(saved).shifts)
        edit = CellEdit(shift.agent_id, shift.day, None)
        begun = time.monotonic()
        try:
            made = save_edit(context, saved.roster_id, (edit,), "asked for the day off")
            seen.saved.append(made.roster_id)
            seen.acts["save an edit"].append(time.monotonic() - begun)
            if chance.random() < PUBLISHES:
                begun = time.monotonic()
                version = publish_roster(
                    context, made.roster_id, "the load test", replications=1,
                    accept_violations=True, undo_others=True,
                )  # fmt: skip
                seen.published.append(version.version)
                seen.acts["publish"].append(time.monotonic() - begun)
        except (Conflict, InvalidValue):
            seen.refused += 1  # told to whoever asked: nothing is lost


def _lost(url: str, seen: Seen) -> int:
    """Edits and publications told as saved that are not there, or not in the audit trail."""
    with Store.open(url) as store:
        rosters = {listed.roster_id for listed in store.list_rosters()}
        versions = {p.version for p in store.load_publications()}
        subjects = {entry.subject for entry in store.audit(limit=1_000_000)}
    missing = [r for r in seen.saved if r not in rosters or f"roster:{r}" not in subjects]
    return (
        len(missing)
        + len(set(seen.published) - versions)
        + len(seen.published)
        - len(set(seen.published))
    )


def _figures(seen: Seen) -> dict[str, Any]:
    every = [seconds for found in seen.drawn.values() for seconds in found]
    return {
        "pages_drawn": len(every),
        "page_s": _spread(every),
        "by_action": {what: _spread(found) for what, found in sorted(seen.acts.items())},
        "by_page": {page: _spread(found) for page, found in sorted(seen.drawn.items())},
        "kilobytes_a_page": round(seen.kilobytes / max(1, len(every))),
        "errors": len(seen.errors),
        "first_errors": sorted(set(seen.errors))[:5],
        "edits_saved": len(seen.saved),
        "published": len(seen.published),
        "refused_with_reason": seen.refused,
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    found = {f"p{p}": round(float(np.percentile(seconds, p)), 2) for p in (50, 95)}
    return {**found, "most": round(max(seconds), 2)}


@contextmanager
def _server(url: str, folder: Path, processes: int) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, log = f"http://127.0.0.1:{port}", folder / "server.log"
    command = [sys.executable, "-m", "app.web.entry.serve", "--headless", "--port", str(port)]
    command += ["--processes", str(processes)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env={**os.environ, "PEAKSHIFT_DB": url}, stdout=out, stderr=out
        )
        try:
            for _ in range(240):
                try:
                    if httpx.get(f"{address}/_stcore/health").status_code == 200:
                        break
                except httpx.TransportError:
                    time.sleep(0.25)
            else:
                raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}")
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(30)


def _taken(process_id: int) -> tuple[float, float]:
    """Processor time that a server's processes have taken [s], and memory they hold now [MB]."""
    server, busy_s, held = psutil.Process(process_id), 0.0, 0
    for one in (server, *server.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):  # it has ended meanwhile
            times, held = one.cpu_times(), held + one.memory_info().rss
            busy_s += times.user + times.system
    return busy_s, round(held / 2**20, 1)
