"""Locks that belong to a kept roster: they go on to what is made from it, until freed."""

import json
from datetime import timedelta

import pytest

from app.services.roster.build import build_roster
from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.changes.reroster import replace_agent, reroster_saved, save_rerostered
from app.services.roster.check import check_roster, roster_of
from app.services.roster.evaluation.proof import verify_bound
from app.services.roster.locks import (
    LockSpan,
    lock_in_roster,
    locked_cells_of,
    parse_locks,
    unlock_in_roster,
)
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.model.staff import Leave
from rostering.repair.disruption import Disruption
from tests.app.small_centre import SmallCentre
from tests.until import until

Rostered = tuple[SmallCentre, SavedRoster]


@pytest.mark.usefixtures("hasty")
def test_a_roster_built_from_a_locked_one_keeps_its_cells_and_is_locked_itself(
    rostered: Rostered, peakshift
) -> None:
    centre, saved = rostered
    roster, days = roster_of(saved), roster_of(saved).dates
    code, out, said = peakshift(
        centre.url, "roster", "lock", saved.roster_id, f"*@{days[0]}..{days[2]}",
        "A003", "--why", "promised",
    )  # fmt: skip
    assert code == 0, said
    assert f"{3 * 16 + 4} cells locked" in out
    _, out, _ = peakshift(centre.url, "roster", "locks", saved.roster_id, "--json")
    told = json.loads(out)
    assert told == {
        "cells": 3 * 16 + 4,
        "locks": [f"*@{days[0]}..{days[2]}", f"A003@{days[3]}..{days[6]}"],
    }
    code, out, said = peakshift(
        centre.url, "roster", "build", "--from", str(roster.first), "--weeks", "1",
        "--time-limit", "2", "--start", saved.roster_id, "--json",
    )  # fmt: skip
    assert code == 0, said
    built = centre.context.store.load_roster(json.loads(out)["id"])
    cells = locked_cells_of(centre.context, built)
    assert cells == locked_cells_of(centre.context, saved)
    assert all(roster_of(built).by_cell.get(c) == roster.by_cell.get(c) for c in cells)
    (entry,) = centre.context.store.audit(verb="lock_cells")
    assert (entry.who, entry.why, entry.detail["locked"]) == ("tester", "promised", 3 * 16 + 4)


def test_a_locked_cell_is_not_changed_by_hand_before_it_is_unlocked(
    rostered: Rostered, peakshift
) -> None:
    centre, saved = rostered
    shift = roster_of(saved).shifts[0]
    lock_in_roster(centre.context, saved.roster_id, parse_locks([f"{shift.agent_id}@{shift.day}"]))
    off = CellEdit(shift.agent_id, shift.day, None)
    with pytest.raises(InvalidValue, match="unlock it first"):
        save_edit(centre.context, saved.roster_id, (off,), "ill")
    code, out, _ = peakshift(
        centre.url, "roster", "unlock", saved.roster_id, f"{shift.agent_id}@{shift.day}"
    )
    assert code == 0
    assert "1 cell unlocked, 0 locked now" in out
    assert save_edit(centre.context, saved.roster_id, (off,), "ill").parent_id == saved.roster_id


def test_locks_go_on_with_a_hand_edit_and_the_bound_still_holds(rostered: Rostered) -> None:
    centre, saved = rostered
    shift, *_ = roster_of(saved).shifts
    lock_in_roster(centre.context, saved.roster_id, (LockSpan("A005"),))
    lock_in_roster(centre.context, saved.roster_id, (LockSpan(first=shift.day, last=shift.day),))
    unlock_in_roster(
        centre.context, saved.roster_id, (LockSpan(shift.agent_id, shift.day, shift.day),)
    )
    off = CellEdit(shift.agent_id, shift.day, None)
    edited = save_edit(centre.context, saved.roster_id, (off,), "ill")
    assert locked_cells_of(centre.context, edited) == locked_cells_of(centre.context, saved)
    assert len(locked_cells_of(centre.context, edited)) == 7 + 16 - 1 - (shift.agent_id != "A005")
    assert edited.result.bound == saved.result.bound
    by_prices = edited.result.certificate
    assert by_prices is not None
    assert verify_bound(centre.context, edited.roster_id).proven >= by_prices.bound > 0


def test_cells_freed_after_the_build_are_free_in_what_is_made_of_it_and_its_bound_is_of_that(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    shift = roster.shifts[0]
    lock_in_roster(centre.context, saved.roster_id, (LockSpan(),))
    same = save_edit(centre.context, saved.roster_id, (), "locked as a whole")
    unlock_in_roster(centre.context, same.roster_id, (LockSpan(shift.agent_id),))
    off = CellEdit(shift.agent_id, shift.day, None)
    edited = save_edit(centre.context, same.roster_id, (off,), "ill")
    assert len(edited.problem.locks) == 16 * 7 - 7
    found = check_roster(centre.context, edited.roster_id)
    assert not [v for v in found.violations if v.rule == "locks"]
    verified = verify_bound(centre.context, edited.roster_id)
    assert verified.holds
    assert verified.kept <= edited.result.objective or found.hard_violations


def test_a_mend_leaves_locked_cells_and_its_roster_stays_locked(rostered: Rostered) -> None:
    centre, saved = rostered
    shift = roster_of(saved).shifts[10]
    lock_in_roster(centre.context, saved.roster_id, (LockSpan(),))
    disruption = Disruption((Leave(shift.agent_id, shift.day, shift.day, "sick"),))
    rerostered = reroster_saved(centre.context, saved.roster_id, disruption, time_limit_s=5)
    assert rerostered.found.changed == ()
    kept = save_rerostered(centre.context, rerostered, "flu")
    freed = locked_cells_of(centre.context, saved) - locked_cells_of(centre.context, kept)
    assert freed == {(shift.agent_id, shift.day)}


def test_nobody_whose_day_off_is_locked_is_asked_to_take_over(rostered: Rostered) -> None:
    centre, saved = rostered
    asked, shift = next(
        (asked, shift)
        for shift in roster_of(saved).shifts
        if (asked := replace_agent(centre.context, saved.roster_id, shift.agent_id, shift.day))
    )  # on a day when nearly everybody works, nobody can take over
    first = asked[0].candidate.agent_id
    lock_in_roster(centre.context, saved.roster_id, (LockSpan(first, shift.day, shift.day),))
    left = replace_agent(centre.context, saved.roster_id, shift.agent_id, shift.day)
    assert first not in {choice.candidate.agent_id for choice in left}


def test_locks_outside_the_weeks_built_do_not_go_on(rostered: Rostered) -> None:
    centre, saved = rostered
    lock_in_roster(centre.context, saved.roster_id, (LockSpan(),))
    later = roster_of(saved).first + timedelta(days=7)
    built = build_roster(centre.context, later, 1, start_id=saved.roster_id, **until())
    assert roster_of(built).first == later
    assert locked_cells_of(centre.context, built) == frozenset()


def test_strangers_cannot_be_locked_and_leave_no_trace(rostered: Rostered, peakshift) -> None:
    centre, saved = rostered
    code, _, said = peakshift(centre.url, "roster", "lock", saved.roster_id, "ZZ@*")
    assert code == 1
    assert "unknown agents: ZZ" in said
    assert centre.context.store.audit(verb="lock_cells") == ()
