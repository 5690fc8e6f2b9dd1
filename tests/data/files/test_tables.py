"""Text files as planners send them: encodings, delimiters, quotes, numbered rows."""

import gzip
import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.ingest import read_actuals
from data.model.errors import UnreadableFile
from tests.data.builders import a_centre
from tests.data.ingest.files import HEADER, a_file, a_row, read, reasons

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_names_come_through_every_encoding_that_planners_use(tmp_path: Path, encoding: str) -> None:
    path = a_file(tmp_path / "f.csv", [a_row(queue_name="故障报修，朱镕")], encoding=encoding)
    frame = read_actuals(path, a_centre()).frame
    assert frame["queue_name"].tolist() == ["故障报修，朱镕"]


def test_gzip_is_unpacked_and_the_digest_is_of_the_content(tmp_path: Path) -> None:
    plain = a_file(tmp_path / "f.csv", [a_row()])
    packed = tmp_path / "f.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_actuals(packed, a_centre()).digest == read_actuals(plain, a_centre()).digest
    changed = a_file(tmp_path / "g.csv", [a_row(offered=13)])
    assert read_actuals(changed, a_centre()).digest != read_actuals(plain, a_centre()).digest


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b" \r\n\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (os.urandom(64) * 40 + b"\x00", "not text"),
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)) * 9, "not text"),
        (HEADER.encode() + "\r\nStörung,Müller\r\n".encode("latin-1"), "not text"),
        (b"\x1f\x8b\x08\x00broken", "cannot be read"),
        (HEADER.encode(), "no rows"),
        (b"date,calls\r\n2026-01-01,5\r\n", "no header known here"),
        (b"just a letter to a friend\r\n", "no header known here"),
        (HEADER.encode() + b",offered\r\n" + a_row().encode() + b",3\r\n", "twice: offered"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_its_name(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "strange.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read_actuals(path, a_centre())
    assert what in str(caught.value)
    assert "strange.csv" in str(caught.value)


def test_missing_files_and_folders_are_reported(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(UnreadableFile, match="cannot be read"):
            read_actuals(path, a_centre())


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_of_spreadsheets_are_understood(tmp_path: Path, delimiter: str) -> None:
    row, header = (text.replace(",", delimiter) for text in (a_row(), HEADER))
    assert read(tmp_path, row, header=header).frame["offered"].tolist() == [12]


def test_rows_are_numbered_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    good, bad = a_row(), a_row(offered=-1)
    path = tmp_path / "f.csv"
    path.write_text(f"\n{HEADER}\n{good}\n\n{bad}\n,,,,,,,,,,,,,\n", encoding="utf-8")
    assert list(reasons(read_actuals(path, a_centre()))) == [5]


def test_rows_with_too_few_or_too_many_cells_are_set_aside_with_their_text(
    tmp_path: Path,
) -> None:
    actuals = read(tmp_path, a_row(), "only,three,cells", a_row() + ",,extra")
    assert reasons(actuals) == {3: "3 cells instead of 14", 4: "16 cells instead of 14"}
    assert actuals.rejected["text"].tolist() == ["only,three,cells", a_row() + ",,extra"]
    assert len(actuals.frame) == 1


def test_quoted_cells_may_hold_commas_and_line_breaks(tmp_path: Path) -> None:
    actuals = read(tmp_path, a_row(event_tag='"storm, ""Ma-on""\nlandfall"'), a_row(offered=-1))
    assert actuals.frame["event_tag"].tolist() == ['storm, "Ma-on"\nlandfall']
    assert list(reasons(actuals)) == [3]


def test_one_stray_quote_costs_one_row_and_not_the_rest_of_the_file(tmp_path: Path) -> None:
    later = [a_row(f"2026-01-05T{hour:02d}:00+08:00") for hour in range(9, 20)]
    actuals = read(tmp_path, a_row(), a_row(queue_name='"Faults'), *later)
    assert len(actuals.frame) == 12
    assert "quotes do not match" in reasons(actuals)[3]


def test_cells_made_harmless_for_spreadsheets_are_read_unharmed(tmp_path: Path) -> None:
    row = a_row(queue_id="'=SUM(A1)", queue_name="'+86 hotline", event_tag="'tis")
    frame = read(tmp_path, row).frame
    found = frame[["queue_id", "queue_name", "event_tag"]].iloc[0].tolist()
    assert found == ["=SUM(A1)", "+86 hotline", "'tis"]


def test_a_report_with_a_title_over_its_table_keeps_the_rows_of_the_spreadsheet(
    tmp_path: Path,
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    rows = [a_row().split(","), [], a_row(offered="x").split(",")]
    for row in (["Calls of last week"], [], HEADER.split(","), *rows):
        sheet.append(row)
    book.save(tmp_path / "f.xlsx")
    found = read_actuals(tmp_path / "f.xlsx", a_centre())
    assert len(found.frame) == 1
    assert found.rejected["row"].tolist() == [6]
