"""Finds the cheapest legal tour of an agent at given prices, exactly or with a proven bound."""

import threading
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.staff_rostering.partition.instance import OFF, CoverInstance, TourRules
from tests.benchmarks.staff_rostering.partition.kernel import BIG, cheapest_tour
from tests.benchmarks.staff_rostering.partition.stretches import (
    MOST_STATES,
    Stretches,
    compile_stretches,
)

SMALL_LIMIT = 8
"""Shift types limited to so few shifts are counted at once: the limit nearly always binds."""

PENALTY_STEPS = 20
STEPS_AFTER_LEGAL = 2
LARGEST_FINE = BIG // 1024
"""Keeps sums over a year of fined shifts below `BIG`."""


@dataclass(frozen=True, eq=False)
class Tour:
    """A row and its price; `bound` undercuts the price of every legal row (equal where exact).

    Where many limits on shift types bind at once no legal row may be found; then `row` breaks some
    of them, `legal` says so, and `bound` holds all the same.
    """

    row: np.ndarray
    cost: int
    bound: int
    legal: bool = True


class TourFinder:
    """Compiled rules of every agent of an instance; safe to share between threads."""

    def __init__(self, instance: CoverInstance) -> None:
        self.instance = instance
        self._compiled: dict[tuple[TourRules, tuple[int, ...]], Stretches] = {}
        self._local = threading.local()
        self._fines: dict[int, np.ndarray] = {}
        self._must = np.zeros(instance.days, dtype=np.bool_)
        self._counted = [self._begin(rules) for rules in instance.rules]
        self._limited = [self._limited_shift_types(rules) for rules in instance.rules]

    def best(
        self,
        agent: int,
        cost: np.ndarray,
        free: np.ndarray | None = None,
        must: np.ndarray | None = None,
    ) -> Tour | None:
        """Cheapest tour for an agent, or None where it is certain that no legal tour exists.

        Parameters
        ----------
        cost
            Price of each shift type on each day, int32, shape (days, shift types); `BIG` forbids.
        free, must
            Days on which the agent may and must work, shape (days,).
        """
        free = self.instance.free[agent] if free is None else free
        must = self._must if must is None else must
        rules = self.instance.rules[agent]
        counted = self._counted[agent]
        if agent in self._fines:  # counting was too large before; those fines fit again
            return self._penalised(agent, cost, free, must, -BIG)
        while True:
            value, row = self._search(rules, counted, cost, free, must)
            if value >= BIG // 2:
                return None
            broken = self._broken(agent, row)
            if not broken:
                return Tour(row, value, value)
            wider = (*counted, broken[0])
            if len(wider) > 2 or self._stretches(rules, wider).states > MOST_STATES:
                return self._penalised(agent, cost, free, must, value)
            counted = wider

    def legal(self, agent: int, row: np.ndarray) -> bool:
        """Whether the rules allow a row: the only row left to choose must be found."""
        cost = np.full((self.instance.days, self.instance.shift_types), BIG, dtype=np.int32)
        day = np.nonzero(row >= 0)[0]
        cost[day, row[day]] = 0
        worked = row >= 0
        tour = self.best(agent, cost, self.instance.free[agent] & worked, worked)
        return tour is not None and tour.legal

    def price(self, row: np.ndarray, cost: np.ndarray) -> int:
        """Price of a given row."""
        day = np.nonzero(row >= 0)[0]
        return int(cost[day, row[day]].sum())

    def _begin(self, rules: TourRules) -> tuple[int, ...]:
        limited = [
            shift_type
            for shift_type in self._limited_shift_types(rules)
            if rules.most[shift_type] <= SMALL_LIMIT
        ]
        return tuple(limited) if len(limited) <= 2 else ()

    def _limited_shift_types(self, rules: TourRules) -> list[int]:
        """Shift types whose limit can bind at all."""
        fit = [
            min(self.instance.days, rules.max_minutes // int(length))
            for length in self.instance.minutes
        ]
        return [
            shift_type for shift_type, most in enumerate(rules.most) if 0 < most < fit[shift_type]
        ]

    def _broken(self, agent: int, row: np.ndarray) -> list[int]:
        most = self.instance.rules[agent].most
        return [
            shift_type
            for shift_type in self._limited[agent]
            if int((row == shift_type).sum()) > most[shift_type]
        ]

    def _penalised(
        self, agent: int, cost: np.ndarray, free: np.ndarray, must: np.ndarray, bound: int
    ) -> Tour | None:
        """Price the limits that are too large to count; the best such price sum is a bound."""
        rules = self.instance.rules[agent]
        fine = self._fines.get(agent, np.zeros(self.instance.shift_types, dtype=np.int64)).copy()
        step = max(1, int(np.abs(cost[cost < BIG // 2]).mean()))
        best: Tour | None = None
        row = np.full(self.instance.days, OFF, dtype=np.int64)
        after_legal = 0
        for _ in range(PENALTY_STEPS):
            if after_legal > STEPS_AFTER_LEGAL:
                break
            after_legal += best is not None
            priced = np.where(cost >= BIG // 2, BIG, cost + fine).astype(np.int32)
            value, row = self._search(rules, (), priced, free, must)
            if value >= BIG // 2:
                return None
            fines = int(
                sum(
                    fine[shift_type] * rules.most[shift_type] for shift_type in self._limited[agent]
                )
            )
            bound = max(bound, value - fines)
            broken = self._broken(agent, row)
            if not broken:
                real = self.price(row, cost)
                if best is None or real < best.cost:
                    best = Tour(row, real, bound)
                if best.cost <= bound:
                    break
                fine = fine * 3 // 4
            elif best is None:
                step *= 2  # reach a legal row first, its price matters later
            for shift_type in broken:
                fine[shift_type] = min(fine[shift_type] + step, LARGEST_FINE)
        self._fines[agent] = fine
        if best is None:
            return Tour(row, self.price(row, cost), bound, legal=False)
        return Tour(best.row, best.cost, min(bound, best.cost))

    def _search(
        self,
        rules: TourRules,
        counted: tuple[int, ...],
        cost: np.ndarray,
        free: np.ndarray,
        must: np.ndarray,
    ) -> tuple[int, np.ndarray]:
        s = self._stretches(rules, counted)
        return cheapest_tour(  # type: ignore[no-any-return]
            self._space(s.states),
            cost, free, must, s.class_of, s.follow, s.extra, s.shortest_units,
            s.signature_units, s.signature_counts, s.weekends_in, s.low, s.high, s.limits,
            s.max_weekends, int(s.low[-1]), rules.min_run, rules.max_run, max(1, rules.min_off),
        )  # fmt: skip

    def _space(self, states: int) -> np.ndarray:
        """Work space of this thread: fresh memory for each search would cost more than it."""
        room: np.ndarray | None = getattr(self._local, "room", None)
        if room is None or room.shape[1] < states:
            room = np.full((2, states), BIG, dtype=np.int32)
            self._local.room = room
        return room

    def _stretches(self, rules: TourRules, counted: tuple[int, ...]) -> Stretches:
        key = (rules, counted)
        if key not in self._compiled:
            self._compiled[key] = compile_stretches(self.instance, rules, counted)
        return self._compiled[key]
