"""Histories from what people have at hand: frames, files, clocks, and what is refused."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.model.errors import InvalidValue
from forecasting import as_series
from tests.forecasting.builders import a_series

SERIES = a_series(60, zone="Asia/Shanghai")


def a_table() -> pd.DataFrame:
    return pd.DataFrame({"ts": SERIES.grid.local, "y": SERIES.offered})


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
