"""A hand edit is scored once: shown, saved, repaired and opened again from the same scorecard."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.services.roster.changes.edit import CellEdit, consequence_in, save_edit
from app.services.roster.changes.repair import repair_edits, save_repaired
from app.services.roster.check import check_roster, roster_of
from data.model.publication import SavedRoster
from rostering.evaluation import scorecard
from tests.app.services.roster.changes.test_repair import too_close
from tests.app.small_centre import SmallCentre
from tests.app.web.web_page import a_page, press

Rostered = tuple[SmallCentre, SavedRoster]


@dataclass
class Counted:
    """How often a roster was scored since it was asked last."""

    scored: int = 0

    def since(self) -> int:
        scored, self.scored = self.scored, 0
        return scored


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    found, real = Counted(), scorecard.cover_charges

    def heard(*given):  # type: ignore[no-untyped-def]
        found.scored += 1
        return real(*given)

    monkeypatch.setattr(scorecard, "cover_charges", heard)  # each scorecard asks for it once
    return found


def a_day_off(saved: SavedRoster) -> CellEdit:
    shift = roster_of(saved).shifts[0]
    return CellEdit(shift.agent_id, shift.day, None)


def test_saving_an_edit_scores_the_edited_roster_once(rostered: Rostered, counted: Counted) -> None:
    centre, saved = rostered
    kept = save_edit(centre.context, saved.roster_id, (a_day_off(saved),), "ill")
    assert counted.since() == 1
    assert check_roster(centre.context, kept.roster_id).objective == kept.result.objective


def test_an_edit_shown_first_is_not_scored_again_when_it_is_saved(
    rostered: Rostered, counted: Counted
) -> None:
    centre, saved = rostered
    edit, problem = a_day_off(saved), saved.problem
    before = check_roster(centre.context, saved.roster_id)
    counted.since()
    found = consequence_in(problem, roster_of(saved), (edit,), before)
    assert counted.since() == 1
    kept = save_edit(centre.context, saved.roster_id, (edit,), "ill", found.after)
    assert counted.since() == 0
    again = check_roster(centre.context, kept.roster_id)
    assert (again.objective, again.charges) == (kept.result.objective, kept.result.charges)
    assert kept.scorecard is not None
    assert kept.scorecard.by_rule() == again.by_rule()


def test_keeping_a_repair_scores_nothing_again(rostered: Rostered, counted: Counted) -> None:
    centre, saved = rostered
    edit = too_close(saved.problem, roster_of(saved))
    repaired = repair_edits(centre.context, saved.roster_id, edits=(edit,), time_limit_s=5)
    counted.since()
    kept = save_repaired(centre.context, repaired, "as she asked")
    assert counted.since() == 0
    for roster_id in (kept.roster_id, kept.parent_id):
        loaded = centre.context.store.load_roster(roster_id)
        assert loaded.scorecard is not None
        assert check_roster(centre.context, roster_id).by_rule() == loaded.scorecard.by_rule()


def test_the_page_scores_an_edit_once_until_it_is_open_as_a_new_roster(
    seeded: tuple[object, SavedRoster], counted: Counted
) -> None:
    saved = seeded[1]
    edit = a_day_off(saved)
    page = a_page("roster").run()
    draw: Callable[[], object] = lambda: press(page, "Show what that does")  # noqa: E731
    boxes = {box.label: box for box in page.selectbox}
    boxes["Agent"].set_value(edit.agent_id)
    boxes["Day"].set_value(edit.day)
    boxes["Becomes"].set_value(("", -1))
    counted.since()
    draw()
    assert counted.since() == 1
    next(t for t in page.text_input if t.label.startswith("Reason")).set_value("ill")
    press(page, "Save as a new roster")
    assert counted.since() == 0
