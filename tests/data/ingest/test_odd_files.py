"""History files as spreadsheets, telephone systems and slips of the hand make them."""

import gzip
from pathlib import Path

import pytest

from data.files import text
from data.ingest import LAYOUTS, read_actuals
from data.ingest.row_checks import without_handle_time
from data.model.errors import PeakShiftError, UnreadableFile
from tests.data.builders import a_centre
from tests.data.ingest.files import a_row, read, reasons
from tests.data.ingest.test_layouts import CASES

SHORT = "interval_start;interval_minutes;queue_id;offered;handled;handle_seconds_total"


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize(
    ("cell", "hint"), [("3.600", "3600 or 3.6:"), ("1.234.567", "1234567:"), ("-2.000", "-2000")]
)
def test_points_that_part_thousands_are_refused_where_commas_are_decimal(
    mark: str, cell: str, hint: str, tmp_path: Path
) -> None:
    for at in (3, 4, 5):
        cells = ["2026-01-05 08:00", "30", "1.001", "12", "12", "360.5"]
        cells[at] = cell
        found = read(tmp_path, mark.join(cells), header=SHORT.replace(";", mark))
        assert hint in reasons(found)[2]
        assert len(found.frame) == 0


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_refuses_them(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    rows = [case.header, *case.rows] if case.header else list(case.rows)
    column = LAYOUTS[name].numbers[0]
    header = [cell.lower() for cell in case.first_row()]
    at = column if isinstance(column, int) else header.index(column.lower())
    for k in range(bool(case.header), len(rows)):
        cells = rows[k].split(",")
        cells[at] = "1.234"
        rows[k] = ",".join(cells)
    path = tmp_path / "f.csv"
    path.write_text("\n".join(rows).replace(",", ";"), encoding="utf-8")
    found = read_actuals(path, a_centre())
    assert len(found.frame) == 0
    assert all("may be 1234 or 1.234" in reason for reason in reasons(found).values())


def test_in_a_file_with_commas_a_point_is_decimal(tmp_path: Path) -> None:
    assert read(tmp_path, a_row(offered="3.600")).frame["offered"].tolist() == [3.6]


def test_calls_and_chats_of_one_queue_are_two_queues_with_names(tmp_path: Path) -> None:
    case = CASES["amazon_connect"]
    found = read(
        tmp_path,
        "Billing,11aa,VOICE,2026-01-05T00:00:00Z,30mins,2,,0",
        "Billing,11aa,CHAT,2026-01-05T00:00:00Z,30mins,4,200,4",
        header=case.header,
    )
    assert reasons(found) == {}
    names = found.frame[["queue_id", "queue_name", "channel", "offered"]].values.tolist()
    assert names == [
        ["11aa (chat)", "Billing (chat)", "chat", 4],
        ["11aa (voice)", "Billing (voice)", "voice", 2],
    ]


@pytest.mark.parametrize("unit", ["", " (Seconds)", " (s)"])
def test_genesys_may_leave_out_the_unit_of_the_handle_time(unit: str, tmp_path: Path) -> None:
    header = CASES["genesys_cloud"].header.replace(" (Seconds)", unit)
    found = read(tmp_path, "2026-01-05T00:00:00Z,F,Voice,,,21,20,5200", header=header)
    assert found.frame["handle_seconds_total"].tolist() == [5200]
    with pytest.raises(UnreadableFile, match=r"lacks Total Handle Time .* of the genesys_cloud"):
        read(tmp_path, "x", header=header.replace("Handle Time" + unit, "Handle Time (Minutes)"))


def test_ids_that_only_look_like_others_are_set_aside_and_named(tmp_path: Path) -> None:
    ids = ["Billing", "billing", " BILLING ", "ｂｉｌｌｉｎｇ", "7", "1E+05", "1.2E+17", "a" * 300]
    rows = [a_row(queue_id=one, start=f"2026-01-05T{8 + k:02d}:00Z") for k, one in enumerate(ids)]
    found = read(tmp_path, *rows, known=("007", "100000"))
    assert found.frame["queue_id"].tolist() == ["Billing"]
    told = list(reasons(found).values())
    assert [("'Billing'" in t, "'007'" in t, "'100000'" in t) for t in told[:5]] == [
        (True, False, False)
    ] * 3 + [(False, True, False), (False, False, True)]
    assert "shortened" in told[5]
    assert "300 letters" in told[6]
    assert read(tmp_path, a_row(queue_id=" Billing ")).frame["queue_id"].tolist() == ["Billing"]


def test_a_gzip_that_unpacks_to_far_too_much_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "MOST_BYTES", 1_000_000)
    bomb = tmp_path / "f.csv.gz"
    bomb.write_bytes(gzip.compress(b"0" * 5_000_000))
    plain = tmp_path / "f.csv"
    plain.write_bytes(b"0" * 1_000_001)
    for path in (bomb, plain):
        with pytest.raises(UnreadableFile, match="more than 1 MB"):
            read_actuals(path, a_centre())
    with pytest.raises(PeakShiftError):
        read_actuals(Path("/dev/zero"), a_centre())


def test_queues_without_handle_time_are_named(tmp_path: Path) -> None:
    later = "2026-01-05T09:00+08:00"
    found = read(
        tmp_path,
        a_row(queue_id="none", handle_seconds_total=""),
        a_row(queue_id="zero", handle_seconds_total=0),
        a_row(queue_id="some", handle_seconds_total=""),
        a_row(later, queue_id="some"),
        a_row(queue_id="idle", offered=0, handled=0, handle_seconds_total=0, abandoned=0),
    )
    assert without_handle_time(found.frame) == ("none", "zero")
