"""In the middle of a day: what has begun stays, and nobody is asked for hours that are over."""

import dataclasses
from datetime import timedelta

import pytest

import rostering.repair.search as solver
from data.model.errors import InvalidValue
from data.model.roster import Roster
from rostering.repair.disruption import Disruption, reroster
from rostering.repair.edits import repair_around_edits
from rostering.repair.leeway import USUAL
from tests.rostering.builders import MONDAY
from tests.rostering.repair.test_never_worse import a_team, sick, upsets

TODAY = 2
"""Number of the day that the storm of `upsets` hits."""


def refuse_the_past(before: Roster, after: Roster, away: set[str], minute: int) -> None:
    """No cell changes that is over or has begun, but that somebody at work may stay longer."""
    for agent_id, day in {*before.by_cell, *after.by_cell}:
        old, new = (roster.by_cell.get((agent_id, day), ()) for roster in (before, after))
        number = (day - MONDAY).days
        if old == new or number > TODAY or agent_id in away:
            continue
        assert number == TODAY, f"{agent_id} on {day}, which is over"
        begun = bool(old) and old[0].start_min <= minute
        if begun:
            assert new, f"{agent_id} is at work"
            assert new[0].start_min == old[0].start_min
            assert new[0].end_min > old[0].end_min
        else:
            assert all(shift.start_min > minute for shift in new), f"{agent_id}: {new} is over"


@pytest.mark.parametrize("minute", [0, 430, 600, 800])
@pytest.mark.parametrize("what", ["rest of the week", "storm", "all"])
@pytest.mark.parametrize("whole", [True, False])
def test_what_has_begun_stays_and_nobody_is_asked_for_hours_that_are_over(
    monkeypatch: pytest.MonkeyPatch, what: str, minute: int, whole: bool
) -> None:
    monkeypatch.setattr(solver, "_WHOLE_CHOICES", 10**6 if whole else 0)
    for seed in range(2):
        problem, published = a_team(seed)
        upset = dataclasses.replace(upsets(published)[what], first=MONDAY, change_price=1)
        found = reroster(problem, published, upset, time_limit_s=0.3, now=(TODAY, minute))
        away = {leave.agent_id for leave in upset.absent}
        refuse_the_past(published, found.roster, away, minute)
        if what != "rest of the week" and minute < 800:
            assert found.changed, "the storm is still to come"


def test_a_day_that_is_over_cannot_be_planned_anew() -> None:
    problem, published = a_team(0)
    past = Disruption((sick("A1", 0, 1),), last=MONDAY + timedelta(1))
    with pytest.raises(InvalidValue, match="2026-03-03 is over"):
        reroster(problem, published, past, now=(TODAY, 0))


@pytest.mark.parametrize("minute", [430, 800])
def test_a_repair_of_edits_leaves_what_has_begun(minute: int) -> None:
    problem, published = a_team(0)
    tired = next(s for s in published.shifts if s.day == MONDAY + timedelta(TODAY + 1))
    early = dataclasses.replace(tired, start_min=420)
    late = dataclasses.replace(tired, day=MONDAY + timedelta(TODAY), start_min=840, template="L")
    edited = published.with_cell(tired.agent_id, tired.day, early)
    edited = edited.with_cell(late.agent_id, late.day, late)
    hand = frozenset({(late.agent_id, late.day)})
    found = repair_around_edits(problem, edited, hand, USUAL, time_limit_s=2, now=(TODAY, minute))
    assert found.needed
    refuse_the_past(edited, found.roster, set(), minute)
