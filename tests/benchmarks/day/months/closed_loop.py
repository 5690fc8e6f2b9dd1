"""The closed loop: plan four weeks, answer to what comes, and see what the months reached.

At the level of staffing: agents by slot, no shifts. The plan is made from a forecast at the month's
first midnight; overnight the next day's agent-hours may move by a share, and within the day by
another, each move paid for and with two hours' notice. What came is played call by call. Beside it
stand the fewest hours, for the service that was reached, of one who knew each day's total and had
our profile, and of one who knew every slot's count (which nobody can).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray, IntArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.intraday.day_ahead import DayAhead
from forecasting.intraday.update import DayUpdate, update_trail
from rostering.staffing.period import aim_of_rest
from tests.benchmarks.day.day_ahead import day_ahead_of
from tests.benchmarks.day.months.foresight import range_with_recourse, range_without_recourse
from tests.benchmarks.day.months.levels import LevelTable, cheapest_agents, moved_within
from tests.benchmarks.day.months.planned import Terms, plan_month

RECOURSES = ("none", "night", "day")
_LEARN_DAYS, _LEAST_DAYS = 150, 28
_NOTICE_H, _STEP_H = 2, 2
_TOLERANCE = 0.01  # a rest of the day expected this near to its aim is left alone
_AIMS = (0.55, 0.65, 0.7, 0.75, 0.78, 0.8, 0.82, 0.85, 0.9, 0.95)


def run(
    cases: Sequence[tuple[ContactSeries, SpecialDays]],
    terms: Terms,
    *,
    origins: int = 4,
    weeks: int = 4,
    recourses: Sequence[str] = RECOURSES,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Months of each series under each recourse, and all of them together."""
    rows: list[dict[str, Any]] = []
    pool = ProcessPoolExecutor(processes) if processes > 1 else None
    try:
        for number, (series, special_days) in enumerate(cases):
            firsts = month_origins(series, origins, 7 * weeks)
            loop = _Loop.of(series, special_days, terms, firsts[0], pool)
            for done, first in enumerate(firsts, 1):
                month = Month(loop, first, 7 * weeks)
                rows += [month.row(recourse) for recourse in recourses]
                progress(number * origins + done, len(cases) * origins)
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
    return {"series": rows, "all": {r: _together(rows, r, terms) for r in recourses}}


def one_month(
    series: ContactSeries, special_days: SpecialDays, terms: Terms, weeks: int
) -> "Month":
    """The last month of a series."""
    (first,) = month_origins(series, 1, 7 * weeks)
    return Month(_Loop.of(series, special_days, terms, first, None), first, 7 * weeks)


def month_origins(
    series: ContactSeries, origins: int, days: int, *, at_most: bool = False
) -> list[int]:
    """Rows of the first days of the last months, one after another.

    Parameters
    ----------
    at_most
        Whether fewer months do where the history is short.
    """
    known = np.isfinite(fold(series.grid, series.offered).cells).any(axis=1)
    end = int(np.flatnonzero(known)[-1]) + 1
    if at_most:
        origins = max(1, min(origins, (end - 2 * _LEAST_DAYS) // days))
    first = end - origins * days
    if first < 2 * _LEAST_DAYS:
        raise NotEnoughHistory(
            f"{series.queue_id}: {end} days do not hold {origins} months of {days} days after "
            f"{2 * _LEAST_DAYS} to learn from; ask for fewer origins"
        )
    return [first + k * days for k in range(origins)]


@dataclass(frozen=True, eq=False)
class _Loop:
    """What all months of a series share."""

    series: ContactSeries
    special_days: SpecialDays
    terms: Terms
    begin: int
    record: DayAhead
    trail: tuple[DayUpdate | None, ...]
    table: LevelTable

    @classmethod
    def of(
        cls,
        series: ContactSeries,
        special_days: SpecialDays,
        terms: Terms,
        first: int,
        pool: ProcessPoolExecutor | None,
    ) -> "_Loop":
        days = series.grid.days
        begin = max(_LEAST_DAYS, first - _LEARN_DAYS)
        record = day_ahead_of(series, special_days, days[begin], days[-1], executor=pool)
        table = terms.table(float(np.nanmax(record.mean)) * terms.erlang(series.grid.slot_min))
        return cls(series, special_days, terms, begin, record, update_trail(record), table)


@dataclass(frozen=True, eq=False)
class _Played:
    """A month as it went."""

    served: float
    counted: float
    slots: float
    touched: float

    @property
    def reached(self) -> float:
        return self.served / self.counted if self.counted else 1.0


@dataclass(eq=False)
class Month:
    """One month of a series: its plan, what came, and who would have known it."""

    loop: _Loop
    first: int
    days: int

    def __post_init__(self) -> None:
        loop, grid = self.loop, self.loop.series.grid
        self.month = month = plan_month(
            loop.series, loop.special_days, self.first, self.days, loop.terms, loop.table
        )
        self.forecast, self.mean, self.sd = month.forecast, month.mean, month.sd
        self.plan = month.agents
        self.per_day, self.erlang = grid.slots_per_day, loop.terms.erlang(grid.slot_min)
        rows = slice(self.first - self.loop.begin, self.first - self.loop.begin + self.days)
        self.ahead = self.loop.record.mean[rows]
        self.actual = self.loop.record.actual[rows]
        self.known = np.isfinite(self.actual)
        self.came = np.where(self.known, self.actual, 0.0)

    def row(self, recourse: str) -> dict[str, Any]:
        """Its figures under a recourse."""
        played = self._lived(recourse)
        h = self.loop.series.grid.slot_min / 60.0
        return {
            **self.foreknown(recourse, played.reached),
            "recourse": recourse,
            "reached": round(played.reached, 4),
            "hours": round(played.slots * h, 1),
            "touched": round(played.touched, 4),
        }

    def foreknown(self, recourse: str, reached: float) -> dict[str, Any]:
        """What was predicted, and the hours of who would have known, for a reached service."""
        h = self.loop.series.grid.slot_min / 60.0
        return {
            "id": self.loop.series.queue_id,
            "origin": self.loop.series.grid.days[self.first].isoformat(),
            "predicted": [round(x, 4) for x in self._predicted(recourse)],
            "day_known_hours": round(self._hours_for(reached, self._day_known) * h, 1),
            "slot_known_hours": round(self._hours_for(reached, self._slot_known) * h, 1),
        }

    def rest(self, day: int, seen: int) -> FloatArray | None:
        """Contacts now expected in the slots left of a day; None where nothing was learnt."""
        update = self._update(day)
        return None if update is None else update.rest(self.ahead[day], self.actual[day], seen)[0]

    def level(self, mean: FloatArray) -> FloatArray:
        """Level of 0, 1, 2.. agents in slots of a day at hand [-], shape (slots, agents)."""
        return self._level(mean, np.full(mean.shape, self.own_sd))

    def _level(self, mean: FloatArray, sd: FloatArray) -> FloatArray:
        return self.loop.table.expected(mean.ravel() * self.erlang, sd.ravel())

    def _lived(self, recourse: str) -> _Played:
        terms = self.loop.terms
        served = counted = slots = touched = 0.0
        after = np.append(np.cumsum(self.mean.sum(axis=1)[::-1])[::-1], 0.0)
        for day in range(self.days):
            known = self.known[day]
            if not known.any():
                continue
            heads = self.plan[day].copy()
            if recourse != "none":
                aim = aim_of_rest(terms.target_share, served, counted, after[day])
                heads = self.overnight(day, heads, aim)
            if recourse == "day":
                heads = self._within(day, heads, served, counted, float(after[day + 1]))
            met, whole = self._play(day, heads)
            served, counted = served + float(met.sum()), counted + float(whole.sum())
            slots += float(heads[known].sum())
            touched += float(np.abs(heads - self.plan[day])[known].sum())
        planned = float(self.plan[self.known].sum())
        return _Played(served, counted, slots, touched / max(planned, 1.0))

    def _update(self, day: int) -> DayUpdate | None:
        return self.loop.trail[self.first - self.loop.begin + day]

    def overnight(self, day: int, heads: IntArray, aim: float) -> IntArray:
        mean = np.nan_to_num(self.ahead[day])
        update = self._update(day)
        if update is not None:
            mean = update.rest(self.ahead[day], self.actual[day], 0)[0]
        wanted = cheapest_agents(self._level(mean, self.sd_ahead), mean, aim)
        budget = self.loop.terms.night_share * float(self.plan[day].sum())
        return moved_within(heads, wanted, budget)

    def _within(
        self, day: int, heads: IntArray, served: float, counted: float, left: float
    ) -> IntArray:
        update = self._update(day)
        if update is None:
            return heads
        terms = self.loop.terms
        budget = terms.day_share * float(self.plan[day].sum())
        hour_slots = self.per_day // 24
        for hour in range(_STEP_H, 24 - _NOTICE_H, _STEP_H):
            seen, acts = hour * hour_slots, (hour + _NOTICE_H) * hour_slots
            rest, low, high = update.rest(self.ahead[day], self.actual[day], seen)
            open_ = rest[acts - seen :]
            if not self.came[day, :seen].sum() or not open_.sum() or budget < 1:
                continue
            met, whole = self._play(day, heads)
            so_far = served + float(met[:seen].sum()), counted + float(whole[:seen].sum())
            aim = aim_of_rest(terms.target_share, *so_far, float(rest.sum()) + left)
            of_day = (high - low) / (2 * 1.2816 * max(float(rest.sum()), 1.0))
            sd = np.full(len(open_), np.hypot(of_day, float(self.own_sd)))
            level = self._level(open_, sd)
            now = heads[acts:]
            expected = float((level[np.arange(len(now)), now] * open_).sum() / open_.sum())
            if abs(expected - aim) < _TOLERANCE:
                continue
            moved = moved_within(now, cheapest_agents(level, open_, aim), budget)
            budget -= float(np.abs(moved - now).sum())
            heads = np.concatenate([heads[:acts], moved])
        return heads

    def _play(self, day: int, heads: IntArray) -> tuple[FloatArray, FloatArray]:
        slot_min, seed = self.loop.series.grid.slot_min, 1000 * self.first + day
        return self.loop.terms.play(slot_min, self.came[day], heads, seed)

    @cached_property
    def sd_ahead(self) -> FloatArray:
        """Standard deviation of a slot's rate one day ahead [-], shape (slots of a day,)."""
        return np.full(self.per_day, float(_usual_sd(self.sd, self.mean)))

    @cached_property
    def own_sd(self) -> float:
        """Standard deviation of a slot's own deviation [-]."""
        return float(np.median(self.forecast.dispersion.slot_sd_share))

    @cached_property
    def _day_known(self) -> tuple[FloatArray, FloatArray]:
        """Service reached and agent-slots by aim, of one who knew each day's total."""
        profile = np.nan_to_num(self.ahead)
        profile = np.where(self.known, profile, 0.0)
        total = self.came.sum(axis=1, keepdims=True)
        whole = profile.sum(axis=1, keepdims=True)
        mean = np.divide(profile * total, whole, out=np.zeros_like(profile), where=whole > 0)
        return self._curve(mean, np.full(mean.shape, self.own_sd))

    @cached_property
    def _slot_known(self) -> tuple[FloatArray, FloatArray]:
        """The same of one who knew each slot's count."""
        return self._curve(self.came, np.zeros(self.came.shape))

    def _curve(self, mean: FloatArray, sd: FloatArray) -> tuple[FloatArray, FloatArray]:
        level = self._level(mean, sd)
        reached, slots = [], []
        for aim in _AIMS:
            heads = cheapest_agents(level, mean.ravel(), aim).reshape(mean.shape)
            days = np.flatnonzero(self.known.any(axis=1)).tolist()
            sums = np.array([[part.sum() for part in self._play(d, heads[d])] for d in days])
            reached.append(float(sums[:, 0].sum() / max(sums[:, 1].sum(), 1.0)))
            slots.append(float(heads[self.known].sum()))
        return np.array(reached), np.array(slots)

    def _hours_for(self, reached: float, curve: tuple[FloatArray, FloatArray]) -> float:
        order = np.argsort(curve[0])
        return float(np.interp(reached, curve[0][order], curve[1][order]))

    def _predicted(self, recourse: str) -> tuple[float, float]:
        loop = self.loop
        if recourse == "none":
            return range_without_recourse(self.month, loop.terms)
        return range_with_recourse(self.month, loop.terms, loop.table, recourse, self._update(0))


def _together(rows: Sequence[dict[str, Any]], recourse: str, terms: Terms) -> dict[str, Any]:
    mine = [row for row in rows if row["recourse"] == recourse]
    off = np.array([row["reached"] - terms.target_share for row in mine])
    over = np.array([row["hours"] / max(row["day_known_hours"], 1e-9) for row in mine])
    inside = [row["predicted"][0] <= row["reached"] <= row["predicted"][1] for row in mine]
    middle = [row["reached"] - 0.5 * sum(row["predicted"]) for row in mine]
    return {
        "months": len(mine),
        "within_a_point": round(float((np.abs(off) <= 0.01).mean()), 4),
        "mean_off": round(float(np.abs(off).mean()), 4),
        "worst_off": round(float(np.abs(off).max()), 4),
        "hours_over_day_known": round(float(over.mean()), 4),
        "worst_hours_over_day_known": round(float(over.max()), 4),
        "inside_predicted": round(float(np.mean(inside)), 4),
        "bias": round(float(np.mean(middle)), 4),
        "touched": round(float(np.mean([row["touched"] for row in mine])), 4),
    }


def _usual_sd(sd: FloatArray, mean: FloatArray) -> float:
    """Usual relative standard deviation on the first day that is open [-]."""
    open_ = np.flatnonzero((mean > 0).any(axis=1))
    if not len(open_):
        return 0.1
    return float(np.median(sd[open_[0]][mean[open_[0]] > 0]))
