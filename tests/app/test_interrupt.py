"""Ctrl-C keeps what a search has found; a second one ends the program."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.model.saved_roster import SavedRoster
from tests.app.command_line import told
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]
_LONG = ("--time-limit", "900", "--json")

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="tells by Linux's /proc when signals are heard"
)


def started(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "app.cli.main", *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def searching(run: subprocess.Popen[str], seconds: float) -> None:
    """Wait until the program hears SIGTERM, then so long."""
    status, last = Path(f"/proc/{run.pid}/status"), time.monotonic() + 120
    while time.monotonic() < last and run.poll() is None:
        caught = next(line for line in status.read_text().splitlines() if "SigCgt" in line)
        if int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1:
            time.sleep(seconds)
            assert run.poll() is None, run.communicate()
            return
        time.sleep(0.05)
    raise AssertionError(f"no search has begun: {run.communicate()}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("engine", ["tour", "lns"])
def test_an_interrupted_build_keeps_its_roster_and_bound(
    rostered: Rostered, number: int, engine: str
) -> None:
    small, known = rostered
    first = ("--from", str(known.problem["first"]), "--weeks", "1", "--engine", engine)
    run = started("--db", small.url, "roster", "build", *first, *_LONG)
    searching(run, 6)
    run.send_signal(number)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert "is being kept" in err
    summary = json.loads(out)
    assert summary["status"] == "stopped"
    newest, before = told(small, "roster", "list")[:2]
    assert before["roster_id"] == known.roster_id
    assert (newest["roster_id"], newest["objective"]) == (summary["id"], summary["objective"])
    assert newest["bound"] == summary["bound"]


def test_a_second_interrupt_ends_the_program() -> None:
    run = started("bench", "roster", "--agents", "60", *_LONG)
    searching(run, 0)
    run.send_signal(signal.SIGINT)
    time.sleep(0.2)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGINT


def test_an_interrupted_benchmark_says_what_it_had() -> None:
    run = started("bench", "roster", "--agents", "30", *_LONG)
    searching(run, 4)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=120)
    found = json.loads(out)
    assert found["bound_verified"], err
    assert found["hard_violations"] == 0
    assert found["seconds"] < 300
