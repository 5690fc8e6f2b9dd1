from typing import Any

import numpy as np
import pytest

from data.model.grid import Grid
from forecasting.combination import combine
from forecasting.forecasters import FORECASTERS
from forecasting.forecasters.mean_8w import Mean8Weeks
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series, the_following

SERIES = a_series(200)
NEWEST_WINDOW = SERIES.grid.slot_at(SERIES.grid.days[-28], 0)


def a_member(unlucky_only: bool) -> type:
    """The 8-week mean, a quarter too high: in the last window alone, or in every one."""

    class Member(Mean8Weeks):
        def predict(self, grid: Grid) -> Any:
            place = SERIES.grid.index_of(grid.start)
            wrong = place == NEWEST_WINDOW or (not unlucky_only and place < SERIES.grid.slots)
            return super().predict(grid) * (1.25 if wrong else 1.0)

    return Member


@pytest.mark.parametrize("unlucky_only", [True, False])
def test_four_bad_weeks_throw_nobody_out_but_bad_months_do(
    monkeypatch: pytest.MonkeyPatch, unlucky_only: bool
) -> None:
    monkeypatch.setitem(FORECASTERS, "member", a_member(unlucky_only))  # type: ignore[arg-type]
    found = combine(
        SERIES, NO_SPECIAL_DAYS, the_following(SERIES), ("seasonal_naive", "member", "glm_days")
    )
    assert ("member" in found.notes[0]) is unlucky_only
    assert any(note.startswith("member excluded: erred") for note in found.notes) != unlucky_only
    assert np.isfinite(found.mean).all()
