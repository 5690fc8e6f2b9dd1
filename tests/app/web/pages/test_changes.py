"""Pages that change something: rules, hand edits, publishing; the store is asked afterwards."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app.services.centre import planning_of, set_planning, set_queue
from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from app.services.rules.saved import change_setting
from data.model.errors import Conflict
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_page, press, words

Rostered = tuple[SmallCentre, SavedRoster]
Seeded = tuple[Context, SavedRoster]


def place_of(context: Context, rule: str) -> int:
    """Place of a rule in the book."""
    return next(i for i, s in enumerate(rules_of(context)) if s.rule == rule)


def test_a_rule_is_priced_with_a_reason_and_its_sentence_follows(seeded: Seeded) -> None:
    context, _ = seeded
    page = a_page("rules").run()
    place = place_of(context, "consecutive_days")

    def drawn() -> None:
        # Without a browser a dialog is open only in the run in which its button was pressed.
        page.button(key=f"change_{place}").click().run()
        assert not page.exception

    drawn()
    page.segmented_control[0].set_value("priced")
    drawn()
    price, most, _ = page.number_input
    assert price.label == "Cost of each day"
    price.set_value(25)
    most.set_value(5)
    drawn()
    assert "At most 5 days of work in a row." in words(page)
    save = next(b for b in page.button if b.label == "Save")
    save.click()
    drawn()
    assert "Give a reason" in words(page)
    assert rules_of(context)[place].hard
    page.text_input[-1].set_value("works council")
    next(b for b in page.button if b.label == "Save").click()
    drawn()
    setting = rules_of(context)[place]
    assert (setting.price, setting.params["most"]) == (25, 5)
    (entry,) = context.store.audit(verb="set_rules")
    assert (entry.who, entry.why) == ("王芳 Wang", "works council")


def test_a_structural_rule_can_be_neither_priced_nor_switched_off(seeded: Seeded) -> None:
    page = a_page("rules").run()
    page.button(key=f"change_{place_of(seeded[0], 'one_shift_a_day')}").click().run()
    assert not page.segmented_control
    assert "neither priced nor switched off" in words(page)


def test_the_whole_book_goes_back_to_the_defaults_with_a_reason(seeded: Seeded) -> None:
    context, _ = seeded
    page = a_page("rules").run()
    press(page, "Reset all rules")
    assert not context.store.audit(verb="set_rules")
    page.text_input(key="reset_why").set_value("start again").run()
    press(page, "Reset all rules")
    assert context.store.audit(verb="set_rules")[0].why == "start again"


def test_a_hand_edit_shows_its_consequence_before_it_is_saved(seeded: Seeded) -> None:
    context, saved = seeded
    shift = roster_of(saved).shifts[0]
    page = a_page("roster").run()
    boxes = {box.label: box for box in page.selectbox}
    boxes["Agent"].set_value(shift.agent_id)
    boxes["Day"].set_value(shift.day)
    boxes["Becomes"].set_value(("", -1))
    press(page, "Show what that does")
    assert not page.exception
    assert "What this change does" in words(page)
    assert "Cost " in words(page)
    assert len(context.store.list_rosters()) == 1
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value("sick")
    press(page, "Save as a new roster")
    newest = context.store.list_rosters()[0]
    assert newest.parent_id == saved.roster_id
    assert newest.note == "sick"
    kept = roster_of(context.store.load_roster(newest.roster_id))
    assert (shift.agent_id, shift.day) not in kept.by_cell
    assert page.session_state["roster_id"] == newest.roster_id


def test_nobody_and_nothing_is_preselected_for_a_hand_edit(seeded: Seeded) -> None:
    page = a_page("roster").run()
    boxes = {box.label: box for box in page.selectbox}
    assert boxes["Agent"].value is None
    assert boxes["Becomes"].value is None
    press(page, "Show what that does")
    assert "Choose whose day it is" in words(page)


def test_a_draft_is_there_again_after_a_reload_at_the_same_browser_only(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, saved = seeded
    shift = roster_of(saved).shifts[0]
    monkeypatch.setattr("app.web.session.browser", lambda: "one")
    page = a_page("roster").run()
    boxes = {box.label: box for box in page.selectbox}
    boxes["Agent"].set_value(shift.agent_id)
    boxes["Day"].set_value(shift.day)
    boxes["Becomes"].set_value(("", -1))
    press(page, "Show what that does")
    assert any(b.label == "Drop this draft" for b in page.button)
    reloaded = a_page("roster").run()
    assert any(b.label == "Drop this draft" for b in reloaded.button)
    assert any("Your draft is here again" in t.value for t in reloaded.toast)
    monkeypatch.setattr("app.web.session.browser", lambda: "two")
    assert not any(b.label == "Drop this draft" for b in a_page("roster").run().button)


def test_what_others_changed_while_a_form_was_open_stays_or_is_told(seeded: Seeded) -> None:
    context, _ = seeded
    before = next(q for q in context.store.load(documents.QUEUES) if q.queue_id == "fault")
    figures = planning_of(context)
    set_planning(context, {"runs_out_days": 11, "wishes_back_days": 33}, "mine")
    with pytest.raises(Conflict, match=r"changed meanwhile by somebody else .*mine.* now 11"):
        set_planning(context, {"runs_out_days": 9}, seen=figures)
    set_planning(context, {"roster_weeks": 5}, seen=figures)
    assert planning_of(context).wishes_back_days == 33
    set_queue(context, "fault", {"group": "east"}, seen=before)
    set_queue(context, "fault", {"patience_s": 70.0}, seen=before)
    after = next(q for q in context.store.load(documents.QUEUES) if q.queue_id == "fault")
    assert (after.group, after.patience_s) == ("east", 70.0)


def test_saving_what_is_in_force_says_so_and_leaves_no_entry(seeded: Seeded) -> None:
    context, _ = seeded
    set_planning(context, {"roster_weeks": 3})
    page = a_page("rules").run()
    place = place_of(context, "consecutive_days")
    change_setting(context, rules_of(context)[-1], replace(rules_of(context)[-1], precedence=998))
    known = len(context.store.audit())
    page.button(key=f"change_{place}").click().run()
    page.text_input[-1].set_value("works council")
    next(b for b in page.button if b.label == "Save").click()
    page.button(key=f"change_{place}").click().run()
    assert "so already: nothing was changed" in words(page)
    assert len(context.store.audit()) == known


def publish_form(page: AppTest, why: str) -> None:
    """Fill the form with few replications and press Publish."""
    everybody = (t for t in page.text_input if t.label.startswith("Reason (everybody"))
    next(everybody).set_value(why)
    page.slider[0].set_value(2)
    press(page, "Publish")


def test_publishing_makes_a_version_with_its_proof(seeded: Seeded) -> None:
    context, saved = seeded
    page = a_page("publish").run()
    publish_form(page, "")
    assert "Give a reason" in words(page)
    publish_form(page, "week plan")
    assert not page.exception
    assert "Version 1 is published" in words(page)
    (version,) = context.store.load_publications()
    assert (version.roster_id, version.who, version.why) == (
        saved.roster_id,
        "王芳 Wang",
        "week plan",
    )
    assert version.proof["hard_violations"] == 0


def test_the_slower_of_two_publishers_is_told_and_nothing_is_published(seeded: Seeded) -> None:
    context, saved = seeded
    page = a_page("publish").run()
    publish_roster(context, saved.roster_id, "I was faster", replications=2)
    page.session_state["seen_version"] = 0
    everybody = (t for t in page.text_input if t.label.startswith("Reason (everybody"))
    next(everybody).set_value("me too")
    page.slider[0].set_value(2)
    press(page, "Publish")
    assert "somebody else" in words(page)
    assert len(context.store.load_publications()) == 1


def test_a_conflict_about_a_rule_calls_it_as_its_page_does(seeded: Seeded) -> None:
    context, _ = seeded
    before = next(one for one in rules_of(context) if one.rule == "minimum_rest")
    longer, shorter = (replace(before, params={**before.params, "rest_min": m}) for m in (720, 600))
    change_setting(context, before, longer, "rested")
    with pytest.raises(Conflict, match="The rule Rest between shifts was changed meanwhile"):
        change_setting(context, before, shorter, "short of people")
