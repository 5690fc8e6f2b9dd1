"""Today: the floor by the plan in force, its holes, and what to do where nothing is published."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.day.alerts.raised import look_for_alerts
from app.services.day.feed import import_day
from app.services.day.floor import floor_of_days
from app.services.people.leave import add_leave
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from app.web import session
from app.web.pages.today import learning
from data.model.problem import SICK
from data.model.publication import SavedRoster
from data.model.staff import Leave
from data.store import documents
from tests.app.small_centre import history_csv
from tests.app.web.web_page import a_page, press, words
from tests.clock import at_the_time

pytestmark = pytest.mark.slow

Seeded = tuple[Context, SavedRoster]


def six_o_clock(saved: SavedRoster, day: int = 1) -> datetime:
    """Six in the morning of a day of a roster."""
    first = roster_of(saved).first + timedelta(days=day)
    zone = ZoneInfo(saved.problem.requirement.grid.zone)
    return datetime(first.year, first.month, first.day, 6, tzinfo=zone)


@pytest.fixture
def morning(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The second morning of the published roster."""
    moment = six_o_clock(seeded[1])
    at_the_time(monkeypatch, moment)
    return moment


def test_one_sentence_says_cover_holes_version_and_sick(seeded: Seeded, morning: datetime) -> None:
    context, saved = seeded
    publish_roster(context, saved.roster_id, "plan", replications=2)
    said = words(a_page("today").run())
    day = morning.date()
    assert f"### {day:%a} {day.day} {day:%b}: covered " in said
    assert "version 1 in force until" in said
    assert "sick not replaced" not in said
    before = floor_of_days(context, day, 1).days[day].covered_share
    shift = next(s for s in roster_of(saved).shifts if s.day == day)
    add_leave(context, Leave(shift.agent_id, day, day, SICK), "flu")
    said = words(a_page("today").run())
    assert "1 sick not replaced" in said
    assert floor_of_days(context, day, 1).days[day].covered_share <= before


def test_a_hole_leads_to_the_people_who_could_fill_it(seeded: Seeded, morning: datetime) -> None:
    context, saved = seeded
    publish_roster(context, saved.roster_id, "plan", replications=2)
    for shift in [s for s in roster_of(saved).shifts if s.day == morning.date()]:
        add_leave(context, Leave(shift.agent_id, shift.day, shift.day, SICK), "flu")
    page = a_page("today").run()
    next(button for button in page.button if str(button.key).startswith("find_")).click().run()
    assert page.session_state["chosen_day"] == morning.date().isoformat()
    assert "@" in page.session_state["chosen_hole"]
    assert page.session_state["chosen_roster"] == saved.roster_id


def test_the_next_seven_days_are_cards_that_open_the_day(seeded: Seeded, morning: datetime) -> None:
    context, saved = seeded
    publish_roster(context, saved.roster_id, "plan", replications=2)
    page = a_page("today").run()
    said = words(page)
    planned = sum(button.label == "Open" for button in page.button)
    assert planned == min(7, (roster_of(saved).last - morning.date()).days)
    assert said.count("not planned") == 7 - planned
    page = press(page, "Open")
    following = morning.date() + timedelta(days=1)
    assert page.session_state["chosen_day"] == following.isoformat()


def test_where_nothing_is_published_the_draft_is_shown_and_can_be_published(
    seeded: Seeded, morning: datetime
) -> None:
    said = words(a_page("today").run())
    assert "Nothing is published for" in said
    assert "Shown is the newest draft that has it" in said
    assert "covered" in said
    page = press(a_page("today").run(), "Publish this draft")
    assert page.session_state["chosen_roster"] == seeded[1].roster_id


def test_where_no_roster_has_today_the_page_says_to_build_one(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_time(monkeypatch, six_o_clock(seeded[1], 90))
    page = a_page("today").run()
    assert "and no roster has it" in words(page)
    links = [link.proto.label for link in page.get("page_link")]
    assert "Build a roster for these days, then publish it" in links


def test_the_chosen_queue_stays_chosen_from_page_to_page(seeded: Seeded, morning: datetime) -> None:
    page = a_page("today").run()
    page.button_group[0].set_value("billing").run()
    assert page.session_state["chosen_queue"] == "billing"
    other = a_page("staffing")
    other.query_params[session.QUEUE] = "billing"
    other.run()
    shown = [pills.value for pills in other.button_group]
    assert "billing" in shown


def half_past_nine(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """A morning of the published roster whose slots have come until half past nine."""
    context, saved = seeded
    publish_roster(context, saved.roster_id, "plan", replications=2)
    moment = six_o_clock(saved, 0) + timedelta(hours=3, minutes=40)
    at_the_time(monkeypatch, moment)
    head, *rows = history_csv(moment.date(), 1, seed=7).splitlines()
    text = "\n".join([head, *(row for row in rows if row[11:16] < "09:30")])
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        import_day(replace(context, clock=lambda: moment), Path(file.name))
    return moment


def test_the_running_day_stands_there_with_how_each_figure_is_worked_out(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_past_nine(seeded, monkeypatch)
    context = seeded[0]
    first, *others = context.store.load(documents.QUEUES)
    later = replace(first, opening="daily 10:00-12:00")
    context.store.save(documents.QUEUES, (later, *others), context.entry("set_queue", "queues"))
    said = words(a_page("today").run())
    assert "closed until 10:00" in said
    assert "**09:40** · figures until 09:30" in said
    for label in ("Came so far", "Still to come", "The day will end at", "The week will end at"):
        assert label in said
    assert "Sum of the slots that are in" in said
    assert "needed now" in said
    assert "No states of agents are fed" in said


def test_states_of_agents_name_who_is_missing(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = half_past_nine(seeded, monkeypatch)
    context, saved = seeded
    due = [s for s in roster_of(saved).shifts if s.day == moment.date() and s.start_min <= 480]
    rows = [f"{s.agent_id},ready,{moment.date()}T08:00:00+08:00" for s in due[1:]]
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write("\n".join(["agent,state,since", *rows]) + "\n")
        file.flush()
        import_day(replace(context, clock=lambda: moment), Path(file.name))
    look_for_alerts(replace(context, clock=lambda: moment))
    page = a_page("today").run()
    said = words(page)
    assert "** has not come]" in said
    assert "has not come: missing for" in said
    assert "Adherence of everybody so far" in said
    assert "open alert" in said


def _a_closed_queue_that_was_called() -> None:
    """The card of a queue for whose hours so far nothing was forecast, and one called."""
    from datetime import UTC, datetime
    from types import SimpleNamespace as Some
    from typing import Any

    from app.services.forecast.today import QueueToday
    from app.web.pages.today.live import _queue

    rest: Any = Some(total=90.0, low=80.0, high=100.0)
    queue: Any = Some(queue_id="billing", name="Billing", today=QueueToday("billing", 1, 0, rest))
    status = Some(at=datetime.now(UTC), now_of=lambda _: None)
    now: Any = Some(status=status, waiting=())
    _queue(now, queue, None, "")


def test_a_contact_before_a_queue_opens_does_not_break_the_page() -> None:
    page = AppTest.from_function(_a_closed_queue_that_was_called, default_timeout=60).run()
    assert not page.exception
    assert [one.value for one in page.markdown][1] == "1 came, 0 expected"


def test_a_night_that_failed_is_told_first_and_leads_to_what_failed(seeded: Seeded) -> None:
    context = seeded[0]
    context.store.append_audit(context.entry("refresh", "night", outcome="warnings"))
    assert "The last night" not in words(a_page("today").run())
    context.store.append_audit(context.entry("refresh", "night", outcome="failed"))
    page = a_page("today").run()
    first = next(one.value for one in page.markdown if "failed" in one.value)
    assert first.endswith("something failed; the last good state stays.")


def test_the_plan_is_shown_at_once_while_the_day_is_learnt_beside_it(
    seeded: Seeded, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = seeded
    publish_roster(context, saved.roster_id, "plan", replications=2)
    learnt, asked = Event(), []
    monkeypatch.setattr(learning, "PATIENCE_S", 0.0)
    monkeypatch.setattr(learning, "saved_learnt", lambda *given: None)
    monkeypatch.setattr(learning, "forecast_before", lambda *given: "one")
    monkeypatch.setattr(learning, "learnt_of", lambda *given: asked.append(learnt.wait(60)))
    monkeypatch.setattr(learning, "day_now", lambda *given: None)
    page = a_page("today").run()
    said = words(page)
    assert "covered " in said
    assert "Find people for" in said or "Nobody is missing" in said
    assert page.get("progress")
    learnt.set()
    (at_work,) = learning._AT_WORK.values()
    at_work.thread.join(60)
    page.run()
    assert not page.get("progress")
    assert "looks again every" in words(page)
    assert asked == [True] * len(context.store.load(documents.QUEUES))
