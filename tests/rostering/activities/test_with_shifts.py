"""Shifts and activities in one search: the best by enumeration; what must stay stays."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model.activity import Activity, ActivityOrder
from data.model.problem import RosterProblem
from data.model.roster import Lock, Roster
from data.model.rule import RuleSetting
from data.model.shift import Break, BreakWindow, Shift, ShiftTemplate
from data.model.staff import Leave
from rostering.activities import place_activities, place_with_shifts
from rostering.activities.bound import bound_with_activities
from rostering.activities.candidates import is_in_scope
from rostering.evaluation.scorecard import score
from rostering.rules.language.breaks import placements
from rostering.solver.options import OptionTable
from rostering.solver.progress import Progress
from rostering.solver.tours.translate.translate import translate
from rostering.solver.tours.translate.with_activities import Ask, kinds_of, with_activities
from tests.rostering.builders import (
    MONDAY,
    a_meal,
    a_problem,
    a_roster,
    a_shift,
    a_template,
    an_agent,
)

pytestmark = pytest.mark.slow

TRAINING = ActivityOrder("training", 60, edge_min=60, price=5)
SHORT = a_template("S", 480, 600, length_min=300, breaks=(a_meal(60, 180),))
LATE = a_template("L", 1260, length_min=300)
TEAM = (an_agent("A1", ("q",)), an_agent("A2", ("q", "r"), team="B"))


def a_floor(heads: np.ndarray | int, days: int = 1, **more: object) -> RosterProblem:
    given = {"templates": (SHORT, LATE), "agents": TEAM, "queues": ("q", "r")}
    return a_problem(days, heads=heads, **{**given, **more})


def held(roster: Roster, label: str = "training") -> list[tuple[Shift, Activity]]:
    return [(s, one) for s in roster.shifts for one in s.activities if one.label == label]


def paid(problem: RosterProblem, roster: Roster, orders: tuple[ActivityOrder, ...]) -> int:
    """The scorecard's cost and the price of what is missing."""
    wanted = [
        order.price * (order.per_agent * sum(is_in_scope(order, a) for a in problem.agents))
        for order in orders
    ]
    had = sum(order.price * len(held(roster, order.label)) for order in orders)
    return score(problem, roster).objective + sum(wanted) - had


def every_roster(problem: RosterProblem, order: ActivityOrder) -> Iterator[Roster]:
    """All shifts of everybody, with all breaks and all activities or none, on whole slots."""
    cells = [
        [None, *every_shift(problem, agent.agent_id, day, order)]
        for agent in problem.agents
        for day in problem.dates
    ]
    for shifts in itertools.product(*cells):
        found = tuple(shift for shift in shifts if shift is not None)
        mine = [shift.agent_id for shift in found if shift.activities]
        if all(mine.count(one) <= order.per_agent for one in mine):
            yield Roster(problem.first, problem.days, found)


def every_shift(
    problem: RosterProblem, agent_id: str, day: object, order: ActivityOrder
) -> Iterator[Shift]:
    agent = next(a for a in problem.agents if a.agent_id == agent_id)
    for template in problem.templates:
        for start in template.starts_min:
            for breaks in placements(template.breaks, start, 60):
                bare = Shift(agent_id, day, start, template.length_min, template.code, breaks)  # type: ignore[arg-type]
                yield bare
                for begin in range(start + order.edge_min, bare.end_min - order.edge_min, 60):
                    end = begin + order.length_min
                    if (
                        end <= bare.end_min - order.edge_min
                        and is_in_scope(order, agent)
                        and order.earliest_min <= begin % 1440
                        and (begin % 1440) + order.length_min <= order.latest_min
                        and all(end <= b.start_min or b.end_min <= begin for b in breaks)
                        and (order.due is None or end <= 1440 or bare.day < order.due)
                        and (order.due is None or bare.day <= order.due)
                    ):
                        yield replace(bare, activities=(Activity(begin, 60, order.label),))


@given(
    heads=st.lists(st.integers(0, 2), min_size=16, max_size=16),
    order=st.sampled_from(
        [
            TRAINING,
            replace(TRAINING, earliest_min=660, latest_min=780),
            replace(TRAINING, teams=("B",), price=20),
            replace(TRAINING, due=MONDAY),
        ]
    ),
)
@settings(max_examples=12, deadline=None)
def test_no_shifts_and_activities_of_any_roster_cost_less(
    heads: list[int], order: ActivityOrder
) -> None:
    need = np.zeros((2, 24), dtype=int)
    need[:, 8:16] = np.array(heads).reshape(2, 8)
    need[0, 21:] = 1
    problem = a_floor(need)
    found = place_with_shifts(problem, a_roster(problem), (order,), time_limit_s=1.0)
    best = min(paid(problem, roster, (order,)) for roster in every_roster(problem, order))
    assert found.objective == paid(problem, found.roster, (order,)) == best
    assert found.bound <= best
    assert found.after.hard_violations == 0


def test_one_person_is_trained_on_the_better_of_two_days() -> None:
    need = np.ones((1, 48), dtype=int)
    need[0, 24:] = 0  # nobody is wanted on the second day
    problem = a_floor(need, 2, agents=TEAM[:1], queues=("q",))
    order = replace(TRAINING, per_agent=2, price=50)
    found = place_with_shifts(problem, a_roster(problem), (order,), time_limit_s=1.0)
    assert found.objective == min(paid(problem, r, (order,)) for r in every_roster(problem, order))
    assert (found.placed, found.wanted) == (2, 2)


def a_week() -> tuple[RosterProblem, Roster]:
    rng = np.random.default_rng(3)
    need = rng.integers(0, 3, size=(2, 24 * 4))
    problem = a_floor(need, 4)
    shifts = [
        a_shift(agent.agent_id, day, 480, length_min=300, template="S", breaks=_meal(540))
        for agent in TEAM
        for day in range(4)
    ]
    return problem, a_roster(problem, *shifts)


def _meal(start: int):  # type: ignore[no-untyped-def]
    return next(placements(SHORT.breaks, start - 60, 60))


def test_it_is_never_dearer_than_into_the_shifts_as_they_are() -> None:
    problem, roster = a_week()
    after = place_activities(problem, roster, (TRAINING,), time_limit_s=2.0)
    found = place_with_shifts(problem, roster, (TRAINING,), time_limit_s=1.0)
    assert found.objective < after.objective
    assert found.before == after.before
    assert 0 < found.moved <= 8
    assert found.bound <= found.objective


def test_while_it_searches_the_bound_neither_falls_nor_passes_the_best() -> None:
    need = np.zeros((2, 24), dtype=int)
    need[:, 9:14] = 1
    problem, said = a_floor(need), list[Progress]()
    found = place_with_shifts(
        problem, a_roster(problem), (TRAINING,), known_bound=1.0, time_limit_s=1.0,
        progress=said.append,
    )  # fmt: skip
    bounds = [one.bound for one in said if one.bound is not None]
    assert len(bounds) == len(said) > 2
    assert [1.0, *bounds, float(found.objective)] == sorted([1.0, *bounds, found.objective])


def test_days_that_are_over_do_not_loosen_the_bound() -> None:
    problem, roster = a_week()
    first = roster.dates[2]
    found = place_with_shifts(problem, roster, (TRAINING,), first=first, time_limit_s=1.0)
    assert 0.9 * found.objective < found.bound <= found.objective
    fixed = {s for s in roster.shifts if s.day < first}
    assert fixed <= set(found.roster.shifts)


def test_a_moved_shift_must_save_its_price() -> None:
    problem, roster = a_week()
    stays = place_with_shifts(problem, roster, (TRAINING,), points_a_move=10_000, time_limit_s=1.0)
    assert stays.moved == 0  # breaks are no shifts: they may
    assert stays.objective <= place_activities(problem, roster, (TRAINING,)).objective
    free = place_with_shifts(problem, roster, (TRAINING,), time_limit_s=1.0)
    some = place_with_shifts(problem, roster, (TRAINING,), points_a_move=1, time_limit_s=1.0)
    assert some.objective + some.moved <= free.objective + free.moved


def test_points_beyond_every_number_let_no_shift_move() -> None:
    problem, roster = a_week()
    for points in (2**31 - 1, 2**40):
        found = place_with_shifts(
            problem, roster, (TRAINING,), points_a_move=points, time_limit_s=1.0
        )
        assert found.moved == 0
        assert found.breaks_moved > 0


def test_days_that_are_over_locks_meetings_and_other_activities_stay() -> None:
    problem, roster = a_week()
    coaching = Activity(660, 60, "coaching")
    shifts = list(roster.shifts)
    shifts[2] = replace(shifts[2], activities=(coaching,))
    roster = replace(roster, shifts=tuple(shifts))
    locked = next(s for s in roster.shifts if s.agent_id == "A2" and s.day == roster.dates[3])
    problem = replace(problem, locks=(Lock("A2", locked.day, locked),))
    meeting = ActivityOrder("meeting", 60, edge_min=0, price=500, least_together=2, most_together=2)
    found = place_with_shifts(
        problem, roster, (TRAINING, meeting), first=roster.dates[1], time_limit_s=1.0
    )
    there = {(s.agent_id, s.day): s for s in found.roster.shifts}
    assert there["A1", roster.dates[0]] == roster.by_agent["A1"][0]
    assert there["A2", roster.dates[0]] == roster.by_agent["A2"][0]
    assert there["A1", roster.dates[2]] == shifts[2]
    assert replace(there["A2", locked.day], activities=()) == locked
    assert len(held(found.roster, "meeting")) == 2
    assert found.after.hard_violations == 0
    assert found.bound == 0.0  # not every roster was searched


def test_nobody_is_trained_on_leave_or_after_the_last_day() -> None:
    problem, _ = a_week()
    away = Leave("A1", MONDAY, MONDAY + timedelta(days=2), "training elsewhere")
    problem = replace(problem, leave=(away,))
    order = replace(TRAINING, due=MONDAY + timedelta(days=2), price=500)
    found = place_with_shifts(problem, a_roster(problem), (order,), time_limit_s=1.0)
    assert [shift.agent_id for shift, _ in held(found.roster)] == ["A2"]
    assert all(shift.day <= order.due for shift, _ in held(found.roster) if order.due)
    assert [row.agent_id for row in found.unplaced] == ["A1"]


def test_shifts_that_cannot_be_stated_as_tours_stay_and_it_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rostering.solver.tours.translate.shift_types.MOST_WAYS", 5)
    several = tuple(BreakWindow(f"b{i}", 5, 60, 400) for i in range(5))
    odd = ShiftTemplate("S", "S", 480, 480, length_min=600, step_min=60, breaks=several)
    problem = a_floor(1, templates=(odd,))
    breaks = tuple(Break(540 + 60 * i, 5, f"b{i}") for i in range(5))
    mine = [a_shift(a.agent_id, 0, 480, length_min=600, template="S", breaks=breaks) for a in TEAM]
    roster = a_roster(problem, *mine)
    found = place_with_shifts(problem, roster, (TRAINING,), time_limit_s=1.0)
    assert "too many ways" in found.stayed
    assert found.objective == place_activities(problem, roster, (TRAINING,)).objective


def test_a_stop_takes_what_is_there() -> None:
    problem, roster = a_week()
    stop = threading.Event()
    stop.set()
    found = place_with_shifts(problem, roster, (TRAINING,), stop=stop)
    assert found.moved == 0


def test_a_roster_with_activities_is_the_same_in_the_engines_terms() -> None:
    problem, roster = a_week()
    placed = place_activities(problem, roster, (TRAINING,), time_limit_s=2.0).roster
    stated = with_activities(
        translate(problem, OptionTable(problem)),
        kinds_of([{agent.agent_id: Ask(TRAINING, 1, TRAINING.price) for agent in TEAM}]),
    )
    assert held(placed)
    assert set(stated.roster(stated.tours(placed)).shifts) == set(placed.shifts)


def test_breaks_alone_move_where_shifts_stay() -> None:
    problem, roster = a_week()
    after = place_activities(problem, roster, (TRAINING,), time_limit_s=2.0)
    found = place_with_shifts(problem, roster, (TRAINING,), shifts_stay=True, time_limit_s=1.0)
    assert found.objective < after.objective
    assert found.moved == 0
    assert 0 < found.breaks_moved <= 8
    best = min(
        paid(problem, replace(roster, shifts=shifts), (TRAINING,))
        for shifts in itertools.product(*(_with_breaks(s) for s in roster.shifts[:4]))
        for shifts in [(*shifts, *roster.shifts[4:])]
    )
    assert found.objective <= best


def _with_breaks(shift: Shift) -> list[Shift]:
    return [
        replace(shift, breaks=breaks, activities=activities)
        for breaks in placements(SHORT.breaks, shift.start_min, 60)
        for activities in ((), (Activity(shift.start_min + 180, 60, "training"),))
        if not activities
        or all(
            b.end_min <= shift.start_min + 180 or b.start_min >= shift.start_min + 240
            for b in breaks
        )
    ]


def test_shifts_and_breaks_that_no_template_has_stay() -> None:
    problem, roster = a_week()
    odd = a_shift("A1", 0, 540, length_min=240, template="S")
    late = replace(roster.shifts[1], breaks=(replace(_meal(540)[0], start_min=720),))
    roster = replace(roster, shifts=(odd, late, *roster.shifts[2:]))
    for shifts_stay in (False, True):
        found = place_with_shifts(
            problem, roster, (TRAINING,), shifts_stay=shifts_stay, time_limit_s=1.0
        )
        there = {replace(shift, activities=()) for shift in found.roster.shifts}
        assert {odd, late} <= there, found.stayed


def test_a_training_that_frees_a_seat_is_kept_and_bounds_without_it_prove_nothing() -> None:
    rules = (
        RuleSetting("seat_capacity", None, {"seats": 1}),
        RuleSetting("period_minutes", 50, {"least_h": 4, "most_h": 40}),
    )
    need = np.zeros((2, 24), dtype=int)
    need[0, 8:13] = 1
    meal, through = a_template("S", 480, length_min=300, breaks=(a_meal(60, 60),)), "F"
    both = (meal, a_template(through, 480, length_min=300))
    problem = a_floor(need, templates=both, rules=rules)
    bare = a_roster(problem, a_shift("A1", 0, length_min=300, template=through))
    order = replace(TRAINING, length_min=180, edge_min=0)
    found = place_with_shifts(problem, a_roster(problem), (order,), time_limit_s=1.0)
    assert found.after.hard_violations == 0
    assert len(found.roster.shifts) == 2
    without = score(problem, bare).objective  # the second one finds no seat
    assert found.after.objective < without - 2 * 3 * problem.cover_prices.surplus
    assert bound_with_activities(problem, (order,), without) is None


def test_a_training_in_a_locked_shift_moves_and_bounds_nothing_where_it_was() -> None:
    need = np.zeros((2, 24), dtype=int)
    need[0, 8:13] = [1, 1, 1, 1, 0]
    need[0, 20] = 1  # nobody can be there
    problem = a_floor(
        need, templates=(a_template("S", 480, length_min=300),), agents=TEAM[:1], queues=("q", "r")
    )
    trained = a_shift(
        "A1", 0, length_min=300, template="S", activities=(Activity(540, 60, "training"),)
    )
    problem = replace(problem, locks=(Lock("A1", MONDAY, trained),))
    found = place_with_shifts(
        problem,
        a_roster(problem, trained),
        (replace(TRAINING, edge_min=0, price=50),),
        time_limit_s=1.0,
    )
    assert [one.start_min for _, one in held(found.roster)] == [720]
    assert found.objective > 0
    assert found.bound == 0.0  # the search left the locked shift without any training


def test_of_many_orders_the_largest_are_searched_for_and_the_others_placed_after() -> None:
    problem, roster = a_week()
    orders = tuple(
        replace(TRAINING, label=f"part {n}", length_min=60 if n else 120, price=40)
        for n in range(5)
    )
    found = place_with_shifts(problem, roster, orders, time_limit_s=1.0)
    for agent_id, shifts in found.roster.by_agent.items():
        labels = [one.label for shift in shifts for one in shift.activities]
        assert len(labels) == len(set(labels)) == 4, agent_id  # one a shift, four days
    assert found.objective <= place_activities(problem, roster, orders, time_limit_s=2.0).objective
    assert found.after.hard_violations == 0


def test_many_for_each_are_placed_after_and_it_says_so() -> None:
    problem, roster = a_week()
    orders = (ActivityOrder("coaching", 60, 8),)
    found = place_with_shifts(problem, roster, orders, time_limit_s=1.0)
    assert "8 or more of an activity for each" in found.stayed
    assert found.moved == found.breaks_moved == 0


def test_a_training_beside_breaks_of_no_template_proves_no_other_times_dearer() -> None:
    need = np.zeros((2, 24), dtype=int)
    need[0, 8:13] = [2, 1, 2, 1, 1]
    problem = a_floor(need, templates=(SHORT,), agents=TEAM[:1])
    late = a_shift(
        "A1", 0, length_min=300, template="S", breaks=(replace(_meal(540)[0], start_min=720),)
    )
    order = replace(TRAINING, edge_min=0, price=50)
    found = place_with_shifts(problem, a_roster(problem, late), (order,), time_limit_s=1.0)
    assert found.placed == 1
    assert found.bound == 0.0  # the search left this shift without any training
