"""A seat plan judged by itself, without any search: what a plan may never do, and its cost."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from data.model.language import tr
from data.model.service_quality.seat_plan import Seated
from rostering.seats.model import SeatProblem
from rostering.seats.times import place


def check_seats(problem: SeatProblem, seated: tuple[Seated, ...]) -> tuple[str, ...]:
    """Every fault of a plan in one sentence each; none where it is sound."""
    faults = []
    known = {seat.seat_id: seat for seat in problem.seats}
    skills = {agent.agent_id: set(agent.skills) for agent in problem.agents}
    every = {skill for mine in skills.values() for skill in mine}
    special = {seat.kind for seat in problem.usable if seat.kind in every}
    where: dict[tuple[str, date, int], str] = {}
    for one in seated:
        key = (one.agent_id, one.day, one.start_min)
        if key in where:
            faults.append(tr("{agent} sits twice on {day}", agent=one.agent_id, day=one.day))
        where[key] = one.seat_id
        if not one.seat_id:
            continue
        seat = known.get(one.seat_id)
        if seat is None or seat.out_of_order:
            faults.append(tr("seat {seat} cannot be used", seat=one.seat_id))
            continue
        needed = skills.get(one.agent_id, set()) & special
        if (seat.kind not in needed) if needed else (seat.kind in special):
            faults.append(
                tr("seat {seat} is not for {agent}", seat=one.seat_id, agent=one.agent_id)
            )
    return tuple(faults) + tuple(_shared(problem, where))


def _shared(problem: SeatProblem, where: Mapping[tuple[str, date, int], str]) -> list[str]:
    faults = []
    held = defaultdict(list)
    for shift in problem.roster.shifts:
        seat = where.get((shift.agent_id, shift.day, shift.start_min))
        if seat is None:
            faults.append(
                tr("{agent} {day} is not in the plan", agent=shift.agent_id, day=shift.day)
            )
        elif seat:
            begin = (shift.day - problem.roster.first).days * 1440 + shift.start_min
            held[seat].append((begin, begin + shift.length_min + problem.between_min, shift))
    for seat, mine in held.items():
        mine.sort(key=lambda row: row[:2])
        for before, after in pairwise(mine):
            if after[0] < before[1]:
                faults.append(
                    tr(
                        "seat {seat}: {one} and {other} share it on {day}",
                        seat=seat,
                        one=before[2].agent_id,
                        other=after[2].agent_id,
                        day=after[2].day,
                    )
                )
    return faults


def counted(
    problem: SeatProblem, seated: tuple[Seated, ...], homes: Mapping[str, tuple[str, ...]]
) -> tuple[int, int, int]:
    """Shifts without a seat, changes of seat, shifts away from home [-]."""
    zone_of = {seat.seat_id: place(seat.site, seat.zone) for seat in problem.seats}
    unseated = moves = apart = 0
    before: dict[str, str] = {}
    for one in sorted(seated, key=lambda one: (one.agent_id, one.day, one.start_min)):
        if not one.seat_id:
            unseated += 1
            continue
        moves += before.get(one.agent_id, one.seat_id) != one.seat_id
        before[one.agent_id] = one.seat_id
        mine = homes.get(problem.team_of.get(one.agent_id, ""), ())
        apart += bool(mine) and zone_of[one.seat_id] not in mine
    return unseated, moves, apart
