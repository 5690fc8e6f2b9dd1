"""A seat plan of hundreds of people, its time and its distance from the bound."""

import time
from datetime import date, timedelta
from typing import Any

import numpy as np

from data.model.roster import Roster
from data.model.service_quality.records import Seat
from data.model.shift import Shift
from data.model.staff import Agent
from rostering.seats import SeatProblem, check_seats, plan_seats
from rostering.seats.times import heads, spans_of

FIRST = date(2026, 1, 5)
STARTS_MIN = (8 * 60, 9 * 60, 14 * 60, 23 * 60)


def a_roster(people: int, days: int, seed: int) -> tuple[Roster, tuple[Agent, ...]]:
    """Five days on, two off; a start a week, with strangers among them; ten teams."""
    random = np.random.default_rng(seed)
    shifts, agents = [], []
    for number in range(people):
        name, phase = f"A{number:03d}", int(random.integers(0, 7))
        agents.append(Agent(name, name, "c", ("calls",), team=f"T{number % 10}"))
        for day in range(days):
            if (day + phase) % 7 < 5:
                usual = (number + (day + phase) // 7) % 4
                start = STARTS_MIN[int(random.integers(0, 3)) if random.random() < 0.3 else usual]
                shifts.append(Shift(name, FIRST + timedelta(days=day), start, 480, "D"))
    return Roster(FIRST, days, tuple(shifts)), tuple(agents)


def run(people: int, days: int, room: float, time_limit_s: float, seed: int) -> dict[str, Any]:
    """Plan the seats once, check the plan apart from the search."""
    roster, agents = a_roster(people, days, seed)
    bare = SeatProblem((), roster, agents)
    peak = int(heads(spans_of(bare)).max())
    seats = int(peak * room)
    zones = max(1, seats // 25)
    places = tuple(Seat(f"S{k:03d}", "Main", f"Z{k * zones // seats}") for k in range(seats))
    problem = SeatProblem(places, roster, agents)
    begun, busy = time.perf_counter(), time.process_time()
    plan = plan_seats(problem, time_limit_s, seed)
    seconds, work = time.perf_counter() - begun, time.process_time() - busy
    return {
        "people": people, "days": days, "shifts": len(roster.shifts), "peak": peak,
        "seats": seats, "seconds": seconds, "processor_seconds": work,
        "unseated": plan.unseated, "moves": plan.moves, "least_moves": plan.least_moves,
        "apart": plan.apart, "least_apart": plan.least_apart, "proven": plan.proven,
        "faults": len(check_seats(problem, plan.seated)),
    }  # fmt: skip
