"""The public names of `forecasting`: forecast and backtest of a series, a frame or a file."""

import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import forecasting
from data.model.special_day import SpecialDay, SpecialDays
from forecasting import backtest, forecast
from tests.forecasting.builders import a_series

SERIES = a_series(60, zone="Asia/Shanghai")
SETTINGS = {"members": ("glm_days",), "refits": 0}


def a_table() -> pd.DataFrame:
    return pd.DataFrame({"ts": SERIES.grid.local, "y": SERIES.offered})


@pytest.mark.parametrize(
    "module",
    ["forecasting", "forecasting.api", "forecasting.history", "forecasting.uncertainty.refits"],
)
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(import_module(module))
    assert found.attempted > 0
    assert found.failed == 0


def test_every_exported_name_is_there_and_described() -> None:
    for name in forecasting.__all__:
        assert getattr(forecasting, name).__doc__


def test_importing_the_room_loads_nothing_heavy() -> None:
    code = "import sys, forecasting; print({'numpy', 'pandas', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_name_that_is_not_exported_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = forecasting.nonsense


def test_series_frame_and_file_give_the_same_forecast(tmp_path: Path) -> None:
    a_table().to_csv(tmp_path / "calls.csv", index=False)
    contacts = pd.Series(SERIES.offered, pd.DatetimeIndex(SERIES.grid.utc, tz="UTC"))
    histories = [SERIES, a_table(), tmp_path / "calls.csv", contacts]
    made = [forecast(h, 7, zone="Asia/Shanghai", **SETTINGS) for h in histories]  # type: ignore[arg-type]
    for other in made[1:]:
        assert other.grid == made[0].grid
        assert np.allclose(other.quantiles, made[0].quantiles)
    assert made[0].made_at == SERIES.grid.end


def test_a_forecast_as_a_frame_tells_slots_and_days_of_the_local_clock() -> None:
    made = forecast(SERIES, 7, levels=(0.1, 0.9), **SETTINGS)  # type: ignore[arg-type]
    slots, days = made.to_frame(), made.to_frame(by="day")
    assert list(slots.columns) == ["contacts", "handle_s", "baseline", "q0.1", "q0.9"]
    assert str(slots.index[0]) == f"{made.grid.days[0]} 00:00:00+08:00"
    assert slots["q0.9"].to_numpy() == pytest.approx(made.quantiles[1])
    assert list(days.index) == list(made.grid.days)
    assert days["contacts"].sum() == pytest.approx(slots["contacts"].sum())
    assert days["q0.1"].to_numpy() == pytest.approx(made.day_quantiles[0])


def test_special_days_of_ones_own_are_heard() -> None:
    feast = SpecialDays((SpecialDay(SERIES.grid.days[-7], "Feast", exclude=True),))
    plain, other = (
        forecast(SERIES, 7, special_days=own, **SETTINGS)  # type: ignore[arg-type]
        for own in (None, feast)
    )
    assert plain.version_id != other.version_id


def test_a_backtest_as_a_frame_is_one_row_a_series() -> None:
    score = backtest(
        a_table(), origins=1, step_days=7, horizon_days=7, members=("mean_8w",), levels=(0.5,)
    )
    row = score.to_frame()
    assert list(row.index) == ["history"]
    assert row["wape"].item() == score.wape
    assert row["loss0.5"].item() == score.quantile_loss["0.5"]
