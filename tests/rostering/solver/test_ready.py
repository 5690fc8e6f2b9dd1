"""No limit counts compiling: kernels are compiled before a clock runs, and only once."""

import os
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data.model.grid import Grid
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.shift import BreakWindow, ShiftTemplate
from data.model.staff import Agent, Contract
from rostering.compiled import FUNCTIONS, KERNELS, every_kernel, not_ready
from rostering.rules import default_settings
from rostering.solver import ready as door
from rostering.solver.ready import COMPILING, ready
from rostering.solver.solve import solve_roster

pytestmark = pytest.mark.slow

LIMIT_S = 3


class Slow:
    """A kernel that takes longer to compile than any limit here; who waits moves the clock."""

    def __init__(self) -> None:
        self.compiled = False

    def load(self) -> bool:
        return self.compiled

    def compile(self) -> None:
        self.compiled = True


def test_every_compiled_function_is_reached_by_a_kernel_that_states_its_types() -> None:
    every_kernel()  # besides those of benchmarks, where these are loaded
    reached = frozenset().union(*(kernel.parts() for kernel in KERNELS))
    left = [f"{one.py_func.__module__}.{one.__name__}" for one in FUNCTIONS if one not in reached]
    assert not left, f"put `called_with` above what Python calls of {left}"


def test_a_kernel_is_declared_once_with_one_signature() -> None:
    addresses = [kernel.address for kernel in every_kernel()]
    assert len(addresses) == len(set(addresses))


def test_getting_ready_again_costs_nothing() -> None:
    assert ready()
    heard: list[object] = []
    assert ready(heard.append)
    assert not heard


def test_compiling_is_a_step_of_its_own_before_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, heard = Slow(), []
    ready()
    monkeypatch.setattr(door, "KERNELS", [slow])
    result = solve_roster(a_tiny_team(), time_limit_s=LIMIT_S, engine="tour", progress=heard.append)
    assert slow.compiled
    phases = [(state.phase, state.preparing) for state in heard]
    assert phases[0] == (f"{COMPILING}: 1 of 1", True)
    assert not any(COMPILING in phase for phase, _ in phases[1:])
    assert result.trace


def test_compiling_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, never = threading.Event(), threading.Event()
    slow = Slow()
    slow.compile = lambda: (stop.set(), never.wait(60))  # type: ignore[method-assign]
    monkeypatch.setattr(door, "KERNELS", [slow])
    assert not ready(stop=stop)
    assert not slow.compiled
    never.set()


def test_real_work_after_warming_up_compiles_nothing() -> None:
    done = _in_a_new_process("warm")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.heavy
def test_a_first_solve_with_nothing_compiled_keeps_its_limit(tmp_path: Path) -> None:
    done = _in_a_new_process("cold", {"NUMBA_CACHE_DIR": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr


def _in_a_new_process(
    task: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.rostering.solver.test_ready", task]
    return subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True
    )


def a_tiny_team() -> RosterProblem:
    grid = Grid.for_days(date(2026, 1, 5), 7, 30, "UTC")
    heads = np.ones((2, grid.slots), dtype=np.int64)
    meal = BreakWindow("meal", 60, 180, 270)
    return RosterProblem(
        first=grid.days[0],
        days=7,
        requirement=Requirement("warm", grid, ("a", "b"), heads, heads),
        agents=(Agent("1", "1", "c", ("a", "b")), Agent("2", "2", "c", ("a",))),
        contracts=(Contract("c", "c", 1920, 2400),),
        templates=(
            ShiftTemplate("D", "day", 480, 600, 60, 540, (meal,)),
            ShiftTemplate("N", "night", 1320, 1320, 30, 540, (meal,)),
        ),
        rules=default_settings(),
    )


def _cold() -> None:
    """A first solve: whatever it has to compile, the search gets the whole limit."""
    missing = not_ready(every_kernel())
    assert missing, "the folder of kernels was to be empty"
    result = solve_roster(a_tiny_team(), time_limit_s=LIMIT_S, engine="tour")
    assert result.roster is not None
    assert len(result.trace) > 0


def _warm() -> None:
    """Every kernel at work; none may be called with other types than it states."""
    from tests.rostering.everything_compiled import work

    every_kernel()
    for kernel in KERNELS:
        kernel.compile()
    before = {one: list(one.signatures) for one in FUNCTIONS}
    work()
    odd = {
        f"{one.py_func.__module__}.{one.__name__}": [s for s in one.signatures if s not in known]
        for one, known in before.items()
        if list(one.signatures) != known
    }
    assert not odd, f"called with types that are not stated: {odd}"


if __name__ == "__main__":
    {"cold": _cold, "warm": _warm}[sys.argv[1]]()
