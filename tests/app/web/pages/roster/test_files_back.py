"""Files that come back on pages: a roster from a spreadsheet, and how the running day comes in."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.locale import catalogue
from app.services.context import Context
from app.services.roster.check import roster_of
from app.services.roster.files import export_roster
from app.web.pages.roster.changes.from_file import WAITING
from data.model.language import speaking
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import WHO, a_copy_context, a_page, press, words

pytestmark = pytest.mark.slow


@pytest.fixture
def context(rostered: tuple[SmallCentre, SavedRoster], monkeypatch: pytest.MonkeyPatch) -> Context:
    found = a_copy_context(rostered[0])
    monkeypatch.setenv("PEAKSHIFT_DB", found.store.where)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return found


def test_a_matrix_with_chinese_headings_comes_back_with_its_one_change(
    rostered: tuple[SmallCentre, SavedRoster], context: Context
) -> None:
    saved = rostered[1]
    with speaking(catalogue("zh-CN")):
        table = export_roster(context, saved.roster_id, "matrix").decode("utf-8-sig")
    shift = roster_of(saved).shifts[0]
    rows = table.split("\r\n")
    place = next(i for i, row in enumerate(rows) if row.startswith(f"{shift.agent_id},"))
    cells = rows[place].split(",")
    at = 2 + (shift.day - roster_of(saved).first).days
    assert cells[at]
    rows[place] = ",".join((*cells[:at], "", *cells[at + 1 :]))
    page = a_page("roster")
    page.session_state["unsaved"] = {WAITING: ("班表.csv", "\r\n".join(rows).encode())}
    page.run()
    page.segmented_control(key="roster_view").set_value("Files").run()
    assert not page.exception
    assert "1 day of somebody" in words(page)
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value("from the floor")
    press(page, "Save as a new roster")
    newest = context.store.load_roster(context.store.list_rosters()[0].roster_id)
    assert (newest.parent_id, newest.note) == (saved.roster_id, "from the floor")
    assert len(roster_of(newest).shifts) == len(roster_of(saved).shifts) - 1
    assert WAITING not in page.session_state["unsaved"]


def day_page() -> AppTest:
    page = a_page("data")
    page.query_params["data"] = "day"
    page.run()
    assert not page.exception
    return page


def test_the_folder_of_the_running_day_is_set_on_a_page(context: Context, tmp_path: Path) -> None:
    page = day_page()
    boxes = {box.label: box for box in page.text_input}
    boxes["Folder of the server that is watched for files (empty: none)"].set_value(str(tmp_path))
    next(n for n in page.number_input if n.label.startswith("Silent after")).set_value(15)
    press(page, "Save these settings")
    assert "Give a reason" in words(page)
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value("new switch")
    press(page, "Save these settings")
    feed = context.store.load(documents.DAY_FEED)
    assert (feed.folder, feed.silent_min) == (str(tmp_path), 15)
