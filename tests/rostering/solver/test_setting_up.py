"""Setting up a search: outside its limit, shown, and given up when somebody says stop."""

import threading
import time
from typing import Any

import pytest

from rostering.solver import solve as solve_module
from rostering.solver.progress import Progress
from rostering.solver.solve import solve_roster
from rostering.solver.tours import solve as tours_module
from rostering.solver.tours.translate import translate as translate_module
from tests.rostering.solver.test_sensitivity import a_team
from tests.until import a_roster_found, until

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
    """As on a busy machine, where stating the sample took 14 of 15 s: by a clock that goes on."""
    module, name = SLOW[engine]
    real, clock = getattr(module, name), time.monotonic
    heard, lost_s = list[Progress](), [0.0]
    search = until(a_roster_found)
    limit_s: float = search["time_limit_s"]

    def slowly(*args: Any) -> Any:
        lost_s[0] += 10 * limit_s
        return real(*args)

    def hear(state: Progress) -> None:
        heard.append(state)
        search["progress"](state)

    monkeypatch.setattr(time, "monotonic", lambda: clock() + lost_s[0])
    monkeypatch.setattr(module, name, slowly)
    result = solve_roster(a_team(), engine=engine, **{**search, "progress": hear})
    assert lost_s[0] > limit_s
    assert result.roster is not None
    shown = [state for state in heard if state.preparing]
    assert shown
    assert all(state.seconds < limit_s for state in shown)


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
