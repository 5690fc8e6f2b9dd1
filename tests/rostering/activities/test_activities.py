"""Activities in idle capacity: best by enumeration, legal, and of the scorecard's cost."""

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rostering.activities.meetings as meetings
from data.model.activity import Activity, ActivityOrder
from data.model.errors import InvalidValue
from data.model.problem import RosterProblem
from data.model.roster import Roster
from data.model.rule import RuleSetting
from data.model.shift import Break, Shift
from data.model.staff import Leave
from rostering.activities import place_activities
from rostering.activities.bound import bound_with_activities
from rostering.activities.candidates import Places, is_in_scope
from rostering.activities.model import ActivityModel
from rostering.evaluation.scorecard import score
from tests.rostering.builders import MONDAY, a_problem, a_shift, a_template, an_agent

pytestmark = pytest.mark.slow

MEAL = (Break(690, 30, "meal"),)
SKILLS = (("q",), ("q", "r"), ("r",))


def a_floor(heads: np.ndarray, agents: int = 3, **more: object) -> tuple[RosterProblem, Roster]:
    """People of different skills on one day, half-hour slots, a meal at 11:30."""
    people = [an_agent(f"A{i}", SKILLS[i % 3], team=f"T{i % 2}") for i in range(agents)]
    problem = a_problem(
        1, people, [a_template()], heads=heads, slot_min=30, queues=("q", "r"), **more
    )
    shifts = [a_shift(f"A{i}", 0, 480 + 30 * i, breaks=MEAL) for i in range(agents)]
    return problem, Roster(problem.first, 1, tuple(shifts))


def held_by(roster: Roster, label: str) -> list[tuple[Shift, Activity]]:
    return [(s, held) for s in roster.shifts for held in s.activities if held.label == label]


def wrong(
    problem: RosterProblem, roster: Roster, orders: tuple[ActivityOrder, ...]
) -> Iterator[str]:
    """Everything in which activities are not as ordered; written apart from the placing."""
    for shift in roster.shifts:
        if len(shift.activities) > 1:
            yield f"two activities in {shift}"
        for held in shift.activities:
            if _slots_taken(shift, held) > -(-held.length_min // 30):
                yield f"takes slots for nothing: {shift}"
            if any(b.start_min < held.end_min and held.start_min < b.end_min for b in shift.breaks):
                yield f"on a break: {shift}"
    for order in orders:
        yield from _wrong_for(problem, roster, order)
        yield from _wrong_groups(roster, order)


def _slots_taken(shift: Shift, held: Activity) -> int:
    """Half hours wholly worked but for the activity, and touched by it."""
    free = {
        slot
        for slot in range(-(-shift.start_min // 30), shift.end_min // 30)
        if not any(b.start_min < 30 * slot + 30 and 30 * slot < b.end_min for b in shift.breaks)
    }
    return len(free & {*range(held.start_min // 30, -(-held.end_min // 30))})


def _wrong_for(problem: RosterProblem, roster: Roster, order: ActivityOrder) -> Iterator[str]:
    agents = {agent.agent_id: agent for agent in problem.agents}
    mine = held_by(roster, order.label)
    counts = Counter(shift.agent_id for shift, _ in mine)
    for shift, held in mine:
        first, last = held.start_min - shift.start_min, shift.end_min - held.end_min
        if held.length_min != order.length_min or min(first, last) < order.edge_min:
            yield f"length or edge: {shift}"
        if held.start_min % 1440 < order.earliest_min or held.end_min > order.latest_min:
            yield f"clock: {shift}"
        if order.due and shift.day > order.due:
            yield f"late: {shift}"
        if (
            not is_in_scope(order, agents[shift.agent_id])
            or counts[shift.agent_id] > order.per_agent
        ):
            yield f"not in scope: {shift}"


def _wrong_groups(roster: Roster, order: ActivityOrder) -> Iterator[str]:
    if order.most_together == 1:
        return
    begins = Counter(
        (s.day - roster.first).days * 1440 + h.start_min for s, h in held_by(roster, order.label)
    )
    if any(not order.least_together <= n <= order.most_together for n in begins.values()):
        yield f"group of {begins}"
    if any(b - a < order.length_min for a, b in itertools.pairwise(sorted(begins))):
        yield "two groups at once"


def every_placing(
    problem: RosterProblem, roster: Roster, orders: tuple[ActivityOrder, ...]
) -> Iterator[Roster]:
    """Every way to give each shift one activity or none, on quarter hours."""
    choices = []
    for shift in roster.shifts:
        mine: list[Shift] = [shift]
        for order in orders:
            ends = range(shift.start_min, shift.end_min - order.length_min + 1, 15)
            mine += [
                replace(shift, activities=(Activity(begin, order.length_min, order.label),))
                for begin in ends
                if order.earliest_min <= begin and begin + order.length_min <= order.latest_min
            ]
        choices.append(mine)
    for shifts in itertools.product(*choices):
        found = Roster(roster.first, roster.days, shifts)
        if not any(wrong(problem, found, orders)):
            yield found


def paid(problem: RosterProblem, roster: Roster, orders: tuple[ActivityOrder, ...]) -> int:
    """The scorecard's cost and the price of what is missing."""
    missing = sum(
        order.price
        * (
            order.per_agent * sum(is_in_scope(order, agent) for agent in problem.agents)
            - len(held_by(roster, order.label))
        )
        for order in orders
    )
    return score(problem, roster).objective + missing


def orders_of(kind: str, price: int) -> tuple[ActivityOrder, ...]:
    window = {"earliest_min": 600, "latest_min": 750, "price": price}
    alone = ActivityOrder("coaching", 45, **window)
    group = ActivityOrder("meeting", 30, least_together=2, most_together=2, **window)
    return {"alone": (alone,), "group": (group,), "both": (replace(alone, latest_min=690), group)}[
        kind
    ]


@settings(deadline=None, max_examples=12, derandomize=True)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["alone", "group", "both"]),
    st.sampled_from([0, 8, 25, 100]),
    st.sampled_from(
        [(), (RuleSetting("minimum_heads", 7), RuleSetting("seat_capacity", 5, {"seats": 2}))]
    ),
)
def test_no_placing_is_cheaper(
    seed: int, kind: str, price: int, rules: tuple[RuleSetting, ...]
) -> None:
    heads = np.random.default_rng(seed).integers(0, 3, (2, 48))
    problem, roster = a_floor(heads, rules=rules)
    orders = orders_of(kind, price)
    found = place_activities(problem, roster, orders)
    assert not list(wrong(problem, found.roster, orders))
    assert found.objective == paid(problem, found.roster, orders)
    assert found.objective == min(
        paid(problem, r, orders) for r in every_placing(problem, roster, orders)
    )
    assert found.proven
    assert found.after.hard_violations == found.before.hard_violations
    bound = bound_with_activities(problem, orders, found.before.objective)
    assert found.after.objective >= (0 if bound is None else bound)


@pytest.mark.parametrize("kind", ["alone", "group", "both"])
def test_the_model_pays_what_the_scorecard_says(kind: str) -> None:
    heads = np.random.default_rng(3).integers(0, 4, (2, 48))
    problem, roster = a_floor(heads, rules=[RuleSetting("minimum_heads", 7)])
    orders = orders_of(kind, 9)
    places = Places(problem, roster, orders)
    chosen = ActivityModel(places, score(problem, roster).objective).solve(10)
    assert chosen.objective == place_activities(problem, roster, orders).objective


def a_month(heads: int = 5, days: int = 14) -> tuple[RosterProblem, Roster]:
    rng = np.random.default_rng(1)
    people = [an_agent(f"A{i:02d}", SKILLS[i % 3]) for i in range(12)]
    need = rng.integers(0, heads, (2, days * 48))
    problem = a_problem(days, people, [a_template()], heads=need, slot_min=30, queues=("q", "r"))
    shifts = tuple(
        a_shift(a.agent_id, day, 480 + 60 * int(rng.integers(4)), breaks=(Break(780, 30, "meal"),))
        for a in people
        for day in range(days)
        if rng.random() < 0.7
    )
    return problem, Roster(problem.first, days, shifts)


def test_many_begins_are_chosen_among_the_best_under_a_true_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, roster = a_month(3, 3)
    window = {"earliest_min": 720, "latest_min": 960}
    orders = (
        ActivityOrder("training", 60, 2, **window),
        ActivityOrder("meeting", 45, least_together=3, most_together=6, **window),
    )
    exact = place_activities(problem, roster, orders, time_limit_s=40)
    assert exact.proven
    monkeypatch.setattr(meetings, "MANY", 5)
    found = place_activities(problem, roster, orders, time_limit_s=20)
    assert not list(wrong(problem, found.roster, orders))
    assert found.bound <= exact.objective + 1e-6 <= found.objective + 1e-6
    assert found.objective <= 1.3 * exact.objective


def test_activities_placed_before_are_placed_anew() -> None:
    problem, roster = a_month()
    orders = (ActivityOrder("training", 60, 2),)
    once = place_activities(problem, roster, orders)
    again = place_activities(problem, once.roster, orders)
    assert again.objective == once.objective
    assert again.roster.without_activities == roster
    assert again.placed == again.wanted == 24


def test_days_that_are_over_stay_and_count_as_placed() -> None:
    problem, roster = a_month()
    orders = (ActivityOrder("training", 60, 2),)
    first = problem.first + timedelta(days=7)
    held = place_activities(problem, roster, orders).roster
    found = place_activities(problem, held, orders, first=first)
    over = [shift for shift in held.shifts if shift.day < first]
    assert [shift for shift in found.roster.shifts if shift.day < first] == over
    before = Counter(shift.agent_id for shift in over if shift.activities)
    then = Counter(shift.agent_id for shift, _ in held_by(found.roster, "training"))
    assert before
    assert found.wanted == 24 - before.total()
    assert max(then.values()) <= 2
    fresh = place_activities(problem, roster, orders, first=first)
    assert fresh.placed
    assert min(s.day for s, _ in held_by(fresh.roster, "training")) >= first


def test_activities_of_other_orders_stay_where_they_are() -> None:
    problem, roster = a_month()
    held = place_activities(problem, roster, [ActivityOrder("training", 60, 2)]).roster
    found = place_activities(problem, held, [ActivityOrder("coaching", 30)])
    assert found.placed
    assert held_by(found.roster, "training") == held_by(held, "training")
    assert all(len(shift.activities) <= 1 for shift in found.roster.shifts)


def test_what_is_not_placed_is_named_with_the_reason() -> None:
    problem, roster = a_floor(np.full((2, 48), 2), leave=(Leave("A2", MONDAY, MONDAY),))
    says = lambda **more: {  # noqa: E731
        row.agent_id: row.why
        for row in place_activities(
            problem, roster, [ActivityOrder("x", **{"length_min": 60, **more})]
        ).unplaced
    }
    assert "costs 20 points, leaving it out 10" in says(price=10)["A0"]
    assert "days with time for it: 1, of 2" in says(per_agent=2)["A0"]
    assert "works no shift by" in says(due=date(2026, 1, 1))["A0"]
    over = place_activities(
        problem, roster, [ActivityOrder("x", 60)], first=MONDAY + timedelta(days=1)
    )
    assert over.unplaced[0].why == "works no shift from 2026-03-03 on"
    assert "between 02:00 and 04:00" in says(earliest_min=120, latest_min=240)["A1"]
    assert "at most 2 people could meet" in says(least_together=3, most_together=4)["A0"]
    assert "A2" in says()  # on leave


def test_hard_rules_about_heads_get_no_worse() -> None:
    seats = RuleSetting("minimum_heads", None, {"least": 2})
    problem, roster = a_floor(np.array([[1] * 48, [0] * 48]), rules=[seats])
    found = place_activities(problem, roster, [ActivityOrder("x", 60)])
    assert found.after.hard_violations == found.before.hard_violations
    assert any("rules about heads" in row.why for row in found.unplaced)


def test_orders_for_nobody_and_twins_are_refused() -> None:
    problem, roster = a_floor(np.zeros((2, 48)))
    with pytest.raises(InvalidValue, match="for nobody"):
        place_activities(problem, roster, [ActivityOrder("x", 60, teams=("none",))])
    with pytest.raises(InvalidValue, match="two orders"):
        place_activities(problem, roster, [ActivityOrder("x", 60), ActivityOrder("x", 30)])


def test_a_stop_leaves_activities_in_idle_capacity_without_waiting() -> None:
    problem, roster = a_month()
    stop = threading.Event()
    stop.set()
    found = place_activities(problem, roster, [ActivityOrder("training", 60, 2)], stop=stop)
    assert found.placed
    assert not list(wrong(problem, found.roster, (ActivityOrder("training", 60, 2),)))
    assert found.objective <= found.before.objective + found.wanted * 100
    assert (
        found.bound
        <= place_activities(problem, roster, [ActivityOrder("training", 60, 2)]).objective
    )
