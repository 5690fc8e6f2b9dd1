"""The pages that reroster, value and design: worked in a thread, drawn, saved with a reason."""

from datetime import timedelta

import pytest

from data.model.problem import SICK
from data.model.staff import Leave
from data.store import Store, documents
from tests.app.web.web_page import a_page, finished, press, words


def test_a_sick_person_is_added_mended_and_kept(url: str) -> None:
    with Store.open(url) as store:
        (listed,) = store.list_rosters()
        roster = store.load_roster(listed.roster_id).result.roster
    assert roster is not None
    shift = roster.shifts[0]
    page = a_page("sick_and_surge").run()
    assert not page.exception
    page = press(page, "Reroster")
    assert "Add who is absent" in words(page)
    page.selectbox[1].set_value(shift.agent_id)
    page.selectbox[2].set_value(shift.day)
    page = next(b for b in page.button if b.label == "Add").click().run()
    assert "1 shift falls out" in words(page)
    page.number_input[-1].set_value(2)
    page = finished(press(page, "Reroster"), "reroster", url)
    assert not page.exception
    assert "What changes" in words(page)
    page = press(page, "Save as a new roster")
    assert "Give a reason first" in words(page)
    page.text_input[0].set_value("flu")
    press(page, "Save as a new roster")
    with Store.open(url) as store:
        newest = store.load_roster(store.list_rosters()[0].roster_id)
    assert newest.parent_id == listed.roster_id
    assert newest.note == "flu"
    assert newest.result.roster is not None
    assert (shift.agent_id, shift.day) not in newest.result.roster.by_cell


def test_everything_can_be_locked_and_unlocked_and_another_session_sees_it(url: str) -> None:
    page = press(a_page("sick_and_surge").run(), "Lock")
    assert "Everybody, " in words(page)
    reloaded = a_page("sick_and_surge").run()
    assert "Everybody, " in words(reloaded)
    assert "Everybody, " not in words(press(reloaded, "Unlock"))


def test_a_roster_is_priced_on_its_page(url: str) -> None:
    page = a_page("sensitivity").run()
    page.number_input[0].set_value(10)
    page.multiselect[0].set_value(["agent"])
    page = finished(press(page, "Work out the value"), "sensitivity", url)
    assert not page.exception
    assert "One more person" in words(page)
    assert "proven" in words(page)


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
    shift = roster.shifts[0]
    cell = (shift.agent_id, shift.day)
    monkeypatch.setattr("app.web.pages.roster.page.roster_matrix", lambda *_: cell)
    page = a_page("roster").run()
    asked = next(t for t in page.toggle if t.label.startswith("Who could take over"))
    page = asked.set_value(True).run()
    assert not page.exception
    assert "Keep every hard rule" in words(page)
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
