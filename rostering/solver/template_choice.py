"""Which few shift codes serve a typical week best: a mixed-integer programme over counts of people.

People of a contract are counted by weekday and code. Skills are pooled and breaks lie spread over
their windows, so its points only rank choices; a roster from the chosen ones says what it truly
costs.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]

from rostering.solver.program import answered
from rostering.solver.template_needs import (
    WEEK,
    Code,
    Need,
    TypicalWeek,
    are_met,
    is_met,
    needs_of,
)

_TRIED = 8
"""Least worked codes of which the one missed least is dropped."""
_ADDED = 16
"""Codes of a group of which one must stay that a search begins with."""
_EXCHANGED = (4, 2, 8, 1, 12)
"""Codes taken on at once before as many are dropped again; the next number where one fails."""


@dataclass(frozen=True)
class Chosen:
    """The best choice found.

    Parameters
    ----------
    points, bound
        Of a typical week: what the choice costs, and what no choice of that many codes can
        undercut.
    """

    keys: tuple[str, ...]
    points: float
    bound: float


def choose(
    week: TypicalWeek,
    codes: Sequence[Code],
    most: int | None,
    time_limit_s: float = 10.0,
) -> Chosen | None:
    """The best `most` of some codes, as `Chooser.best` finds them."""
    return Chooser(week, codes).best(range(len(codes)), most, time_limit_s)


class Chooser:
    """The linear programme of all codes, made once and solved again with some of them closed."""

    def __init__(self, week: TypicalWeek, codes: Sequence[Code]) -> None:
        self.week, self.codes = week, codes
        self.programme = _Programme(week, dict(enumerate(codes)))
        self.solver = mathopt.IncrementalSolver(self.programme.model, mathopt.SolverType.GLOP)
        self.open = self.within = frozenset(range(len(codes)))
        self.needs: tuple[Need, ...] = ()
        self.worked: dict[int, float] = {}
        self.prospect: dict[int, float] = {}

    def best(
        self,
        numbers: Iterable[int],
        most: int | None,
        time_limit_s: float = 10.0,
        must: Sequence[frozenset[str]] = (),
    ) -> Chosen | None:
        """The best `most` codes (None: all may be used), or None where nobody gets their hours.

        Half of the time codes are dropped and exchanged one by one; the other half a mixed-integer
        programme proves how much better a choice could be, and sometimes finds it.

        Parameters
        ----------
        numbers
            Places of the codes that may be chosen, among all.
        must
            Groups of keys; one code of each is chosen.
        """
        codes = {n: self.codes[n] for n in sorted(numbers)}
        self.within = frozenset(codes)
        self.needs = needs_of(self.week, codes, must)
        free = self.points(codes)
        if free is None:
            return None
        if most is None or most >= len(codes):
            chosen = self.completed(self.used, 1)
            return Chosen(tuple(self.codes[n].key for n in chosen), round(free, 6), round(free, 6))
        began = time.monotonic()
        best = self.few(most, began + time_limit_s / 2)
        programme = _Programme(self.week, codes)
        programme.allow(most, self.needs)
        left = max(1.0, time_limit_s - (time.monotonic() - began))
        limits = mathopt.SolveParameters(time_limit=timedelta(seconds=left))
        answer = mathopt.solve(programme.model, mathopt.SolverType.HIGHS, params=limits)
        bound = max(free, answer.dual_bound()) if np.isfinite(answer.dual_bound()) else free
        if answer.has_primal_feasible_solution():
            keys = programme.used(answer, self.needs)
            if best is None or answer.objective_value() < best[0]:
                best = (float(answer.objective_value()), keys)
        if best is None:
            return None
        return Chosen(best[1], round(best[0], 6), round(min(bound, best[0]), 6))

    @property
    def used(self) -> list[int]:
        """Codes that somebody works in the last solution, most first."""
        return sorted(self.worked, key=lambda n: -self.worked[n])

    def points(self, chosen: Iterable[int]) -> float | None:
        """What a choice costs; None where it leaves a contract without its hours."""
        wanted = frozenset(chosen)
        if not are_met(self.needs, wanted):
            return None
        for (contract, _, number), count in self.programme.counts.items():
            if (number in wanted) != (number in self.open):
                people = self.programme.week.people[contract]
                count.upper_bound = people if number in wanted else 0.0
        self.open = wanted
        answer = answered(self.solver.solve)
        if answer is None:  # without the last basis
            self.solver = mathopt.IncrementalSolver(self.programme.model, mathopt.SolverType.GLOP)
            answer = answered(self.solver.solve)
        if answer is None or answer.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        self._read(answer)
        return float(answer.objective_value())

    def _read(self, answer: Any) -> None:
        values, costs = answer.variable_values(), answer.reduced_costs()
        self.worked, self.prospect = {}, {}
        for (_, _, number), count in self.programme.counts.items():
            if values[count] > 1e-6:
                self.worked[number] = self.worked.get(number, 0.0) + values[count]
            if number in self.within and number not in self.open:
                self.prospect[number] = self.prospect.get(number, 0.0) + min(0.0, costs[count])

    def few(self, most: int, until: float) -> tuple[float, tuple[str, ...]] | None:
        """A choice of few codes: drop the least missed, then exchange while that helps."""
        self.points(self.within)
        kept = self._drop(self.completed(self.used, _ADDED), most, until)
        if kept is None:
            return None
        best, failed = self.points(kept), 0
        while best is not None and failed < len(_EXCHANGED) and time.monotonic() < until:
            self.points(kept)
            fresh = sorted(self.prospect, key=lambda n: self.prospect[n])[: _EXCHANGED[failed]]
            other = self._drop([*kept, *fresh], most, until)
            points = self.points(other) if other else None
            if other is None or points is None or points >= best - 1e-6:
                failed += 1
            else:
                kept, best, failed = other, points, 0
        return None if best is None else (best, tuple(self.codes[n].key for n in sorted(kept)))

    def completed(self, numbers: Iterable[int], each: int) -> list[int]:
        """Some codes, and so many of each group that they lack, spread over the day."""
        found = list(numbers)
        for need in self.needs:
            if not is_met(need, frozenset(found)):
                for group in min(need, key=lambda alternative: sum(map(len, alternative))):
                    found += sorted(group.difference(found))[:: -(-len(group) // each)]
        return found

    def _drop(self, codes: list[int], most: int, until: float) -> list[int] | None:
        """Drop codes one by one, each time the one of the least worked that is missed least.

        When time is up the least worked go unasked, a third of the excess at once.
        """
        kept = list(codes)
        while len(kept) > most:
            if self.points(kept) is None:
                return None
            worked = [n for n in kept if n in self.worked]
            if most <= len(worked) < len(kept) and self._possible(worked):
                kept = worked
                continue
            if time.monotonic() < until:
                gone = self._least_missed(kept)
            else:
                gone = self._least_worked(kept, -(-(len(kept) - most) // 3))
            if not gone:
                return None
            kept = [n for n in kept if n not in gone]
        return kept

    def _least_missed(self, kept: list[int]) -> list[int]:
        """Of the codes worked least that can be dropped, the one that costs least to drop."""
        without = {n: [k for k in kept if k != n] for n in kept}
        last = [n for n in self._by_work(kept) if self._possible(without[n])][:_TRIED]
        costs = {n: self.points(without[n]) for n in last}
        known = {n: points for n, points in costs.items() if points is not None}
        return [min(known, key=known.__getitem__)] if known else []

    def _least_worked(self, kept: list[int], many: int) -> list[int]:
        """Some codes worked least that can be dropped together."""
        gone: list[int] = []
        for number in self._by_work(kept):
            if len(gone) < many and self._possible(set(kept).difference(gone, [number])):
                gone.append(number)
        return gone

    def _by_work(self, kept: list[int]) -> list[int]:
        return sorted(kept, key=lambda n: self.worked.get(n, 0.0))

    def _possible(self, numbers: Iterable[int]) -> bool:
        return are_met(self.needs, frozenset(numbers))


class _Programme:
    """Counts, codes that may be used, and what cover costs."""

    def __init__(self, week: TypicalWeek, codes: Mapping[int, Code]) -> None:
        self.week, self.codes, self.model = week, codes, mathopt.Model()
        self.counts: dict[tuple[str, int, int], mathopt.Variable] = {}
        self.flags: dict[int, mathopt.Variable] = {}
        per_day = len(week.heads) // WEEK
        self._cover: list[list[Any]] = [[] for _ in week.heads]
        for number, code in codes.items():
            self._place(number, code, per_day)
        self._hours()
        self._price()

    def _place(self, number: int, code: Code, per_day: int) -> None:
        for contract in sorted(code.contracts):
            for day in range(WEEK):
                count = self.model.add_variable(lb=0.0, ub=self.week.people[contract])
                self.counts[contract, day, number] = count
                first = day * per_day + code.start_slot
                for offset in np.flatnonzero(code.presence).tolist():
                    slot = (first + offset) % len(self._cover)
                    self._cover[slot].append(count * float(code.presence[offset]))

    def _hours(self) -> None:
        """Paid time and days of every contract."""
        for contract, people in self.week.people.items():
            mine = [(k, v) for k, v in self.counts.items() if k[0] == contract]
            paid = mathopt.fast_sum([v * float(self.codes[k[2]].paid_min) for k, v in mine])
            least, most = self.week.paid_min[contract]
            self.model.add_linear_constraint(paid >= least * people)
            self.model.add_linear_constraint(paid <= most * people)
            self.model.add_linear_constraint(mathopt.fast_sum([v for _, v in mine]) <= 6 * people)
            for day in range(WEEK):
                today = mathopt.fast_sum([v for k, v in mine if k[1] == day])
                self.model.add_linear_constraint(today <= people)

    def allow(self, most: int, needs: Iterable[Need]) -> None:
        """At most so many codes, and every need met."""
        self.flags = {number: self.model.add_binary_variable() for number in self.codes}
        self.model.add_linear_constraint(mathopt.fast_sum(self.flags.values()) <= float(most))
        for (contract, _, number), count in self.counts.items():
            ceiling = self.week.people[contract] * self.flags[number]
            self.model.add_linear_constraint(count <= ceiling)
        for need in needs:
            self._meet(need)

    def _meet(self, need: Need) -> None:
        """One of the alternatives holds, and with it one code out of each of its groups."""
        holds = [self.model.add_binary_variable() for _ in need]
        self.model.add_linear_constraint(mathopt.fast_sum(holds) >= 1.0)
        for held, alternative in zip(holds, need, strict=True):
            for group in alternative:
                there = mathopt.fast_sum([self.flags[number] for number in sorted(group)])
                self.model.add_linear_constraint(there >= held)

    def _price(self) -> None:
        cost: list[Any] = []
        for slot, need in enumerate(self.week.heads.tolist()):
            short = self.model.add_variable(lb=0.0)
            over = self.model.add_variable(lb=0.0)
            there = mathopt.fast_sum(self._cover[slot])
            self.model.add_linear_constraint(there + short - over == need)
            cost += [short * self.week.shortfall, over * self.week.surplus]
        self.model.minimize(mathopt.fast_sum(cost))

    def used(self, answer: Any, needs: Iterable[Need]) -> tuple[str, ...]:
        """Codes that anybody works; all that were chosen, where these alone leave a need open."""
        values = answer.variable_values()
        worked = {number for (_, _, number), v in self.counts.items() if values[v] > 1e-6}
        if not are_met(needs, frozenset(worked)):
            worked |= {number for number, flag in self.flags.items() if values[flag] > 0.5}
        return tuple(self.codes[number].key for number in sorted(worked))
