"""`bench surge`: its answer's names, both forms of file, and what it refuses."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from app.services.day.storms.past_storm import storm_cells
from forecasting.intraday.usual import usual_days
from tests.benchmarks.test_bench_commands import bench, told
from tests.forecasting.intraday.test_surge import a_year_with_storms


def files(folder: Path) -> tuple[Path, Path]:
    _, counts, _ = a_year_with_storms()
    start = datetime(2024, 1, 1)
    hours = [(start + timedelta(hours=k)).isoformat(" ") for k in range(len(counts))]
    outages, history = folder / "outages.csv", folder / "history.csv"
    rows = [
        f"{t},{y:.0f},{9 * y:.0f},{k >= 48}"
        for k, (t, y) in enumerate(zip(hours, counts, strict=True))
    ]
    outages.write_text("local,outages,customers,covered\n" + "\n".join(rows), encoding="utf-8")
    rows = [f"a,{t},{y:.0f}" for t, y in zip(hours, counts, strict=True)]
    history.write_text("series_id,ts,y\n" + "\n".join(rows), encoding="utf-8")
    return outages, history


def test_surges_are_scored_in_calm_and_storm_beside_the_ratio(tmp_path: Path) -> None:
    outages, history = files(tmp_path)
    found = told("surge", str(outages))
    assert {"surge_hours", "wape", "found_share", "delay_h", "false_alarms_per_28_days",
            "standby"} <= set(found)  # fmt: skip
    wape = found["wape"]
    assert set(wape) == {"1h", "3h"}  # type: ignore[arg-type]
    hour = wape["1h"]["surge"]  # type: ignore[index]
    assert hour["ours"] < hour["base"]
    standby = found["standby"]
    assert standby["ours"] < standby["never"]  # type: ignore[index]
    assert standby["knew"] < standby["ours"]  # type: ignore[index]
    one, other = storm_cells(outages)[2], storm_cells(history)[2]
    assert np.array_equal(one, other[2:])


def test_usual_days_know_nothing_of_their_day() -> None:
    cells = a_year_with_storms()[1].reshape(-1, 24)
    changed = cells.copy()
    changed[80:] *= 5
    assert np.array_equal(usual_days(cells)[:81], usual_days(changed)[:81], equal_nan=True)


def test_a_file_of_other_slots_or_other_columns_is_refused(tmp_path: Path) -> None:
    wrong, halves = tmp_path / "wrong.csv", tmp_path / "halves.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    halves.write_text(
        "series_id,ts,y\na,2024-01-01 00:00,1\na,2024-01-01 00:30,2\n", encoding="utf-8"
    )
    for file, why in ((wrong, "expected columns local"), (halves, "give hours")):
        done = bench("surge", str(file))
        assert done.exit_code == 2
        assert why in " ".join(done.output.replace("│", " ").split())
