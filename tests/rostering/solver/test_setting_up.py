"""Setting up a search: outside its limit, shown, and given up when somebody says stop."""

import threading
from typing import Any

import pytest

from rostering.solver import solve as solve_module
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster
from rostering.solver.tours import solve as tours_module
from rostering.solver.tours.translate import translate as translate_module
from tests.rostering.solver.test_sensitivity import a_team

pytestmark = pytest.mark.slow

SLOW = {
    "tour": (tours_module, "translate"),
    "small": (translate_module, "pack"),
    "cpsat": (solve_module, "OptionTable"),
}


@pytest.mark.parametrize("engine", SLOW)
def test_a_slow_start_takes_nothing_of_the_limit(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a busy machine, where stating the sample took 14 of 15 s."""
    module, name = SLOW[engine]
    real, heard = getattr(module, name), list[Progress]()

    def slowly(*args: Any) -> Any:
        threading.Event().wait(0.6)
        return real(*args)

    monkeypatch.setattr(module, name, slowly)
    result = solve_roster(a_team(), time_limit_s=0.5, engine=engine, progress=heard.append)
    assert result.roster is not None
    assert result.status in ("feasible", "optimal")
    shown = [state for state in heard if state.preparing]
    assert shown
    assert all(state.seconds < 0.5 for state in shown)


@pytest.mark.parametrize("engine", SLOW)
def test_a_stop_is_heard_while_it_is_set_up(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name = SLOW[engine]
    stop, end = threading.Event(), threading.Event()

    def for_ever(*_: Any) -> Any:
        stop.set()
        end.wait(60)
        raise AssertionError("nobody waits for this")

    monkeypatch.setattr(module, name, for_ever)
    try:
        result = solve_roster(a_team(), time_limit_s=60, engine=engine, stop=stop)
    finally:
        end.set()
    assert (result.status, result.roster) == ("stopped", None)
