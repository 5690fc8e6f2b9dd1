"""A draft in the plan: several cells at once, a swap, a copied week, undone and done again."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.changes.swap import swapped
from app.services.roster.check import check_roster, roster_of
from app.web.pages.roster.changes.draft import Draft, copied_week, same_shift
from app.web.pages.roster.matrix import CHANGED, Drawn, Filter, matrix
from app.web.reads import Judged
from data.model.publication import SavedRoster
from data.model.roster import AgentDay
from tests.app.web.web_page import a_page, press, words

pytestmark = pytest.mark.slow

Seeded = tuple[Context, SavedRoster]


def selected(patch: pytest.MonkeyPatch, *cells: AgentDay) -> AppTest:
    """The roster page with cells selected: without a browser nothing else can select them."""
    patch.setattr("app.web.pages.roster.plan.roster_matrix", lambda *_: cells)
    page = a_page("roster").run()
    assert not page.exception
    return page


def the_judged(context: Context, saved: SavedRoster) -> Judged:
    card = check_roster(context, saved.roster_id)
    return Judged(saved, saved.problem, roster_of(saved), card)


def test_steps_of_a_draft_are_undone_and_done_again() -> None:
    day = date(2025, 8, 11)
    draft = Draft()
    assert not draft
    draft.put([CellEdit("A1", day, None)])
    draft.put([CellEdit("A2", day, None)])
    assert set(draft.edits) == {("A1", day), ("A2", day)}
    draft.undo()
    assert set(draft.edits) == {("A1", day)}
    draft.redo()
    assert len(draft.edits) == 2
    draft.undo()
    draft.put([CellEdit("A3", day, None)])
    draft.redo()  # there is nothing beyond the newest step
    assert set(draft.edits) == {("A1", day), ("A3", day)}


def test_several_cells_become_one_shift_with_its_breaks(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = seeded
    days = roster_of(saved).dates[:3]
    agents = [agent.agent_id for agent in saved.problem.agents[:4]]
    cells = [(agent_id, day) for agent_id in agents for day in days]
    page = selected(monkeypatch, *cells)
    assert "12 cells of 4 people" in words(page)
    template = next(t for t in saved.problem.templates if t.breaks)
    box = next(box for box in page.selectbox if box.label == "All become")
    box.set_value((template.code, template.starts_min[0]))
    page = press(page, "Put into the draft")
    assert "changes do" in words(page)
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value("campaign")
    press(page, "Save as a new roster")
    new = roster_of(context.store.load_roster(context.store.list_rosters()[0].roster_id))
    assert {new.by_cell[cell][0].template for cell in cells} == {template.code}
    assert all(len(new.by_cell[cell][0].breaks) == len(template.breaks) for cell in cells)


def test_two_people_are_swapped_on_the_days_selected(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, saved = seeded
    roster = roster_of(saved)
    one, other = sorted(roster.by_agent)[:2]
    days = roster.dates[:4]
    page = selected(monkeypatch, *((a, day) for a in (one, other) for day in days))
    page = press(page, "Swap ")
    drafted = page.session_state["unsaved"]["drafts"][saved.roster_id].edits
    for edit in drafted.values():
        before = roster.by_cell.get((other if edit.agent_id == one else one, edit.day), ())
        assert (edit.shift is None) == (not before)
        if edit.shift is not None:
            assert edit.shift.code == before[0].code
    page = press(page, "Undo")
    assert not page.session_state["unsaved"]["drafts"][saved.roster_id]
    page = press(page, "Redo")
    assert page.session_state["unsaved"]["drafts"][saved.roster_id].edits == drafted


@pytest.mark.parametrize("span", ["that day", "the whole week"])
def test_whoever_could_swap_with_the_clicked_one_is_offered_and_put_into_the_draft(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch, span: str
) -> None:
    _, saved = seeded
    roster = roster_of(saved)
    one, day = sorted(roster.by_agent)[0], roster.dates[2]
    page = selected(monkeypatch, (one, day))
    next(t for t in page.toggle if t.key == "swap_asked").set_value(True)
    page.run()
    page.segmented_control(key="swap_span").set_value(span).run()
    assert not page.exception
    offered = [button for button in page.button if button.label == "Swap"]
    assert offered
    offered[0].click().run()
    drafted = page.session_state["unsaved"]["drafts"][saved.roster_id].edits
    other = next(agent_id for agent_id, _ in drafted if agent_id != one)
    days = {day} if span == "that day" else set(roster.dates)
    assert {on for _, on in drafted} <= days
    for (agent_id, on), edit in drafted.items():
        before = roster.by_cell.get((other if agent_id == one else one, on), ())
        assert (edit.shift.code if edit.shift else None) == (before[0].code if before else None)
    assert "What th" in words(page)


def test_a_week_is_copied_but_locked_cells_and_leave_stay(seeded: Seeded) -> None:
    roster = roster_of(seeded[1])
    agents = sorted(roster.by_agent)[:3]
    first, later = roster.first, roster.first + timedelta(days=7)
    longer = type(roster)(roster.first, 14, roster.shifts)
    held = (agents[0], later)
    edits = copied_week(longer, agents, first, later, {held})
    cells = {(e.agent_id, e.day): e.shift for e in edits}
    assert held not in cells
    for agent_id in agents:
        for i in range(7):
            day = later + timedelta(days=i)
            source = roster.by_cell.get((agent_id, first + timedelta(days=i)), ())
            if source and (agent_id, day) != held:
                assert cells[agent_id, day].code == source[0].code


def test_the_draft_is_drawn_in_the_plan_with_a_sign(seeded: Seeded) -> None:
    context, saved = seeded
    judged = the_judged(context, saved)
    shift = judged.roster.shifts[0]
    cell = (shift.agent_id, shift.day)
    edited = judged.roster.with_cell(*cell, None)
    drawn = Drawn(edited, judged.card, {cell}, {cell: "sick"})
    days = judged.roster.dates
    texts, styles, agents = matrix(judged, Filter(), days, (), drawn)
    plain, plain_styles, _ = matrix(judged, Filter(), days)
    row, column = agents.index(cell[0]), 2 + days.index(cell[1])
    assert texts.iloc[row, column] == f"{CHANGED}sick"
    different = (texts != plain).to_numpy()
    different[:, 1] = False  # the hours of that person
    assert different.sum() == 1
    assert (styles != plain_styles).to_numpy().sum() == 1
    assert texts.iloc[row, 1] < plain.iloc[row, 1]


def test_one_shift_for_a_block_has_the_breaks_that_it_has_alone(seeded: Seeded) -> None:
    judged = the_judged(*seeded)
    template = judged.problem.templates[0]
    cell = (judged.problem.agents[0].agent_id, judged.problem.dates[0])
    (edit,) = same_shift(judged, judged.roster, [cell], template.code, template.starts_min[0])
    assert edit.shift is not None
    assert edit.shift.code.startswith(template.code)
    assert swapped(judged.roster, cell[0], cell[0], judged.roster.dates) == []


def test_a_roster_is_named_noted_archived_and_found_again(seeded: Seeded) -> None:
    context, _saved = seeded
    page = a_page("roster").run()
    next(t for t in page.text_input if t.label == "Name").set_value("Quiet week")
    next(t for t in page.text_area if t.label == "Note").set_value("two trainees")
    next(b for b in page.button if b.label == "Save").click().run()
    assert not page.exception
    label = context.store.list_rosters()[0].label
    assert (label.name, label.note) == ("Quiet week", "two trainees")
    assert "two trainees" in words(page)
    press(page, "Archive this roster")
    assert context.store.list_rosters()[0].label.archived
    press(page, "Take it out of the archive")
    assert not context.store.list_rosters()[0].label.archived


def test_two_rosters_are_compared_in_words_and_figures(seeded: Seeded) -> None:
    context, saved = seeded
    shift = roster_of(saved).shifts[0]
    save_edit(context, saved.roster_id, (CellEdit(shift.agent_id, shift.day, None),), "doctor")
    page = a_page("roster").run()
    page.segmented_control(key="roster_view").set_value("Compare").run()
    assert not page.exception
    assert "one cell of one person" in words(page)
    figures = next(f.value for f in page.dataframe if "Difference" in f.value)
    assert figures.set_index("").loc["Shifts", "Difference"] in ("-1", "+1")
    table = next(f.value for f in page.dataframe if "What" in f.value)
    assert set(table["What"]) <= {"comes in", "is off now"}
