"""Jobs from a terminal: sent to the background, watched, stopped, their answers printed."""

import json
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.cli.parts import background
from app.services.context import Context
from app.services.jobs import of_rosters, worker
from app.services.jobs.database import LOCK, Jobs
from app.services.roster.build import Built
from data.model.publication import SavedRoster
from data.store import Store
from rostering.solver.progress import Progress

WAIT_S = 60
Peakshift = Callable[..., tuple[int, str, str]]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, seeded: tuple[Context, SavedRoster]) -> threading.Event:
    """Set when a build has begun that goes on until it is stopped; no process is begun for it."""
    told, saved = threading.Event(), seeded[1]

    def solve(_context: Context, *_: Any, progress: Any, stop: threading.Event, **__: Any) -> Built:
        progress(Progress(0.5, 200.0, 100.0, "better roster"))
        told.set()
        assert stop.wait(WAIT_S)
        return Built(saved.problem, saved.result, {})

    monkeypatch.setattr(of_rosters, "solve_days", solve)
    monkeypatch.setattr(background, "_begin", lambda url: None)
    return told


def the_first(url: str) -> date:
    with Store.open(url) as store:
        return store.list_requirements()[0].first


def test_a_build_is_sent_to_the_background_watched_and_stopped(
    url: str, peakshift: Peakshift, begun: threading.Event
) -> None:
    words = ("roster", "build", "--from", f"{the_first(url)}", "--weeks", "1", "--in-background")
    code, said, _ = peakshift(url, *words, "--json")
    assert code == 0
    job_id = json.loads(said)["job"]["job_id"]
    code, said, noted = peakshift(url, "job", "show", job_id)
    assert (code, "waiting" in said) == (0, True)
    assert "no process carries out the jobs" in noted
    assert worker.work_here(url)
    assert begun.wait(WAIT_S)
    code, said, noted = peakshift(url, "job", "list", "--going", "--json")
    assert [job["job_id"] for job in json.loads(said)] == [job_id]
    assert noted == ""
    code, said, _ = peakshift(url, "job", "result", job_id)
    assert code == 4
    code, said, _ = peakshift(url, "job", "stop", job_id)
    assert "the best roster found so far is checked and saved" in said
    code, said, _ = peakshift(url, "job", "watch", job_id)
    assert code == 0
    assert "stopped by tester" in said
    code, said, _ = peakshift(url, "job", "result", job_id, "--json")
    answered = json.loads(said)
    assert code == 0
    assert answered["answer"] == answered["job"]["made"]["roster"]
    with Store.open(url) as store:
        entry = store.audit(verb="build_roster", limit=1)[0]
    assert (entry.who, entry.detail["job"]) == ("tester", job_id)


def test_only_stored_queues_are_scored_in_the_background(url: str, peakshift: Peakshift) -> None:
    code, _, said = peakshift(url, "forecast", "backtest", "x.csv", "--in-background")
    assert code == 2
    assert "stored queues" in said
    code, _, said = peakshift(url, "job", "show", "J-none")
    assert code == 1
    assert "no job J-none" in said


def test_a_process_of_its_own_works_until_no_job_is_left(
    url: str, peakshift: Peakshift, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said, _ = peakshift(url, "job", "work", "--until-idle")
    assert (code, "No longer" in said) == (0, True)
    with Store.open(url) as store, store.alone(LOCK, "a server", Context(store).clock()):
        code, said, _ = peakshift(url, "job", "work", "--until-idle")
    assert (code, "Another process" in said) == (1, True)
    started: list[dict[str, Any]] = []
    monkeypatch.setattr(background.subprocess, "Popen", lambda *a, **k: started.append(k))
    first = f"{the_first(url)}"
    code, said, _ = peakshift(url, "roster", "build", "--from", first, "--in-background")
    assert code == 0
    assert "job watch J-build" in said
    assert started[0]["env"]["PEAKSHIFT_DB"] == url
    jobs = Jobs(url)
    assert [job.kind for job in jobs.list(going=True)] == ["build"]
    jobs.close()
