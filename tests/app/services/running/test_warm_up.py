"""Warming up: everything is compiled once, shared out, counted, and told."""

import json
import threading

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.services.running.warm_up import _shares, about_s, warm_up
from rostering.compiled import Kernel, every_kernel


def quickest() -> Kernel:
    return next(kernel for kernel in every_kernel() if kernel.name == "seed_noise")


@pytest.mark.parametrize("count", [1, 2, 5, 100])
def test_every_kernel_is_compiled_by_exactly_one_process(count: int) -> None:
    shares = _shares(every_kernel(), count)
    assert len(shares) <= count
    assert sorted(k.address for share in shares for k in share) == sorted(
        k.address for k in every_kernel()
    )


def test_more_processes_promise_no_longer_wait() -> None:
    assert about_s(every_kernel(), 4) <= about_s(every_kernel(), 1)
    assert about_s((), 4) > 0


def test_what_is_compiled_is_reported_and_then_loaded() -> None:
    heard: list[tuple[str, int, int]] = []
    done = warm_up([quickest()], report=lambda *one: heard.append(one))
    assert heard == [("seed_noise", 1, 1)]
    assert (done.compiled, done.left) == (("seed_noise",), ())
    assert done.kernels == len(every_kernel())
    assert quickest().loaded


def test_a_stop_leaves_the_rest() -> None:
    stop = threading.Event()
    stop.set()
    done = warm_up([quickest()], stop=stop)
    assert (done.compiled, done.left) == ((), ("seed_noise",))


def test_the_command_says_when_nothing_is_left_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.running.warm_up.to_compile", lambda: ())
    told = CliRunner().invoke(app, ["warm-up"])
    assert told.exit_code == 0
    assert told.stdout == f"Nothing to do: all {len(every_kernel())} kernels are compiled\n"
    found = json.loads(CliRunner().invoke(app, ["warm-up", "--json"]).stdout)
    assert (found["compiled"], found["left"]) == ([], [])
