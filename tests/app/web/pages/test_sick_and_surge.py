"""The pages that reroster, value and design: worked in a thread, drawn, saved with a reason."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.day.storms.entered import enter_storm
from app.services.forecast.make import forecast_all
from app.services.people.leave import add_leave
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.publishing.publish import publish_roster, withdraw
from app.web.parts.wording import day_long
from data.model.day.storm import Hit
from data.model.problem import SICK
from data.model.roster import Roster
from data.model.staff import Leave
from data.store import Store, documents
from tests.app.small_centre import can_be_taken_over
from tests.app.web.web_page import WHO, a_page, finished, press, words
from tests.clock import at_the_time


def a_morning(url: str, patch: pytest.MonkeyPatch) -> tuple[Roster, date]:
    """Six o'clock on the second day of the roster; the roster and the day."""
    with Store.open(url) as store:
        (listed,) = store.list_rosters()
        roster = store.load_roster(listed.roster_id).result.roster
    assert roster is not None
    day = roster.dates[1]
    at_the_time(patch, datetime(day.year, day.month, day.day, 6, tzinfo=ZoneInfo("Asia/Shanghai")))
    return roster, day


def ticked_out(page: AppTest, *agent_ids: str) -> AppTest:
    """Tick people who are out."""
    box = next(box for box in page.multiselect if box.label.startswith("Who is out"))
    box.set_value([*box.value, *agent_ids]).run()
    assert not page.exception
    return page


def test_two_people_are_out_somebody_takes_over_and_it_is_published_with_messages(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, day = a_morning(url, monkeypatch)
    first, second = [s.agent_id for s in roster.shifts if s.day == day and s.start_min > 420][:2]
    page = ticked_out(a_page("sick_and_surge").run(), first, second)
    assert next(box for box in page.selectbox if box.label == "Day").value == day
    assert words(page).count("one shift is lost") == 2
    assert "if nobody helped" in words(page)
    take = next(b for b in page.button if b.label == "Take")
    helper = take.key.rpartition("_")[2]
    page = take.click().run()
    assert not page.exception
    assert any(b.label == "Take back" for b in page.button)
    (why,) = [t for t in page.text_input if t.label.startswith("Reason")]
    assert "2 people are out" in why.value
    boxes = [box for box in page.checkbox if box.label.startswith("Accept")]
    for box in boxes:
        box.check()
    page = press(page, "Publish now")
    assert "Version 1 is published" in words(page)
    assert any("Please confirm to" in code.value and "becomes" in code.value for code in page.code)
    with Store.open(url) as store:
        newest = store.load_roster(store.list_rosters()[0].roster_id)
        (version,) = store.load_publications()
        leave = store.load(documents.STAFF).leave
    assert version.roster_id == newest.roster_id
    assert newest.result.roster is not None
    assert not {(first, day), (second, day)} & set(newest.result.roster.by_cell)
    assert (helper, day) in newest.result.roster.by_cell
    assert {Leave(first, day, day, SICK), Leave(second, day, day, SICK)} <= set(leave)
    assert "and out of the plan:" in words(page)
    assert "Nobody is out so far" not in words(page)


def test_a_storm_makes_a_new_need_and_holes_with_people(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, _day = a_morning(url, monkeypatch)
    page = a_page("sick_and_surge").run()
    next(n for n in page.number_input if n.label.startswith("More contacts")).set_value(200)
    page = press(page, "Work out the new need")
    assert "agents more" in words(page)
    assert "dashed line" in words(page)
    asked = [t for t in page.toggle if t.label == "Find people"]
    assert asked
    assert asked[0].value  # the worst hole of a storm is asked about at once
    page = press(page, "Only save it")
    assert "nothing is published" in words(page)
    with Store.open(url) as store:
        newest = store.load_roster(store.list_rosters()[0].roster_id)
        assert "surge on" in newest.problem.requirement.basis
        assert not store.load_publications()
    assert newest.problem.requirement.heads.sum() > 0
    assert roster.first == newest.problem.first


def test_who_was_put_down_as_sick_is_ticked_already(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, day = a_morning(url, monkeypatch)
    shift = next(s for s in roster.shifts if s.day == day)
    with Store.open(url) as store:
        add_leave(Context(store, "nurse"), Leave(shift.agent_id, day, day, SICK), "flu")
    page = a_page("sick_and_surge").run()
    assert shift.agent_id in next(b for b in page.multiselect if "out" in b.label).value


@pytest.mark.usefixtures("hasty")
def test_more_is_replanned_as_a_second_step_and_saved(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, day = a_morning(url, monkeypatch)
    shift = next(s for s in roster.shifts if s.day == day)
    page = press(a_page("sick_and_surge").run(), "Reroster")
    assert "Say who is out" in words(page)
    page = ticked_out(page, shift.agent_id)
    next(n for n in page.number_input if n.label.startswith("Time limit")).set_value(2)
    page = finished(press(page, "Reroster"), "reroster", url)
    assert "What changes" in words(page)
    page = press(page, "Save as a new roster")
    assert "Give a reason:" in words(page)
    next(t for t in page.text_input if t.label.endswith("audit trail)")).set_value("flu")
    press(page, "Save as a new roster")
    with Store.open(url) as store:
        newest = store.load_roster(store.list_rosters()[0].roster_id)
    assert newest.note == "flu"
    assert newest.result.roster is not None
    assert (shift.agent_id, shift.day) not in newest.result.roster.by_cell


def test_everything_can_be_locked_and_unlocked_and_another_session_sees_it(url: str) -> None:
    page = press(a_page("sick_and_surge").run(), "Lock")
    assert "Everybody, " in words(page)
    reloaded = a_page("sick_and_surge").run()
    assert "Everybody, " in words(reloaded)
    assert "Everybody, " not in words(press(reloaded, "Unlock"))


@pytest.mark.usefixtures("hasty")
def test_a_roster_is_priced_on_its_page(url: str) -> None:
    page = a_page("sensitivity").run()
    page.number_input[0].set_value(5)
    page.multiselect[0].set_value(["agent"])
    page = finished(press(page, "Work out the value"), "sensitivity", url)
    assert not page.exception
    assert "One more person" in words(page)
    assert "proven" in words(page)
    assert "Dismiss" in [button.label for button in page.button]


@pytest.mark.usefixtures("hasty")
def test_shift_templates_are_designed_and_adopted_with_a_reason(url: str) -> None:
    page = a_page("shift_design").run()
    page.multiselect[0].set_value([10])
    next(box for box in page.selectbox if box.label == "Starts every [min]").set_value(60)
    page.number_input[0].set_value(1)
    page = finished(press(page, "Design"), "shift_design", url)
    assert not page.exception
    (adopt,) = [b for b in page.button if b.label.startswith("Use these")]
    page = adopt.click().run()
    assert "Give a reason" in words(page)
    page.text_input[0].set_value("ten will do")
    (adopt,) = [b for b in page.button if b.label.startswith("Use these")]
    page = adopt.click().run()
    assert "These are the shift templates now" in words(page)
    with Store.open(url) as store:
        assert len(store.load(documents.STAFF).menu) <= 10
        assert timedelta(0) <= store.audit(verb="adopt_menu")[0].at - store.audit()[-1].at


@pytest.mark.heavy  # the command line takes restrictions too
def test_own_restrictions_hold_and_are_priced_and_designs_are_rostered_for_real(url: str) -> None:
    page = a_page("shift_design").run()
    page.multiselect[0].set_value([10])
    next(box for box in page.selectbox if box.label == "Starts every [min]").set_value(60)
    page.number_input[0].set_value(1)
    (first,) = [box for box in page.selectbox if box.label == "No start from"]
    first.set_value(0)
    page = press(page, "Design")
    assert "from when and until when" in words(page)
    (until,) = [box for box in page.selectbox if box.label == "No start until"]
    until.set_value(300)
    (stay,) = [box for box in page.multiselect if box.label.startswith("Codes that must stay")]
    stay.set_value(["N8"])
    page = finished(press(page, "Design"), "shift_design", url)
    told = next(f.value for f in page.dataframe if "Whose" in f.value)
    assert list(told["Whose"][:3]) == ["yours"] * 3
    assert told["With"][0] == "N8 stays (in a design of 10 codes)"
    shown = next(f.value for f in page.dataframe if "Cost without it" in f.value)
    assert any(code.startswith("N8") for code in shown["Code"])
    (seconds,) = [n for n in page.number_input if n.label == "Seconds for each roster"]
    seconds.set_value(2)
    page = finished(press(page, "Build and compare"), "shift_design_check", url)
    tried = next(f.value for f in page.dataframe if "Cost as designed" in f.value)
    assert list(tried["Design"]) == ["today's templates", "10 codes"]
    assert "The rosters rank the designs" in words(page)
    page = press(page, "Dismiss")  # of the rosters, the first of two
    assert "Build and compare" in [b.label for b in page.button]


def test_a_taken_shift_is_booked_as_sickness_on_the_roster_page(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(url) as store:
        (listed,) = store.list_rosters()
        roster = store.load_roster(listed.roster_id).result.roster
        assert roster is not None
        shift = can_be_taken_over(Context(store, WHO), listed.roster_id, roster.shifts)
    cell = (shift.agent_id, shift.day)
    morning = datetime(shift.day.year, shift.day.month, shift.day.day, tzinfo=UTC)
    at_the_time(monkeypatch, morning - timedelta(days=1))
    monkeypatch.setattr("app.web.pages.roster.plan.roster_matrix", lambda *_: (cell,))
    page = a_page("roster").run()
    asked = next(t for t in page.toggle if t.label.startswith("Who could take over"))
    page = asked.set_value(True).run()
    assert not page.exception
    assert "fills " in words(page)
    page = press(page, "Take")
    assert ": sick" in words(page)
    next(box for box in page.text_input if box.label.startswith("Reason")).set_value("flu")
    press(page, "Save as a new roster")
    with Store.open(url) as store:
        newest = store.load_roster(store.list_rosters()[0].roster_id)
        leave = store.load(documents.STAFF).leave
    assert newest.parent_id == listed.roster_id
    assert Leave(*cell, shift.day, SICK) in newest.problem.leave
    assert Leave(*cell, shift.day, SICK) in leave


def test_a_storm_is_entered_planned_put_on_standby_and_ticked(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, day = a_morning(url, monkeypatch)
    with Store.open(url) as store:
        context = Context(store, "duty")
        begin = datetime(day.year, day.month, day.day, 14, tzinfo=ZoneInfo("Asia/Shanghai"))
        if not store.list_forecasts("fault"):
            forecast_all(context, weeks=3)
        hits = (Hit("coast", "fault", 0.4, 3.0, 9.0), Hit("hills", "fault", 0.6, 1.0, 4.0))
        storm = enter_storm(context, "Haishen", begin, begin + timedelta(hours=5), hits, "office")
    said = words(a_page("today").run())
    assert f"Haishen · level 1 · {day_long(day)}, 14:00 – 19:00" in said, (
        "Today is where a day begins"
    )
    page = a_page("sick_and_surge").run()
    assert next(s for s in page.selectbox if s.label == "Storm").value == storm.storm_id
    said = [t for t in page.text_input if t.label == "Who says so"]
    said[0].set_value("office, 14:00")
    page = press(page, "Save the change")
    with Store.open(url) as store:
        (changed,) = store.load(documents.STORMS)
    assert (changed.source, changed.hits) == ("office, 14:00", hits)
    page = press(page, "Work out the plan")
    assert "Whom to ask" in words(page)
    assert "shown as a range" in words(page)
    cells = {metric.label: metric.value for metric in page.metric}
    low, _, high = cells["Agents more"].partition("–")
    assert 0 <= int(low) <= int(high)
    assert int(cells["On standby"]) > 0
    page = press(page, "Save the range and put them on standby")
    assert any("please be on standby" in code.value for code in page.code)
    page = next(box for box in page.checkbox if "IVR" in box.label).check().run()
    assert not page.exception
    with Store.open(url) as store:
        (kept,) = store.load(documents.STORMS)
    assert len(kept.expected) == 5
    assert kept.standbys
    assert [tick.step_id for tick in kept.ticks] == ["ivr"]
    page = next(b for b in page.button if b.key == "storm_need").click().run()
    assert "agents more" in words(page)
    assert roster.first <= day


def test_a_storm_is_entered_on_the_page_and_nothing_typed_is_lost(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_morning(url, monkeypatch)
    page = a_page("sick_and_surge").run()
    page.segmented_control(key="storm_how").set_value("Storm with a range, standby and steps").run()
    page = press(page, "Enter the storm")
    assert "Give it a name" in words(page)
    next(t for t in page.text_input if t.label == "Name").set_value("Haishen")
    page = press(page, "Enter the storm")
    with Store.open(url) as store:
        (storm,) = store.load(documents.STORMS)
    assert storm.name == "Haishen"
    assert [(hit.low, hit.high) for hit in storm.hits] == [(0.5, 2.0)]


def test_who_is_ill_today_is_asked_of_the_roster_in_force_not_of_a_newer_draft(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, day = a_morning(url, monkeypatch)
    with Store.open(url) as store:
        context = Context(store, WHO)
        (listed,) = store.list_rosters()
        publish_roster(context, listed.roster_id, "May")
        shift = next(shift for shift in roster.shifts if shift.day > day)
        draft = save_edit(
            context, listed.roster_id, (CellEdit(shift.agent_id, shift.day, None),), "later"
        )
    page = a_page("sick_and_surge").run()
    assert not page.exception
    assert page.selectbox(key="roster_id").value == listed.roster_id
    page.selectbox(key="roster_id").set_value(draft.roster_id).run()
    assert page.selectbox(key="roster_id").value == draft.roster_id
    assert "Nobody works by this roster today" not in words(page)
    assert "This roster is not what people work by: it changes 1 day of somebody" in words(page)


def test_who_changes_in_a_draft_before_is_written_to_as_well_and_not_of_what_was_withdrawn(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, day = a_morning(url, monkeypatch)
    mine = [shift for shift in roster.shifts if shift.day == day and shift.start_min > 420]
    with Store.open(url) as store:
        context = Context(store, WHO)
        (listed,) = store.list_rosters()
        publish_roster(context, listed.roster_id, "May", replications=2)
        other = mine[1]
        draft = save_edit(context, listed.roster_id, (CellEdit(other.agent_id, day, None),), "off")
    page = a_page("sick_and_surge").run()
    page.selectbox(key="roster_id").set_value(draft.roster_id).run()
    page = ticked_out(page, mine[0].agent_id)
    for box in page.checkbox:
        box.check()
    page = press(page, "Publish now")
    assert "Version 2 is published" in words(page)
    (text,) = [code.value for code in page.code]
    assert {a.agent_id: a.name for a in draft.problem.agents}[other.agent_id] in text
    with Store.open(url) as store:
        withdraw(Context(store, WHO), 2, "a slip", expected_version=2)
    assert "Version 2 is published" not in words(page.run())


def test_a_roster_of_other_days_leads_to_the_one_in_force(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster, _ = a_morning(url, monkeypatch)
    (listed,) = Store.open(url).list_rosters()
    after = roster.dates[-1] + timedelta(days=3)
    at_the_time(monkeypatch, datetime(after.year, after.month, after.day, tzinfo=UTC))
    here = "app.web.pages.sick_and_surge.page.running_roster"
    monkeypatch.setattr(here, lambda _listed: listed.roster_id)
    page = a_page("sick_and_surge").run()
    assert "Nobody works by this roster today" in words(page)
    page = press(page, "Work with the roster in force today")
    assert page.selectbox(key="roster_id").value == listed.roster_id
