"""The page of sessions: ordered, placed in a thread, looked at, kept, seen in the day's bars."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.services.place_sessions import keep_sessions, place_in_roster
from app.services.session_orders import add_session_order
from app.web import runs
from data.model.saved_roster import SavedRoster
from data.model.session import SessionOrder
from data.store import Store
from tests.app.small_centre import SmallCentre
from tests.app.web_page import a_copy, a_copy_desk, a_page, words

pytestmark = pytest.mark.xdist_group("web")
WHO, WAIT_S = "王芳 Wang", 90
Rostered = tuple[SmallCentre, SavedRoster]


@pytest.fixture
def url(rostered: Rostered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A rostered store of the test's own, named to the app."""
    path = a_copy(rostered[0].url, tmp_path)
    monkeypatch.setenv("PEAKSHIFT_DB", path)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return path


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [b for b in page.button if b.label == label]
    return button.click().run()


def ordered(page: AppTest, label: str, why: str) -> AppTest:
    page.text_input[0].set_value(label)
    page.text_input(key="order_why").set_value(why)
    return press(page, "Order")


def test_sessions_are_ordered_placed_kept_and_shown(url: str) -> None:
    page = a_page("sessions").run()
    assert not page.exception
    page = press(page, "Place in the valleys")
    assert "Order sessions first" in words(page)
    page = ordered(page, "Training 培训", "")
    assert "Give a reason" in words(page)
    page = ordered(page, "Training 培训", "new tariff")
    assert "**Training 培训** · 1 × 60 min · everybody" in words(page)
    press(a_page("sessions").run(), "Place in the valleys")
    run = runs.run_of("sessions", url, WHO)
    assert run is not None
    assert run.done.wait(WAIT_S)
    assert not run.trouble
    page = a_page("sessions").run()
    assert not page.exception
    placed = next(m for m in page.metric if m.label == "Sessions placed")
    page = press(page, "Keep as a new roster")
    assert "Give a reason first" in words(page)
    reason = next(t for t in page.text_input if t.key != "order_why" and "Reason" in t.label)
    reason.set_value("tariff")
    page = press(page, "Keep as a new roster")
    assert not page.exception
    with Store.open(url) as store:
        newest, parent = (store.load_roster(r.roster_id) for r in store.list_rosters())
    assert newest.parent_id == parent.roster_id
    assert newest.note == "tariff"
    assert newest.result.roster is not None
    held = [s for shift in newest.result.roster.shifts for s in shift.sessions]
    assert placed.value == f"{len(held)} of 16"
    assert any("Training 培训" in str(frame.value) for frame in page.dataframe)


def test_the_day_draws_sessions_and_an_order_can_be_removed(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_copy_desk(rostered[0])
    monkeypatch.setenv("PEAKSHIFT_DB", desk.store.where)
    add_session_order(desk, SessionOrder("coaching", 30))
    keep_sessions(desk, place_in_roster(desk, rostered[1].roster_id), "due")
    page = a_page("roster").run()
    page.segmented_control(key="roster_view").set_value("Day").run()
    assert not page.exception
    charts = [chart.proto.spec for chart in page.get("vega_lite_chart")]
    assert any("#b5446e" in spec for spec in charts)
    page = press(a_page("sessions").run(), "Remove")
    assert "Nothing is ordered yet" in words(page)
