"""What is kept is listed with its proof, and every kept roster shows its certificate."""

from dataclasses import replace

import pytest

from app.services.roster.changes.edit import CellEdit, save_edit
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from data.model.publication import SavedRoster
from tests.app.command_line import run, told
from tests.app.small_centre import SmallCentre

Rostered = tuple[SmallCentre, SavedRoster]


def test_the_list_says_points_bound_and_gap(rostered: Rostered) -> None:
    centre, saved = rostered
    (row,) = told(centre, "roster", "list")
    result = saved.result
    assert (row["status"], row["objective"], row["bound"]) == (
        result.status, result.objective, result.bound,
    )  # fmt: skip
    assert row["gap"] == pytest.approx(result.gap)
    assert row["requirement_id"] == saved.requirement_id
    shown = run(centre, "roster", "list").stdout
    assert f"{result.gap:.1%}" in shown
    day, clock = centre.context.store.on_clock(saved.made_at).split()
    assert day in shown
    assert clock in shown  # in a line of its own where a long word of the status leaves no room


def test_the_list_ends_where_it_is_told_to(rostered: Rostered) -> None:
    centre, saved = rostered
    edited = _an_edit(centre, saved)
    (row,) = told(centre, "roster", "list", "--limit", "1")
    assert (row["roster_id"], row["parent_id"]) == (edited.roster_id, saved.roster_id)


def test_a_certificate_says_what_was_found_proven_checked_and_read(rostered: Rostered) -> None:
    centre, saved = rostered
    shown = told(centre, "roster", "show", saved.roster_id)
    result = saved.result
    assert shown["objective"] == result.objective == sum(shown["bill"].values())
    assert (shown["bound"], shown["bound_by"]) == (result.bound, result.bound_by)
    assert (shown["engine"], shown["seed"], shown["agents"]) == (result.engine, result.seed, 16)
    assert (shown["days"], shown["hard_violations"]) == (7, 0)
    assert shown["problem_digest"] == saved.detail["problem_digest"]
    assert shown["roster_digest"] == saved.detail["roster_digest"]
    assert shown["forecasts"]
    assert (shown["parent"], shown["published_as"]) == ("", [])
    words = run(centre, "roster", "show", saved.roster_id).stdout
    for part in (result.engine, result.bound_by, "0 hard violations", shown["problem_digest"]):
        assert part in words


def test_an_edited_and_published_roster_tells_its_parent_its_versions_and_what_it_breaks(
    rostered: Rostered,
) -> None:
    centre, saved = rostered
    edited = _an_edit(centre, saved)
    publish_roster(centre.context, edited.roster_id, "go", accept_violations=True, replications=2)
    shown = told(centre, "roster", "show", edited.roster_id)
    assert (shown["parent"], shown["published_as"], shown["why"]) == (saved.roster_id, [1], "ill")
    assert shown["hard_violations"] == edited.scorecard.hard_violations


def test_a_solve_without_a_roster_shows_why(rostered: Rostered) -> None:
    centre, saved = rostered
    why = ("leave and the contract of A1 collide",)
    none = replace(saved.result, roster=None, objective=None, status="infeasible", conflicts=why)
    context = centre.context
    kept = replace(saved, roster_id="R-none", result=none, scorecard=None)
    context.store.save_roster(kept, context.entry("build_roster", "roster:R-none"))
    shown = told(centre, "roster", "show", "R-none")
    assert (shown["status"], shown["bill"], shown["hard_violations"]) == ("infeasible", {}, None)
    assert why[0] in run(centre, "roster", "show", "R-none").stdout


def _an_edit(centre: SmallCentre, saved: SavedRoster) -> SavedRoster:
    shift = roster_of(saved).shifts[0]
    off = CellEdit(shift.agent_id, shift.day, None)
    return save_edit(centre.context, saved.roster_id, (off,), "ill")
