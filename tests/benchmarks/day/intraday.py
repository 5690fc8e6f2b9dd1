"""The rest of the day, forecast again every hour: our update beside none and the vendors' ratio.

Each day after the first share of a series is forecast at its midnight, and again at every hour
from what had come by then. Errors are of the slots left (WAPE) and of their total. The vendors'
ratio multiplies the rest by actual over forecast so far; `plain` is a forecast of eight same
weekdays at the level of the last ten days, without any update; `knew` spreads the total of the
rest, which nobody knows, by our profile: below its error no update of the level can come.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import FloatArray
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import DayPanel, fold, same_weekday
from forecasting.counts import nan_mean
from forecasting.intraday.day_ahead import DayAhead
from forecasting.intraday.update import DayUpdate, update_trail
from tests.benchmarks.day.day_ahead import day_ahead_of

HOURS = range(8, 19)
_LEARN_DAYS, _LEAST_DAYS = 240, 28
_WAYS = ("none", "ratio", "ours", "plain", "knew")
_LEVEL_DAYS = 10


def run(
    cases: Sequence[tuple[ContactSeries, SpecialDays]],
    first_share: float = 0.33,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Figures of each series and geometric means over all.

    Parameters
    ----------
    first_share
        Share of a series' days that is only learnt from [-].
    """
    pool = ProcessPoolExecutor(processes) if processes > 1 else None
    try:
        series = []
        for number, (history, special_days) in enumerate(cases):

            def told(done: int, total: int, number: int = number) -> None:
                progress(number * 1000 + 1000 * done // total, 1000 * len(cases))

            record, first = day_ahead_record(history, special_days, first_share, pool, told)
            series.append({"id": history.queue_id, "at": scored(history, record, first)})
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
    return {"series": series, "all": _together(series)}


def day_ahead_record(
    series: ContactSeries,
    special_days: SpecialDays,
    first_share: float,
    pool: ProcessPoolExecutor | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[DayAhead, int]:
    """Day-ahead forecasts, and the row of the first day that is scored."""
    days = series.grid.days
    first = max(_LEAST_DAYS + 1, int(first_share * len(days)))
    if first >= len(days):
        raise NotEnoughHistory(f"{series.queue_id}: {len(days)} days are too few to score any")
    begin = max(_LEAST_DAYS, first - _LEARN_DAYS)
    record = day_ahead_of(
        series, special_days, days[begin], days[-1], executor=pool, progress=progress
    )
    return record, first - begin


def scored(series: ContactSeries, record: DayAhead, first: int) -> dict[str, Any]:
    """Figures by hour of issue over the days of a record from `first` on."""
    trail = update_trail(record)
    plain = plain_days(fold(series.grid, series.offered))[-len(record.days) :]
    found = {}
    for hour in HOURS:
        days = [
            day
            for row in range(first, len(record.days))
            if (day := _Day.of(record, plain, trail[row], row, hour)) is not None
        ]
        if days:
            found[f"{hour:02d}:00"] = _figures(days)
    return found


class _Day:
    """One day seen from one hour: the slots left, as they came and as each way expects them."""

    def __init__(self, actual: FloatArray, ways: dict[str, FloatArray], band: tuple[float, float]):
        self.actual, self.ways = actual, ways
        self.inside = band[0] <= actual.sum() <= band[1]

    @classmethod
    def of(
        cls, record: DayAhead, plain: FloatArray, update: DayUpdate | None, row: int, hour: int
    ) -> "_Day | None":
        mean, actual = record.mean[row], record.actual[row]
        seen = hour * len(mean) // 24
        known = np.isfinite(mean) & np.isfinite(actual)
        left = known[seen:]
        if not np.where(left, mean[seen:], 0.0).sum() > 0:
            return None
        morning = known & (np.arange(len(mean)) < seen)
        expected = float(mean[morning].sum())
        ratio = float(actual[morning].sum()) / expected if expected > 0 else 1.0
        none = mean[seen:][left]
        ours, low, high = none, np.nan, np.nan
        if update is not None:
            rest, low, high = update.rest(mean, actual, seen)
            ours = rest[left]
        ways = {
            "none": none,
            "ratio": none * ratio,
            "ours": ours,
            "plain": np.nan_to_num(plain[row, seen:][left]),
            "knew": none * (float(actual[seen:][left].sum()) / float(none.sum())),
        }
        return cls(actual[seen:][left], ways, (low, high))


def _figures(days: Sequence[_Day]) -> dict[str, Any]:
    came = sum(float(day.actual.sum()) for day in days)
    slots = {
        way: sum(float(np.abs(day.ways[way] - day.actual).sum()) for day in days) / came
        for way in _WAYS
    }
    totals = {
        way: sum(abs(float(day.ways[way].sum() - day.actual.sum())) for day in days) / came
        for way in _WAYS
    }
    return {
        **_rounded(slots),
        "cover80": round(float(np.mean([day.inside for day in days])), 4),
        "days": len(days),
        "total": _rounded(totals),
    }


def _rounded(errors: dict[str, float]) -> dict[str, float]:
    relative = errors["ours"] / errors["none"] if errors["none"] > 0 else 1.0
    return {**{way: round(e, 5) for way, e in errors.items()}, "relative": round(relative, 4)}


def _together(series: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Geometric means over the series of errors relative to no update, by hour."""
    found = {}
    for hour in (f"{h:02d}:00" for h in HOURS):
        rows = [one["at"][hour] for one in series if hour in one["at"]]
        if rows:
            found[hour] = {
                **_means(rows),
                "knew": _geometric(rows, "knew", "none"),
                "worst": max(row["relative"] for row in rows),
                "total": _means([row["total"] for row in rows]),
            }
    return found


def _means(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {
        "ratio": _geometric(rows, "ratio", "none"),
        "relative": _geometric(rows, "ours", "none"),
        "relative_to_plain": _geometric(rows, "ours", "plain"),
    }


def _geometric(rows: Sequence[dict[str, float]], way: str, over: str) -> float:
    """Geometric mean of errors relative to another way's [-]."""
    shares = [row[way] / row[over] for row in rows if row[over] > 0 and row[way] > 0]
    return round(float(np.exp(np.mean(np.log(shares)))), 4) if shares else 1.0


def plain_days(panel: DayPanel) -> FloatArray:
    """Each day by eight same weekdays before it, at the level of the last ten days.

    Contacts [contacts/slot], shape (days, slots of a day).
    """
    shape = nan_mean(same_weekday(panel.cells, range(-8, 0)))
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.nansum(panel.cells, axis=1) / np.nansum(shape, axis=1)
    factor = np.ones(len(level))
    for day in range(1, len(level)):
        recent = level[max(0, day - _LEVEL_DAYS) : day]
        recent = recent[np.isfinite(recent) & (recent > 0)]
        factor[day] = float(np.mean(recent)) if len(recent) else 1.0
    return np.asarray(shape * factor[:, None])
