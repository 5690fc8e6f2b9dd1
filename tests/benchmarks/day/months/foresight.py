"""What a month may reach, told before it begins: the loop played on rates as they may turn out.

The draws are those of the forecast: the level of the period, its days and its slots, and of each
the contacts, played call by call as what came is, each month with a chance of its own: played all
with one, moments of calls and handle times would be luck that no range shows. Overnight the next
day's level is known but for an error of one day's lead; at noon but for what a morning leaves open.
Moves are those of the loop itself, with the same budgets and the same steering.
"""

import numpy as np

from data.model.grid import FloatArray, IntArray
from forecasting.calendar.panel import fold
from forecasting.intraday.update import HOURS, DayUpdate
from rostering.staffing.period import aim_of_rest
from tests.benchmarks.day.months.levels import LevelTable, cheapest_agents, moved_within
from tests.benchmarks.day.months.planned import MonthPlan, Terms

_PATHS = 60
_FACTORS = np.linspace(0.6, 1.6, 21)
_NOON_H, _ACTS_H = 12, 14


def range_without_recourse(plan: MonthPlan, terms: Terms) -> tuple[float, float]:
    """Ends of the range of a month's service in eight of ten months, if its plan stands [-]."""
    slot_min = plan.forecast.grid.slot_min
    _, counts, rng = _drawn(plan)
    return ends([
        _reached(*terms.play(slot_min, month, plan.agents, _seed(rng))) for month in counts
    ])  # fmt: skip


def range_with_recourse(
    plan: MonthPlan, terms: Terms, table: LevelTable, recourse: str, update: DayUpdate | None
) -> tuple[float, float]:
    """The same where nights, or nights and days, answer to what comes [-]."""
    foreseen = _Foreseen(plan, terms, table, recourse, update)
    rates, counts, rng = _drawn(plan)
    return ends([foreseen.lived(*month, rng) for month in zip(counts, rates, strict=True)])


def _drawn(plan: MonthPlan) -> tuple[FloatArray, FloatArray, np.random.Generator]:
    """Rates over their mean [-] and contacts of months, (paths, days, slots of a day) each."""
    grid = plan.forecast.grid
    # Of each month's own: shared by all, ends that lie too near by chance would do so every time.
    rng = np.random.default_rng([grid.days[0].toordinal(), 7])
    drawn = plan.forecast.dispersion.factors(grid, _PATHS, rng)
    rates = np.array([np.nan_to_num(fold(grid, path).cells) for path in drawn])
    return rates, rng.poisson(plan.mean * rates).astype(np.float64), rng


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def ends(reached: list[float]) -> tuple[float, float]:
    """Ends between which the next of their kind lies in eight of ten cases."""
    # The k-th smallest of n independent draws has k / (n + 1) of their law below it on average;
    # the usual rule of `np.quantile` would hold .774 of it with 60 draws.
    low, high = np.quantile(reached, (0.1, 0.9), method="weibull").tolist()
    return low, high


def _reached(met: FloatArray, whole: FloatArray) -> float:
    return float(met.sum() / max(float(whole.sum()), 1.0))


class _Foreseen:
    """Months lived through on drawn rates, under a recourse."""

    def __init__(
        self,
        plan: MonthPlan,
        terms: Terms,
        table: LevelTable,
        recourse: str,
        update: DayUpdate | None,
    ) -> None:
        spread, mean = plan.forecast.dispersion, plan.mean
        self.plan, self.mean, self.terms, self.recourse = plan.agents, mean, terms, recourse
        self.slot_min = plan.forecast.grid.slot_min
        erlang = terms.erlang(self.slot_min)
        self.day_sd = float(spread.day_sd_share[0])
        self.own_sd = float(np.median(spread.slot_sd_share))
        self.open = _left_open(update, mean)
        sd = np.full(mean.shape[1], float(np.hypot(self.day_sd, self.own_sd)))
        # Levels of every day at levels of its rates: what a night would work out, once for all.
        self.levels = [
            [table.expected(day * factor * erlang, sd) for factor in _FACTORS] for day in mean
        ]

    def lived(self, counts: FloatArray, rates: FloatArray, rng: np.random.Generator) -> float:
        """Service of a month [-]."""
        served = counted = 0.0
        after = np.cumsum(self.mean.sum(axis=1)[::-1])[::-1]
        for day, mean in enumerate(self.mean):
            if not mean.sum():
                continue
            real = float((mean * rates[day]).sum() / mean.sum())
            error = float(rng.standard_normal()) * self.day_sd
            aim = aim_of_rest(self.terms.target_share, served, counted, float(after[day]))
            budget = self.terms.night_share * float(self.plan[day].sum())
            wanted = self._wanted(day, real * (1.0 + error), aim)
            heads = moved_within(self.plan[day], wanted, budget)
            if self.recourse == "day":
                acts = _ACTS_H * len(mean) // HOURS
                known = real * (1.0 + error * self.open)
                late = self._wanted(day, known, aim)[acts:]
                budget = self.terms.day_share * float(self.plan[day].sum())
                heads = np.concatenate([heads[:acts], moved_within(heads[acts:], late, budget)])
            met, whole = self.terms.play(self.slot_min, counts[day], heads, _seed(rng))
            served += float(met.sum())
            counted += float(whole.sum())
        return served / max(counted, 1.0)

    def _wanted(self, day: int, factor: float, aim: float) -> IntArray:
        near = int(np.argmin(np.abs(_FACTORS - factor)))
        return cheapest_agents(self.levels[day][near], self.mean[day] * _FACTORS[near], aim)


def _left_open(update: DayUpdate | None, mean: FloatArray) -> float:
    """Part of a day's error that is still open at noon [-]: a standard deviation."""
    busy = mean[int(np.argmax(mean.sum(axis=1)))]
    hourly = busy.reshape(HOURS, -1).sum(axis=1)
    gone = np.arange(HOURS) < _NOON_H
    if update is None or not hourly[~gone].sum():
        return 1.0
    rest, nothing = np.where(gone, 0.0, hourly), np.zeros(HOURS)
    seen = np.where(gone, hourly, 0.0)
    _, before = update.deviations.rest(nothing, nothing, rest)
    _, now = update.deviations.rest(seen, seen, rest)
    return float(np.sqrt(now / before)) if before > 0 else 1.0
