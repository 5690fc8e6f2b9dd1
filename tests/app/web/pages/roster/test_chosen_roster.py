"""One chosen roster a session, in the address and on every page, and whose it is."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from app.services.context import Context
from app.services.day.stand_in import case_of, report_of
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.changes.reroster import save_rerostered
from app.services.roster.check import roster_of
from app.services.roster.label import archive_roster, name_roster
from app.services.roster.publishing.publish import publish_roster, roll_back, withdraw
from app.services.roster.publishing.states import roster_states, version_states
from data.model.publication import Publication, SavedRoster
from rostering.repair.disruption import Surge
from tests.app.services.roster.test_history_of_roster import publish_weeks
from tests.app.small_centre import NOW
from tests.app.web.web_page import WHO, a_page, press, words

Seeded = tuple[Context, SavedRoster]
PAGES_OF_A_ROSTER = ("roster", "publish", "sick_and_surge", "service", "sensitivity", "activities")


def edited(context: Context, saved: SavedRoster, who: str, place: int = 0) -> SavedRoster:
    """A roster in which somebody gave a shift's agent the day off."""
    shift = roster_of(saved).shifts[place]
    theirs = Context(context.store, who, context.clock)
    edit = CellEdit(shift.agent_id, shift.day, None)
    return save_edit(theirs, saved.roster_id, (edit,), f"asked by {who}")


def publish(context: Context, saved: SavedRoster, who: str) -> Publication:
    theirs = Context(context.store, who, context.clock)
    return publish_roster(
        theirs, saved.roster_id, "plan", accept_violations=True, undo_others=True, replications=2
    )


def the_box(page: AppTest) -> Selectbox[str]:
    return next(box for box in page.selectbox if box.label == "Roster")


@pytest.mark.parametrize("name", PAGES_OF_A_ROSTER)
def test_the_roster_of_the_address_is_the_one_shown_and_chosen(name: str, seeded: Seeded) -> None:
    context, saved = seeded
    other = edited(context, saved, "somebody else")
    for one in (saved, other):
        page = a_page(name)
        page.query_params["roster"] = one.roster_id
        page.run()
        assert not page.exception
        assert the_box(page).value == one.roster_id
    the_box(page).set_value(saved.roster_id).run()
    assert page.query_params["roster"] in (saved.roster_id, [saved.roster_id])
    assert page.session_state["chosen_roster"] == saved.roster_id
    page.query_params["roster"] = other.roster_id  # back in the browser
    page.run()
    assert the_box(page).value == other.roster_id


def test_a_session_never_begins_with_a_draft_of_others(seeded: Seeded) -> None:
    context, saved = seeded
    mine = edited(context, saved, WHO)
    edited(context, saved, "somebody else", 1)
    page = a_page("publish").run()
    assert the_box(page).value == mine.roster_id
    assert "not you" not in words(page)
    later = Context(context.store, context.who, lambda: NOW + timedelta(hours=1))
    publish(later, saved, "somebody else")
    assert the_box(a_page("publish").run()).value == saved.roster_id


def test_each_option_says_whose_it_is_and_what_was_published(seeded: Seeded) -> None:
    context, saved = seeded
    mine = edited(context, saved, WHO)
    theirs = edited(context, saved, "somebody else", 1)
    name_roster(context, mine.roster_id, "Quiet week")
    publish(context, saved, "somebody else")
    gone = edited(context, saved, "somebody else", 2)
    archive_roster(context, gone.roster_id)
    page = a_page("publish").run()
    options = "\n".join(the_box(page).options)
    lines = {line.rpartition(" · ")[2]: line for line in options.splitlines()}
    assert lines[mine.roster_id].startswith("Quiet week · ")
    assert " · draft · mine · " in lines[mine.roster_id]
    assert " · draft · by somebody else · " in lines[theirs.roster_id]
    assert " · published v1 · by tester · " in lines[saved.roster_id]
    assert gone.roster_id not in lines
    page.query_params["roster"] = gone.roster_id
    page.run()
    assert the_box(page).value == gone.roster_id
    assert any(" · archived · " in option for option in the_box(page).options)


def test_a_roster_that_is_not_here_is_told_once_and_another_shown(seeded: Seeded) -> None:
    page = a_page("publish")
    page.query_params["roster"] = "R-nowhere"
    page.run()
    assert "cannot be shown here" in words(page)
    assert the_box(page).value == seeded[1].roster_id
    page.run()
    assert "cannot be shown here" not in words(page)


def test_what_others_did_is_shown_before_it_is_undone_and_must_be_ticked(seeded: Seeded) -> None:
    context, saved = seeded
    mine = edited(context, saved, WHO)
    theirs = edited(context, saved, "somebody else", 1)
    publish(context, theirs, "somebody else")
    page = a_page("publish")
    page.query_params["roster"] = mine.roster_id
    page.run()
    assert not page.exception
    said = words(page)
    assert "This would undo 1 edit by somebody else" in said
    assert "asked by somebody else" in said
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value("my plan")
    page.slider[0].set_value(2)
    press(page, "Publish")
    assert "would undo edits of somebody else" in words(page)
    assert len(context.store.load_publications()) == 1
    next(box for box in page.checkbox if box.label.startswith("Undo")).check()
    press(page, "Publish")
    assert "Version 2 is published" in words(page)
    assert context.store.load_publications()[-1].who == WHO


def test_publishing_what_others_made_names_them(seeded: Seeded) -> None:
    page = a_page("publish").run()
    assert "tester made this roster, not you" in words(page)
    assert "Publish the roster of tester" in [button.label for button in page.button]


def test_versions_are_taken_back_and_published_again_with_a_reason(seeded: Seeded) -> None:
    context, saved = seeded
    publish(context, saved, "somebody else")
    publish(context, edited(context, saved, WHO), WHO)
    page = a_page("publish").run()
    press(page, "Withdraw version 2")
    assert "Give a reason" in words(page)
    page.text_input[-1].set_value("wrong week")
    press(page, "Withdraw version 2")
    assert "Version 2 is withdrawn: version 1 plans its days." in words(page)
    table = next(frame.value for frame in page.dataframe if "State" in frame.value)
    assert list(table["State"]) == ["withdraws version 2", "withdrawn", "in force"]
    box = next(b for b in page.selectbox if b.label == "Version")
    box.set_value(context.store.load_publications()[1]).run()
    page.text_input[-1].set_value("right after all")
    press(page, "Publish version 2 again")
    assert "in force again, as version 4" in words(page)
    assert context.store.load_publications()[-1].rolls_back_to == 2


def test_who_takes_a_storm_back_is_told_that_its_staffing_need_stays(seeded: Seeded) -> None:
    context, saved = seeded
    publish(context, saved, WHO)
    storm = Surge("fault", saved.problem.dates[2], 600, 960, 3)
    made = save_rerostered(context, report_of(case_of(context, saved, (), (storm,))), "storm")
    publish(context, made, WHO)
    page = a_page("publish").run()
    page.text_input[-1].set_value("no storm")
    press(page, "Withdraw version 2")
    assert "The staffing need that was worked out for it stays the newest" in words(page)


def test_states_of_versions_and_rosters_follow_from_what_was_published(seeded: Seeded) -> None:
    context, saved = seeded
    other = edited(context, saved, WHO)
    publish(context, saved, WHO)
    publish(context, other, WHO)
    published = context.store.load_publications()
    assert version_states(published) == {1: "replaced", 2: "in force"}
    assert roster_states(published)[saved.roster_id] == "v1, replaced"
    withdraw(context, 2, "wrong")
    roll_back(context, 2, "right")
    published = context.store.load_publications()
    states = {1: "replaced", 2: "withdrawn", 3: "withdrawal", 4: "in force"}
    assert version_states(published) == states
    assert roster_states(published)[other.roster_id] == "published v4"


def test_a_roster_says_which_of_its_days_a_newer_version_plans(seeded: Seeded) -> None:
    context, saved = seeded
    publish(context, saved, WHO)
    first = saved.problem.dates[3]
    agent = publish_weeks(context, saved, first, 1)
    newer = context.store.load_publications()[-1].roster_id
    page = a_page("roster")
    page.query_params["roster"] = saved.roster_id
    page.run()
    assert not page.exception
    n = (saved.problem.dates[-1] - first).days + 1
    assert f"Nobody works by this roster on {n} days" in words(page)
    assert "version 2 plans them" in words(page)
    assert "planned by a newer version" in "".join(str(one.body) for one in page.get("html"))
    press(page, f"Show {newer}")
    assert the_box(page).value == newer
    assert "Nobody works by this roster" not in words(page)
    withdraw(context, 2, f"a mistake about {agent}")
    page.query_params["roster"] = saved.roster_id
    page.run()
    assert "Nobody works by this roster" not in words(page)


def test_those_who_change_get_a_text_that_waits_until_it_is_sent(seeded: Seeded) -> None:
    context, saved = seeded
    publish(context, saved, "somebody else")
    mine = edited(context, saved, WHO)
    shift = roster_of(saved).shifts[0]
    page = a_page("publish")
    page.query_params["roster"] = mine.roster_id
    page.run()
    assert "is off now: 1" in words(page)
    next(t for t in page.text_input if t.label.startswith("Reason (every")).set_value("doctor")
    page.slider[0].set_value(2)
    page = press(page, "Publish")
    for box in page.checkbox:
        box.check()
    if "Version 2 is published" not in words(page):
        page = press(page, "Publish")
    assert "Version 2 is published" in words(page)
    name = next(a.name for a in saved.problem.agents if a.agent_id == shift.agent_id)
    assert any(name in code.value and "becomes day off" in code.value for code in page.code)
    page.text_input[-1].set_value("a mistake")
    page = press(page, "Withdraw version 2")
    assert any("day off becomes" in code.value for code in page.code)
    page = press(page, "They are sent")
    assert not page.code
