"""Ctrl-C: a solve stops and keeps, everything else ends in one clear line."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.cli.interrupt import stop_and_keep
from data.model.saved_roster import SavedRoster
from data.store import Store
from rostering.benchmarks.staff_rostering_draw import draw_staff_rostering
from tests.app.small_centre import SmallCentre
from tests.benchmarks.staff_rostering_writer import written

Rostered = tuple[SmallCentre, SavedRoster]
ROOT = Path(__file__).resolve().parents[2]

# The real command in a process of its own, which says as soon as a first roster is known.
DRIVER = """
import signal, sys
from contextlib import contextmanager
from app.cli import {module} as commands
from app.cli.main import main

signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the tests were started with
shown = commands.solve_progress

@contextmanager
def told(title, limit_s):
    with shown(title, limit_s) as report:
        def both(state):
            report(state)
            if state.objective is not None and state.bound is not None:
                print("FOUND", file=sys.stderr, flush=True)
        yield both

commands.solve_progress = told
main()
"""


def interrupted(module: str, number: int, *words: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a command that gets a signal after its first roster."""
    command = [sys.executable, "-c", DRIVER.format(module=module), *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stderr is not None
        seen = ""
        while "FOUND" not in seen and (line := process.stderr.readline()):
            seen += line
        process.send_signal(number)
        out, said = process.communicate(timeout=120)
    return process.returncode, out, seen + said


def test_ctrl_c_keeps_the_roster_found_so_far_with_its_bound(rostered: Rostered) -> None:
    centre, saved = rostered
    assert saved.result.roster is not None
    code, out, said = interrupted(
        "roster", signal.SIGINT, "--db", centre.url, "roster", "build", "--from",
        str(saved.result.roster.first), "--weeks", "4", "--time-limit", "600", "--json",
    )  # fmt: skip
    assert code == 0, said
    assert "Stopping: the best roster so far is being kept" in said
    told = json.loads(out)
    assert told["status"] == "stopped"
    with Store.open(centre.url) as store:
        kept = store.load_roster(told["id"]).result
    assert kept.roster is not None
    assert kept.bound is not None
    assert 0 < kept.seconds < 300
    assert (kept.objective, kept.bound) == (told["objective"], told["bound"])


def test_a_supervisor_s_sigterm_stops_and_keeps_too(tmp_path: Path) -> None:
    file, out = tmp_path / "drawn.txt", tmp_path / "roster.csv"
    file.write_text(written(draw_staff_rostering(14, 1)), encoding="utf-8")
    code, told, said = interrupted(
        "bench", signal.SIGTERM, "bench", "staff-rostering", str(file), "--time-limit", "600",
        "--out", str(out), "--json",
    )  # fmt: skip
    assert code == 0, said
    found = json.loads(told)
    assert found["stopped"]
    assert found["hard_violations"] == 0
    assert found["bound"] <= found["objective"]
    assert out.read_text().startswith("agent,day,shift\n")


def test_the_first_signal_sets_the_event_and_the_second_interrupts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            _stopped_and_given_up()
        assert "press Ctrl-C again" in capsys.readouterr().err
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def _stopped_and_given_up() -> None:
    with stop_and_keep() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.wait(5)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)


def test_a_signal_sets_the_event_while_the_main_thread_is_busy() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stop_and_keep() as stop:
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
            assert stop.wait(5)  # no step of Python is taken meanwhile
    finally:
        signal.signal(signal.SIGINT, before)


def test_signals_that_were_ignored_stay_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stop_and_keep() as stop:
            os.kill(os.getpid(), signal.SIGINT)
            assert not stop.wait(0.3)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_elsewhere_ctrl_c_ends_in_one_line(
    small: SmallCentre, peakshift, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "list_rosters", interrupt)
    code, out, said = peakshift(small.url, "roster", "list")
    assert code == 130
    assert out == ""
    assert said.strip() == "Interrupted; nothing was changed that was not already saved"
