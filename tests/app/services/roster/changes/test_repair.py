"""Repairing a kept roster around its hand edits: service and command."""

import json
from datetime import date, timedelta

import pytest

from app.services.roster.changes.edit import CellEdit, read_edits, save_edit
from app.services.roster.changes.repair import hand_cells, repair_edits, save_repaired
from app.services.roster.changes.shift_from_template import shift_from_template
from app.services.roster.check import check_roster, diff_rosters, roster_of
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.publication import SavedRoster
from data.model.roster import Roster
from rostering.repair.leeway import Leeway
from tests.app.small_centre import SmallCentre

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]


def too_close(problem: RosterProblem, roster: Roster) -> CellEdit:
    """Somebody who works early on the second of two days gets the latest start on the first."""
    for shift in roster.shifts:
        before = shift.day - timedelta(1)
        held = roster.by_cell.get((shift.agent_id, before))
        allowed = problem.contract_of[shift.agent_id].templates
        if not held or shift.start_min > 9 * 60:
            continue
        late = max(
            (t for t in problem.templates if not allowed or t.code in allowed),
            key=lambda t: t.starts_min[-1] + t.length_min,
        )
        edited = shift_from_template(
            problem, roster, shift.agent_id, before, late.code, late.starts_min[-1]
        )
        if edited.end_min > 20 * 60:
            return CellEdit(shift.agent_id, before, edited)
    raise AssertionError("the roster has no early shift after a working day")


def edited_by_hand(rostered: Rostered) -> tuple[SavedRoster, CellEdit]:
    centre, saved = rostered
    edit = too_close(saved.problem, roster_of(saved))
    return save_edit(centre.context, saved.roster_id, (edit,), "as she asked"), edit


def test_a_saved_edit_is_repaired_around_and_kept_beside_it(rostered: Rostered) -> None:
    context = rostered[0].context
    edited, edit = edited_by_hand(rostered)
    assert check_roster(context, edited.roster_id).hard_violations > 0
    repaired = repair_edits(context, edited.roster_id, time_limit_s=3)
    assert repaired.found.hand == {(edit.agent_id, edit.day)}
    kept = save_repaired(context, repaired, "rest again")
    assert kept.parent_id == edited.roster_id
    assert check_roster(context, kept.roster_id).hard_violations == 0
    assert roster_of(kept).by_cell[edit.agent_id, edit.day] == (edit.shift,)
    changes = diff_rosters(roster_of(edited), roster_of(kept))
    assert {(c.agent_id, c.day) for c in changes} == set(repaired.found.changed)
    assert len(changes) >= repaired.found.fewest == 1
    (entry,) = context.store.audit(verb="repair_edits")
    assert (entry.why, entry.detail["hand"]) == ("rest again", [[edit.agent_id, str(edit.day)]])
    assert kept.result.bound == edited.result.bound
    again = repair_edits(context, kept.roster_id)
    assert not again.found.needed
    with pytest.raises(InvalidValue, match="breaks no hard rule"):
        save_repaired(context, again, "once more")


def test_a_draft_is_repaired_without_being_saved_and_kept_with_its_repair(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    edit = too_close(saved.problem, roster_of(saved))
    repaired = repair_edits(centre.context, saved.roster_id, edits=(edit,), time_limit_s=3)
    assert len(centre.context.store.list_rosters()) == 1
    kept = save_repaired(centre.context, repaired, "swap")
    hand = centre.context.store.load_roster(kept.parent_id)
    assert hand.parent_id == saved.roster_id
    assert hand.result.engine == "hand edit"
    assert roster_of(hand) == repaired.before


def test_what_earlier_hands_set_stays_theirs_until_it_is_changed_back(rostered: Rostered) -> None:
    context = rostered[0].context
    edited, first = edited_by_hand(rostered)
    rerostered = save_repaired(context, repair_edits(context, edited.roster_id, time_limit_s=3), "")
    other = next(s for s in roster_of(rerostered).shifts if s.agent_id != first.agent_id)
    off = CellEdit(other.agent_id, other.day, None)
    then = save_edit(context, rerostered.roster_id, (off,), "")
    cells = {(first.agent_id, first.day), (off.agent_id, off.day)}
    assert hand_cells(context, then, roster_of(then)) == cells
    back = roster_of(then).with_cell(off.agent_id, off.day, other)
    assert hand_cells(context, then, back) == {(first.agent_id, first.day)}


def words_of(edit: CellEdit) -> str:
    assert edit.shift is not None
    hour, minute = divmod(edit.shift.start_min, 60)
    return f"{edit.agent_id}@{edit.day} {edit.shift.template} {hour:02d}:{minute:02d}"


def test_the_command_edits_repairs_and_keeps(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    edit = too_close(saved.problem, roster_of(saved))
    code, out, said = peakshift(
        centre.url, "roster", "repair", saved.roster_id, "--edit", words_of(edit),
        "--change-price", "1000", "--max-people", "3", "--time-limit", "3", "--why", "swap",
        "--json",
    )  # fmt: skip
    assert code == 0, said
    told = json.loads(out)
    assert told["hard_violations"] == {"edited": told["hard_violations"]["edited"], "after": 0}
    assert told["broken"]
    assert len(told["touched"]) <= 3
    assert len(told["changed"]) == told["fewest_changes"] == 1
    assert set(told["reasons"]) == set(told["touched"])
    kept = centre.context.store.load_roster(told["id"])
    assert roster_of(kept).by_cell[edit.agent_id, edit.day] == (edit.shift,)


def test_the_command_says_that_nothing_needs_repair(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    code, out, _ = peakshift(centre.url, "roster", "repair", saved.roster_id)
    assert code == 0
    assert "Nothing needs repair" in out
    assert len(centre.context.store.list_rosters()) == 1


@pytest.mark.usefixtures("hasty")
def test_edits_that_cannot_stand_end_with_the_clash_and_keep_nothing(
    rostered: Rostered, peakshift
) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    edit = too_close(saved.problem, roster)
    (next_day,) = roster.by_cell[edit.agent_id, edit.day + timedelta(1)]
    words = ("roster", "repair", saved.roster_id, "--edit", words_of(edit), "--time-limit", "2",
             "--lock", f"{edit.agent_id}@{next_day.day}")  # fmt: skip
    code, out, said = peakshift(centre.url, *words)
    assert code == 4
    assert "not saved" in out
    assert "Locked cells" in said
    assert "these rules collide" in said
    assert "once: " in said
    assert len(centre.context.store.list_rosters()) == 1
    code, out, said = peakshift(centre.url, *words, "--accept-violations")
    assert code == 4
    assert len(centre.context.store.list_rosters()) == 3  # the draft, and what could be mended


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A1 2026-01-05 off", "is no edit"),
        ("A1@2026-13-05 off", "is no edit"),
        ("nobody@2025-08-11 off", "has no nobody"),
        ("{agent}@1999-01-01 off", "covers"),
        ("{agent}@{day} XX 08:00", "no shift template"),
    ],
)
def test_what_is_no_edit_is_told(rostered: Rostered, text: str, says: str) -> None:
    _centre, saved = rostered
    problem, roster = saved.problem, roster_of(saved)
    day: date = roster.first
    text = text.format(agent=problem.agents[0].agent_id, day=day)
    with pytest.raises(InvalidValue, match=says):
        read_edits(problem, roster, [text])


def test_days_before_the_notice_are_left_alone(rostered: Rostered) -> None:
    edited, edit = edited_by_hand(rostered)
    after = edit.day + timedelta(1)
    found = repair_edits(
        rostered[0].context, edited.roster_id, Leeway(first=after), time_limit_s=3
    ).found
    assert min(found.days) == after
    assert all(day >= after for _, day in found.changed)
