"""Foreign forms: the same contacts whatever program wrote them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.ingest import ADAPTERS, read_actuals, write_canonical_csv, write_rejected
from data.ingest.layout import Layout
from data.model.queue import Centre
from tests import SHARED
from tests.data.builders import a_centre
from tests.data.ingest.files import HEADER, a_row, read, reasons

ARRIVALS = SHARED / "data" / "arrivals"
AMAZON = (
    "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,"
    "IncomingContactVolume,AverageHandleTime,ContactsHandled"
)
GENESYS = (
    "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,"
    "Offered,Interactions Handled,Total Handle Time (Seconds)"
)
BANK = "ts,queue,offered,answered,abandoned,q_time_sum,talk_s,aht_s"


def first(frame: pd.DataFrame, *names: str) -> list[object]:
    return [frame[name].iloc[0] for name in names]


def test_amazon_connect(tmp_path: Path) -> None:
    actuals = read(
        tmp_path,
        "Billing,q-1,VOICE,2026-01-05T00:00:00Z,30mins,12,241.5,10",
        "Billing,q-1,VOICE,2026-01-05T00:30:00Z,30mins,0,,0",
        "Billing,,CHAT,2026-01-05T00:00:00Z,15mins,3,100,3",
        "Billing,,CHAT,2026-01-05T00:15:00Z,15mins,2,100,2",
        "Billing,q-1,VOICE,2026-01-06T00:00:00Z,daily,900,200,890",
        "Billing,q-1,VOICE,2026-01-05T01:00:00Z,30mins,5,x,5",
        header=AMAZON,
    )
    assert actuals.adapter == "amazon_connect"
    voice = actuals.frame[actuals.frame["queue_id"] == "q-1"]
    assert first(voice, "queue_name", "channel", "offered", "handled") == [
        "Billing",
        "voice",
        12,
        10,
    ]
    assert voice["handle_seconds_total"].iloc[0] == pytest.approx(2415)
    assert np.isnan(voice["handle_seconds_total"].iloc[1])
    chat = actuals.frame[actuals.frame["queue_id"] == "Billing"]
    assert first(chat, "offered", "handle_seconds_total") == [5, 500]
    assert "1440 min cannot be split" in reasons(actuals)[6]
    assert "handle_seconds_total 'x' is no number" in reasons(actuals)[7]


def test_genesys_cloud_sums_skill_sets_and_splits_media(tmp_path: Path) -> None:
    actuals = read(
        tmp_path,
        "2026-01-05T00:00:00.000Z,Billing,voice,a|||b,zh,4,3,300",
        "2026-01-05T00:00:00.000Z,Billing,voice,,zh,6,6,900",
        "2026-01-05T00:30:00.000Z,Billing,voice,,zh,1,1,60",
        "2026-01-05T00:00:00.000Z,Billing,chat,,zh,2,2,100",
        "2026-01-05 00:30:00,Faults,voice,,zh,7,7,700",
        "2026-01-05T00:00:00.000Z,Faults,voice,,zh,5,5,500",
        header=GENESYS,
    )
    assert actuals.adapter == "genesys_cloud"
    assert len(actuals.rejected) == 0
    offered = actuals.frame.groupby("queue_id")["offered"].agg(list).to_dict()
    assert offered == {"Billing (chat)": [2], "Billing (voice)": [10, 1], "Faults": [5, 7]}
    assert actuals.frame["handle_seconds_total"].tolist() == [100, 1200, 60, 500, 700]
    assert actuals.frame["interval_minutes"].unique().tolist() == [30]
    assert actuals.warnings == ()  # times without offset are UTC in this form


def test_calabrio_has_no_header_and_local_times(tmp_path: Path) -> None:
    actuals = read(
        tmp_path,
        "Sales,20260105 08:00,20260105 08:30,10,200,40,3",
        "Sales,20260105 08:30,20260105 09:00,0,0,0,2",
        "Sales,20260105 23:30,20260106 00:00,2,100,20,2",
        "Sales,20260105 09:00,yesterday,2,100,20,2",
        header="",
    )
    assert actuals.adapter == "calabrio"
    assert actuals.frame["interval_start"].iloc[0] == pd.Timestamp("2026-01-05T00:00Z")
    assert actuals.frame["offered"].tolist() == [10, 0, 2]
    assert actuals.frame["handle_seconds_total"].tolist() == [2400, 0, 240]
    assert list(reasons(actuals)) == [4]


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


def test_series_become_queues(tmp_path: Path) -> None:
    actuals = read(
        tmp_path,
        "s1,2026-01-05 00:00:00,12.5,-3.0,1",
        "s1,2026-01-05 00:30:00,,-3.0,1",
        "s1,2026-01-05 01:00:00,14,-3.0,1",
        "s2,2026-01-05 00:00:00,1,,1",
        "s2,2026-01-05 00:30:00,2,,1",
        header="series_id,ts,y,temp_c,holiday",
    )
    assert actuals.adapter == "series"
    assert actuals.frame["offered"].tolist() == [12.5, 14, 1, 2]
    assert actuals.frame["temperature_c"].tolist()[:2] == [-3, -3]
    assert len(actuals.rejected) == 0


def test_a_bank_lists_only_what_happened_so_the_rest_is_zero(tmp_path: Path) -> None:
    actuals = read(
        tmp_path,
        "2026-01-05 08:00:00,PS,2,0,2,293.0,,",
        "2026-01-05 08:00:00,NW,5,4,1,100.0,800,200",
        "2026-01-05 08:30:00,NW,5,4,1,100.0,800,200",
        "2026-01-05 09:30:00,NW,5,4,1,100.0,800,200",
        header=BANK,
    )
    assert actuals.adapter == "bank"
    quiet = actuals.frame[actuals.frame["queue_id"] == "PS"]
    assert quiet["offered"].tolist() == [2, 0, 0]  # 09:00 was closed: no queue has a row
    assert quiet["handle_seconds_total"].tolist() == [0, 0, 0]
    assert any("2 slots without a row count as zero" in note for note in actuals.warnings)


def test_no_first_row_fits_two_forms() -> None:
    examples = {
        "canonical": HEADER,
        "amazon_connect": AMAZON,
        "genesys_cloud": GENESYS,
        "calabrio": "Sales,20260105 08:00,20260105 08:30,10,200,40,3",
        "series": "series_id,ts,y,temp_day_c,holiday",
        "bank": BANK,
    }
    assert list(examples) == list(ADAPTERS)
    for name, line in examples.items():
        fits = [a.name for a in ADAPTERS.values() if a.matches(line.split(","))]
        assert fits == [name]


@pytest.mark.parametrize("adapter", ADAPTERS.values(), ids=lambda adapter: adapter.name)
def test_every_adapter_says_its_name_and_form(adapter: Layout) -> None:
    assert ADAPTERS[adapter.name] is adapter
    assert len(adapter.expected) > 10


def test_a_foreign_file_converted_to_our_form_says_the_same(tmp_path: Path) -> None:
    foreign = read(
        tmp_path,
        "=Billing,q-1,VOICE,2026-01-05T00:00:00Z,30mins,12,241.5,10",
        "=Billing,q-1,VOICE,2026-01-05T00:30:00Z,30mins,7,,0",
        header=AMAZON,
    )
    path = write_canonical_csv(foreign, tmp_path / "ours.csv", zone="Asia/Shanghai")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("\ufeff" + HEADER)
    assert "2026-01-05T08:00:00+08:00,30,q-1,'=Billing,voice,12,10,,,,2415," in text
    ours = read_actuals(path, a_centre())
    pd.testing.assert_frame_equal(ours.frame, foreign.frame)
    assert ours.warnings == ()


def test_rejected_rows_are_written_with_their_reasons_and_harmless(tmp_path: Path) -> None:
    actuals = read(tmp_path, "=cmd|' /C calc'!A0,x,y", a_row(offered=-1))
    text = write_rejected(actuals, tmp_path / "f.rejected.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "row,reason,text"
    assert text.splitlines()[1].startswith("2,3 cells instead of 14,\"'=cmd|")
    assert text.splitlines()[2].startswith("3,offered -1 is negative,")


@pytest.mark.skipif(not ARRIVALS.exists(), reason="the measuring data are not here")
@pytest.mark.parametrize(
    ("name", "adapter", "zone", "slot_min", "rows", "rejected"),
    [
        ("bank_il_queue_aht_jan_feb", "bank", "Asia/Jerusalem", 30, 13_622, 0),
        ("bank_il_30min_to_jul", "series", "Asia/Jerusalem", 30, 7_208, 0),
        ("nyc_ems_hourly_to2018", "series", "America/New_York", 60, 131_436, 15),
        ("vic_elec_30min_2012_2013", "series", "Australia/Melbourne", 30, 35_080, 4),
    ],
)
def test_real_files_are_read(
    name: str, adapter: str, zone: str, slot_min: int, rows: int, rejected: int
) -> None:
    centre = Centre("real", zone, "US", slot_min)
    actuals = read_actuals(ARRIVALS / f"{name}.csv.gz", centre)
    assert (actuals.adapter, len(actuals.frame), len(actuals.rejected)) == (adapter, rows, rejected)
    assert actuals.frame["offered"].notna().all()
