"""`bench intraday`: its answer's names, its peers, and what it refuses."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from forecasting.calendar.panel import fold
from tests.benchmarks.day.intraday import HOURS, plain_days
from tests.benchmarks.test_bench_commands import bench, told
from tests.forecasting.builders import a_series

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    series = a_series(64, level=30.0, first=date(2024, 1, 1))
    rng = np.random.default_rng(2)
    level = (1 + 0.2 * rng.standard_normal(64))[series.grid.day_index]
    path = tmp_path_factory.mktemp("intraday") / "history.csv"
    rows = zip(series.grid.local, np.round(series.offered * level), strict=True)
    lines = [f"faults,{str(start).replace('T', ' ')}:00,{y:.0f}" for start, y in rows]
    path.write_text("series_id,ts,y\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_every_hour_has_errors_of_all_ways_and_a_band(file: Path) -> None:
    found = told("intraday", str(file), "--country", "CN", "--first-share", "0.8",
                 "--processes", "1")  # fmt: skip
    assert set(found) == {"series", "all"}
    one = found["series"][0]  # type: ignore[index]
    assert one["id"] == "faults"
    assert list(one["at"]) == [f"{hour:02d}:00" for hour in HOURS]
    noon = one["at"]["12:00"]
    assert set(noon) == {
        "none", "ratio", "ours", "plain", "knew", "relative", "cover80", "days", "total",
    }  # fmt: skip
    assert noon["days"] == 13
    assert noon["relative"] == pytest.approx(noon["ours"] / noon["none"], abs=1e-3)
    assert noon["knew"] < noon["ours"]
    assert noon["total"]["relative"] < 1.0  # days that move as a whole tell their rest
    assert found["all"]["12:00"]["relative"] == noon["relative"]  # type: ignore[index]


def test_plain_days_are_eight_same_weekdays_at_the_recent_level() -> None:
    series = a_series(84, level=30.0)
    panel = fold(series.grid, series.offered)
    found = plain_days(panel)
    assert np.isfinite(found[14:]).all()
    assert abs(np.nansum(found[56:]) / panel.cells[56:].sum() - 1) < 0.05


def test_one_country_for_all_files_or_one_for_each(file: Path) -> None:
    for words, why in (
        (("--country", "CN", "--country", "IL"), "one for each of the 1 files"),
        (("--country", "XX"), "no holiday calendar for 'XX'"),
        (("--series", "nope"), "the files hold faults"),
        (("--first-share", "2"), "--first-share"),
    ):
        done = bench("intraday", str(file), *words)
        assert done.exit_code == 2
        assert why in " ".join(done.output.replace("│", " ").split())
