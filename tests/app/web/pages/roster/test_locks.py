"""Locks on the roster page: kept over a reload, marked in the plan, two clicks from a cell."""

from datetime import date

import pytest

from app.services.context import Context
from app.services.roster.build import save_result
from app.services.roster.check import check_roster, roster_of
from app.services.roster.locks import LockSpan, lock_in_roster, locked_cells_of
from app.web.pages.roster.matrix import LOCKED, Filter, matrix
from app.web.reads import Judged
from data.model.publication import SavedRoster
from data.model.result import Result
from tests.app.web.web_page import a_page, press, words

Seeded = tuple[Context, SavedRoster]


def click(monkeypatch: pytest.MonkeyPatch, cell: tuple[str, date]) -> None:
    """A cell of the plan is clicked: without a browser nothing else can click it."""
    monkeypatch.setattr("app.web.pages.roster.plan.roster_matrix", lambda *_: (cell,))


def test_what_is_locked_on_the_page_is_there_after_a_reload_and_can_be_freed(
    seeded: Seeded,
) -> None:
    context, saved = seeded
    page = a_page("roster").run()
    next(box for box in page.selectbox if box.label == "Who").set_value("A003")
    page = press(page, "Lock")
    assert len(locked_cells_of(context, saved)) == 7
    reloaded = a_page("roster").run()
    assert "Locks: 7 cells" in {e.label for e in reloaded.expander}
    assert "(A003), " in words(reloaded)
    assert any("its 7 locked cells stay" in box.label for box in reloaded.checkbox)
    press(reloaded, "Unlock")
    assert locked_cells_of(context, saved) == frozenset()
    assert [e.verb for e in context.store.audit()][:2] == ["unlock_cells", "lock_cells"]


def test_a_clicked_cell_its_person_and_its_day_are_each_one_button_away(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = seeded
    agents, days = saved.problem.agents, roster_of(saved).dates
    cell = (agents[3].agent_id, days[1])
    click(monkeypatch, cell)
    page = a_page("roster").run()
    page.button(key="lock_level_0").click().run()
    assert locked_cells_of(context, saved) == {cell}
    assert page.button(key="lock_level_0").label.startswith(f"Unlock {agents[3].name}")
    page.button(key="lock_level_1").click().run()
    assert locked_cells_of(context, saved) == {(cell[0], day) for day in days}
    page.button(key="lock_level_2").click().run()
    assert len(locked_cells_of(context, saved)) == len(days) + len(agents) - 1
    page.button(key="lock_level_2").click().run()
    assert locked_cells_of(context, saved) == {(cell[0], day) for day in days if day != cell[1]}


def test_a_locked_cell_is_not_taken_into_a_draft(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, saved = seeded
    shift = roster_of(saved).shifts[0]
    lock_in_roster(context, saved.roster_id, (LockSpan(shift.agent_id, shift.day, shift.day),))
    click(monkeypatch, (shift.agent_id, shift.day))
    page = a_page("roster").run()
    assert any("take over" in toggle.label for toggle in page.toggle)  # somebody may fall sick
    press(page, "Show what that does")
    assert "is locked: unlock it first" in words(page)
    assert not any(b.label.startswith("Drop this draft") for b in page.button)


def test_the_plan_marks_locked_cells_by_a_sign_and_no_others(seeded: Seeded) -> None:
    context, saved = seeded
    roster, problem = roster_of(saved), saved.problem
    agent = min(roster.by_agent, key=lambda a: len(roster.by_agent[a]))
    free = next(day for day in roster.dates if (agent, day) not in roster.by_cell)
    shift = roster.by_agent[agent][0]
    judged = Judged(saved, problem, roster, check_roster(context, saved.roster_id))
    locked = {(agent, free), (agent, shift.day)}
    texts, styles, agents = matrix(judged, Filter(), roster.dates, locked)
    plain, plain_styles, _ = matrix(judged, Filter(), roster.dates)
    row, place = agents.index(agent), 2
    assert texts.iloc[row, place + roster.dates.index(shift.day)] == f"{LOCKED}{shift.code}"
    assert texts.iloc[row, place + roster.dates.index(free)].startswith(LOCKED)
    assert int((texts != plain).to_numpy().sum()) == 2
    assert styles.equals(plain_styles)


def test_an_answer_without_a_roster_tells_what_is_still_broken_and_what_to_do(
    seeded: Seeded,
) -> None:
    context, saved = seeded
    said = "The nearest roster found breaks Minimum rest 3 times, first: A001: only 8 h"
    result = Result("unknown", None, None, None, seconds=42.0, conflicts=(said,))
    kept = save_result(context, saved.problem, result, verb="build_roster")
    page = a_page("roster").run()
    next(b for b in page.selectbox if b.label == "Roster").set_value(kept.roster_id).run()
    assert not page.exception
    told = words(page)
    assert "none was proven impossible" in told
    assert "42 s" in told
    assert said in told
    assert all(way in told for way in ("more time", "Relax rules", "price"))
