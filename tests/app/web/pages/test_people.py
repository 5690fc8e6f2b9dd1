"""The people page: found, changed one by one and together, away, in and out by files."""

import io
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context, today_of
from app.services.people.agents import change_agent
from app.services.people.contracts import set_contract
from app.services.people.leave import add_leave
from app.web.pages.people.files import WAITING, _unpacked
from app.web.pages.people.page import SECTIONS
from data.export.staff import staff_files
from data.model.errors import UnreadableFile
from data.model.staff import Agent, Availability, Contract, Leave, Staff, Wish
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import WHO, a_page, press, words

pytestmark = pytest.mark.slow


@pytest.fixture
def at_the_desk(small: SmallCentre, monkeypatch: pytest.MonkeyPatch) -> Context:
    monkeypatch.setenv("PEAKSHIFT_DB", small.url)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return Context(small.context.store, "tester")


def part(name: str, begun: dict[str, object] | None = None, **where: str) -> AppTest:
    page = a_page("people")
    for key, value in {"people": name, **where}.items():
        page.query_params[key] = value
    page.session_state["unsaved"] = begun or {}
    page.run()
    assert not page.exception
    return page


def why(page: AppTest, text: str = "agreed", place: int = 0) -> None:
    [box for box in page.text_input if box.label.startswith("Reason")][place].set_value(text)


def staff_of(context: Context) -> Staff:
    return context.store.load(documents.STAFF)


def agent(context: Context, agent_id: str) -> Agent:
    return next(one for one in staff_of(context).agents if one.agent_id == agent_id)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_part_is_drawn(name: str, at_the_desk: Context) -> None:
    assert not part(name).error


@pytest.mark.parametrize("name", SECTIONS)
def test_every_part_says_what_to_do_where_nobody_is_there(name: str, at_the_desk: Context) -> None:
    empty = at_the_desk.entry("tidy_up", "staff")
    at_the_desk.store.save(documents.STAFF, Staff(), empty)
    page = part(name)
    assert not page.error


def test_people_are_found_by_name_skill_and_contract(at_the_desk: Context) -> None:
    page = part("list")
    everybody = len(staff_of(at_the_desk).agents)
    assert f"{everybody} people of {everybody}" in words(page)
    page.text_input(key="people_text").set_value("a003").run()
    assert "1 person of" in words(page)
    assert list(page.dataframe[0].value["Number"]) == ["A003"]
    page.text_input(key="people_text").set_value("nobody is called so").run()
    assert "Nobody fits this search" in words(page)
    page.text_input(key="people_text").set_value("")
    page.multiselect(key="people_skills").set_value(["fault", "billing"]).run()
    both = sum({"fault", "billing"} <= set(a.skills) for a in staff_of(at_the_desk).agents)
    assert len(page.dataframe[0].value) == both


def test_somebody_is_added_with_the_next_number(at_the_desk: Context) -> None:
    page = part("list")
    press(page, "Add a person")
    assert page.text_input[1].value == "A017"
    press(page, "Add them")
    assert "Give a name, and one skill" in words(page)
    next(t for t in page.text_input if t.label == "Name").set_value("Li Na")
    page.multiselect[-1].set_value(["fault"])
    why(page)
    press(page, "Add them")
    found = agent(at_the_desk, "A017")
    assert (found.name, found.skills) == ("Li Na", ("fault",))
    assert page.selectbox(key="person").value == "A017"


def test_a_card_changes_what_it_shows_and_merges_with_others(at_the_desk: Context) -> None:
    page = part("list", person="A001")
    next(t for t in page.text_input if t.label == "Name").set_value("Wang Wei")
    change_agent(at_the_desk, replace(agent(at_the_desk, "A001"), senior=True), "exam")
    press(page, "Save this person")
    assert "Give a reason" in words(page)
    why(page)
    press(page, "Save this person")
    found = agent(at_the_desk, "A001")
    assert (found.name, found.senior) == ("Wang Wei", True)
    page = part("list", person="A001")
    next(t for t in page.text_input if t.label == "Name").set_value("Mine")
    change_agent(at_the_desk, replace(found, name="Theirs"), "wedding")
    why(page)
    press(page, "Save this person")
    assert "name of Theirs was changed meanwhile by tester" in words(page)
    chosen = page.selectbox(key="person").proto  # a browser chooses by label, and that is another
    assert (chosen.set_value, chosen.raw_value) == (True, "Theirs · A001")
    assert next(t for t in page.text_input if t.label == "Name").value == "Mine"


def test_who_leaves_is_taken_out_with_a_reason(at_the_desk: Context) -> None:
    page = part("list", person="A002")
    why(page, "retires", place=1)
    press(page, "Take them out")
    assert "A002" not in {one.agent_id for one in staff_of(at_the_desk).agents}
    assert at_the_desk.store.audit(verb="remove_agents")[0].why == "retires"


def test_several_are_changed_together(at_the_desk: Context) -> None:
    def draw(ids: list[str]) -> None:
        from app.web import session
        from app.web.pages.people.several import several
        from data.store import documents

        staff = session.context().store.load(documents.STAFF)
        several(staff, [one for one in staff.agents if one.agent_id in ids])

    page = AppTest.from_function(draw, args=(["A001", "A002"],), default_timeout=60).run()
    assert not page.exception
    page.multiselect[0].set_value(["billing", "fault"])
    page.selectbox[1].set_value("Team 1") if "Team 1" in page.selectbox[1].options else None
    why(page)
    press(page, "Change 2 people")
    assert all(
        {"billing", "fault"} <= set(agent(at_the_desk, one).skills) for one in ("A001", "A002")
    )


def test_hours_are_saved_from_the_table(at_the_desk: Context) -> None:
    page = part("list", person="A001", card="hours")
    assert len(page.get("arrow_data_frame")) + len(page.dataframe) > 1
    why(page)
    press(page, "Save these hours")
    assert "These hours are so already" in words(page)
    assert not [row for row in staff_of(at_the_desk).availability if row == Availability("A001", 0)]


def test_leave_is_entered_doubted_and_taken_back_on_a_card(at_the_desk: Context) -> None:
    change_agent(at_the_desk, replace(agent(at_the_desk, "A001"), leave_days=1))
    page = part("list", person="A001", card="leave")
    first = date(today_of(at_the_desk).year + 1, 3, 1)
    page.date_input[0].set_value(first)
    page.date_input[1].set_value(first + timedelta(days=6))
    why(page, "wedding")
    press(page, "Add the leave")
    assert "Not entered yet" in words(page)
    assert not staff_of(at_the_desk).leave
    page.checkbox[-1].check()
    press(page, "Add the leave")
    (row,) = staff_of(at_the_desk).leave
    assert row == Leave("A001", first, first + timedelta(days=6))
    left = [int(m.value) for m in page.metric if m.label == "Left"]
    assert left[0] == 1, "this year's"
    assert left[1] < 0, "of the year that the leave falls in"
    press(page, "Take back")
    assert not staff_of(at_the_desk).leave


def test_a_wish_is_added_and_taken_back_on_a_card(at_the_desk: Context) -> None:
    page = part("list", person="A001", card="wishes")
    day = today_of(at_the_desk) + timedelta(days=9)
    page.date_input[0].set_value(day)
    page.number_input[-1].set_value(3)
    why(page)
    press(page, "Add the wish")
    assert staff_of(at_the_desk).wishes == (Wish("A001", day, weight=3),)
    press(page, "Take back")
    assert not staff_of(at_the_desk).wishes


def test_fairness_says_that_nothing_is_counted_before_the_first_version(
    at_the_desk: Context,
) -> None:
    assert "nothing is counted" in words(part("list", person="A001", card="fairness"))


def test_all_leave_stands_on_one_part_with_what_is_left(at_the_desk: Context) -> None:
    today = today_of(at_the_desk)
    add_leave(at_the_desk, Leave("A003", today, today + timedelta(days=2)))
    contract = next(c for c in staff_of(at_the_desk).contracts)
    set_contract(at_the_desk, replace(contract, leave_days=12))
    page = part("leave")
    assert "At most 1 of 16 are away at once" in words(page)
    left = page.dataframe[-1].value
    assert "12" in set(left["A year"])
    why(page)
    press(page, "Add the leave")
    assert "Choose whose leave it is" in words(page)


def test_a_month_of_a_team_shows_who_is_away_and_how_near_the_limit_is(
    at_the_desk: Context,
) -> None:
    today = today_of(at_the_desk)
    for agent_id, kind in (("A003", "annual"), ("A004", "training"), ("A005", "sick")):
        add_leave(at_the_desk, Leave(agent_id, today, today + timedelta(days=10), kind))
    page = part("leave")
    assert "At most 3 of 16 are away at once" in words(page)
    assert "over the limit of 2 (15 %)" in words(page)
    assert len(page.get("vega_lite_chart")) == 2
    page.toggle(key="leave_off").set_value(True).run()
    assert not page.exception
    page.selectbox(key="leave_month").select_index(7).run()  # half a year on
    assert "Nobody is on leave in this month" in words(page)
    assert len(page.get("vega_lite_chart")) == 1


def test_a_contract_is_changed_and_a_new_one_added_and_taken_away(at_the_desk: Context) -> None:
    page = part("contracts")
    assert "Take it away" not in [b.label for b in page.button]  # somebody has it
    boxes = {box.label: box for box in page.number_input}
    boxes["Leave a year [working days]"].set_value(12)
    why(page)
    press(page, "Save this contract")
    assert staff_of(at_the_desk).contracts[0].leave_days == 12
    page.selectbox(key="contract").set_value("+").run()
    page.text_input[0].set_value("mini")
    boxes = {box.label: box for box in page.number_input}
    boxes["Paid hours a week, at least"].set_value(50.0)
    why(page)
    press(page, "Save this contract")
    assert "cannot be more than the most" in words(page)
    next(b for b in page.number_input if b.label.endswith("at least")).set_value(8.5)
    press(page, "Save this contract")
    assert Contract("mini", "", 510, 2400) in staff_of(at_the_desk).contracts
    page = part("contracts", contract="mini")
    why(page, place=1)
    press(page, "Take it away")
    assert "mini" not in {c.contract_id for c in staff_of(at_the_desk).contracts}


def test_files_say_what_they_change_before_anything_changes(at_the_desk: Context) -> None:
    staff = staff_of(at_the_desk)
    files = staff_files(replace(staff, agents=staff.agents[1:]))
    page = part("files", {WAITING: {"agents.csv": files["agents.csv"]}})
    assert any(e.label.startswith("People: 1 dropped") for e in page.expander)
    press(page, "Save these changes")
    assert "Give a reason" in words(page)
    assert staff_of(at_the_desk) == staff
    why(page, "left")
    press(page, "Save these changes")
    assert staff_of(at_the_desk).agents == staff.agents[1:]
    same = part("files", {WAITING: {"agents.csv": files["agents.csv"]}})
    assert "change nothing" in words(same)


def test_wrong_files_are_told_and_put_away(at_the_desk: Context) -> None:
    page = part("files", {WAITING: {"agents.csv": b"agent_id,contract_id,skills\nA1,none,x\n"}})
    assert "contract 'none' is unknown" in words(page)
    press(page, "Put these files away")
    assert WAITING not in page.session_state["unsaved"]


def test_a_packed_download_can_be_read_in_again() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("staff/agents.csv", "a")
        book.writestr("notes.txt", "b")
    assert _unpacked({"staff.zip": buffer.getvalue()}) == {"agents.csv": b"a"}
    with pytest.raises(UnreadableFile, match="no ZIP"):
        _unpacked({"staff.zip": b"x"})


def test_dates_of_the_page_are_those_of_today(at_the_desk: Context) -> None:
    page = part("leave")
    assert page.date_input[0].value == today_of(at_the_desk) >= date(2025, 1, 1)
