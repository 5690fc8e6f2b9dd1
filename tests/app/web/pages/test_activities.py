"""The page of activities: wanted, placed in a thread, looked at, saved, seen in the day's bars."""

import threading
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.services.activity_orders import add_activity_order
from app.services.context import Context
from app.services.jobs import of_rosters
from app.services.roster.activities import PlacedActivities, place_in_roster, save_activities
from app.services.roster.check import roster_of
from app.web.pages.activities import orders
from data.model.activity import ActivityOrder
from data.model.publication import SavedRoster
from data.store import Store
from rostering.solver.progress import Progress
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import WAIT_S, WHO, a_copy_context, a_page, finished, press, words

Rostered = tuple[SmallCentre, SavedRoster]


def ordered(page: AppTest, label: str, why: str) -> AppTest:
    page.text_input[0].set_value(label)
    page.text_input(key="order_why").set_value(why)
    return press(page, "Add")


def test_sessions_are_ordered_placed_kept_and_shown(url: str) -> None:
    page = a_page("activities").run()
    assert not page.exception
    page = press(page, "Place in idle hours")
    assert "Add an activity first" in words(page)
    page = ordered(page, "Training 培训", "")
    assert "Give a reason" in words(page)
    page = ordered(page, "Training 培训", "new tariff")
    assert "**Training 培训** · 1 × 60 min · everybody" in words(page)
    page = finished(press(page, "Place in idle hours"), "activities", url)
    placed = next(m for m in page.metric if m.label == "Placed")
    page = press(page, "Save as a new roster")
    assert "Give a reason:" in words(page)
    reason = next(t for t in page.text_input if t.key != "order_why" and "Reason" in t.label)
    reason.set_value("tariff")
    page = press(page, "Save as a new roster")
    assert not page.exception
    with Store.open(url) as store:
        newest, parent = (store.load_roster(r.roster_id) for r in store.list_rosters())
    assert newest.parent_id == parent.roster_id
    assert newest.note == "tariff"
    assert newest.result.roster is not None
    held = [s for shift in newest.result.roster.shifts for s in shift.activities]
    assert placed.value == f"{len(held)} of 16"
    assert any("Training 培训" in str(frame.value) for frame in page.dataframe)


def test_a_meeting_is_ordered_for_each_team(url: str) -> None:
    page = a_page("activities").run()
    page.selectbox(key="each_team_but").set_value(1)
    page = ordered(page, "Team hour", "every month")
    assert not page.exception
    assert "each team, all but 1" in words(page)


@pytest.mark.parametrize(
    ("moves", "told"), [("breaks", "whatever their breaks"), ("shifts", "Of all shifts and times")]
)
def test_breaks_and_shifts_may_move_for_them(url: str, moves: str, told: str) -> None:
    page = ordered(a_page("activities").run(), "Training", "new tariff")
    page = page.segmented_control(key="activity_moves").set_value(moves).run()
    page.number_input[-1].set_value(1)
    page = finished(press(page, "Place"), "activities", url)
    assert not page.exception
    assert "Changed for it:" in words(page)
    assert told in next(m for m in page.metric if m.label == "Optimality gap").help


def test_the_day_draws_sessions_and_an_order_can_be_removed(
    rostered: Rostered, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = a_copy_context(rostered[0])
    monkeypatch.setenv("PEAKSHIFT_DB", context.store.where)
    add_activity_order(context, ActivityOrder("coaching", 30))
    kept = save_activities(context, place_in_roster(context, rostered[1].roster_id), "due")
    day = next(shift.day for shift in roster_of(kept).shifts if shift.activities)
    page = a_page("roster").run()
    page.segmented_control(key="roster_view").set_value("One day").run()
    next(box for box in page.selectbox if box.label == "Day").set_value(day).run()
    assert not page.exception
    charts = [chart.proto.spec for chart in page.get("vega_lite_chart")]
    assert any("#b5446e" in spec for spec in charts)
    page = press(a_page("activities").run(), "Remove")
    assert "No activity is wanted yet" in words(page)


def test_placing_can_be_stopped_and_says_what_stays(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(url) as store:
        add_activity_order(Context(store, WHO), ActivityOrder("coaching", 30))
    told = threading.Event()

    def place(context: Context, roster_id: str, labels: Any, **hears: Any) -> PlacedActivities:
        hears["progress"](Progress(0.5, None, None, "choosing who meets when"))
        told.set()
        assert hears["stop"].wait(WAIT_S)
        return place_in_roster(context, roster_id, labels, stop=hears["stop"])

    monkeypatch.setattr(of_rosters, "place_in_roster", place)
    press(a_page("activities").run(), "Place in idle hours")
    assert told.wait(WAIT_S)
    page = a_page("activities").run()
    assert not [b for b in page.button if b.label == "Place in idle hours"]  # one at a time
    press(page, "Stop")
    page = finished(page, "activities", url)
    assert any(m.label == "Placed" for m in page.metric)


def test_names_that_people_typed_carry_nothing_out() -> None:
    said = orders._says(ActivityOrder("*new* tariff", 60, teams=("_A_ `b`",)))
    assert "**\\*new\\* tariff**" in said
    assert "\\_A\\_ \\`b\\`" in said
