"""The nightly inbox: whatever lies in it, it is told and the rest goes on."""

import csv
import gzip
import io
import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.services.context import Context
from app.services.exchange import inbox as reading
from app.services.nightly import refresh
from app.services.overview import where_things_stand
from app.services.running.night_steps import Forecasts
from app.services.running.night_summary import RefreshSummary, nights
from data.model.errors import Conflict, StoreUnavailable
from tests.app.small_centre import NOW, SmallCentre, history_csv, last_day

pytestmark = pytest.mark.slow

TOMORROW = last_day() + timedelta(days=1)


def a_night(small: SmallCentre, quiet_s: float = 0.0, days_later: int = 0) -> RefreshSummary:
    context = Context(small.context.store, "nightly", lambda: NOW + timedelta(days=days_later))
    return refresh(context, small.folder / "inbox", small.folder / "s.json", quiet_s=quiet_s)


@pytest.fixture
def inbox(small: SmallCentre, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inbox with a good file that comes last; nothing is forecast."""
    monkeypatch.setattr("app.services.nightly.forecast_where_fit", _no_forecast)
    folder = small.folder / "inbox"
    folder.mkdir()
    (folder / "z-good.csv").write_text(history_csv(TOMORROW, 1, 9), encoding="utf-8")
    return folder


def _no_forecast(*_: object) -> object:
    return Forecasts()


def an_odd_cell(path: Path) -> None:
    text = history_csv(TOMORROW, 1).replace(f"{TOMORROW}T01:00:00+08:00", "2026-07-02T01:00+8:00")
    path.write_text(text, encoding="utf-8")


def half_a_line(path: Path) -> None:
    text = history_csv(TOMORROW + timedelta(days=1), 1)
    path.write_text(text[: len(text) // 2].rsplit(",", 6)[0], encoding="utf-8")


def half_a_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(history_csv(TOMORROW, 1).encode())[:300])


def nothing(path: Path) -> None:
    path.touch()


def another_table(path: Path) -> None:
    path.write_text("a,b\n1,2\n", encoding="utf-8")


FAILING = [half_a_line, half_a_gzip, nothing, another_table]


@pytest.mark.parametrize("make", FAILING)
def test_a_failing_file_is_told_until_it_is_dealt_with_and_the_rest_goes_on(
    small: SmallCentre, inbox: Path, make: Callable[[Path], None]
) -> None:
    make(inbox / "a-bad.csv")
    first = a_night(small)
    assert [(r.file, r.new) for r in first.imports] == [("z-good.csv", 96)]
    assert first.outcome == "failed"
    assert (inbox / "failed" / "a-bad.csv").exists()
    # Its name stands before the reason, which is one line without the server's folders.
    (why,) = first.unreadable.values()
    assert str(inbox) not in why
    assert "\\n" not in why
    again = a_night(small, days_later=1)
    assert again.unreadable == first.unreadable
    assert "a-bad.csv" in again.words
    (inbox / "failed" / "a-bad.csv").unlink()
    assert a_night(small, days_later=2).unreadable == {}
    assert list((inbox / "failed").iterdir()) == []


def test_a_workbook_is_read_at_night_as_by_hand(small: SmallCentre, inbox: Path) -> None:
    """`history import` reads it, so the night does; what Excel puts beside an open one is none."""
    book = Workbook()
    for row in csv.reader(io.StringIO(history_csv(TOMORROW + timedelta(days=1), 1))):
        book.active.append(row)
    book.save(inbox / "a.xlsx")
    (inbox / "~$a.xlsx").write_bytes(b"\x05tester")
    night = a_night(small, days_later=1)
    assert [(r.file, r.new) for r in night.imports] == [("a.xlsx", 96), ("z-good.csv", 96)]
    assert (night.unreadable, night.waiting) == ({}, {})
    assert (inbox / "done" / "a.xlsx").exists()


def test_one_odd_cell_stops_neither_its_file_nor_the_night(small: SmallCentre, inbox: Path) -> None:
    an_odd_cell(inbox / "a-odd.csv")
    night = a_night(small)
    assert "z-good.csv" in {report.file for report in night.imports}
    assert not list(inbox.glob("*.csv"))


def test_an_error_that_nobody_foresaw_stays_with_its_file(
    small: SmallCentre, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = reading.import_history

    def broken(context: Context, path: Path, **more: object) -> object:
        if path.name == "a.csv":
            raise AttributeError("'NoneType' object has no attribute 'group'")
        return usual(context, path, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "import_history", broken)
    (inbox / "a.csv").write_text("x\n", encoding="utf-8")
    night = a_night(small)
    assert "AttributeError" in night.unreadable["a.csv"]
    assert "test_inbox.py, line" in night.unreadable["a.csv"]
    assert [report.file for report in night.imports] == ["z-good.csv"]


def test_a_database_in_use_leaves_the_file_for_the_next_night(
    small: SmallCentre, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> object:
        raise StoreUnavailable("database x: another program is writing")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "import_history", busy)
        night = a_night(small)
    assert "another program is writing" in night.waiting["z-good.csv"]
    assert (inbox / "z-good.csv").exists()
    assert a_night(small).imports[0].new == 96


def test_a_file_still_written_is_left_and_read_whole_the_next_time(
    small: SmallCentre, inbox: Path
) -> None:
    text = history_csv(TOMORROW + timedelta(days=1), 1)
    cut = text.index("\n", len(text) // 2) + 1
    with (inbox / "a.csv").open("w", encoding="utf-8") as upload:
        upload.write(text[:cut])
        upload.flush()
        night = a_night(small)
        assert "still being written" in night.waiting["a.csv"]
        assert night.outcome == "warnings"
        upload.write(text[cut:])
    night = a_night(small, days_later=1)
    assert [(r.file, r.new) for r in night.imports] == [("a.csv", 96)]


def test_a_file_that_grows_while_it_is_watched_is_left(
    small: SmallCentre, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = inbox / "z-good.csv"

    def meanwhile(seconds: float) -> None:
        with path.open("a", encoding="utf-8") as upload:
            upload.write("more\n")

    now = time.time_ns()
    os.utime(path, ns=(now, now + 5_000_000_000))  # a clock ahead proves nothing
    monkeypatch.setattr(reading.time, "sleep", meanwhile)
    assert "still being written" in a_night(small, quiet_s=60).waiting["z-good.csv"]


def test_quiet_and_renamed_files_are_read_without_waiting(
    small: SmallCentre, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(seconds: float) -> None:
        raise AssertionError("it waited")

    monkeypatch.setattr(reading.time, "sleep", never)
    path = inbox / "z-good.csv"
    written = time.time_ns() - 1_000_000_000
    os.utime(path, ns=(written, written))  # the entry changed after the content, as by a rename
    assert a_night(small, quiet_s=60).imports[0].new == 96


def test_whatever_else_lies_in_the_inbox_is_told_and_left(small: SmallCentre, inbox: Path) -> None:
    (inbox / "folder.csv").mkdir()
    (inbox / "gone.csv").symlink_to(inbox / "nowhere")
    (inbox / "b.csv.part").write_text("x")
    (inbox / "list.pdf").write_bytes(b"%PDF-1.7")
    night = a_night(small)
    assert set(night.waiting) == {"folder.csv", "gone.csv", "b.csv.part", "list.pdf"}
    assert [report.file for report in night.imports] == ["z-good.csv"]


@pytest.mark.parametrize("name", [b"\xff\xfe-a.csv", "a\n行 \u202e.csv".encode(), b"-rf; $x.csv"])
def test_strange_letters_in_a_name_are_told_readably(
    small: SmallCentre, inbox: Path, name: bytes
) -> None:
    (inbox / "z-good.csv").rename(os.fsdecode(os.fsencode(inbox) + b"/" + name))
    night = a_night(small)
    assert night.imports[0].new == 96
    assert night.imports[0].file.isprintable()
    assert nights(small.context)[0].words == night.words


@pytest.mark.parametrize("verb", ["iterdir", "replace"])
def test_a_folder_without_rights_is_told(
    small: SmallCentre, inbox: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def refused(*_: object) -> object:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, verb, refused)
        night = a_night(small)
    assert "this user may not" in " ".join([*night.waiting.values(), *night.faults.values()])
    assert nights(small.context)[0].words


def test_a_disk_that_fills_up_in_the_middle_is_told_and_nothing_is_lost(
    small: SmallCentre, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> object:
        raise StoreUnavailable("database x: the disk is full; free some space")

    with monkeypatch.context() as patch:
        patch.setattr(reading, "import_history", full)
        patch.setattr(type(small.context.store), "append_audit", full)
        night = a_night(small)
    assert night.outcome == "failed"
    assert "disk is full" in night.faults["store the summary"]
    assert a_night(small).imports[0].new == 96


def test_a_wrong_clock_is_told(small: SmallCentre, inbox: Path) -> None:
    a_night(small, days_later=3)
    assert "clock was or is wrong" in a_night(small).words


def test_two_folders_of_one_database_are_not_read_at_once(small: SmallCentre, inbox: Path) -> None:
    def meanwhile(what: str, done: int, total: int) -> None:
        with pytest.raises(Conflict, match=r"nightly since 2025-08-11 10:00"):
            refresh(small.context, small.folder / "other", small.folder / "o.json")

    context = Context(small.context.store, "nightly", lambda: NOW)
    refresh(context, inbox, small.folder / "s.json", progress=meanwhile)
    # A lock that a dead process left behind stops nobody.
    assert list(small.folder.glob("*.refresh.lock"))
    assert a_night(small).outcome == "ok"


def test_the_morning_sees_how_the_night_went(small: SmallCentre, inbox: Path) -> None:
    nothing(inbox / "a-bad.csv")
    night = a_night(small)
    stored = nights(small.context)
    assert [(n.outcome, n.words, n.failed_files) for n in stored] == [
        ("failed", night.words, night.unreadable)
    ]
    assert any("a-bad.csv" in w for w in where_things_stand(small.context, TOMORROW).warnings)
