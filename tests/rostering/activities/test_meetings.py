"""Meetings of groups with the shifts: people are brought together, and never against a rule."""

import itertools
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.activity import Activity, ActivityOrder
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import Shift
from data.model.staff import Leave
from rostering.activities import Placement, place_activities, place_with_shifts
from rostering.activities.appointments import Appointments
from rostering.activities.candidates import Places
from rostering.solver.options import OptionTable
from rostering.solver.tours.translate.with_activities import Ask, kinds_of
from tests.rostering.activities.test_with_shifts import TEAM, a_floor, held, paid
from tests.rostering.builders import (
    MONDAY,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)

pytestmark = pytest.mark.slow

DAY, EVENING = a_template("D", 480, length_min=240), a_template("E", 960, length_min=240)
REST = RuleSetting("minimum_rest", None)
PEOPLE = (*TEAM, an_agent("A3", ("q",)))
ALL_THREE = ActivityOrder("meeting", 60, edge_min=0, price=50, least_together=3, most_together=3)


def never_together(days: int = 3, **more: object) -> tuple[RosterProblem, Roster]:
    """One works by day, the others in the evening; enough of both is wanted."""
    problem = a_floor(
        0, days, templates=(DAY, EVENING), agents=PEOPLE, queues=("q",), rules=(REST,), **more
    )
    shifts = [
        a_shift(
            agent.agent_id,
            day,
            480 if agent.agent_id == "A1" else 960,
            length_min=240,
            template="D" if agent.agent_id == "A1" else "E",
        )
        for agent in PEOPLE
        for day in range(days)
    ]
    return problem, a_roster(problem, *shifts)


def times_of(found: Placement, order: ActivityOrder) -> dict[object, int]:
    """People of each meeting by its day and minute."""
    times: dict[object, int] = {}
    for shift, activity in held(found.roster, order.label):
        at = shift.day, activity.start_min
        times[at] = times.get(at, 0) + 1
    return times


def test_people_who_never_meet_are_brought_together() -> None:
    problem, roster = never_together()
    as_it_is = place_activities(problem, roster, (ALL_THREE,), time_limit_s=2.0)
    found = place_with_shifts(problem, roster, (ALL_THREE,), points_a_move=20, time_limit_s=1.0)
    assert (as_it_is.placed, found.placed) == (0, 3)
    assert list(times_of(found, ALL_THREE).values()) == [3]
    assert 0 < found.moved <= 2  # one comes to the two, or they to the one
    assert found.after.hard_violations == 0
    assert found.objective == paid(problem, found.roster, (ALL_THREE,)) < as_it_is.objective
    assert found.bound == 0.0  # when they had best meet was not searched for


@given(
    heads=st.lists(st.integers(0, 2), min_size=12, max_size=12),
    least=st.integers(2, 3),
    per_agent=st.integers(1, 2),
    earliest=st.sampled_from([0, 600]),
    works=st.lists(st.sampled_from(["", "D", "E"]), min_size=6, max_size=6),
)
@settings(max_examples=15, deadline=None)
def test_a_group_is_one_of_the_size_asked_for_at_one_time_for_less(
    heads: list[int], least: int, per_agent: int, earliest: int, works: list[str]
) -> None:
    need = np.zeros((1, 48), dtype=int)
    for day in range(2):
        need[0, 24 * day + np.r_[8:12, 16:20]] = heads[4 * day : 4 * day + 8]
    problem, _ = never_together(2)
    problem = replace(problem, requirement=replace(problem.requirement, heads=need))
    roster = a_roster(
        problem,
        *(
            a_shift(who, day, 480 if code == "D" else 960, length_min=240, template=code)
            for (who, day), code in zip(
                itertools.product(("A1", "A2", "A3"), (0, 1)), works, strict=True
            )
            if code
        ),
    )
    order = replace(ALL_THREE, least_together=least, per_agent=per_agent, earliest_min=earliest)
    found = place_with_shifts(problem, roster, (order,), time_limit_s=1.0)
    assert found.objective == paid(problem, found.roster, (order,))
    assert found.objective <= place_activities(problem, roster, (order,)).objective
    assert set(times_of(found, order).values()) <= set(range(least, 4))
    assert found.after.hard_violations <= found.before.hard_violations
    assert 0 <= found.bound <= found.objective


def test_who_is_on_leave_is_not_waited_for() -> None:
    away = Leave("A3", MONDAY, MONDAY + timedelta(days=9), "leave")
    problem, roster = never_together(leave=(away,))
    roster = replace(roster, shifts=tuple(s for s in roster.shifts if s.agent_id != "A3"))
    order = replace(ALL_THREE, least_together=2)
    found = place_with_shifts(problem, roster, (order,), time_limit_s=1.0)
    assert {shift.agent_id for shift, _ in held(found.roster, "meeting")} == {"A1", "A2"}
    assert [row.agent_id for row in found.unplaced] == ["A3"]


def test_shifts_that_are_locked_or_over_stay_and_the_others_come() -> None:
    problem, roster = never_together()
    locked = next(s for s in roster.shifts if s.agent_id == "A2" and s.day == MONDAY)
    problem = replace(problem, locks=(Lock("A2", MONDAY, locked),))
    due = replace(ALL_THREE, due=MONDAY)
    found = place_with_shifts(problem, roster, (due,), time_limit_s=1.0)
    assert [shift.start_min for shift, _ in held(found.roster, "meeting")] == [960, 960, 960]
    assert locked in {replace(shift, activities=()) for shift in found.roster.shifts}
    over = place_with_shifts(
        problem, roster, (due,), first=MONDAY + timedelta(days=1), time_limit_s=1.0
    )
    assert over.placed == 0


def test_breaks_alone_bring_nobody_who_works_at_another_time() -> None:
    problem, roster = never_together()
    found = place_with_shifts(problem, roster, (ALL_THREE,), shifts_stay=True, time_limit_s=1.0)
    assert "no group could be brought together" in found.stayed
    assert found.moved == 0


def test_a_meeting_that_is_held_stays_where_nothing_is_better() -> None:
    problem, roster = never_together()
    together = tuple(
        replace(s, start_min=480, template="D", activities=(Activity(600, 60, "meeting"),))
        if s.day == MONDAY
        else s
        for s in roster.shifts
    )
    roster = replace(roster, shifts=together)
    found = place_activities(problem, roster, (ALL_THREE,), time_limit_s=2.0)
    assert found.placed == 3
    places = Places(problem, _bare(roster), (ALL_THREE,))
    kept = places.of(roster)
    assert len(kept) == 3
    alone = replace(roster, shifts=tuple(map(_without_for_a1, roster.shifts)))
    assert not places.of(alone)  # two are no group of three


def _bare(roster: Roster) -> Roster:
    return replace(roster, shifts=tuple(replace(s, activities=()) for s in roster.shifts))


def _without_for_a1(shift: Shift) -> Shift:
    return replace(shift, activities=()) if shift.agent_id == "A1" else shift


def test_people_left_over_join_meetings_that_have_room() -> None:
    problem, roster = never_together()
    order = replace(ALL_THREE, least_together=2)
    places = Places(problem, roster, (order,))
    two = [p for p in places.all if p.agent_id != "A1" and p.at_min == 960 + 60]
    (met,) = Appointments(places, two, OptionTable(problem)).asked()
    assert {who: ask.times for who, ask in met.items()} == dict.fromkeys(
        ("A1", "A2", "A3"), frozenset({1020})
    )


def test_each_team_meets_by_itself_all_of_it_but_one() -> None:
    problem, roster = never_together(days=4)
    teams = {"A1": "north", "A2": "north", "A3": "", "A4": "south", "A5": "south", "A6": "south"}
    agents = tuple(an_agent(who, ("q",), team=team) for who, team in teams.items())
    problem = replace(problem, agents=agents)
    order = replace(ALL_THREE, least_together=1, most_together=1, each_team_but=1)
    found = place_with_shifts(problem, roster, (order,), time_limit_s=1.0)
    met = held(found.roster, "meeting")
    assert found.wanted == 5  # who is in no team has none to meet with
    assert {shift.agent_id for shift, _ in met} <= teams.keys() - {"A3"}
    north, south = (
        [(s.day, one.start_min) for s, one in met if teams[s.agent_id] == team]
        for team in ("north", "south")
    )
    assert len(north) in (1, 2)  # one alone is all of it but one
    assert len(south) in (2, 3)
    assert len(set(south)) == 1
    assert found.objective <= place_activities(problem, roster, (order,)).objective
    alone = replace(problem, agents=tuple(replace(one, team="") for one in agents))
    with pytest.raises(InvalidValue, match="is for nobody"):
        place_activities(alone, roster, (order,))


def test_orders_of_teams_share_shift_types_and_those_of_one_person_do_not() -> None:
    teams = [replace(ALL_THREE, label=f"team {n}") for n in range(3)]
    asks = [{f"A{n}": Ask(order, 1, 50)} for n, order in enumerate(teams)]
    (kind,) = kinds_of(asks)
    assert {who: ask.order.label for who, ask in kind.asked.items()} == {
        f"A{n}": f"team {n}" for n in range(3)
    }
    again = {"A0": Ask(replace(ALL_THREE, label="again"), 1, 50)}
    longer = {"A9": Ask(replace(ALL_THREE, label="longer", length_min=120), 1, 50)}
    assert len(kinds_of([*asks, again, longer])) == 3
