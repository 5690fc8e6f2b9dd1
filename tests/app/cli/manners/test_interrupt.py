"""Ctrl-C keeps what a search has found, a second one ends the program; elsewhere it is one line."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.cli.parts.interrupt import until_interrupted
from app.locale import catalogue
from data.model.language import speaking, tr
from data.model.publication import SavedRoster
from data.store import Store
from tests.app.command_line import told
from tests.app.small_centre import SmallCentre
from tests.benchmarks.staff_rostering.draw import draw_staff_rostering
from tests.benchmarks.staff_rostering.writer import written

Rostered = tuple[SmallCentre, SavedRoster]
_LONG = ("--time-limit", "900", "--json")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="sends signals as POSIX has them"),
]


def ended_later(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hears_ctrl_c,
    )


def _hears_ctrl_c() -> None:
    """A shell that starts tests in the background lets them, and their children, ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


# The real command, which says as soon as a first roster and a bound are known.
_TELLS = """
import sys
from contextlib import contextmanager
from app.cli.parts import output

shown = output.solve_progress

@contextmanager
def told(title, limit_s):
    with shown(title, limit_s) as report:
        def both(state):
            report(state)
            if state.objective is not None and state.bound is not None:
                print("FOUND", file=sys.stderr, flush=True)
        yield both

output.solve_progress = told
from app.cli.main import main
main()
"""


def found_something(*words: str) -> subprocess.Popen[str]:
    """A command at the moment when its search has a roster and a bound."""
    run = ended_later([sys.executable, "-c", _TELLS, *words])
    assert run.stderr is not None
    assert any("FOUND" in line for line in run.stderr), run.communicate()
    return run


@pytest.mark.parametrize(
    ("engine", "number"),
    [
        ("tour", signal.SIGINT),
        pytest.param("tour", signal.SIGTERM, marks=pytest.mark.heavy),
        pytest.param("lns", signal.SIGTERM, marks=pytest.mark.heavy),
    ],
)
def test_an_interrupted_build_keeps_its_roster_and_bound(
    rostered: Rostered, engine: str, number: int
) -> None:
    small, known = rostered
    first = ("--from", str(known.problem.first), "--weeks", "1", "--engine", engine)
    run = found_something("--db", small.url, "roster", "build", *first, *_LONG)
    run.send_signal(number)
    out, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    assert "is being saved" in err
    summary = json.loads(out)
    assert summary["status"] == "stopped"
    newest, before = told(small, "roster", "list")[:2]
    assert before["roster_id"] == known.roster_id
    assert (newest["roster_id"], newest["objective"]) == (summary["id"], summary["objective"])
    assert newest["bound"] == summary["bound"]


def test_a_signal_that_another_thread_is_handed_is_heard() -> None:
    """The system may hand it to any thread; the first one slept through it."""

    def work(stop: threading.Event) -> bool:
        time.sleep(0.5)  # the first thread sleeps by then
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        return stop.wait(30)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in the background
    try:
        assert until_interrupted(work)
    finally:
        signal.signal(signal.SIGINT, before)


_DEAF = """
import time
from app.cli.parts.interrupt import until_interrupted

def work(stop):
    print("AT WORK", flush=True)
    time.sleep(99)

until_interrupted(work)
"""


def test_a_second_interrupt_ends_even_work_that_hears_none() -> None:
    run = ended_later([sys.executable, "-c", _DEAF])
    assert run.stdout is not None
    assert run.stderr is not None
    assert "AT WORK" in run.stdout.readline()
    run.send_signal(signal.SIGINT)
    assert "Once more gives it up" in run.stderr.readline()
    assert run.poll() is None
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode == -signal.SIGINT


def test_an_interrupted_benchmark_says_what_it_had() -> None:
    run = found_something("bench", "roster", "--agents", "30", *_LONG)
    run.send_signal(signal.SIGINT)
    out, err = run.communicate(timeout=120)
    found = json.loads(out)
    assert found["bound_verified"], err
    assert found["hard_violations"] == 0
    assert found["seconds"] < 300


def test_a_supervisor_stops_the_public_benchmark_and_its_roster_is_written(tmp_path: Path) -> None:
    file, out = tmp_path / "drawn.txt", tmp_path / "roster.csv"
    file.write_text(written(draw_staff_rostering(5, 1)), encoding="utf-8")
    words = ("bench", "staff-rostering", str(file), "--out", str(out), *_LONG)
    run = found_something(*words)
    run.send_signal(signal.SIGTERM)
    told_, err = run.communicate(timeout=120)
    assert run.returncode == 0, err
    found = json.loads(told_)
    assert found["stopped"]
    assert found["hard_violations"] == 0
    assert found["bound"] <= found["objective"]
    assert out.read_text().startswith("agent,day,shift\n")


def test_signals_that_were_ignored_stay_ignored() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:

        def work(stop: threading.Event) -> bool:
            os.kill(os.getpid(), signal.SIGINT)
            return stop.wait(0.3)

        assert not until_interrupted(work)
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


def test_work_that_can_be_stopped_speaks_the_language_of_its_command() -> None:
    with speaking(catalogue("zh-CN")):
        assert until_interrupted(lambda _: tr("Roster")) == "排班表"
