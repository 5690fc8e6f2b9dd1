"""A seat plan: nobody shares, few moves, teams together, and the bounds hold."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product

import numpy as np
import pytest

from data.model.errors import InvalidValue
from data.model.roster import Roster
from data.model.service_quality.records import Seat
from data.model.service_quality.seat_plan import Seated
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.seats import SeatProblem, check_seats, plan_seats, shortages
from rostering.seats.bound import fewest_left_out
from rostering.seats.check import counted

MONDAY = date(2026, 1, 5)


def a_problem(
    seed: int, people: int, days: int, seats: int, zones: int = 1, teams: int = 1
) -> SeatProblem:
    random = np.random.default_rng(seed)
    shifts = []
    for agent, day in product(range(people), range(days)):
        if random.random() < 0.75:
            start = int(random.choice([0, 6, 8, 14, 16, 22])) * 60
            shift = Shift(f"A{agent:02d}", MONDAY + timedelta(days=day), start, 480, "D")
            before = shifts[-1] if shifts and shifts[-1].agent_id == shift.agent_id else None
            late = before and (shift.day - before.day).days * 1440 + start < before.end_min
            shifts += [] if late else [shift]
    agents = tuple(
        Agent(f"A{k:02d}", "", "c", ("calls",), team=f"T{k % teams}") for k in range(people)
    )
    room = tuple(Seat(f"S{k:02d}", "", f"Z{k * zones // seats}") for k in range(seats))
    return SeatProblem(room, Roster(MONDAY, days, tuple(shifts)), agents)


def cheapest(problem: SeatProblem) -> int:
    """By trying every plan."""
    shifts = problem.roster.shifts
    ids = [seat.seat_id for seat in problem.usable]
    best = 10**9
    for chosen in product(ids, repeat=len(shifts)):
        seated = tuple(
            Seated(s.agent_id, s.day, seat, s.start_min)
            for s, seat in zip(shifts, chosen, strict=True)
        )
        moves = counted(problem, seated, {})[1]
        if moves < best and not check_seats(problem, seated):
            best = moves
    return best


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_is_sound_and_no_dearer_than_its_bound_says(seed: int) -> None:
    problem = a_problem(seed, 24, 10, 22, zones=3, teams=4)
    plan = plan_seats(problem, time_limit_s=0.3, seed=seed)
    assert check_seats(problem, plan.seated) == ()
    assert counted(problem, plan.seated, plan.homes) == (plan.unseated, plan.moves, plan.apart)
    assert plan.least_unseated == plan.unseated
    assert plan.least_moves <= plan.moves
    assert plan.least_apart <= plan.apart


@pytest.mark.parametrize("seed", range(6))
def test_few_moves_are_as_few_as_trying_every_plan_finds(seed: int) -> None:
    problem = a_problem(seed, 4, 3, 3)
    if shortages(problem) or len(problem.roster.shifts) > 9:
        problem = a_problem(seed + 100, 4, 2, 3)
    if not shortages(problem):
        plan = plan_seats(problem, time_limit_s=0.4, seed=seed)
        assert plan.moves == cheapest(problem)
        assert plan.least_moves <= plan.moves


def test_whoever_has_a_seat_of_their_own_never_moves() -> None:
    problem = a_problem(1, 20, 14, 20)
    plan = plan_seats(problem, time_limit_s=2.0)
    assert (plan.moves, plan.least_moves, plan.proven) == (0, 0, True)


def test_three_who_all_meet_on_two_seats_move_at_least_once() -> None:
    """A meets B, B meets C and C meets A: on two seats one of them must move."""
    shifts = (
        Shift("A", MONDAY, 480, 480, "D"),
        Shift("B", MONDAY, 480, 480, "D"),
        Shift("B", MONDAY + timedelta(days=1), 480, 480, "D"),
        Shift("C", MONDAY + timedelta(days=1), 480, 480, "D"),
        Shift("C", MONDAY + timedelta(days=2), 480, 480, "D"),
        Shift("A", MONDAY + timedelta(days=2), 480, 480, "D"),
    )
    agents = tuple(Agent(name, "", "c", ("calls",)) for name in "ABC")
    problem = SeatProblem((Seat("1"), Seat("2")), Roster(MONDAY, 3, shifts), agents)
    plan = plan_seats(problem, time_limit_s=1.0)
    assert (plan.moves, plan.least_moves, plan.proven) == (1, 1, True)
    assert plan.meeting == ((MONDAY, MONDAY + timedelta(days=2), 3),)


def test_people_with_a_skill_that_seats_are_for_sit_there_and_nowhere_else() -> None:
    shifts = tuple(Shift(name, MONDAY, 480, 480, "D") for name in ("A", "B", "C"))
    agents = (
        Agent("A", "", "c", ("calls", "video")),
        Agent("B", "", "c", ("calls",)),
        Agent("C", "", "c", ("calls",)),
    )
    seats = (Seat("1"), Seat("2"), Seat("V", kind="video"))
    problem = SeatProblem(seats, Roster(MONDAY, 1, shifts), agents)
    plan = plan_seats(problem, time_limit_s=0.2)
    assert plan.seat_of["A", MONDAY] == "V"
    assert plan.unseated == 0
    lacking = replace(problem, seats=(Seat("1"), Seat("2"), Seat("V", "", "", "video", True)))
    assert [(one.people, one.seats) for one in shortages(lacking)] == [(3, 2)]


def test_too_few_seats_leave_out_as_few_shifts_as_can_be() -> None:
    problem = a_problem(3, 20, 5, 6)
    plan = plan_seats(problem, time_limit_s=0.2)
    assert plan.unseated == plan.least_unseated > 0
    assert check_seats(problem, plan.seated) == ()
    assert max(one.people for one in shortages(problem)) > 6


def test_time_between_two_people_is_left_free() -> None:
    shifts = (Shift("A", MONDAY, 480, 240, "D"), Shift("B", MONDAY, 720, 240, "D"))
    agents = (Agent("A", "", "c", ("calls",)), Agent("B", "", "c", ("calls",)))
    problem = SeatProblem((Seat("1"),), Roster(MONDAY, 1, shifts), agents)
    assert plan_seats(problem, 0.1).unseated == 0
    assert plan_seats(replace(problem, between_min=15), 0.1).unseated == 1


def test_the_check_finds_who_shares_and_who_sits_nowhere() -> None:
    problem = a_problem(2, 3, 1, 1)
    shared = tuple(Seated(s.agent_id, s.day, "S00", s.start_min) for s in problem.roster.shifts)
    shifts = sorted(problem.roster.shifts, key=lambda s: s.start_min)
    assert any(a.end_min > b.start_min for a, b in pairwise(shifts))
    assert any("share" in fault for fault in check_seats(problem, shared))
    assert any("not in the plan" in fault for fault in check_seats(problem, ()))


def test_fewest_left_out_equals_trying_every_choice() -> None:
    random = np.random.default_rng(5)
    for _ in range(12):
        start = random.integers(0, 20, 7)
        end = start + random.integers(1, 9, 7)
        seats = int(random.integers(1, 4))
        least = min(
            7 - sum(stays)
            for stays in product((0, 1), repeat=7)
            if all(
                sum(s and a <= t < b for s, a, b in zip(stays, start, end, strict=True)) <= seats
                for t in range(30)
            )
        )
        assert fewest_left_out(start, end, seats) == least


def test_seats_given_twice_are_refused() -> None:
    with pytest.raises(InvalidValue, match="given twice: 1"):
        SeatProblem((Seat("1"), Seat("1")), Roster(MONDAY, 1), ())
