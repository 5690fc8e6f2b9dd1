"""The data page: a file of unknown columns goes in, and what was read can be looked at."""

import gzip
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.exchange.layouts import file_layouts_of, save_file_layout
from app.services.history import import_history
from app.services.nightly import refresh
from app.web.pages.data.page import SECTIONS
from app.web.pages.data.waiting import KIND, WAITING, WaitingFile
from data.model.series import FileLayout
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import WHO, a_page, finished, press, words

pytestmark = pytest.mark.slow

HEADER = "day,slot,line,calls,done,avg handle time"
OWN = FileLayout("switch", {"interval_start": "begin", "queue_id": "line", "offered": "calls"})


@pytest.fixture
def at_the_desk(small: SmallCentre, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setenv("PEAKSHIFT_DB", small.url)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return small.context


def part(name: str, **begun: object) -> AppTest:
    page = a_page("data")
    page.query_params["data"] = name
    page.session_state["unsaved"] = begun
    page.run()
    assert not page.exception
    return page


def a_report() -> WaitingFile:
    rows = [f"2025-08-11,{h:02d}:{m:02d},hotline,{h},{h},200" for h in range(24) for m in (0, 30)]
    return WaitingFile(
        "acd.csv", "\n".join([HEADER, *rows, "2025-08-12,00:00,hotline,x,1,1"]).encode()
    )


@pytest.mark.parametrize("name", SECTIONS)
def test_every_part_is_drawn(name: str, at_the_desk: Context) -> None:
    page = part(name)
    assert not page.error


def test_a_file_of_excel_may_be_handed_over(at_the_desk: Context) -> None:
    boxes = {part("read").get("file_uploader")[0].proto.type[0]}
    assert ".xlsx" in boxes


def test_columns_are_mapped_once_and_the_file_is_read_in(at_the_desk: Context) -> None:
    page = part("read", **{WAITING: a_report()})
    assert "of no layout known here" in words(page)
    boxes = {box.label.strip("*"): box for box in page.selectbox}
    assert boxes["Contacts answered"].value == ""  # no word that a guess knows
    assert boxes["Contacts that came"].value == "calls"
    assert boxes["Handle and waiting times are"].value == "average"
    boxes["Contacts answered"].set_value("done")
    boxes["Time of day, where it stands apart"].set_value("slot")
    boxes["Queue"].set_value("").run()
    press(page, "Save this layout")
    assert "Choose the column of the file for: Queue" in words(page)
    boxes = {box.label.strip("*"): box for box in page.selectbox}
    boxes["Queue"].set_value("line").run()
    press(page, "Try it on this file")
    assert "1 row would be set aside" in words(page)
    assert not file_layouts_of(at_the_desk)
    page.text_input[-1].set_value("switch").run()
    press(page, "Save this layout")
    assert [layout.name for layout in file_layouts_of(at_the_desk)] == ["switch"]
    press(page, "Read in 48 rows")
    page = finished(page, KIND, at_the_desk.store.where)
    assert "48 rows new" in words(page)
    assert "New queues: hotline" in words(page)
    assert at_the_desk.store.list_imports()[0].source == "acd.csv"
    assert WAITING not in page.session_state["unsaved"]


def test_a_packed_file_of_a_known_layout_needs_no_mapping(at_the_desk: Context) -> None:
    save_file_layout(at_the_desk, OWN)
    text = "begin,line,calls\n2025-08-11 08:00,fault,4\n2025-08-11 08:30,fault,5\n"
    page = part("read", **{WAITING: WaitingFile("s.csv.gz", gzip.compress(text.encode()))})
    assert page.selectbox[0].value == "switch"
    assert "Read in 2 rows" in [button.label for button in page.button]
    press(page, "Put it away")
    assert WAITING not in page.session_state["unsaved"]


def test_the_question_about_gaps_must_be_answered_before_a_file_is_read_in(
    at_the_desk: Context,
) -> None:
    save_file_layout(at_the_desk, OWN)
    days, hours = range(1, 11), range(1, 24)
    rows = [f"2025-08-{d:02d} {h:02d}:00,hotline,{h}" for d in days for h in hours if h * d % 5 > 2]
    file = WaitingFile("s.csv", "\n".join(["begin,line,calls", *rows]).encode())
    page = part("read", **{WAITING: file})
    assert "rows for only some intervals" in words(page)
    assert next(b for b in page.button if b.label.startswith("Read in")).disabled
    page.radio[0].set_value("missing").run()
    assert not next(b for b in page.button if b.label.startswith("Read in")).disabled


def test_what_makes_no_sense_is_said_and_can_be_put_away(at_the_desk: Context) -> None:
    page = part("read", **{WAITING: WaitingFile("x.csv", b"")})
    assert page.error
    assert "Put it away" in [button.label for button in page.button]


def test_rows_set_aside_and_replaced_values_can_be_read(
    at_the_desk: Context, tmp_path: Path
) -> None:
    path = tmp_path / "again.csv"
    path.write_text(
        "interval_start,interval_minutes,queue_id,offered\n"
        "2025-06-02T08:00+08:00,30,fault,1\n2025-06-02T08:30+08:00,30,fault,-1\n"
    )
    import_history(at_the_desk, path)
    page = part("imports")
    tables = [frame.value for frame in page.dataframe]
    assert tables[1]["File"].iloc[0] == "again.csv"
    assert [list(t["Row"]) for t in tables if "Row" in t] == [[3]]
    assert any("Contacts then" in table and len(table) == 1 for table in tables)


def test_a_layout_is_taken_away_with_a_reason(at_the_desk: Context) -> None:
    save_file_layout(at_the_desk, OWN)
    page = part("layouts")
    press(page, "Take this layout away")
    assert "Give a reason" in words(page)
    page.text_input[0].set_value("old switch")
    press(page, "Take this layout away")
    assert not file_layouts_of(at_the_desk)


def test_slots_are_marked_as_an_event(at_the_desk: Context) -> None:
    page = part("gaps")
    page.text_input(key="mark_tag").set_value("Flood")
    page.text_input(key="mark_why").set_value("dam broke")
    press(page, "Mark these slots")
    entry = at_the_desk.store.audit(verb="tag_slots")[0]
    assert (entry.detail["tag"], entry.why) == ("Flood", "dam broke")


def test_a_failed_file_is_named_with_what_to_do(at_the_desk: Context, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "odd.csv").write_text("a,b\n1,2\n")
    refresh(at_the_desk, inbox, tmp_path / "summary.json", weeks=1)
    page = part("nights")
    assert "odd.csv" in words(page)
    assert "put it back into the inbox" in words(page)
