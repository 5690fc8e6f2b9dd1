"""Shifts as spans of elementary intervals, and which seats will do for whom."""

from dataclasses import dataclass

import numpy as np

from data.model.grid import BoolArray, Grid, IntArray
from data.model.shift import Shift
from rostering.seats.model import SeatProblem


@dataclass(frozen=True, eq=False)
class Spans:
    """Shifts in order of their begin.

    Parameters
    ----------
    start, end
        Elapsed minutes since the roster's first midnight; the time that a seat stays free after
        a shift belongs to it [min], shape (shifts,).
    first, last
        Elementary intervals first <= i < last between begins and ends, shape (shifts,).
    agent
        Number of the agent, shape (shifts,).
    allowed
        Seats that will do for each agent, shape (agents, seats).
    zone_of
        Number of each seat's zone, shape (seats,).
    """

    shifts: tuple[Shift, ...]
    start: IntArray
    end: IntArray
    first: IntArray
    last: IntArray
    agent: IntArray
    names: tuple[str, ...]
    allowed: BoolArray
    zones: tuple[str, ...]
    zone_of: IntArray
    intervals: int

    @property
    def of_agent(self) -> tuple[IntArray, ...]:
        """Numbers of each agent's shifts, in time order."""
        order = np.argsort(self.agent, kind="stable")
        cuts = np.searchsorted(self.agent[order], np.arange(1, len(self.names)))
        return tuple(np.split(order, cuts)) if len(self.names) else ()


def spans_of(problem: SeatProblem) -> Spans:
    """The shifts of a problem on one line of time."""
    roster = problem.roster
    clock = Grid.for_days(roster.first, roster.days + 2, 1, problem.zone)
    known: dict[tuple[int, int], int] = {}

    def at(shift: Shift, minute: int) -> int:
        key = ((shift.day - roster.first).days, minute)
        if key not in known:
            known[key] = clock.slot_at(shift.day, minute)
        return known[key]

    timed = sorted(
        ((at(one, one.start_min), at(one, one.end_min), one) for one in roster.shifts),
        key=lambda row: (row[0], row[1], row[2]),
    )
    start = np.array([row[0] for row in timed], dtype=np.int64)
    end = np.array([row[1] for row in timed], dtype=np.int64) + problem.between_min
    shifts = tuple(row[2] for row in timed)
    names = tuple(sorted({shift.agent_id for shift in shifts}))
    number = {name: k for k, name in enumerate(names)}
    cuts = np.unique(np.concatenate([start, end])) if shifts else np.empty(0, dtype=np.int64)
    places = [place(seat.site, seat.zone) for seat in problem.usable]
    zones = tuple(sorted(set(places)))
    return Spans(
        shifts,
        start,
        end,
        np.searchsorted(cuts, start).astype(np.int64),
        np.searchsorted(cuts, end).astype(np.int64),
        np.array([number[shift.agent_id] for shift in shifts], dtype=np.int64),
        names,
        _allowed(problem, names),
        zones,
        np.array([zones.index(one) for one in places], dtype=np.int64),
        max(0, len(cuts) - 1),
    )


def place(site: str, zone: str) -> str:
    """How a zone of a site is called."""
    return " / ".join(part for part in (site, zone) if part) or "-"


def _allowed(problem: SeatProblem, names: tuple[str, ...]) -> BoolArray:
    """Seats that are called like a skill are for people with it, who sit nowhere else."""
    skills = {agent.agent_id: set(agent.skills) for agent in problem.agents}
    every = {skill for mine in skills.values() for skill in mine}
    kinds = [seat.kind if seat.kind in every else "" for seat in problem.usable]
    allowed = np.zeros((len(names), len(kinds)), dtype=bool)
    for row, name in enumerate(names):
        needed = skills.get(name, set()) & set(kinds)
        allowed[row] = [kind in needed if needed else not kind for kind in kinds]
    return allowed


def heads(spans: Spans, which: BoolArray | None = None) -> IntArray:
    """People in at each elementary interval [people], shape (intervals,)."""
    change = np.zeros(spans.intervals + 1, dtype=np.int64)
    chosen = slice(None) if which is None else which
    np.add.at(change, spans.first[chosen], 1)
    np.subtract.at(change, spans.last[chosen], 1)
    return np.cumsum(change)[:-1]
