import doctest
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import forecasting
from data.model.errors import InvalidValue
from data.model.special_day import SpecialDay, SpecialDays
from forecasting import as_series, backtest, forecast
from tests.forecasting.builders import a_series

SERIES = a_series(60, zone="Asia/Shanghai")
SETTINGS = {"members": ("glm_days",), "refits": 0}


def a_table() -> pd.DataFrame:
    return pd.DataFrame({"ts": SERIES.grid.local, "y": SERIES.offered})


@pytest.mark.parametrize(
    "module", ["forecasting.api", "forecasting.history", "forecasting.uncertainty.refits"]
)
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(import_module(module))
    assert found.attempted > 0
    assert found.failed == 0


def test_every_exported_name_is_there_and_described() -> None:
    assert set(forecasting.__all__) <= set(dir(forecasting))
    for name in forecasting.__all__:
        assert getattr(forecasting, name).__doc__


def test_no_module_takes_the_place_of_an_exported_name() -> None:
    folder = Path(forecasting.__file__).parent
    modules = {path.stem for path in folder.iterdir()}
    assert modules.isdisjoint(forecasting.__all__)


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


def test_the_hour_that_clocks_show_twice_is_averaged_and_the_skipped_one_is_missing() -> None:
    autumn = pd.date_range("2024-11-03", periods=24, freq="h")
    twice = pd.Series(
        10.0, autumn.append(autumn.append(pd.DatetimeIndex(["2024-11-03 01:00"]))[-1:])
    )
    days = pd.Series(10.0, pd.date_range("2024-10-25", periods=9 * 24, freq="h"))
    series = as_series(pd.concat([days, twice]), zone="America/New_York")
    last = series.offered[series.grid.day == np.datetime64("2024-11-03")]
    assert len(last) == 25
    assert np.isnan(last).sum() == 1
    assert np.nanmax(last) == 10.0


def test_an_aware_history_keeps_its_own_clock() -> None:
    hours = pd.date_range("2024-01-01", periods=48, freq="h", tz="Europe/Madrid")
    series = as_series(pd.Series(1.0, hours))
    assert series.grid.zone == "Europe/Madrid"
    assert series.grid.days == (date(2024, 1, 1), date(2024, 1, 2))


BAD = {
    "no column of contacts": a_table().rename(columns={"y": "count"}),
    "no column of slot starts": a_table().rename(columns={"ts": "when"}),
    "cannot be read": a_table().assign(ts="soon"),
    "have no slot start": a_table().assign(ts=pd.NaT),
    "holds no numbers": a_table().assign(y="many"),
    "negative contacts": a_table().assign(y=-1.0),
    "holds 2 queues": pd.concat([a_table().assign(series_id=name) for name in "ab"]),
    "repeat the time of another": pd.concat([a_table(), a_table()]),
    "a single row": a_table().head(1),
    "has no row": a_table().head(0),
    "do not divide": a_table().assign(ts=lambda t: t["ts"] + pd.to_timedelta(1, "min")),
    "cannot be a int": 5,
}


@pytest.mark.parametrize("says", BAD)
def test_a_history_that_cannot_be_read_says_why(says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        as_series(BAD[says])  # type: ignore[arg-type]


def test_one_of_several_queues_is_named() -> None:
    both = pd.concat(
        [a_table().assign(series_id=name, y=level) for name, level in [("a", 1), ("b", 2)]]
    )
    assert as_series(both, "b").offered.max() == 2
    with pytest.raises(InvalidValue, match="no queue 'c'"):
        as_series(both, "c")


def test_temperature_comes_along() -> None:
    assert as_series(a_table().assign(temp_c=5.0)).temperature_c.max() == 5.0
