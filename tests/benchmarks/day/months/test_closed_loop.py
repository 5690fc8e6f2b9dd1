"""`bench closed-loop`: a month that moves is brought back to its target; its answer's names."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data.model.errors import NotEnoughHistory
from tests.benchmarks.day.commands import RECOURSES
from tests.benchmarks.day.months.closed_loop import run
from tests.benchmarks.day.months.planned import Terms
from tests.benchmarks.test_bench_commands import bench, told
from tests.forecasting.builders import NO_SPECIAL_DAYS, a_series

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten weeks; in the last two a fifth more comes than before."""
    series = a_series(70, level=60.0, first=date(2024, 1, 1))
    level = np.where(series.grid.day_index >= 56, 1.2, 1.0)
    path = tmp_path_factory.mktemp("loop") / "history.csv"
    rows = zip(series.grid.local, np.round(series.offered * level), strict=True)
    lines = [f"faults,{str(start).replace('T', ' ')}:00,{y:.0f}" for start, y in rows]
    path.write_text("series_id,ts,y\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_recourse_brings_a_month_that_moved_back_to_its_target(file: Path) -> None:
    found = told("closed-loop", str(file), "--origins", "1", "--weeks", "2", "--processes", "1")
    rows = {row["recourse"]: row for row in found["series"]}  # type: ignore[index, attr-defined]
    assert tuple(rows) == tuple(RECOURSES)
    assert set(rows["day"]) == {
        "id", "origin", "recourse", "reached", "predicted", "hours", "day_known_hours",
        "slot_known_hours", "touched",
    }  # fmt: skip
    assert rows["none"]["touched"] == 0
    off = {name: abs(row["reached"] - 0.8) for name, row in rows.items()}
    assert off["night"] < 0.5 * off["none"]
    assert 0 < rows["night"]["touched"] <= 0.15
    assert rows["day"]["touched"] <= 0.23
    for row in rows.values():
        low, high = row["predicted"]
        assert 0 < low < high < 1
        assert row["slot_known_hours"] <= 1.02 * row["day_known_hours"]
    assert set(found["all"]) == set(RECOURSES)  # type: ignore[arg-type]


def test_a_month_is_told_a_range_before_it_begins(file: Path) -> None:
    found = told("month-range", str(file), "--origins", "2", "--weeks", "1")
    one, other = found["months"]  # type: ignore[misc]
    assert one["origin"] < other["origin"]
    for row in (one, other):
        low, high = row["predicted"]
        assert 0 < low < high < 1
        assert row["inside"] == (low <= row["reached"] <= high)
    assert found["all"]["months"] == 2  # type: ignore[call-overload, index]
    assert set(found["all"]) == {  # type: ignore[call-overload]
        "months", "contacts_inside", "inside", "inside_95", "width", "bias",
    }  # fmt: skip


def test_one_recourse_can_be_asked_for_and_wrong_words_are_refused(file: Path) -> None:
    for words, why in (
        (("--recourse", "hope"), "none of none, night, day"),
        (("--series", "nope"), "the files hold faults"),
    ):
        done = bench("closed-loop", str(file), *words)
        assert done.exit_code == 2
        assert why in " ".join(done.output.replace("│", " ").split())
    with pytest.raises(NotEnoughHistory, match="ask for fewer origins"):
        run([(a_series(70), NO_SPECIAL_DAYS)], Terms(), origins=9)


@pytest.mark.heavy
def test_a_month_is_lived_through_with_real_shifts_and_people(file: Path) -> None:
    words = ("--level", "roster", "--weeks", "1", "--processes", "1", "--time-limit-s", "10")
    found = told("closed-loop", str(file), *words)
    rows = {row["recourse"]: row for row in found["series"]}  # type: ignore[index, attr-defined]
    assert tuple(rows) == tuple(RECOURSES)
    assert found["people"] > 8  # type: ignore[operator]
    assert (rows["none"]["touched"], rows["none"]["actions"]) == (0, 0)
    assert rows["day"]["actions"] > 0
    assert all(row["hard_violations"] == rows["none"]["hard_violations"] for row in rows.values())
    assert all(0 < row["reached"] <= 1 for row in rows.values())


def test_a_level_that_there_is_not_is_refused(file: Path) -> None:
    done = bench("closed-loop", str(file), "--level", "moon")
    assert done.exit_code == 2
    assert "staffing, roster" in " ".join(done.output.replace("│", " ").split())
