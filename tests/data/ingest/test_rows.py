"""Each bad row is told with its number and reason; the good rows are loaded."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.ingest import read_actuals
from tests.data.builders import a_centre
from tests.data.ingest.files import a_file, a_row, read, reasons

BAD_CELLS = [
    ("offered", "-1", "offered -1 is negative"),
    ("offered", "2e6", "offered 2,000,000 lies outside 0 .. 1,000,000"),
    ("offered", "many", "offered 'many' is no number"),
    ("offered", "nan", "offered 'nan' is no number"),
    ("offered", "inf", "offered 'inf' is no number"),
    ("offered", "1.2.3", "offered '1.2.3' is no number"),
    ("offered", "", "offered is missing although other counts are given"),
    ("handled", "-3", "handled -3 is negative"),
    ("handled", "400", "handled + abandoned 401 exceed offered 12 by far"),
    ("abandoned", "9000", "handled + abandoned 9011 exceed offered 12 by far"),
    ("handle_seconds_total", "200000", "handle time of 5.1 h a contact exceeds 4 h"),
    ("wait_seconds_total", "-0.5", "wait_seconds_total -0.5 is negative"),
    ("threshold_seconds", "abc", "threshold_seconds 'abc' is no number"),
    ("interval_minutes", "0", "interval_minutes '0' is no whole number"),
    ("interval_minutes", "7.5", "interval_minutes '7.5' is no whole number"),
    ("interval_minutes", "", "interval_minutes '(empty)' is no whole number"),
    ("interval_minutes", "60", "interval of 60 min cannot be split into slots of 30 min"),
    ("interval_minutes", "20", "intervals of 20 min do not fill a slot of 30 min"),
    ("queue_id", "", "queue_id is empty"),
    ("interval_start", "yesterday", "'yesterday' is no time"),
    ("interval_start", "", "'(empty)' is no time"),
    ("interval_start", "03/04/2026 08:00", "'03/04/2026 08:00' is no time"),
    ("interval_start", "2026-02-30T08:00+08:00", "is no time"),
    ("interval_start", "2026-01-05T08:00:07+08:00", "off the grid of 30-minute slots"),
    ("interval_start", "2026-01-05T08:10+08:00", "off the grid of 30-minute slots"),
    ("interval_start", "1026-01-05T08:00+08:00", "lies outside 1990 .. 2100"),
]


def test_all_bad_rows_are_reported_at_once_and_the_good_ones_loaded(tmp_path: Path) -> None:
    rows = [a_row(**{column: value}) for column, value, _ in BAD_CELLS]
    good = a_row("2026-01-05T09:00+08:00")
    actuals = read(tmp_path, *rows, good)
    found = reasons(actuals)
    for number, (column, value, reason) in enumerate(BAD_CELLS, start=2):
        assert reason in found[number], (column, value)
        assert actuals.rejected.set_index("row")["text"][number] == rows[number - 2]
    assert len(found) == len(BAD_CELLS)
    assert actuals.frame["interval_start"].tolist() == [pd.Timestamp("2026-01-05T01:00Z")]


def test_every_reason_of_a_row_is_given(tmp_path: Path) -> None:
    found = reasons(read(tmp_path, a_row(offered="x", handled="-1", queue_id="")))
    assert found[2].count(";") == 2


def test_a_temperature_that_no_town_has_is_refused(tmp_path: Path) -> None:
    from tests.data.ingest.files import HEADER

    header = HEADER + ",temperature_c"
    actuals = read(
        tmp_path, a_row() + ",75", a_row("2026-01-05T08:30+08:00") + ",-40.5", header=header
    )
    assert "temperature_c 75 lies outside" in reasons(actuals)[2]
    assert actuals.frame["temperature_c"].tolist() == [-40.5]


def test_contacts_carried_over_from_earlier_slots_are_believed(tmp_path: Path) -> None:
    later, deferred = "2026-01-05T08:30+08:00", {"channel": "work_order", "offered": 0}
    actuals = read(
        tmp_path,
        a_row(offered=10, handled=180, handle_seconds_total=40000),
        a_row(later, handled=900, handle_seconds_total=900000, **deferred),
    )
    assert len(actuals.rejected) == 0


def test_unknown_is_neither_zero_nor_an_error(tmp_path: Path) -> None:
    empty = dict.fromkeys(
        ("offered", "handled", "abandoned", "answered_in_threshold", "handle_seconds_total"), ""
    )
    actuals = read(tmp_path, a_row(), a_row("2026-01-05T08:30+08:00", **empty))
    assert len(actuals.frame) == 1
    assert len(actuals.rejected) == 0
    assert "missing, not zero" in actuals.warnings[0]


def test_gaps_are_noted_by_queue(tmp_path: Path) -> None:
    actuals = read(tmp_path, a_row(), a_row("2026-01-05T10:00+08:00"))
    assert actuals.warnings == (
        "queue faults: 3 slots between its first and last are missing (not zero)",
    )


def test_the_same_row_twice_is_used_once(tmp_path: Path) -> None:
    actuals = read(tmp_path, a_row(), a_row(), a_row("2026-01-05T00:00Z"))
    assert len(actuals.frame) == 1
    assert len(actuals.rejected) == 0
    assert "2 rows repeat an earlier row" in actuals.warnings[0]


def test_rows_that_contradict_each_other_are_all_set_aside(tmp_path: Path) -> None:
    actuals = read(
        tmp_path, a_row(), a_row(offered=99), a_row(offered=98), a_row("2026-01-05T09:00+08:00")
    )
    assert reasons(actuals) == {
        2: "row 3, 4 says otherwise for the same slot",
        3: "row 2, 4 says otherwise for the same slot",
        4: "row 2, 3 says otherwise for the same slot",
    }
    assert len(actuals.frame) == 1


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-05T00:30Z",
        "2026-01-05T08:30+08:00",
        "2026-01-05T08:30+0800",
        "2026-01-05 08:30:00+08",
        "2026-01-05T08:30:00.000+08:00",
        "2026-01-05 08:30",
        "2026-01-05T08:30:00",
        "2026/1/5 8:30",
        "2026/01/05 08:30:00",
        "20260105 08:30",
    ],
)
def test_times_are_read_as_planners_and_their_programs_write_them(
    tmp_path: Path, text: str
) -> None:
    frame = read(tmp_path, a_row(text)).frame
    assert frame["interval_start"].tolist() == [pd.Timestamp("2026-01-05T00:30Z")]


def test_times_without_offset_are_read_on_the_centres_clock_with_a_note(tmp_path: Path) -> None:
    actuals = read(tmp_path, a_row("2026-01-05 08:30"), a_row("2026-01-05T09:00+08:00"))
    assert actuals.warnings == (
        "1 times have no offset from UTC: read on the clock of Asia/Shanghai",
    )


def test_the_hours_of_clock_changes(tmp_path: Path) -> None:
    melbourne = a_centre(zone="Australia/Melbourne")
    actuals = read(
        tmp_path,
        a_row("2026-04-05 02:30"),  # happens twice
        a_row("2026-10-04 02:30"),  # never happens
        a_row("2026-04-05T02:30+11:00", offered=1, handled=1, abandoned=0),
        a_row("2026-04-05T02:30+10:00", offered=2, handled=1, abandoned=1),
        a_row("2026-04-05 03:00"),
        centre=melbourne,
    )
    found = reasons(actuals)
    assert "2026-04-05 02:30 happens twice in Australia/Melbourne" in found[2]
    assert "write the offset" in found[2]
    assert "2026-10-04 02:30 does not exist in Australia/Melbourne" in found[3]
    assert actuals.frame["offered"].tolist() == [1, 2, 12]
    steps = actuals.frame["interval_start"].diff().dt.total_seconds().tolist()
    assert steps[1:] == [3600, 1800]


def quarter_hours(*values: int, start: str = "2026-01-05T08:00+08:00") -> list[str]:
    starts = pd.date_range(start, periods=len(values), freq="15min")
    return [
        a_row(at.isoformat(), interval_minutes=15, offered=v, handled=v, abandoned=0)
        for at, v in zip(starts, values, strict=True)
    ]


def test_shorter_intervals_are_summed_to_slots(tmp_path: Path) -> None:
    actuals = read(tmp_path, *quarter_hours(1, 2, 3, 4))
    assert actuals.frame["offered"].tolist() == [3, 7]
    assert actuals.frame["handle_seconds_total"].tolist() == [5280, 5280]
    assert actuals.frame["threshold_seconds"].tolist() == [20, 20]
    assert actuals.frame["interval_minutes"].tolist() == [30, 30]


def test_a_slot_with_a_missing_part_is_missing(tmp_path: Path) -> None:
    rows = quarter_hours(1, 2, 3, 4)
    actuals = read(tmp_path, rows[0], *rows[2:])
    assert actuals.frame["offered"].tolist() == [7]
    assert reasons(actuals) == {2: "only 1 of 2 parts of the slot are in the file"}


def test_a_total_with_a_missing_part_is_missing(tmp_path: Path) -> None:
    first, second = quarter_hours(1, 2)
    second = second.replace(",2640,", ",,")
    actuals = read(tmp_path, first, second)
    assert actuals.frame["offered"].tolist() == [3]
    assert np.isnan(actuals.frame["handle_seconds_total"].iloc[0])


def test_tags_of_the_parts_are_joined(tmp_path: Path) -> None:
    first, second = (row.removesuffix(",,") for row in quarter_hours(1, 2))
    actuals = read(tmp_path, first + ",storm,", second + ",outage,estimated")
    assert actuals.frame["event_tag"].tolist() == ["storm; outage"]
    assert actuals.frame["quality_flag"].tolist() == ["estimated"]


def test_a_slot_given_in_two_lengths_is_set_aside(tmp_path: Path) -> None:
    actuals = read(tmp_path, *quarter_hours(1, 2), a_row())
    assert set(reasons(actuals).values()) == {
        "the file gives this slot in intervals of several lengths"
    }
    assert len(reasons(actuals)) == 3


def test_hourly_files_fit_an_hourly_centre(tmp_path: Path) -> None:
    actuals = read(tmp_path, a_row(interval_minutes=60), centre=a_centre(slot_min=60))
    assert actuals.frame["interval_minutes"].tolist() == [60]


def test_the_grid_is_the_local_clocks_where_it_is_off_by_a_quarter(tmp_path: Path) -> None:
    actuals = read(
        tmp_path, a_row("2026-01-05T08:30+05:45"), centre=a_centre(zone="Asia/Kathmandu")
    )
    assert len(actuals.rejected) == 0


@pytest.mark.slow
def test_a_large_file_is_read_whole(tmp_path: Path) -> None:
    starts = pd.date_range("2024-01-01", periods=26_280, freq="30min", tz="UTC")
    offered = (12 + np.arange(len(starts)) % 97).tolist()
    shown = [(at.isoformat(), n) for at, n in zip(starts, offered, strict=True)]
    rows = [a_row(at, queue_id=f"q{i}", offered=n) for i in range(5) for at, n in shown]
    actuals = read_actuals(a_file(tmp_path / "f.csv", rows), a_centre())
    assert len(actuals.rejected) == 0
    assert actuals.frame["queue_id"].value_counts().to_dict() == {f"q{i}": 26_280 for i in range(5)}
    for _, found in actuals.frame.groupby("queue_id"):
        assert (found["interval_start"].to_numpy() == starts.to_numpy()).all()
        assert found["offered"].tolist() == offered
