"""The roster page repairs around hand edits: asked, worked in a thread, drawn, saved."""

import pytest

from app.services.context import Context
from app.services.roster.changes.edit import save_edit
from app.services.roster.check import check_roster, roster_of
from data.model.publication import SavedRoster
from tests.app.services.roster.changes.test_repair import too_close
from tests.app.web.web_page import a_page, finished, press, words

Seeded = tuple[Context, SavedRoster]


@pytest.mark.usefixtures("hasty")
def test_a_draft_that_breaks_rules_is_repaired_and_kept_with_its_edit(
    seeded: Seeded, url: str
) -> None:
    context, saved = seeded
    edit = too_close(saved.problem, roster_of(saved))
    assert edit.shift is not None
    page = a_page("roster").run()
    assert not [b for b in page.button if b.label == "Repair around my edits"]
    boxes = {box.label: box for box in page.selectbox}
    boxes["Agent"].set_value(edit.agent_id)
    boxes["Day"].set_value(edit.day)
    boxes["Becomes"].set_value((edit.shift.template, edit.shift.start_min))
    press(page, "Show what that does")
    page = finished(press(page, "Repair around my edits"), "repair", url)
    assert "What changes" in words(page)
    assert "roven: no" in words(page)
    rows = page.dataframe[-2].value
    assert all(rows["Why"])
    page = press(page, "Save with the repair")
    assert "Give a reason:" in words(page)
    assert len(context.store.list_rosters()) == 1
    next(t for t in page.text_input if t.form_id == "save_repaired").set_value("swap")
    press(page, "Save with the repair")
    newest = context.store.load_roster(context.store.list_rosters()[0].roster_id)
    assert newest.note == "swap"
    assert context.store.load_roster(newest.parent_id).parent_id == saved.roster_id
    assert check_roster(context, newest.roster_id).hard_violations == 0
    assert page.session_state["roster_id"] == newest.roster_id
    assert not [b for b in page.button if b.label == "Repair around my edits"]


@pytest.mark.usefixtures("hasty")
def test_a_roster_saved_with_broken_rules_offers_its_repair(seeded: Seeded, url: str) -> None:
    context, saved = seeded
    edit = too_close(saved.problem, roster_of(saved))
    broken = save_edit(context, saved.roster_id, (edit,), "as asked")
    page = a_page("roster").run()
    assert "can be repaired around the cells" in words(page)
    page = finished(press(page, "Repair around my edits"), "repair", url)
    assert "1 cell set by hand stay" in words(page)
    assert len(context.store.list_rosters()) == 2
    next(t for t in page.text_input if t.form_id == "save_repaired").set_value("rest")
    press(page, "Save with the repair")
    newest = context.store.load_roster(context.store.list_rosters()[0].roster_id)
    assert newest.parent_id == broken.roster_id
