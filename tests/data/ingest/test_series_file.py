"""Series for measuring: whole days, clock changes, gaps."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data.ingest import read_series_file
from data.model.errors import BadRows, UnreadableFile
from tests.data.ingest.files import a_file

HEADER = "series_id,ts,y,temp_day_c,holiday"


def test_each_series_lies_on_whole_days_with_closed_slots_missing(tmp_path: Path) -> None:
    path = a_file(
        tmp_path / "f.csv",
        [
            "b,2026-01-05 08:00:00,5,1.5,0",
            "b,2026-01-05 09:00:00,6,1.5,0",
            "b,2026-01-05 10:00:00,7,1.5,0",
            "b,2026-01-06 08:00:00,8,2.5,0",
            "a,2026-01-05 08:00:00,1,,0",
            "a,2026-01-05 08:15:00,2,,0",
        ],
        HEADER,
    )
    b, a = read_series_file(path)
    assert (b.queue_id, b.grid.slot_min, b.grid.slots, b.grid.zone) == ("b", 60, 48, "UTC")
    assert b.grid.days == (date(2026, 1, 5), date(2026, 1, 6))
    assert np.flatnonzero(np.isfinite(b.offered)).tolist() == [8, 9, 10, 32]
    assert b.temperature_c[32] == 2.5
    assert (a.queue_id, a.grid.slot_min, a.temperature_c.size) == ("a", 15, 0)


def test_an_hour_that_occurs_twice_is_averaged_and_a_skipped_one_missing(tmp_path: Path) -> None:
    rows = [f"s,2026-04-05 {hour:02d}:00,{10 + hour}" for hour in (0, 1, 2, 2, 4, 5)]
    rows[3] = "s,2026-04-05 02:00,20"
    (series,) = read_series_file(a_file(tmp_path / "f.csv", rows, "series_id,ts,y"))
    assert series.offered[:4].tolist()[:3] == [10, 11, 16]
    assert np.isnan(series.offered[3])


def test_a_zone_with_clock_changes_keeps_wall_times(tmp_path: Path) -> None:
    rows = [
        f"s,2026-{month}-{day} {hour:02d}:00,{hour}"
        for month, day in (("03", "07"), ("03", "08"), ("03", "09"))
        for hour in range(24)
        if (day, hour) != ("08", 2)
    ]
    (series,) = read_series_file(
        a_file(tmp_path / "f.csv", rows, "series_id,ts,y"), zone="America/New_York"
    )
    assert series.grid.slots == 71
    assert series.offered.tolist() == (series.grid.minute_of_day // 60).tolist()


def test_wrong_rows_are_reported_at_once(tmp_path: Path) -> None:
    rows = ["s,2026-01-05 00:00,1", "s,never,1", "s,2026-01-05 01:00,x", "s,2026"]
    with pytest.raises(BadRows) as caught:
        read_series_file(a_file(tmp_path / "f.csv", rows, "series_id,ts,y"))
    assert [c.split(":")[0] for c in caught.value.complaints] == [
        "f.csv row 3",
        "f.csv row 4",
        "f.csv row 5",
    ]


@pytest.mark.parametrize(
    ("header", "rows", "what"),
    [
        ("id,when,much", ["1,2,3"], "expected series_id,ts,y"),
        ("series_id,ts,y", ["s,2026-01-05 00:00,1"], "one row alone"),
        ("series_id,ts,y", ["s,2026-01-05 00:00,1", "s,2026-01-05 00:07,1"], "do not divide"),
    ],
)
def test_files_that_are_no_series_are_refused(
    tmp_path: Path, header: str, rows: list[str], what: str
) -> None:
    with pytest.raises(UnreadableFile, match=what):
        read_series_file(a_file(tmp_path / "f.csv", rows, header))
