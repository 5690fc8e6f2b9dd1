"""Deferrable work into idle hours: exact against enumeration, oldest first, several skills."""

from itertools import product

import numpy as np
import pytest

from data.model.errors import InvalidValue
from rostering.backlog import Backlog, Work, place_backlog
from rostering.backlog.check import least_overdue, unmanned_slots
from rostering.backlog.idle_capacity import idle_capacity_of
from rostering.backlog.work import follow, opening_of
from tests.rostering.builders import a_problem, a_roster, a_shift, a_template, an_agent

MAIL, ORDERS = "mail", "orders"


def a_backlog(*arriving, due=(4,), opening=None, kept=1.0, queue_ids=(MAIL,), **more) -> Backlog:
    came = np.array(arriving, dtype=float)
    before = np.zeros((len(came), max(due))) if opening is None else np.array(opening, dtype=float)
    kept_share = np.full(24, kept)
    load = np.zeros((1 + len(came), 24))
    load[0] = more.pop("load", 0.0)
    return Backlog(tuple(queue_ids), tuple(due), came, before, kept_share, load, **more)


def a_floor(*skill_sets, need=0, queues=("q", MAIL), hours=8):
    """People on the floor from midnight for some hours of one day."""
    agents = [an_agent(f"A{i}", skills) for i, skills in enumerate(skill_sets)]
    heads = np.zeros((len(queues), 24), dtype=np.int64)
    heads[0, :hours] = need
    problem = a_problem(
        days=1,
        agents=agents,
        heads=heads,
        queues=queues,
        templates=[a_template("D", 0, length_min=60 * hours)],
    )
    shifts = [a_shift(a.agent_id, 0, 0, length_min=60 * hours) for a in agents]
    return problem, a_roster(problem, *shifts)


def a_day(*slots) -> list[float]:
    return [*slots, *([0.0] * (24 - len(slots)))]


def test_work_is_followed_oldest_first() -> None:
    course = follow(Work(np.zeros(2), np.array([2.0, 0, 0, 1, 0]), 2), np.array([0, 1.0, 0, 1, 1]))
    assert course.done.tolist() == [0, 1, 0, 1, 1]
    assert course.overdue.tolist() == [0, 1, 1, 0, 0]
    assert (course.in_time, course.late, course.open_late, course.open_due) == (2, 1, 0, 0)
    assert course.longest_slots == 2


def test_work_still_open_at_the_end_is_late_only_past_its_due_time() -> None:
    course = follow(Work(np.zeros(2), np.array([1.0, 0, 0, 1]), 2), np.zeros(4))
    assert (course.in_time, course.late) == (0, 0)
    assert (course.open_late, course.open_due) == (1, 1)
    assert course.longest_slots == 3
    growing = follow(Work(np.zeros(1), np.array([1.0, 1]), 1), np.zeros(2))
    assert (growing.open_late, growing.open_due) == (2, 0)


def test_the_opening_is_what_a_plan_carries_over_its_end() -> None:
    came, planned = np.array([0.0, 0, 3, 1]), np.array([2.0, 1, 1, 0])
    assert opening_of(came, planned, 0, 4, 4).tolist() == [0, 0, 2, 1]
    assert opening_of(came, planned, 2, 4, 4).tolist() == [0, 0, 0, 0]
    assert opening_of(came, planned, 0, 2, 4).tolist() == [0, 0, 0, 1]  # overdue is not carried
    assert opening_of(came, planned, 0, 1, 4).tolist() == [0, 0, 0, 0]  # done in its slot or late


def test_idle_people_take_the_work_and_urgent_queues_keep_theirs() -> None:
    problem, roster = a_floor(("q", MAIL), ("q", MAIL), need=1)
    plan = place_backlog(problem, roster, a_backlog(a_day(3, 0, 0, 0, 0, 0, 0, 2), due=(4,)))
    assert plan.proven
    assert plan.overdue == pytest.approx(14)  # one piece, due at 11:00: nobody comes after 08:00
    assert plan.placed[0].in_time == pytest.approx(4)
    assert plan.heads.sum(axis=0).max() <= 1
    assert plan.capacity.urgent.shortfall.sum() == 0


def test_nobody_without_the_skill_is_counted() -> None:
    problem, roster = a_floor(("q",), (MAIL,), ("q", MAIL), need=2)
    plan = place_backlog(problem, roster, a_backlog(a_day(8), due=(4,)))
    assert plan.placed[0].in_time == pytest.approx(4)
    assert plan.proven


def test_absence_leaves_fewer_agents() -> None:
    problem, roster = a_floor((MAIL,))
    plan = place_backlog(problem, roster, a_backlog(a_day(8), due=(8,), kept=0.5))
    assert plan.placed[0].in_time == pytest.approx(4)
    assert plan.heads[0, :8].tolist() == pytest.approx([1.0] * 8)


def test_time_between_contacts_is_used_before_idle_people() -> None:
    problem, roster = a_floor(("q", MAIL), ("q", MAIL), ("q",), need=2)
    day = a_day(2, 0, 0, 0)
    plan = place_backlog(problem, roster, a_backlog(day, due=(2,), load=1.25, between_share=1.0))
    assert plan.capacity.between()[:2].tolist() == pytest.approx([0.75, 0.75])
    assert plan.placed[0].in_time == pytest.approx(2)
    assert plan.idle_used.sum() == pytest.approx(0.5, abs=1e-3)
    assert plan.as_required[0].in_time == pytest.approx(1.5)
    half = place_backlog(problem, roster, a_backlog(day, due=(2,), load=1.25, between_share=0.5))
    assert half.idle_used.sum() == pytest.approx(2 - 0.75, abs=1e-3)
    assert plan.proven
    assert half.proven


def test_idle_people_are_left_evenly_spread() -> None:
    agents = [an_agent(f"A{i}", (MAIL,)) for i in range(3)]
    problem = a_problem(days=1, agents=agents, heads=0, queues=("q", MAIL))
    short, long = {"length_min": 120}, {"length_min": 240}
    roster = a_roster(
        problem,
        a_shift("A0", 0, 0, **long), a_shift("A1", 0, 0, **short), a_shift("A2", 0, 0, **short),
    )  # fmt: skip
    plan = place_backlog(problem, roster, a_backlog(a_day(4), due=(4,)))
    assert plan.idle_after[:4].tolist() == pytest.approx([1, 1, 1, 1])


def test_the_plan_is_the_best_of_all_plans_for_two_queues() -> None:
    """Every split of every slot's people, tried out."""
    rng = np.random.default_rng(5)
    counted = []
    for _ in range(12):
        sets = [((MAIL,), (ORDERS,), (MAIL, ORDERS))[i] for i in rng.integers(0, 3, 2)]
        problem, roster = a_floor(*sets, queues=("q", MAIL, ORDERS), hours=3)
        came = [a_day(*rng.integers(0, 3, 3)) for _ in range(2)]
        backlog = a_backlog(*came, due=(2, 1), queue_ids=(MAIL, ORDERS))
        plan = place_backlog(problem, roster, backlog)
        assert plan.overdue == pytest.approx(_least_by_trial(sets, came, (2, 1)), abs=1e-4)
        assert plan.proven
        counted.append(least_overdue(backlog, plan.capacity) > plan.overdue - 1e-3)
    assert sum(counted) > 6  # counting alone, without a solver, proves most of them


def _least_by_trial(sets, came, due) -> float:
    best = np.inf
    for choice in product(*([(MAIL, ORDERS)] * 6)):
        hands = np.zeros((2, 24))
        for place, queue in enumerate(choice):
            slot, person = divmod(place, 2)
            if queue in sets[person]:
                hands[(MAIL, ORDERS).index(queue), slot] += 1
        works = [
            Work(np.zeros(2), np.array(c, dtype=float), d) for c, d in zip(came, due, strict=True)
        ]
        best = min(best, sum(follow(w, h).overdue.sum() for w, h in zip(works, hands, strict=True)))
    return float(best)


def test_the_check_sees_a_slot_with_too_few_people() -> None:
    problem, roster = a_floor(("q", MAIL), need=1)
    backlog = a_backlog(a_day(1))
    capacity = idle_capacity_of(problem, roster, backlog)
    done = np.array([a_day(1)])
    assert unmanned_slots(problem, roster, backlog, capacity, done) == (0,)
    assert capacity.idle[capacity.all].sum() == 0


def test_a_backlog_without_work_that_can_wait_is_refused() -> None:
    with pytest.raises(InvalidValue, match="deferrable"):
        a_backlog(due=(), queue_ids=(), opening=np.zeros((0, 1)))
