"""The way in: a sweep seats everybody who can be seated, then one person at a time does better."""

import threading
import time
from collections.abc import Callable

import numpy as np

from data.model.grid import FloatArray, IntArray
from data.model.service_quality.seat_plan import Seated, SeatPlan
from rostering.seats.bound import least_apart, least_moves, least_unseated
from rostering.seats.check import counted
from rostering.seats.homes import away, homes_of
from rostering.seats.model import NO_SEAT, SeatProblem
from rostering.seats.times import Spans, spans_of

_EJECT = 0.75  # of a move: what it costs to ask somebody out of a seat, while searching
_PATIENCE = 12  # failed exchanges a person before the search ends


def plan_seats(
    problem: SeatProblem,
    time_limit_s: float = 8.0,
    seed: int = 0,
    stop: threading.Event | None = None,
    progress: Callable[[str, float], None] = lambda what, share: None,
) -> SeatPlan:
    """The best seat plan within a time, and what no plan can undercut.

    Parameters
    ----------
    time_limit_s
        For the exchanges; the sweep and the bounds come besides [s].
    stop
        Set it from another thread: the best plan so far is taken.
    progress
        Called with what is done and a share of the time.
    """
    spans = spans_of(problem)
    homes = homes_of(spans, problem.team_of)
    least, windows = least_moves(spans, problem.roster.first)
    unseated, apart = least_unseated(spans), least_apart(spans, problem.team_of, homes)
    search = _Search(problem, spans, away(spans, problem.team_of, homes))
    goal = unseated * NO_SEAT + problem.move_price * least + problem.apart_price * apart
    search.improve(goal, time_limit_s, np.random.default_rng(seed), stop, progress)
    named = {team: tuple(spans.zones[zone] for zone in zones) for team, zones in homes.items()}
    ids = [seat.seat_id for seat in problem.usable] + [""]
    seated = tuple(
        sorted(
            Seated(shift.agent_id, shift.day, ids[seat], shift.start_min)
            for shift, seat in zip(spans.shifts, search.best.tolist(), strict=True)
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


class _Search:
    """Seats of all shifts, and who holds which seat when.

    Notes
    -----
    `held[seat, interval]` is the shift there, or -1; seat number `seats` stands for none, and is
    held by nobody.
    """

    def __init__(self, problem: SeatProblem, spans: Spans, apart: np.ndarray) -> None:
        self.spans, self.mine = spans, spans.of_agent
        self.seats = len(problem.usable)
        self.move = float(problem.move_price)
        base = np.where(spans.allowed, problem.apart_price * apart, np.inf)
        self.base = np.column_stack([base, np.full(len(spans.names), float(NO_SEAT))])
        self.seat = np.full(len(spans.shifts), self.seats, dtype=np.int64)
        self.held = np.full((self.seats, max(1, spans.intervals)), -1, dtype=np.int64)
        self._sweep()
        self.paid = np.array([self._cost(agent) for agent in range(len(self.mine))])
        self.best = self.seat.copy()

    def _sweep(self) -> None:
        """In time order: one's last seat if it is free, else the cheapest; the longest yields."""
        spans = self.spans
        last = np.full(len(spans.names), -1, dtype=np.int64)
        for shift in range(len(spans.shifts)):
            agent, column = int(spans.agent[shift]), int(spans.first[shift])
            cost = self.base[agent, : self.seats].copy()
            cost[self.held[:, column] >= 0] = np.inf
            if last[agent] >= 0:
                cost[last[agent]] -= self.move
            best = int(np.argmin(cost)) if self.seats else -1
            if best < 0 or not np.isfinite(cost[best]):
                self._in_place_of_longest(shift, agent, column)
                continue
            self._sit(shift, best)
            last[agent] = best

    def _in_place_of_longest(self, shift: int, agent: int, column: int) -> None:
        """Nobody sits who ends later than somebody who stands: fewest shifts without a seat."""
        there = self.held[:, column][self.spans.allowed[agent]]
        if not len(there):
            return
        longest = int(there[np.argmax(self.spans.end[there])])
        if self.spans.end[longest] > self.spans.end[shift]:
            seat = int(self.seat[longest])
            self._rise(longest)
            self._sit(shift, seat)

    def _sit(self, shift: int, seat: int) -> None:
        self.seat[shift] = seat
        if seat < self.seats:
            self.held[seat, self.spans.first[shift] : self.spans.last[shift]] = shift

    def _rise(self, shift: int) -> None:
        seat = int(self.seat[shift])
        if seat < self.seats:
            self.held[seat, self.spans.first[shift] : self.spans.last[shift]] = -1
        self.seat[shift] = self.seats

    def _cost(self, agent: int) -> float:
        mine = self.seat[self.mine[agent]]
        sits = mine[mine < self.seats]
        moves = int((sits[1:] != sits[:-1]).sum())
        return float(self.base[agent, mine].sum()) + self.move * moves

    def _place(self, agent: int, eject: float, held: FloatArray | None = None) -> set[int]:
        """Seat all shifts of an agent at least cost; returns agents who had to rise for it.

        The cheapest way through seats, shift by shift: stay, or move from the cheapest seat.
        `eject` prices each seat that somebody holds; infinite: nobody is asked to rise.
        """
        numbers, spans = self.mine[agent], self.spans
        costs = np.tile(self.base[agent], (len(numbers), 1))
        for k, shift in enumerate(numbers.tolist()):
            taken = (self.held[:, spans.first[shift] : spans.last[shift]] >= 0).any(axis=1)
            costs[k, : self.seats][taken] += eject
        if held is not None:
            costs = costs + held
        seats = self._cheapest(costs)
        risen: set[int] = set()
        for shift, seat in zip(numbers.tolist(), seats, strict=True):
            if seat < self.seats:
                span = self.held[seat, spans.first[shift] : spans.last[shift]]
                for other in set(span[span >= 0].tolist()):
                    risen.add(int(spans.agent[other]))
                    self._rise(other)
            self._sit(shift, seat)
        self.paid[agent] = self._cost(agent)
        return risen

    def _cheapest(self, costs: FloatArray) -> list[int]:
        best, came = costs[0].copy(), []
        here = np.arange(costs.shape[1])
        for row in costs[1:]:
            cheapest = int(np.argmin(best))
            moved = best[cheapest] + self.move
            came.append(np.where(best <= moved, here, cheapest))
            best = np.minimum(best, moved) + row
        seat = int(np.argmin(best))
        seats = [seat]
        for back in reversed(came):
            seat = int(back[seat])
            seats.append(seat)
        return seats[::-1]

    def _clear(self, agent: int) -> None:
        for shift in self.mine[agent].tolist():
            self._rise(shift)

    def improve(
        self,
        goal: float,
        time_limit_s: float,
        random: np.random.Generator,
        stop: threading.Event | None,
        progress: Callable[[str, float], None],
    ) -> None:
        """Everybody anew, one by one; then exchanges, until the bound, the time or no gain."""
        begun = time.monotonic()
        total, failed = float(self.paid.sum()), 0
        best = total
        people = len(self.mine)
        todo: list[int] = list(np.argsort(-self.paid, kind="stable"))
        for agent in todo:
            self._again(int(agent), np.inf)
        total = float(self.paid.sum())
        if total <= best:
            best, self.best = total, self.seat.copy()
        while total > goal and people and failed < _PATIENCE * people:
            gone = time.monotonic() - begun
            if gone > time_limit_s or (stop is not None and stop.is_set()):
                break
            progress("seats", gone / time_limit_s)
            worse = np.flatnonzero(self.paid > 0)
            agent = int(random.choice(worse, p=self.paid[worse] / self.paid[worse].sum()))
            total, gained = self._exchange(agent, random, total)
            failed = 0 if gained else failed + 1
            if total < best:
                best, self.best = total, self.seat.copy()
        self.seat = self.best

    def _again(self, agent: int, eject: float) -> set[int]:
        self._clear(agent)
        return self._place(agent, eject)

    def _exchange(
        self, agent: int, random: np.random.Generator, total: float
    ) -> tuple[float, bool]:
        """One person takes seats of others, who sit down anew; taken back where it costs more."""
        before, paid = self.seat.copy(), self.paid.copy()
        # a little chance, so that the same exchange is not tried for ever
        noise = random.random(self.seats + 1) * self.move * 0.3
        noise[-1] = 0.0
        self._clear(agent)
        asked = self._place(agent, self.move * _EJECT, np.asarray(noise)) - {agent}
        touched = {agent} | asked
        for other in asked:
            self._clear(other)
        for other in random.permutation(sorted(asked)).tolist():
            self._place(int(other), np.inf)
        new = float(self.paid.sum())
        if new > total:
            self._restore(touched, before, paid)
            return total, False
        return new, new < total

    def _restore(self, touched: set[int], before: IntArray, paid: FloatArray) -> None:
        for agent in touched:
            self._clear(agent)
        for agent in touched:
            for shift in self.mine[agent].tolist():
                self._sit(shift, int(before[shift]))
        self.paid = paid
