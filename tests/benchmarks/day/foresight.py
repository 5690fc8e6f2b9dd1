"""What a month may reach, told before it begins: the loop played on rates as they may turn out.

The draws are those of the forecast: the level of the period, its days and its slots. Overnight the
next day's level is known but for an error of one day's lead; at noon but for what a morning leaves
open. Moves are those of the loop itself, with the same budgets and the same steering.
"""

from typing import TYPE_CHECKING

import numpy as np

from data.model.forecast import Forecast
from data.model.grid import FloatArray, IntArray
from forecasting.calendar.panel import fold
from forecasting.intraday.update import HOURS, DayUpdate
from rostering.staffing.recourse import LevelTable, aim_of_rest, cheapest_agents, moved_within

if TYPE_CHECKING:
    from tests.benchmarks.day.closed_loop import Terms

_PATHS = 40
_FACTORS = np.linspace(0.6, 1.6, 21)
_NOON_H, _ACTS_H = 12, 14


def predicted_range(
    forecast: Forecast,
    plan: IntArray,
    table: LevelTable,
    recourse: str,
    terms: "Terms",
    erlang: float,
    mean: FloatArray,
    update: DayUpdate | None,
    seed: int = 0,
) -> tuple[float, float]:
    """Ends of the range in which the period's service lies in eight of ten months [-].

    Parameters
    ----------
    plan
        Agents planned, shape (days, slots of a day).
    erlang
        Offered load of a contact a slot [Erlang].
    mean
        Contacts expected [contacts/slot], shape (days, slots of a day).
    """
    paths = 200 if recourse == "none" else _PATHS
    rng = np.random.default_rng([seed, 7])
    drawn = forecast.dispersion.factors(forecast.grid, paths, rng)
    rates = np.array([np.nan_to_num(fold(forecast.grid, path).cells) for path in drawn])
    counts = rng.poisson(mean * rates).astype(np.float64)
    if recourse == "none":
        reached = [_level(table, plan, counts[p], mean, rates[p], erlang) for p in range(paths)]
    else:
        foreseen = _Foreseen(forecast, plan, table, terms, erlang, mean, update, recourse)
        reached = [foreseen.lived(counts[p], rates[p], rng) for p in range(paths)]
    low, high = np.quantile(reached, (0.1, 0.9)).tolist()
    return low, high


def _level(
    table: LevelTable,
    heads: IntArray,
    counts: FloatArray,
    mean: FloatArray,
    rates: FloatArray,
    erlang: float,
) -> float:
    level = table.at(heads, mean * rates * erlang)
    return float((level * counts).sum() / max(float(counts.sum()), 1.0))


class _Foreseen:
    """Months lived through on drawn rates, under a recourse."""

    def __init__(
        self,
        forecast: Forecast,
        plan: IntArray,
        table: LevelTable,
        terms: "Terms",
        erlang: float,
        mean: FloatArray,
        update: DayUpdate | None,
        recourse: str,
    ) -> None:
        spread = forecast.dispersion
        self.plan, self.table, self.terms, self.erlang = plan, table, terms, erlang
        self.mean, self.recourse = mean, recourse
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
            level = self.table.at(heads, mean * rates[day] * self.erlang)
            served += float((level * counts[day]).sum())
            counted += float(counts[day].sum())
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
