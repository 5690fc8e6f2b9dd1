"""The settings page: each form changes what it shows, with a reason, and merges with others."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app.services.centre import planning_of, set_centre, set_planning, set_queue
from app.services.context import Context, centre_of
from app.services.exchange.notices import destination_shown
from app.web.pages.settings.page import SECTIONS
from data.model.queue import Queue
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import WHO, a_page, press, words

pytestmark = pytest.mark.slow


@pytest.fixture
def at_the_desk(small: SmallCentre, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setenv("PEAKSHIFT_DB", small.url)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return small.context


def part(name: str) -> AppTest:
    page = a_page("settings")
    page.query_params["settings"] = name
    page.run()
    assert not page.exception
    return page


def why(page: AppTest, text: str = "agreed") -> None:
    next(box for box in page.text_input if box.label.startswith("Reason")).set_value(text)


def queue(context: Context, queue_id: str) -> Queue:
    return next(q for q in context.store.load(documents.QUEUES) if q.queue_id == queue_id)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_part_is_drawn_and_named_in_the_address(name: str, at_the_desk: Context) -> None:
    page = part(name)
    assert not page.error
    assert name in page.query_params["settings"]


def test_the_centre_is_renamed_with_a_reason(at_the_desk: Context) -> None:
    page = part("centre")
    assert "Fault reports 故障报修: round the clock" in words(page)
    page.text_input[0].set_value("North")
    press(page, "Save the centre")
    assert "Give a reason" in words(page)
    assert centre_of(at_the_desk).name != "North"
    why(page)
    press(page, "Save the centre")
    assert centre_of(at_the_desk).name == "North"
    entry = at_the_desk.store.audit(verb="set_centre")[0]
    assert (entry.who, entry.why) == (WHO, "agreed")


def test_a_target_is_changed_and_what_another_changed_meanwhile_stays(at_the_desk: Context) -> None:
    page = part("queues")
    by_label = {box.label: box for box in page.number_input}
    by_label["In time means within [s]"].set_value(30.0)
    set_queue(at_the_desk, "fault", {"group": "east"}, {"min_heads": 2}, "mine")
    why(page)
    press(page, "Save this queue")
    found = queue(at_the_desk, "fault")
    assert (found.target.threshold_s, found.group, found.target.min_heads) == (30.0, "east", 2)
    assert found.target.service_share == 0.8


def test_a_field_that_both_changed_is_named_and_nothing_typed_is_lost(at_the_desk: Context) -> None:
    page = part("queues")
    patience = next(b for b in page.number_input if b.label.startswith("Mean patience"))
    patience.set_value(90.0)
    set_queue(at_the_desk, "fault", {"patience_s": 70.0}, why="measured")
    why(page)
    press(page, "Save this queue")
    assert "patience of queue fault was changed meanwhile" in words(page)
    assert "because: measured" in words(page)
    assert queue(at_the_desk, "fault").patience_s == 70.0
    patience = next(b for b in page.number_input if b.label.startswith("Mean patience"))
    assert patience.value == 90.0
    press(page, "Show what is in force")
    patience = next(b for b in page.number_input if b.label.startswith("Mean patience"))
    assert patience.value == 70.0


def test_planning_defaults_are_merged_with_those_of_others(at_the_desk: Context) -> None:
    page = part("planning")
    next(b for b in page.number_input if b.label.startswith("Weeks of a roster")).set_value(6)
    next(b for b in page.checkbox if b.label.startswith("Publish swaps")).check()
    set_planning(at_the_desk, {"runs_out_days": 11})
    why(page)
    press(page, "Save these figures")
    found = planning_of(at_the_desk)
    assert (found.roster_weeks, found.runs_out_days, found.swap_publishes) == (6, 11, 1)


def test_retention_says_what_would_go_before_it_goes(at_the_desk: Context) -> None:
    page = part("retention")
    press(page, "Say what would go")
    assert "Take these forecasts away" in [b.label for b in page.button]
    assert not at_the_desk.store.audit(verb="thin_forecasts")


def test_a_destination_of_notices_is_saved_and_its_secret_is_not_shown(
    at_the_desk: Context,
) -> None:
    page = part("notices")
    assert "Notices go nowhere yet" in words(page)
    page.text_input[0].set_value("pigeon://coop")
    why(page)
    press(page, "Save the destination")
    assert "no destination that can be sent to" in words(page)
    page.text_input[0].set_value("json://wang:hunter2@hook.example.org")
    press(page, "Save the destination")
    assert "hook.example.org" in words(page)
    assert "hunter2" not in words(page)
    assert "hook.example.org" in destination_shown(at_the_desk)


def test_a_centre_saved_on_what_it_was_names_who_changed_the_same(at_the_desk: Context) -> None:
    page = part("centre")
    set_centre(at_the_desk, replace(centre_of(at_the_desk), name="South"))
    page.text_input[0].set_value("North")
    why(page)
    press(page, "Save the centre")
    assert "The name of the centre was changed meanwhile by tester" in words(page)
    assert centre_of(at_the_desk).name == "South"
