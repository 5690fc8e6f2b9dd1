"""Surges and storms in hourly counts: found, nowcast, and staffed by standby.

Usual hours are the medians of eight same weekdays at the median level of the last ten days, which
storms do not lift. Scored are the known hours of the second half; the nowcast learns from all
hours before the month it stands in. A surge hour has three times its usual count and more.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from data.model.errors import NotEnoughHistory
from data.model.grid import BoolArray, FloatArray, IntArray
from forecasting.intraday.surge import SurgeModel, SurgeTrail, follow, learn_surges
from forecasting.intraday.usual import usual_days

SURGE = 3.0
_LEADS = (1, 3)
_REFIT_DAYS = 28
_CALM_DAY = 1.5
_LEAST_DAYS = 56
_FOUND_H = 2
_GREAT = 2.0  # mean hours of a usual day that a surge's first great hour adds
_LARGEST_DAYS = 10
_NOTICE_H = 1
STANDBY, SHORTFALL = 1.0, 3.0  # price of an hour's capacity on standby, and of one that lacks
HOME, CALLED = 0.3, 1.2  # the same at home: on standby, and besides where it is called


def run(
    cells: FloatArray, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Figures of a series.

    Parameters
    ----------
    cells
        Counts by day and hour [contacts/hour], NaN where not well observed, shape (days, 24).
    """
    usual = usual_days(cells)
    days = np.flatnonzero(np.isfinite(cells).all(axis=1))
    if len(days) < _LEAST_DAYS:
        raise NotEnoughHistory(f"{len(days)} whole days are too few; {_LEAST_DAYS} are needed")
    half = int(days[len(days) // 2])
    trail, ahead, added, at_home = _played(usual, cells, half, progress)
    scored = np.isfinite(cells) & np.isfinite(usual)
    scored[:half] = False
    surge = scored & (cells >= SURGE * usual)
    return {
        "surge_hours": int(surge.sum()),
        "wape": {
            f"{lead}h": _errors(
                cells, usual, ahead[lead], _ratio(cells, usual, lead), surge, scored
            )
            for lead in _LEADS
        },
        **_found(cells, usual, trail.alarm.reshape(cells.shape), half),
        "standby": _standby(cells, usual, added, half) | _at_home(cells, usual, at_home, half),
    }


def _played(
    usual: FloatArray, cells: FloatArray, half: int, progress: Callable[[int, int], None]
) -> tuple[SurgeTrail, dict[int, FloatArray], FloatArray, FloatArray]:
    """The nowcast lived through: each month with what was learnt before it.

    Returns
    -------
    tuple
        The trail, means by lead, and the standby for each hour where all of it costs, and where
        most is paid when it is called; (days, 24).
    """
    flat, counts = usual.ravel(), cells.ravel()
    ahead = {lead: np.full(len(flat), np.nan) for lead in _LEADS}
    parts = {name: np.zeros(len(flat)) for name in ("probability", "size", "gap")}
    alarm = np.zeros(len(flat), dtype=bool)
    called, at_home = np.zeros(len(flat)), np.zeros(len(flat))
    level = (SHORTFALL - STANDBY) / SHORTFALL  # newsvendor: short costs two, over costs one
    home_level = 1.0 - HOME / (SHORTFALL - CALLED)
    months = range(half, len(cells), _REFIT_DAYS)
    for done, day in enumerate(months, 1):
        model: SurgeModel = learn_surges(flat[: 24 * day], counts[: 24 * day])
        end = min(24 * (day + _REFIT_DAYS), len(flat))
        lived = follow(model, flat[:end], counts[:end])
        now = slice(24 * day, end)
        for lead in _LEADS:
            ahead[lead][now] = lived.ahead(model, flat[:end], lead)[now]
        for name, values in parts.items():
            values[now] = getattr(lived, name)[now]
        alarm[now] = lived.alarm[now]
        for held, at in ((called, level), (at_home, home_level)):
            held[now] = lived.added_ahead(model, flat[:end], _NOTICE_H, at)[now]
        progress(done, len(months))
    trail = SurgeTrail(parts["probability"], parts["size"], parts["gap"], alarm)
    means = {lead: mean.reshape(cells.shape) for lead, mean in ahead.items()}
    return trail, means, called.reshape(cells.shape), at_home.reshape(cells.shape)


def _ratio(cells: FloatArray, usual: FloatArray, lead: int) -> FloatArray:
    """The vendors' way: usual x actual over usual of the last three hours known."""
    counts, flat = cells.ravel(), usual.ravel()
    found = flat.copy()
    for hour in range(3 + lead, len(flat)):
        last = slice(hour - lead - 2, hour - lead + 1)
        if np.isfinite(counts[last]).all() and np.isfinite(flat[last]).all():
            found[hour] = flat[hour] * counts[last].sum() / flat[last].sum()
    return found.reshape(cells.shape)


def _errors(
    cells: FloatArray,
    usual: FloatArray,
    ours: FloatArray,
    ratio: FloatArray,
    surge: BoolArray,
    scored: BoolArray,
) -> dict[str, Any]:
    calm = scored & ~surge
    return {
        name: {
            way: round(float(np.abs(mean - cells)[at].sum() / max(cells[at].sum(), 1.0)), 4)
            for way, mean in (("base", usual), ("ratio", ratio), ("ours", ours))
        }
        for name, at in (("surge", surge), ("calm", calm), ("all", scored))
    }


def _found(cells: FloatArray, usual: FloatArray, alarm: BoolArray, half: int) -> dict[str, Any]:
    """Days of three times their usual total: told within two hours of their first great hour?"""
    known = np.isfinite(cells).all(axis=1) & np.isfinite(usual).all(axis=1)
    total = np.where(known, cells.sum(axis=1) / usual.sum(axis=1), np.nan)
    begun = (alarm.ravel() & ~np.concatenate([[False], alarm.ravel()[:-1]])).reshape(alarm.shape)
    delays = []
    with np.errstate(invalid="ignore"):
        large = np.flatnonzero(total[half:] >= SURGE) + half
        calm = np.flatnonzero(total[half:] < _CALM_DAY) + half
    for day in large.tolist():
        added = cells[day] - usual[day]
        great = (cells[day] >= SURGE * usual[day]) & (added >= _GREAT * usual[day].mean())
        first = int(np.argmax(great)) if great.any() else 0
        told = np.flatnonzero(alarm[day, first:])
        delays.append(int(told[0]) if len(told) else None)
    in_time = [delay is not None and delay <= _FOUND_H for delay in delays]
    known_delays = [delay for delay in delays if delay is not None]
    return {
        "surge_days": len(delays),
        "found_share": round(float(np.mean(in_time)), 4) if delays else None,
        "delay_h": round(float(np.mean(known_delays)), 2) if known_delays else None,
        "calm_days": len(calm),
        "false_alarms_per_28_days": round(28.0 * int(begun[calm].sum()) / max(1, len(calm)), 3),
    }


def _largest(cells: FloatArray, usual: FloatArray, half: int) -> tuple[IntArray, FloatArray]:
    """The largest days, and the contacts above what is usual in their hours."""
    known = np.isfinite(cells).all(axis=1) & np.isfinite(usual).all(axis=1)
    total = np.where(known, cells.sum(axis=1), -1.0)
    total[:half] = -1.0
    days = np.argsort(-total)[:_LARGEST_DAYS]
    return days, np.maximum(0.0, cells[days] - usual[days])


def _at_home(cells: FloatArray, usual: FloatArray, held: FloatArray, half: int) -> dict[str, Any]:
    """The same where an hour on standby at home costs little and most is paid when called."""
    days, need = _largest(cells, usual, half)
    used = np.minimum(held[days], need)
    short = need - used
    cost = HOME * held[days].sum() + CALLED * used.sum() + SHORTFALL * short.sum()
    knew = (HOME + CALLED) * need.sum()
    return {
        "at_home": {
            "price_standby": HOME,
            "price_called": CALLED,
            "knew": round(float(knew), 1),
            "ours": round(float(cost), 1),
            "never": round(float(SHORTFALL * need.sum()), 1),
            "relative": round(float(cost / knew), 4) if knew else None,
        }
    }


def _standby(cells: FloatArray, usual: FloatArray, called: FloatArray, half: int) -> dict[str, Any]:
    """Cost of standby and shortfall on the largest days, beside one who knew, never and always."""
    days, need = _largest(cells, usual, half)

    def cost(capacity: FloatArray | float) -> float:
        held = np.broadcast_to(np.asarray(capacity), need.shape)
        return float(STANDBY * held.sum() + SHORTFALL * np.maximum(0.0, need - held).sum())

    knew = cost(need)
    always = min(cost(float(level)) for level in np.quantile(need, np.linspace(0.1, 1.0, 10)))
    ours, never = cost(called[days]), cost(0.0)
    return {
        "days": len(days),
        "notice_h": _NOTICE_H,
        "price_standby": STANDBY,
        "price_shortfall": SHORTFALL,
        "knew": round(knew, 1),
        "ours": round(ours, 1),
        "never": round(never, 1),
        "always": round(always, 1),
        "relative": round(ours / knew, 4) if knew else None,
    }
