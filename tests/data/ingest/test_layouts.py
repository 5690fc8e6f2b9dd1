"""Every layout of history files keeps one contract, whatever program wrote the file.

A new layout needs one entry in `CASES` and a row in `docs/files.md`.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.ingest import LAYOUTS, Actuals, read_actuals, write_canonical_csv, write_rejected
from data.model.centre import Centre
from data.model.errors import InvalidValue, UnreadableFile
from tests import ROOT, SHARED
from tests.data.builders import a_centre
from tests.data.ingest.files import HEADER, a_row, read, reasons

ARRIVALS = SHARED / "data" / "arrivals"
NAN = float("nan")


@dataclass(frozen=True)
class Case:
    """A small good file of a layout and what it says.

    Parameters
    ----------
    start
        Text of the first row's time.
    offered, handle_s
        Contacts and total handle time [s] of each queue, slot after slot.
    header
        First row; empty where the layout has none.
    warning
        Part of the only warning; empty where there is none.
    """

    rows: tuple[str, ...]
    start: str
    offered: dict[str, list[float]]
    handle_s: dict[str, list[float]]
    header: str = ""
    warning: str = ""

    def first_row(self) -> list[str]:
        """Cells of the first row of the file."""
        return (self.header or self.rows[0]).split(",")

    def read(self, folder: Path, *more: str) -> Actuals:
        """The file, with further rows at its end, as a centre in Shanghai reads it."""
        return read(folder, *self.rows, *more, header=self.header)


LOCAL = "no offset from UTC"
CASES = {
    "canonical": Case(
        (a_row(), a_row("2026-01-05T08:30+08:00", offered=0, handle_seconds_total="")),
        "2026-01-05T08:00+08:00",
        {"faults": [12, 0]},
        {"faults": [2640, NAN]},
        HEADER,
    ),
    "amazon_connect": Case(
        (
            "Billing,q-1,VOICE,2026-01-05T00:00:00Z,30mins,12,241.5,10",
            "Billing,q-1,VOICE,2026-01-05T00:30:00Z,30mins,0,,0",
            "Billing,,CHAT,2026-01-05T00:00:00Z,15mins,3,100,3",
            "Billing,,CHAT,2026-01-05T00:15:00Z,15mins,2,100,2",
        ),
        "2026-01-05T00:00:00Z",
        {"Billing": [5], "q-1": [12, 0]},
        {"Billing": [500], "q-1": [2415, NAN]},
        "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,"
        "IncomingContactVolume,AverageHandleTime,ContactsHandled",
    ),
    "genesys_cloud": Case(
        (
            "2026-01-05T00:00:00.000Z,Billing,voice,a|||b,zh,4,3,300",
            "2026-01-05T00:00:00.000Z,Billing,voice,,zh,6,6,900",
            "2026-01-05T00:30:00.000Z,Billing,voice,,zh,1,1,60",
            "2026-01-05T00:00:00.000Z,Billing,chat,,zh,2,2,100",
            "2026-01-05 00:30:00,Faults,voice,,zh,7,7,700",
            "2026-01-05T00:00:00.000Z,Faults,voice,,zh,5,5,500",
        ),
        "2026-01-05T00:00:00.000Z",
        {"Billing (chat)": [2], "Billing (voice)": [10, 1], "Faults": [5, 7]},
        {"Billing (chat)": [100], "Billing (voice)": [1200, 60], "Faults": [500, 700]},
        "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,"
        "Offered,Interactions Handled,Total Handle Time (Seconds)",
    ),
    "calabrio": Case(
        (
            "Sales,20260105 08:00,20260105 08:30,10,200,40,3",
            "Sales,20260105 08:30,20260105 09:00,0,0,0,2",
            "Other,20260105 23:30,20260106 00:00,2,100,20,2",
        ),
        "20260105 08:00",
        {"Other": [2], "Sales": [10, 0]},
        {"Other": [240], "Sales": [2400, 0]},
        warning=LOCAL,
    ),
    "series": Case(
        (
            "s1,2026-01-05 00:00:00,12.5,-3.0,1",
            "s1,2026-01-05 00:30:00,14,-3.0,1",
            "s2,2026-01-05 00:00:00,1,,1",
            "s2,2026-01-05 00:30:00,2,,1",
        ),
        "2026-01-05 00:00:00",
        {"s1": [12.5, 14], "s2": [1, 2]},
        {"s1": [NAN, NAN], "s2": [NAN, NAN]},
        "series_id,ts,y,temp_c,holiday",
        LOCAL,
    ),
    "bank": Case(
        (
            "2026-01-05 08:00:00,NW,5,4,1,100.0,800,200",
            "2026-01-05 08:30:00,NW,4,4,0,100.0,800,200",
            "2026-01-05 08:00:00,PS,2,0,2,293.0,,",
            "2026-01-05 08:30:00,PS,2,0,2,293.0,,",
        ),
        "2026-01-05 08:00:00",
        {"NW": [5, 4], "PS": [2, 2]},
        {"NW": [800, 800], "PS": [0, 0]},
        "ts,queue,offered,answered,abandoned,q_time_sum,talk_s,aht_s",
        LOCAL,
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_document_of_files_has_a_row_for_every_layout(name: str) -> None:
    rows = (ROOT / "docs" / "files.md").read_text("utf-8").splitlines()
    found = [row for row in rows if row.startswith(f"| `{name}` |")]
    assert found, f"docs/files.md: a row for {name} in the table of --layout"


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_known_by_its_first_row_alone(name: str) -> None:
    fits = [layout.name for layout in LAYOUTS.values() if layout.matches(CASES[name].first_row())]
    assert fits == [name]
    assert "," in LAYOUTS[name].expected


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_small_file_says_the_contacts_and_work_of_each_queue(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    actuals = case.read(tmp_path)
    assert actuals.layout == name
    assert reasons(actuals) == {}
    assert actuals.frame["interval_minutes"].unique().tolist() == [30]
    queues = actuals.frame.groupby("queue_id")
    assert queues["offered"].agg(list).to_dict() == case.offered
    for queue_id, rows in queues:
        np.testing.assert_allclose(rows["handle_seconds_total"], case.handle_s[str(queue_id)])
    assert [case.warning in said for said in actuals.warnings] == [True] * bool(case.warning)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_file_converted_to_the_canonical_layout_says_the_same(name: str, tmp_path: Path) -> None:
    foreign = CASES[name].read(tmp_path)
    path = write_canonical_csv(foreign, tmp_path / "ours.csv", zone="Asia/Shanghai")
    assert path.read_text(encoding="utf-8").startswith("\ufeff" + HEADER)
    ours = read_actuals(path, a_centre())
    pd.testing.assert_frame_equal(ours.frame, foreign.frame)
    assert (ours.layout, ours.warnings, len(ours.rejected)) == ("canonical", (), 0)


@pytest.mark.parametrize("name", LAYOUTS)
def test_bad_rows_are_set_aside_with_number_and_reason(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    no_time = case.rows[0].replace(case.start, "yesterday")
    actuals = case.read(tmp_path, no_time, "two,cells")
    width, last = len(case.first_row()), len(case.rows) + bool(case.header)
    assert list(reasons(actuals)) == [last + 1, last + 2]
    assert reasons(actuals)[last + 2] == f"2 cells instead of {width}"
    assert actuals.rejected["text"].tolist() == [no_time, "two,cells"]
    pd.testing.assert_frame_equal(actuals.frame, case.read(tmp_path).frame)


def test_amazon_connect_keeps_channels_and_refuses_whole_days(tmp_path: Path) -> None:
    actuals = CASES["amazon_connect"].read(
        tmp_path,
        "Billing,q-1,VOICE,2026-01-06T00:00:00Z,daily,900,200,890",
        "Billing,q-1,VOICE,2026-01-05T01:00:00Z,30mins,5,x,5",
    )
    voice = actuals.frame[actuals.frame["queue_id"] == "q-1"].iloc[0]
    assert (voice["queue_name"], voice["channel"], voice["handled"]) == ("Billing", "voice", 10)
    assert "1440 min cannot be split" in reasons(actuals)[6]
    assert "handle_seconds_total 'x' is no number" in reasons(actuals)[7]


def test_calabrio_intervals_over_a_clock_change_keep_their_length(tmp_path: Path) -> None:
    new_york = a_centre(zone="America/New_York")
    actuals = read(
        tmp_path,
        "S,20260308 01:00,20260308 01:30,1,1,1",
        "S,20260308 01:30,20260308 03:00,2,1,1",
        "S,20260308 03:00,20260308 03:30,3,1,1",
        header="",
        centre=new_york,
    )
    assert actuals.frame["offered"].tolist() == [1, 2, 3]


def test_a_series_carries_the_temperature_and_gaps_without_a_count(tmp_path: Path) -> None:
    actuals = CASES["series"].read(tmp_path, "s1,2026-01-05 01:00:00,,-3.0,1")
    assert actuals.frame["temperature_c"].tolist()[:2] == [-3, -3]
    assert len(actuals.rejected) == 0


def test_a_bank_lists_only_what_happened_so_the_rest_is_zero(tmp_path: Path) -> None:
    actuals = CASES["bank"].read(tmp_path, "2026-01-05 09:30:00,NW,5,4,1,100.0,800,200")
    quiet = actuals.frame[actuals.frame["queue_id"] == "PS"]
    assert quiet["offered"].tolist() == [2, 2, 0]  # 09:00 was closed: no queue has a row
    assert quiet["handle_seconds_total"].tolist() == [0, 0, 0]
    assert any("1 slots without a row count as zero" in note for note in actuals.warnings)


def test_texts_that_spreadsheets_would_run_are_written_harmless(tmp_path: Path) -> None:
    foreign = CASES["amazon_connect"].read(
        tmp_path, "=Sales,q-2,VOICE,2026-01-05T00:00:00Z,30mins,12,241.5,10"
    )
    path = write_canonical_csv(foreign, tmp_path / "ours.csv", zone="Asia/Shanghai")
    text = path.read_text(encoding="utf-8")
    assert "2026-01-05T08:00:00+08:00,30,q-2,'=Sales,voice,12,10,,,,2415," in text
    pd.testing.assert_frame_equal(read_actuals(path, a_centre()).frame, foreign.frame)

    actuals = read(tmp_path, "=cmd|' /C calc'!A0,x,y", a_row(offered=-1))
    text = write_rejected(actuals, tmp_path / "f.rejected.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "row,reason,text"
    assert text.splitlines()[1].startswith("2,3 cells instead of 14,\"'=cmd|")
    assert text.splitlines()[2].startswith("3,offered -1 is negative,")


def test_what_to_do_is_told_when_no_layout_fits(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="on the page Data") as caught:
        read(tmp_path, "1,2", header="a,b")
    assert "interval_start, interval_minutes, queue_id, offered" in str(caught.value)


def test_the_nearest_layout_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="lacks y of the series layout"):
        read(tmp_path, "1,2", header="series_id,ts")
    with pytest.raises(UnreadableFile, match="lacks interval_minutes of the canonical layout"):
        read(tmp_path, "1,2,3", header="时段开始,队列编号,来话量")


def test_an_unknown_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="unknown layout 'avaya'"):
        read(tmp_path, a_row(), layout="avaya")


def test_a_named_layout_must_fit_the_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="expected ts,queue"):
        read(tmp_path, a_row(), layout="bank")


def test_columns_may_come_in_any_order_and_case_and_unknown_ones_are_noted(tmp_path: Path) -> None:
    actuals = read(
        tmp_path,
        "5,q1,x,30,2026-01-05T08:00Z",
        header="Offered,Queue_ID,Mood,interval_minutes,INTERVAL_START",
    )
    assert actuals.frame["offered"].tolist() == [5]
    assert np.isnan(actuals.frame["handled"].iloc[0])
    assert actuals.warnings == ("columns not known here were left out: mood",)


@pytest.mark.skipif(not ARRIVALS.exists(), reason="the measuring data are not here")
@pytest.mark.parametrize(
    ("name", "layout", "zone", "slot_min", "rows", "rejected"),
    [
        ("bank_il_queue_aht_jan_feb", "bank", "Asia/Jerusalem", 30, 13_622, 0),
        ("bank_il_30min_to_jul", "series", "Asia/Jerusalem", 30, 7_208, 0),
        ("nyc_ems_hourly_to2018", "series", "America/New_York", 60, 131_436, 15),
        ("vic_elec_30min_2012_2013", "series", "Australia/Melbourne", 30, 35_080, 4),
    ],
)
def test_real_files_are_read(
    name: str, layout: str, zone: str, slot_min: int, rows: int, rejected: int
) -> None:
    centre = Centre("real", zone, "US", slot_min)
    actuals = read_actuals(ARRIVALS / f"{name}.csv.gz", centre)
    assert (actuals.layout, len(actuals.frame), len(actuals.rejected)) == (layout, rows, rejected)
    assert actuals.frame["offered"].notna().all()
