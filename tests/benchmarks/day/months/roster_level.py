"""The closed loop with real shifts, breaks and people: one month of one series.

The month's staffing plan becomes a requirement, a staff of its size is rostered for it, and the
roster lives through what came: overnight the reroster engine answers the next day's need within a
budget of people, within the day actions are chosen as `peakshift day propose` does. Each day is
played call by call with the people who are then on the floor.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from data.model.day.proposals import KINDS
from data.model.grid import FloatArray, Grid, IntArray
from data.model.problem import RosterProblem
from data.model.requirement import Requirement
from data.model.roster import Roster
from data.model.series import ContactSeries
from data.model.shift import DAY_MIN
from data.model.special_day import SpecialDays
from data.samples import sample_staff
from rostering.day.check import lawful, with_agreed, with_options
from rostering.day.choose import Given, choose
from rostering.day.options import Options
from rostering.day.prices import DayPrices
from rostering.day.replay import replay_people
from rostering.evaluation.scorecard import score
from rostering.repair.disruption import Disruption, Surge, reroster
from rostering.rules import default_settings
from rostering.rules.language.presence import FloorCount
from rostering.simulation.replicate import LEVEL
from rostering.solver.solve import solve_roster
from rostering.staffing.period import aim_of_rest
from tests.benchmarks.day.months.closed_loop import Month, one_month
from tests.benchmarks.day.months.levels import cheapest_agents
from tests.benchmarks.day.months.planned import Terms

_HOURS_A_WEEK = 36.0  # that one person of the sample's contracts works, leave and days off aside
_SPARE = 1.08  # people beyond that, since shifts never fit the need
_WITHIN_H = (10, 14)
"""Hours of the day at which actions are looked for [h]."""
_NIGHT_LIMIT_S, _DAY_LIMIT_S = 4.0, 10.0


@dataclass(eq=False)
class _Lived:
    """What a roster went through."""

    served: float = 0.0
    counted: float = 0.0
    floor_slots: float = 0.0
    changed: int = 0
    actions: int = 0
    hard: int = 0

    @property
    def reached(self) -> float:
        return self.served / self.counted if self.counted else 1.0


def run(
    series: ContactSeries,
    special_days: SpecialDays,
    terms: Terms,
    *,
    weeks: int = 4,
    recourses: tuple[str, ...],
    time_limit_s: float = 60.0,
    seed: int = 0,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """The last month of a series under each recourse."""
    month = one_month(series, special_days, terms, weeks)
    problem = _problem(month, weeks, seed)
    result = solve_roster(problem, time_limit_s=time_limit_s, seed=seed)
    assert result.roster is not None, "the sample's rules leave a roster"
    total, rows = len(recourses) * 7 * weeks, []
    for number, recourse in enumerate(recourses):
        lived = _Life(month, problem, result.roster, recourse, seed).through(
            lambda day, number=number: progress(number * 7 * weeks + day, total)  # type: ignore[misc]
        )
        rows.append(_row(month, problem, recourse, lived))
    return {
        "level": "roster",
        "people": len(problem.agents),
        "roster_gap": result.gap,
        "series": rows,
        "all": {r["recourse"]: {"off": round(abs(r["reached"] - terms.target_share), 4)}
                for r in rows},
    }  # fmt: skip


def _row(month: Month, problem: RosterProblem, recourse: str, lived: _Lived) -> dict[str, Any]:
    h = problem.requirement.grid.slot_min / 60
    return {
        **month.foreknown(recourse, lived.reached),
        "recourse": recourse,
        "reached": round(lived.reached, 4),
        "hours": round(lived.floor_slots * h, 1),
        "touched": round(lived.changed / max(1, len(problem.agents) * problem.days), 4),
        "actions": lived.actions,
        "hard_violations": lived.hard,
    }


def _problem(month: Month, weeks: int, seed: int) -> RosterProblem:
    """The month's plan as a requirement, and a staff of its size."""
    series = month.loop.series
    first = series.grid.days[month.first]
    grid = Grid.for_days(first, 7 * weeks, series.grid.slot_min, series.grid.zone)
    heads = _on_grid(month.plan, grid)[None, :]
    hours = float(heads.sum()) * grid.slot_min / 60 / weeks
    people = max(8, round(_SPARE * hours / _HOURS_A_WEEK))
    staff = sample_staff({"queue": 1.0}, people, seed, slot_min=min(30, grid.slot_min))
    return RosterProblem(
        first,
        7 * weeks,
        Requirement("closed-loop", grid, ("queue",), heads, heads),
        staff.agents,
        staff.contracts,
        staff.menu,
        default_settings(),
        availability=staff.availability,
    )


def _on_grid(cells: IntArray, grid: Grid) -> IntArray:
    """Cells of days and slots of a regular day on a grid that may change its clock."""
    slot = grid.minute_of_day // grid.slot_min
    return np.asarray(cells[grid.day_index, slot], dtype=np.int64)


@dataclass(eq=False)
class _Life:
    """One recourse's month."""

    month: Month
    problem: RosterProblem
    roster: Roster
    recourse: str
    seed: int

    def through(self, progress: Callable[[int], None]) -> _Lived:
        """Live through every day."""
        lived, published = _Lived(), self.roster
        left = np.append(np.cumsum(self.month.mean.sum(axis=1)[::-1])[::-1], 0.0)
        target = self.month.loop.terms.target_share
        for day in range(self.problem.days):
            if self.recourse != "none":
                aim = aim_of_rest(target, lived.served, lived.counted, float(left[day]))
                self._overnight(day, aim)
            if self.recourse == "day":
                self._within(day, lived, float(left[day + 1]))
            self._play(day, lived)
            progress(day + 1)
        before, now = set(published.shifts), set(self.roster.shifts)
        lived.changed = len({(s.agent_id, s.day) for s in before ^ now})
        lived.hard = score(self.problem, self.roster).hard_violations
        return lived

    def _need(self, day: int, heads: IntArray, first: int = 0) -> RosterProblem:
        """The problem with other agents required on a day, from a slot of it on."""
        requirement = self.problem.requirement
        mine = np.flatnonzero(requirement.grid.day_index == day)[first:]
        every = requirement.heads.copy()
        every[0, mine] = heads[: len(mine)]
        changed = replace(requirement, heads=every, floor_heads=every)
        return replace(self.problem, requirement=changed)

    def _overnight(self, day: int, aim: float) -> None:
        wanted = self.month.overnight(day, self.month.plan[day], aim)
        problem = self._need(day, wanted)
        date = problem.dates[day]
        most = max(1, round(self.month.loop.terms.night_share * len(problem.agents)))
        what = Disruption((), (Surge("queue", date, 0, DAY_MIN, 0),), date, date, 20, most)
        self.roster = reroster(problem, self.roster, what, time_limit_s=_NIGHT_LIMIT_S).roster
        self.problem = problem

    def _within(self, day: int, lived: _Lived, left: float) -> None:
        """At some hours: the rest of the day as now expected, and the cheapest actions for it."""
        for hour in _WITHIN_H:
            seen = hour * 60 // self.problem.requirement.grid.slot_min
            rest = self.month.rest(day, seen)
            if rest is None or not rest.sum():
                continue
            aim = aim_of_rest(
                self.month.loop.terms.target_share, lived.served, lived.counted,
                float(rest.sum()) + left,
            )  # fmt: skip
            level = self.month.level(rest)
            problem = self._need(day, cheapest_agents(level, rest, aim), seen)
            self._act(problem, day, hour, lived)

    def _act(self, problem: RosterProblem, day: int, hour: int, lived: _Lived) -> None:
        prices = DayPrices(notice_min=30, spare_agents=1)
        options = Options(problem, self.roster, day, hour * 60, prices, KINDS)
        slots = np.flatnonzero(problem.requirement.grid.day_index == day)
        slots = slots[options.from_min // problem.requirement.grid.slot_min :]
        given = Given(problem, self.roster, slots, prices, options.point_cents)
        choice, _ = lawful(problem, self.roster, choose(given, options.found(), _DAY_LIMIT_S))
        self.roster = with_options(self.roster, choice.options)
        self.problem = with_agreed(problem, choice.options)
        lived.actions += len(choice.options)

    def _play(self, day: int, lived: _Lived) -> None:
        whole, date = self.problem.requirement.grid, self.problem.dates[day]
        grid = Grid.for_days(date, 1, whole.slot_min, whole.zone)
        came: FloatArray = np.round(self.month.came[day])[: grid.slots][None, :]
        queue = self.month.loop.terms.queue
        near = [s for s in self.roster.shifts if 0 <= (date - s.day).days <= 1]
        report = replay_people(
            grid, [queue], came, np.full(came.shape, self.month.loop.terms.handle_s), near,
            [(agent.agent_id, agent.skills) for agent in self.problem.agents], behaviours={},
            replications=1, seed=1000 * self.seed + day,
        )  # fmt: skip
        met, counted = LEVEL[queue.target.definition]
        lived.served += float(report.sums[0, 0, :, met].sum())
        lived.counted += float(report.sums[0, 0, :, counted].sum())
        present = FloorCount.of(self.problem, self.roster).present
        lived.floor_slots += float(present[:, whole.day_index == day].sum())
