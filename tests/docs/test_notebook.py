"""The notebook in docs/ runs as it stands, and what it shows is there."""

import pytest

import rostering
from data.model.problem import RosterProblem
from data.model.result import Result
from rostering.api import solve
from tests.docs.notebook import cells, run
from tests.until import until, within

pytestmark = pytest.mark.slow

MOST_LINES = 30


def test_the_notebook_runs_to_a_roster_whose_gap_is_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def near(problem: RosterProblem, time_limit_s: float) -> Result:
        return solve(problem, **until(within(0.2), time_limit_s))

    monkeypatch.setattr(rostering, "solve", near)
    _, names = run()
    result, card = names["result"], names["card"]
    assert result.roster is not None
    assert result.bound is not None
    assert 0 <= result.gap < 1
    assert card.hard_violations == 0
    assert card.objective == result.objective >= result.bound
    assert 0 < float(names["report"].service_level("billing").mean) <= 1


def test_the_notebook_is_kept_with_its_outputs_and_stays_short() -> None:
    code = [cell for cell in cells() if cell["cell_type"] == "code"]
    assert all(cell["outputs"] for cell in code)
    lines = [line for cell in code for line in cell["source"] if line.strip()]
    assert len(lines) <= MOST_LINES
    assert any("gap" in str(cell["outputs"]) for cell in code)
