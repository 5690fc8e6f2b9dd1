"""Two people swap shifts: ranked, judged together, saved beside the old roster, in the trail."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.services.access.duties import DUTY_OF
from app.services.roster.changes.edit import CellEdit, consequence, save_edit
from app.services.roster.changes.swap import save_swap, swap_edits, swapped, who_could_swap
from app.services.roster.check import roster_of
from app.services.roster.locks import LockSpan, lock_in_roster
from app.web.pages.roster.changes.swap import _means
from data.model.errors import InvalidValue
from data.model.publication import SavedRoster
from data.model.shift import Activity
from data.model.words import date_in_words
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]
Call = Callable[..., tuple[int, str, str]]


def test_who_could_swap_is_told_as_the_swap_itself_is_judged(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    roster = roster_of(saved)
    day, agent_id = roster.dates[2], sorted(roster.by_agent)[0]
    found = who_could_swap(context, saved.roster_id, agent_id, (day,))
    assert found
    assert [len(one.broken) for one in found] == sorted(len(one.broken) for one in found)
    for one in found:
        edits = swap_edits(context, saved.roster_id, (agent_id, one.agent_id), (day,))
        judged = consequence(context, saved.roster_id, edits)
        assert judged.points == one.points
        assert tuple(v for v in judged.broken if v.hard) == one.broken
        theirs = roster.by_cell.get((one.agent_id, day), ())
        assert one.theirs == (theirs[0] if theirs else None,)


def test_a_swap_is_a_new_roster_in_which_each_works_what_the_other_did(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    roster = roster_of(saved)
    days, agent_id = roster.dates[1:3], sorted(roster.by_agent)[0]
    other = who_could_swap(context, saved.roster_id, agent_id, days)[0].agent_id
    after = save_swap(context, saved.roster_id, (agent_id, other), days, "as agreed")
    assert after.parent_id == saved.roster_id
    then = roster_of(after)

    def hours(held: object, who: str) -> list[tuple[str, int]]:
        shifts = [shift for day in days for shift in held.by_cell.get((who, day), ())]  # type: ignore[attr-defined]
        return [(shift.day, shift.template, shift.start_min) for shift in shifts]

    assert hours(then, agent_id) == hours(roster, other)
    assert hours(then, other) == hours(roster, agent_id)
    assert context.store.audit(verb="edit_roster")[0].why == "as agreed"
    back = save_swap(context, after.roster_id, (agent_id, other), days, "not after all")
    assert roster_of(back) == roster


def test_locked_cells_are_not_swapped_and_nobody_swaps_with_themselves(rostered: Rostered) -> None:
    context, saved = rostered[0].context, rostered[1]
    roster = roster_of(saved)
    day, agent_id = roster.dates[2], sorted(roster.by_agent)[0]
    other = who_could_swap(context, saved.roster_id, agent_id, (day,))[0].agent_id
    assert swapped(roster, agent_id, agent_id, roster.dates) == []
    with pytest.raises(InvalidValue, match="have the same shifts"):
        save_swap(context, saved.roster_id, (agent_id, agent_id), (day,))
    lock_in_roster(context, saved.roster_id, (LockSpan(other, day, day),))
    offered = {one.agent_id for one in who_could_swap(context, saved.roster_id, agent_id, (day,))}
    assert other not in offered
    with pytest.raises(InvalidValue, match="locked"):
        save_swap(context, saved.roster_id, (agent_id, other), (day,))
    with pytest.raises(InvalidValue, match="is locked on"):
        who_could_swap(context, saved.roster_id, other, (day,))


def test_the_command_ranks_previews_and_saves(rostered: Rostered, peakshift: Call) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    day, agent_id = roster.dates[2], sorted(roster.by_agent)[0]
    words = ("roster", "swap", agent_id, str(day))
    at = ("--roster", saved.roster_id, "--json")
    code, out, _ = peakshift(centre.url, *words, *at)
    ranked = json.loads(out)
    assert code == 0
    other = ranked[0]["agent_id"]
    code, out, _ = peakshift(centre.url, *words, other, "--preview", *at)
    shown = json.loads(out)
    assert (shown["id"], shown["points"]) == ("", ranked[0]["points"])
    assert code == (3 if any(one["hard"] for one in shown["broken"]) else 0)
    code, out, _ = peakshift(centre.url, *words, other, "--why", "as agreed", *at)
    assert centre.context.store.load_roster(json.loads(out)["id"]).parent_id == saved.roster_id
    code, _, _ = peakshift(centre.url, *words, other, "--until", "2020-01-01", *at)
    assert code == 1


def test_training_that_a_swap_takes_out_is_told(rostered: Rostered, peakshift: Call) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    agent_id, day = next(cell for cell in roster.by_cell)
    (shift,) = roster.by_cell[agent_id, day]
    training = Activity(shift.start_min + 60, 60, "training")
    held = CellEdit(agent_id, day, replace(shift, activities=(training,)))
    with_training = save_edit(centre.context, saved.roster_id, (held,), "training").roster_id
    offered = who_could_swap(centre.context, with_training, agent_id, (day,))
    at = ("roster", "swap", agent_id, str(day), offered[0].agent_id, "--preview")
    _, out, _ = peakshift(centre.url, *at, "--roster", with_training)
    assert "1 activity placed in these shifts falls out" in " ".join(out.split())
    _, out, _ = peakshift(centre.url, *at, "--roster", saved.roster_id)
    assert "falls out" not in " ".join(out.split())
    trained = roster_of(centre.context.store.load_roster(with_training)).by_cell[agent_id, day]
    assert "fall out" in _means(offered[0], [*trained])
    assert "fall out" not in _means(offered[0], [shift])


def test_training_stays_where_both_work_the_same_hours(rostered: Rostered) -> None:
    roster = roster_of(rostered[1])
    (one, day), (shift,) = next((cell, held) for cell, held in roster.by_cell.items())
    other = next(agent_id for agent_id in sorted(roster.by_agent) if agent_id != one)
    training = Activity(shift.start_min + 60, 60, "training")
    trained = roster.with_cell(one, day, replace(shift, activities=(training,)))
    same = trained.with_cell(other, day, replace(shift, agent_id=other))
    assert swapped(same, one, other, (day,)) == []
    assert swapped(trained, one, one, (day,)) == []


def test_a_swap_of_days_or_people_that_the_roster_does_not_have_is_refused(
    rostered: Rostered,
) -> None:
    context, saved = rostered[0].context, rostered[1]
    roster = roster_of(saved)
    day, agent_id = roster.dates[2], sorted(roster.by_agent)[0]
    other = who_could_swap(context, saved.roster_id, agent_id, (day,))[0].agent_id
    with pytest.raises(InvalidValue, match="lies outside the roster"):
        swap_edits(context, saved.roster_id, (agent_id, other), (roster.end,))
    off = next(one for one in roster.dates if (agent_id, one) not in roster.by_cell)
    with pytest.raises(InvalidValue, match="is not in this roster"):
        swap_edits(context, saved.roster_id, (agent_id, "nobody"), (off,))
    once = swap_edits(context, saved.roster_id, (agent_id, other), (day,))
    assert swap_edits(context, saved.roster_id, (agent_id, other), (day, day)) == once


def test_the_list_names_all_the_days_asked_about(rostered: Rostered, peakshift: Call) -> None:
    centre, saved = rostered
    roster = roster_of(saved)
    first, last = roster.dates[1:3]
    words = ("roster", "swap", sorted(roster.by_agent)[0], str(first), "--until", str(last))
    _, out, _ = peakshift(centre.url, *words, "--roster", saved.roster_id)
    assert f"{date_in_words(first)} – {date_in_words(last)}" in " ".join(out.split())


def test_whoever_may_swap_two_people_may_see_first_what_it_changes() -> None:
    assert DUTY_OF["swap_edits"] is DUTY_OF["save_swap"] is DUTY_OF["consequence"]
