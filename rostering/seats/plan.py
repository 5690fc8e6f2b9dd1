"""The way in: a sweep seats everybody who can be seated, then annealing saves changes of seat."""

import threading
import time
from collections.abc import Callable

import numpy as np

from data.model.grid import BoolArray, FloatArray, IntArray
from data.model.service_quality.seat_plan import Seated, SeatPlan
from rostering.seats.bound import least_apart, least_moves, least_unseated
from rostering.seats.check import counted
from rostering.seats.flips import NEVER, Board, anneal
from rostering.seats.homes import away, homes_of
from rostering.seats.model import NO_SEAT, SeatProblem
from rostering.seats.times import Spans, spans_of

_STEPS = 1_500  # exchanges for each shift before the search ends
_ROUNDS = 200  # temperatures
_HOT, _COLD = 1.0, 0.12  # first and last temperature, in changes of seat


def plan_seats(
    problem: SeatProblem,
    time_limit_s: float = 7.0,
    seed: int = 0,
    stop: threading.Event | None = None,
    progress: Callable[[str, float], None] = lambda what, share: None,
) -> SeatPlan:
    """The best seat plan within a time, and what no plan can undercut.

    Parameters
    ----------
    time_limit_s
        For the annealing; the sweep and the bounds come besides [s].
    stop
        Set it from another thread: the best plan so far is taken.
    progress
        Called with what is done and a share of the time.
    """
    spans = spans_of(problem)
    homes = homes_of(spans, problem.team_of)
    least, windows = least_moves(spans, problem.roster.first)
    unseated, apart = least_unseated(spans), least_apart(spans, problem.team_of, homes)
    base = _base(problem, spans, away(spans, problem.team_of, homes))
    seat = _sweep(spans, base, float(problem.move_price))
    goal = unseated * NO_SEAT + problem.move_price * least + problem.apart_price * apart
    board = _board(problem, spans, base, seat)
    _improve(board, problem, goal, time_limit_s, seed, stop, progress)
    named = {team: tuple(spans.zones[zone] for zone in zones) for team, zones in homes.items()}
    ids = [seat.seat_id for seat in problem.usable] + [""]
    seated = tuple(
        sorted(
            Seated(shift.agent_id, shift.day, ids[seat], shift.start_min)
            for shift, seat in zip(spans.shifts, board.best.tolist(), strict=True)
        )
    )
    found = counted(problem, seated, named)
    return SeatPlan(
        seated,
        named,
        len(problem.usable),
        *found,
        unseated,
        least,
        apart,
        problem.move_price,
        problem.apart_price,
        windows,
    )


def _base(problem: SeatProblem, spans: Spans, apart: BoolArray) -> FloatArray:
    """Points of each agent on each seat; the last column is no seat."""
    base = np.where(spans.allowed, float(problem.apart_price) * apart, NEVER)
    return np.column_stack([base, np.full(len(spans.names), float(NO_SEAT))])


def _sweep(spans: Spans, base: FloatArray, move: float) -> IntArray:
    """In time order: one's last seat if it is free, else the cheapest; the longest yields.

    Nobody sits who ends later than somebody who stands: fewest shifts without a seat.
    """
    seats = base.shape[1] - 1
    seat = np.full(len(spans.shifts), seats, dtype=np.int64)
    held = np.full(seats, -1, dtype=np.int64)  # shift that took each seat last
    last = np.full(len(spans.names), -1, dtype=np.int64)
    for shift, agent in enumerate(spans.agent.tolist() if seats else ()):
        taken = (held >= 0) & (spans.end[held] > spans.start[shift])
        cost = np.where(taken, NEVER, base[agent, :seats])
        if last[agent] >= 0:
            cost[last[agent]] -= move
        best = int(np.argmin(cost))
        if cost[best] >= NEVER / 2:
            mine = np.flatnonzero(spans.allowed[agent])
            if not len(mine):
                continue
            best = int(mine[np.argmax(spans.end[held[mine]])])
            if spans.end[held[best]] <= spans.end[shift]:
                continue
            seat[held[best]] = seats
        seat[shift], held[best], last[agent] = best, shift, best
    return seat


def _board(problem: SeatProblem, spans: Spans, base: FloatArray, seat: IntArray) -> Board:
    """The plan as the annealing wants it; shifts without a seat stay without one."""
    seats, shifts = base.shape[1] - 1, len(seat)
    before, after = np.full(shifts, -1, dtype=np.int64), np.full(shifts, -1, dtype=np.int64)
    cost = float(base[spans.agent, seat].sum())
    for mine in spans.of_agent:
        sits = mine[seat[mine] < seats]
        before[sits[1:]], after[sits[:-1]] = sits[:-1], sits[1:]
        cost += problem.move_price * int((seat[sits[1:]] != seat[sits[:-1]]).sum())
    count = np.bincount(seat, minlength=seats + 1).astype(np.int64)[:seats]
    wide = 2 * int(count.max(initial=0)) + 8
    row, place = np.zeros((seats, wide), dtype=np.int64), np.zeros(shifts, dtype=np.int64)
    for one in range(seats):
        here = np.flatnonzero(seat == one)  # shifts are numbered in time order
        row[one, : len(here)], place[here] = here, np.arange(len(here))
    return Board(
        spans.start, spans.end, spans.agent, before, after, seat, row, count, place,
        np.ascontiguousarray(base), np.full(shifts, -1, dtype=np.int64),
        np.zeros(wide, dtype=np.int64), seat.copy(), np.array([cost, cost]),
    )  # fmt: skip


def _improve(
    board: Board,
    problem: SeatProblem,
    goal: float,
    time_limit_s: float,
    seed: int,
    stop: threading.Event | None,
    progress: Callable[[str, float], None],
) -> None:
    """Anneal until the bound, the end of the steps or of the time, ever cooler."""
    anneal(board, 0.0, 1.0, 0, 0)  # compiled before the clock runs, where it was not
    begun = time.monotonic()
    steps = max(200, len(board.seat) * _STEPS // _ROUNDS)
    unit = float(max(problem.move_price, problem.apart_price, 1))
    share, turn = 0.0, 0
    while board.cost[1] > goal and len(board.filled) and share < 1:
        if stop is not None and stop.is_set():
            break
        progress("seats", share)
        heat = unit * _HOT * (_COLD / _HOT) ** share
        anneal(board, float(problem.move_price), heat, steps, (seed * 7_919 + turn) % 2**31)
        turn += 1
        gone = (time.monotonic() - begun) / max(time_limit_s, 1e-9)
        share = max(turn / _ROUNDS, gone)
