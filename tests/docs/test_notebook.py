"""The notebook in docs/ runs as it stands, and what it shows is there."""

import pytest

from tests.docs.notebook import cells, run

pytestmark = pytest.mark.slow

MOST_LINES = 30


def test_the_notebook_runs_to_a_roster_whose_gap_is_proven() -> None:
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
