"""Somebody is sick: the same is booked whichever way it is said, and known everywhere after."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from app.services.context import Context
from app.services.roster.changes.edit import CellEdit, consequence, read_edits, save_edit
from app.services.roster.changes.reroster import (
    replace_agent,
    reroster_saved,
    save_rerostered,
    take_over,
)
from app.services.roster.check import roster_of
from app.services.roster.locks import LockSpan, lock_in_roster
from data.export.rosters import matrix_rows
from data.model.errors import InvalidValue, NotFound
from data.model.problem import SICK
from data.model.publication import SavedRoster
from data.model.staff import Leave
from data.store import documents
from rostering.evaluation.scorecard import score
from rostering.repair.disruption import Disruption
from tests.app.small_centre import SmallCentre, can_be_taken_over

Rostered = tuple[SmallCentre, SavedRoster]
Verb = Callable[[Context, SavedRoster, str, date], SavedRoster]


def by_edit(context: Context, saved: SavedRoster, agent_id: str, day: date) -> SavedRoster:
    return save_edit(context, saved.roster_id, (CellEdit(agent_id, day, None, SICK),), "flu")


def by_text(context: Context, saved: SavedRoster, agent_id: str, day: date) -> SavedRoster:
    edits = read_edits(saved.problem, roster_of(saved), [f"{agent_id}@{day} sick"])
    return save_edit(context, saved.roster_id, edits, "flu")


def by_taking(context: Context, saved: SavedRoster, agent_id: str, day: date) -> SavedRoster:
    best = replace_agent(context, saved.roster_id, agent_id, day)[0].candidate.agent_id
    return take_over(context, saved.roster_id, agent_id, day, best, "flu")


def by_leaving_open(context: Context, saved: SavedRoster, agent_id: str, day: date) -> SavedRoster:
    return take_over(context, saved.roster_id, agent_id, day, "", "flu")


def by_reroster(context: Context, saved: SavedRoster, agent_id: str, day: date) -> SavedRoster:
    disruption = Disruption((Leave(agent_id, day, day, SICK),), max_touched=0)
    found = reroster_saved(context, saved.roster_id, disruption, time_limit_s=2)
    return save_rerostered(context, found, "flu")


@pytest.mark.parametrize("book", [by_edit, by_text, by_taking, by_leaving_open, by_reroster])
def test_sick_is_sick_in_rules_exports_and_staff(book: Verb, rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    shift = can_be_taken_over(context, saved.roster_id, roster_of(saved).shifts)
    agent_id, day = shift.agent_id, shift.day
    lock_in_roster(context, saved.roster_id, (LockSpan(agent_id, day, day),))
    now = book(context, saved, agent_id, day)
    assert (agent_id, day) not in roster_of(now).by_cell
    sick = Leave(agent_id, day, day, SICK)
    assert sick in now.problem.leave
    assert not any(lock.cell == (agent_id, day) for lock in now.problem.locks)
    card = score(now.problem, roster_of(now))
    assert not any(v.agent_id == agent_id and v.hard for v in card.violations)
    assert sick in context.store.load(documents.STAFF).leave
    (entry,) = context.store.audit(verb="add_leave")
    assert (entry.subject, entry.why) == (f"agent:{agent_id}", "flu")
    rows = matrix_rows(roster_of(now), now.problem.agents, 1, now.problem.leave)
    assert any(agent_id in map(str, row) and "(sick)" in map(str, row) for row in rows)
    if now.result.bound is not None:
        assert now.result.bound <= card.objective


def test_a_day_off_in_place_of_sickness_would_break_the_weekly_time(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    problem = saved.problem

    def least(days: str) -> set[str]:
        edits = tuple(CellEdit(s.agent_id, s.day, None, days) for s in roster_of(saved).shifts[:3])
        after = consequence(context, saved.roster_id, edits).after
        asked = {edit.agent_id for edit in edits if problem.contract_of[edit.agent_id]}
        broken = after.violations[: after.hard_violations]
        return {v.agent_id for v in broken if v.rule == "weekly_minutes" and v.agent_id in asked}

    assert least("") != set()
    assert least(SICK) == set()


def test_people_already_away_or_gone_are_not_put_down_twice(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    shift = roster_of(saved).shifts[0]
    by_edit(context, saved, shift.agent_id, shift.day)
    by_leaving_open(context, saved, shift.agent_id, shift.day)
    leave = context.store.load(documents.STAFF).leave
    assert leave.count(Leave(shift.agent_id, shift.day, shift.day, SICK)) == 1


def test_a_sick_person_with_a_shift_and_a_strange_candidate_are_refused(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    shift = roster_of(saved).shifts[0]
    with pytest.raises(InvalidValue, match="choose one of the two"):
        CellEdit(shift.agent_id, shift.day, shift, SICK)
    with pytest.raises(NotFound, match="who can"):
        take_over(context, saved.roster_id, shift.agent_id, shift.day, "nobody at all")
    assert len(context.store.list_rosters()) == 1


def test_the_command_line_ranks_in_groups_and_books_the_choice(
    rostered: Rostered, peakshift
) -> None:
    centre, saved = rostered
    for shift in roster_of(saved).shifts:  # for some nobody may take over
        words = ("roster", "replace", shift.agent_id, str(shift.day))
        code, out, said = peakshift(centre.url, *words, "--json")
        assert code == 0, said
        if found := json.loads(out):
            break
    assert found
    keeps = [one["keeps_every_hard_rule"] for one in found]
    assert keeps == sorted(keeps, reverse=True)
    assert all(bool(one["rules_broken"]) is not one["keeps_every_hard_rule"] for one in found)
    assert all((one["now"] is None) is (one["way"] == "comes in") for one in found)
    code, out, said = peakshift(centre.url, *words)
    assert code == 0, said
    assert "every hard rule" in out
    take = found[0]["agent_id"]
    code, out, said = peakshift(centre.url, *words, "--take", take, "--why", "flu", "--json")
    assert code == 0, said
    told = json.loads(out)
    assert (told["absent"], told["taken_by"], told["parent"]) == ("sick", take, saved.roster_id)
    now = centre.context.store.load_roster(told["id"])
    assert Leave(shift.agent_id, shift.day, shift.day, SICK) in now.problem.leave
    assert found[0]["shift"] in [s.code for s in roster_of(now).by_cell[take, shift.day]]
