"""Rolling origins: forecast the past with what was known then, and compare with what came.

Notebooks call `forecasting.backtest`, which also reads frames and files.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np

from data.model.errors import InvalidValue, NotEnoughHistory
from data.model.language import tr
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from forecasting.calendar.panel import fold
from forecasting.evaluation.score import BacktestScore, Outcome, score_of
from forecasting.groups.departures import day_links
from forecasting.groups.sums import sum_of
from forecasting.pipeline import make_forecast
from forecasting.uncertainty.intervals import DEFAULT_LEVELS

_LEAST_TRAINING_DAYS = 14


def backtest(
    series: ContactSeries,
    special_days: SpecialDays,
    *,
    origins: int = 6,
    step_days: int = 28,
    horizon_days: int = 28,
    members: Sequence[str] | None = None,
    levels: Sequence[float] = (),
    refits: int | None = None,
    progress: Callable[[date, int, int], None] = lambda day, done, total: None,
) -> BacktestScore:
    """Score the forecasts at `origins` midnights, the last one `horizon_days` before the end.

    Each forecast sees only what lies before its origin.

    Parameters
    ----------
    levels
        Quantile levels whose losses are wanted one by one.
    refits
        As in `make_forecast`.
    progress
        Called with each origin's first day, how many are done, how many there are.

    Raises
    ------
    NotEnoughHistory
        If the earliest origin leaves less than two weeks to learn from.
    """
    began = _cpu_s()
    days = origin_days(series, origins, step_days, horizon_days)
    outcomes = []
    for done, day in enumerate(days, 1):
        outcomes.append(_outcome(series, special_days, day, horizon_days, members, refits))
        progress(day, done, len(days))
    return score_of(series.queue_id, special_days, days, outcomes, _cpu_s() - began, levels)


def backtest_sum(
    series: Sequence[ContactSeries],
    special_days: SpecialDays,
    group_id: str,
    *,
    origins: int = 6,
    step_days: int = 28,
    horizon_days: int = 28,
    members: Sequence[str] | None = None,
    levels: Sequence[float] = (),
) -> BacktestScore:
    """Score the sum of queues as a group: one band for all of them together.

    How far the queues' days move together is learnt at each origin from what was known then.

    Raises
    ------
    InvalidValue
        If the series do not share one grid.
    NotEnoughHistory
        If the earliest origin leaves less than two weeks to learn from.
    """
    if len({(s.grid.start, s.grid.slots, s.grid.slot_min, s.grid.zone) for s in series}) != 1:
        raise InvalidValue(
            tr("{group_id}: a sum needs series over the same slots", group_id=group_id)
        )
    began = _cpu_s()
    whole = replace(series[0], offered=np.sum([s.offered for s in series], axis=0))
    days = origin_days(whole, origins, step_days, horizon_days)
    outcomes = [
        _sum_outcome(series, special_days, day, horizon_days, members, group_id) for day in days
    ]
    return score_of(group_id, special_days, days, outcomes, _cpu_s() - began, levels)


def _sum_outcome(
    series: Sequence[ContactSeries],
    special_days: SpecialDays,
    day: date,
    horizon_days: int,
    members: Sequence[str] | None,
    group_id: str,
) -> Outcome:
    parts = [_outcome(s, special_days, day, horizon_days, members) for s in series]
    known = {s.queue_id: s.until(s.grid.slot_at(day, 0)) for s in series}
    links = day_links(known, special_days, tuple(known))
    forecast = sum_of([forecast for _, forecast in parts], group_id, correlation=links)
    return np.sum([actual for actual, _ in parts], axis=0), forecast


def origin_days(
    series: ContactSeries, origins: int, step_days: int, horizon_days: int
) -> tuple[date, ...]:
    """First forecast days, ascending.

    Raises
    ------
    NotEnoughHistory
        If the history does not hold so many.
    """
    days = series.grid.days
    known = np.isfinite(fold(series.grid, series.offered).cells).any(axis=1)
    end = int(np.flatnonzero(known)[-1]) + 1 if known.any() else 0
    first = [end - horizon_days - k * step_days for k in range(origins - 1, -1, -1)]
    if not first or first[0] < _LEAST_TRAINING_DAYS:
        raise NotEnoughHistory(
            tr(
                "{queue_id}: {end} days of history do not hold {origins} origins "
                "{step_days} days apart; use fewer origins, a smaller step or a "
                "shorter horizon",
                queue_id=series.queue_id,
                end=end,
                origins=origins,
                step_days=step_days,
            )
        )
    return tuple(days[i] for i in first)


def _outcome(
    series: ContactSeries,
    special_days: SpecialDays,
    day: date,
    horizon_days: int,
    members: Sequence[str] | None,
    refits: int | None = None,
) -> Outcome:
    first = series.grid.slot_at(day, 0)
    last = min(series.grid.slot_at(day, horizon_days * 24 * 60), series.grid.slots)
    forecast = make_forecast(
        series.until(first),
        special_days,
        series.grid.part(first, last - first),
        made_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        members=members,
        levels=DEFAULT_LEVELS,
        refits=refits,
    )
    return series.offered[first:last], forecast


def _cpu_s() -> float:
    """CPU time of this process and of its finished children (Prophet's, above all) [s]."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
