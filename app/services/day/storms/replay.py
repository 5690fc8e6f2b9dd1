"""A past storm played through storm mode hour by hour, each hour knowing only what came before."""

from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.day.storms.entered import playbook_of
from app.services.day.storms.plan import standby_kinds
from app.services.day.storms.replay_cost import (
    NOTICE_H,
    cost_of,
    hourly_cost,
    knew,
    working,
)
from app.services.day.storms.usual import why_a_range
from data.files.text import decode, read_bytes
from data.model.day.storm import Playbook
from data.model.errors import InvalidValue, NotEnoughHistory, UnreadableFile
from data.model.grid import BoolArray, FloatArray
from data.model.language import tr
from forecasting.calendar.panel import fold
from forecasting.history import as_series
from forecasting.intraday.storm_level import added_shares, levels_through
from forecasting.intraday.storm_range import (
    RANGE,
    pooled_sizes,
    shapes_of,
    storm_scenarios,
)
from forecasting.intraday.usual import HOURS, usual_days
from rostering.staffing.standby import lacking

if TYPE_CHECKING:
    from forecasting.intraday.surge import SurgeModel, SurgeTrail

_LEAST_DAYS = 56
_SEED = 18
_LIMIT_S = 15.0
_BREAK_H, _LEAST_SHARE = 6, 0.3
_MOST_HOURS, _OF_PEAK = 48, 0.03
_USUAL_HANDLE_S, _OCCUPANCY = 300.0, 0.85


@dataclass(frozen=True)
class ReplayedHour:
    """One hour of a replayed storm [contacts/hour].

    Parameters
    ----------
    probability
        That a surge is on, after the hour [-].
    told
        Whether the alarm stood after the hour.
    level
        Of the playbook, after the hour.
    low, high
        The range known an hour before; of what is usual where no surge stood out then.
    planned_low, planned_high
        The range before the storm, as if its window had been known.
    standby
        Agents on standby for this hour, of the plan before the storm.
    short
        Agents that lacked with them [agents].
    """

    at: datetime
    usual: float
    came: float
    probability: float
    told: bool
    level: int
    low: float
    high: float
    planned_low: float
    planned_high: float
    standby: int
    short: float


@dataclass(frozen=True)
class Replay:
    """A past storm, played through.

    Parameters
    ----------
    delay_h
        Hours from its begin until the alarm stood [h]; None where it never was.
    inside_share, planned_inside_share
        Share of its hours within the range of an hour before, and within the one before
        the storm [-].
    storms_before
        Storms of the history before it.
    cost, never, knew
        Cost of standby and what lacked [paid hours]: by the plan, with nobody on standby, and of
        one who had known every hour.
    hourly_cost
        The same where standby is called anew each hour, an hour ahead, by what may come on top.
    steps
        Steps of the playbook by the highest level.
    """

    name: str
    start: datetime
    hours: tuple[ReplayedHour, ...]
    delay_h: int | None
    inside_share: float
    planned_inside_share: float
    storms_before: int
    peak_share: float
    level: int
    steps: tuple[str, ...]
    cost: float
    hourly_cost: float
    never: float
    knew: float
    proven: bool
    says: tuple[str, ...]


@asked
def replay_storm(
    context: Context,
    file: Path,
    day: date | None = None,
    series_id: str = "",
    handle_s: float = _USUAL_HANDLE_S,
) -> Replay:
    """Play a past storm of a file through detection, range, levels, standby and report.

    Parameters
    ----------
    file
        Columns `local, outages, covered`, or a history (`series_id, ts, y`) with hourly slots.
    day
        A day of the storm; None: the day that lay highest above what was usual.
    handle_s
        Mean handle time of its contacts [s].

    Notes
    -----
    Levels, steps, kinds of standby and their costs are those of the playbook. Nothing is saved.

    Raises
    ------
    InvalidValue
        If the file has no such columns or slots, or no storm is found.
    NotEnoughHistory
        If too few whole days lie before the storm.
    """
    name, first, cells = storm_cells(file, series_id)
    return replay_of(name, first, cells, playbook_of(context), day, handle_s)


def storm_cells(file: Path, series_id: str = "") -> tuple[str, date, FloatArray]:
    """Name, first day, and counts by day and hour of a file [contacts/hour], shape (days, 24).

    Hours that are not `covered`, where the file says so, count as unknown.

    Raises
    ------
    UnreadableFile
        If it is no text, no table, or has other columns.
    InvalidValue
        If a cell cannot be read, or its slots are no hours.
    """
    import pandas as pd

    expected = tr("columns local and outages, or ts and y")
    text = decode(read_bytes(file, expected), file, expected)
    try:
        table = pd.read_csv(StringIO(text))
    except ValueError as error:
        raise UnreadableFile(
            tr("{path} is no table; expected {expected}", path=file.name, expected=expected)
        ) from error
    if {"local", "outages"} <= set(table.columns):
        if "covered" in table:
            covered = table["covered"].astype(str).str.strip().str.lower()
            table = table[covered.isin(("true", "1", "1.0"))]
        table = table[["local", "outages"]].rename(columns={"local": "ts", "outages": "y"})
        series_id = series_id or "outages"
    elif not {"ts", "start", "interval_start"} & set(table.columns):
        shown = ", ".join(map(str, table.columns))[:200]
        raise UnreadableFile(
            tr(
                "{path} has the columns {shown}; expected {expected}",
                path=file.name,
                shown=shown,
                expected=expected,
            )
        )
    series = as_series(table, series_id)
    if series.grid.slot_min != 60:
        raise InvalidValue(
            tr(
                "{series} has slots of {slot_min} min; give hours",
                series=series.queue_id,
                slot_min=series.grid.slot_min,
            )
        )
    panel = fold(series.grid, series.offered)
    return series.queue_id, panel.days[0].item(), panel.cells


def replay_of(
    name: str,
    first: date,
    cells: FloatArray,
    playbook: Playbook,
    day: date | None = None,
    handle_s: float = _USUAL_HANDLE_S,
) -> Replay:
    """Play the storm of a day in counts by day and hour; see `replay_storm`.

    Raises
    ------
    NotEnoughHistory
        If too few whole days lie before the storm.
    InvalidValue
        If the file knows nothing of the day, or nothing stands out on it.
    """
    from forecasting.intraday.surge import follow, learn_surges
    from rostering.solver.standby import plan_standby

    usual = usual_days(cells)
    begin, end = _window(first, cells, usual, day)
    flat, counts = usual.ravel(), cells.ravel()
    before = begin - begin % HOURS  # learnt at the midnight before
    _refuse_too_few(cells[: before // HOURS])
    model = learn_surges(flat[:before], counts[:before])
    trail = follow(model, flat[:end], counts[:end])
    past = _past(flat, counts, follow(model, flat[:before], counts[:before]).alarm)
    span = slice(begin, end)
    base, came = flat[span], np.where(np.isfinite(counts[span]), counts[span], flat[span])
    size = pooled_sizes({name: [share for share, _ in past]})[name]
    added = storm_scenarios(
        [size], base[None], shapes_of([a for _, a in past], end - begin),
        np.random.default_rng(_SEED),
    )[:, 0]  # fmt: skip
    agents_each = handle_s / 3600.0 / _OCCUPANCY
    plan = plan_standby(
        added * agents_each,
        standby_kinds(playbook, unlimited=True),
        playbook.shortfall,
        every_h=2,
        limit_s=_LIMIT_S,
    )
    need = np.maximum(0.0, came - base) * agents_each
    there = working(plan, playbook, need)
    short = lacking(need, there)
    levels = levels_through(
        added_shares(counts[span], base), [one.enter_share for one in playbook.levels],
        playbook.leave_part, playbook.hold_h, begin=1,
    )  # fmt: skip
    told = np.flatnonzero(trail.alarm[begin:end])
    planned = np.quantile(base + added, RANGE, axis=0)
    ahead = [_range_before(model, trail, flat, hour) for hour in range(begin, end)]
    rows = tuple(
        ReplayedHour(
            _at(first, begin + k), float(base[k]), float(counts[begin + k]),
            float(trail.probability[begin + k]), bool(trail.alarm[begin + k]), int(levels[k]),
            *ahead[k], float(planned[0, k]), float(planned[1, k]), int(plan.people()[k]),
            float(short[k]),
        )
        for k in range(end - begin)
    )  # fmt: skip
    known = [row for row in rows if np.isfinite(row.came)]
    highest = int(levels.max())
    return Replay(
        name,
        _at(first, begin),
        rows,
        int(told[0]) if len(told) else None,
        _share(row.low <= row.came <= row.high for row in known),
        _share(row.planned_low <= row.came <= row.planned_high for row in known),
        len(past),
        float(np.nanmax(added_shares(counts[span], base))),
        highest,
        tuple(step.text for _, step in playbook.steps_of(highest)),
        cost_of(plan.blocks, playbook, need, short),
        hourly_cost(model, trail, flat, need, begin, agents_each, playbook),
        float(playbook.shortfall * need.sum()),
        knew(need, playbook),
        plan.proven,
        _says(len(past)),
    )


def _window(first: date, cells: FloatArray, usual: FloatArray, day: date | None) -> tuple[int, int]:
    """First hour of the storm of a day, and the one after its last."""
    known = np.isfinite(cells) & np.isfinite(usual)
    added = np.where(known, np.nan_to_num(cells) - np.nan_to_num(usual), 0.0)
    if day is None:
        place = int(np.argmax(added.sum(axis=1)))
    else:
        place = (day - first).days
        if not 0 <= place < len(cells) or not np.isfinite(cells[place]).any():
            raise InvalidValue(tr("the file knows nothing of {day}", day=day))
        _refuse_too_few(cells[:place])
    hour_mean = np.nan_to_num(usual[place]).mean()
    great = added >= max(1.0, _LEAST_SHARE * float(hour_mean), _OF_PEAK * float(added[place].max()))
    mine = np.flatnonzero(great[place])
    if not len(mine):
        raise InvalidValue(
            tr("nothing stands out on {day}: name another day", day=_at(first, 24 * place).date())
        )
    flat = great.ravel()
    peak = 24 * place + int(np.argmax(added[place]))
    begin = end = peak
    while begin > 0 and flat[max(0, begin - _BREAK_H) : begin].any() and peak - begin < 24:
        begin -= 1
    while end < len(flat) and flat[end : end + _BREAK_H].any() and end - begin < _MOST_HOURS:
        end += 1
    while begin < peak and not flat[begin]:
        begin += 1
    return begin, max(end, begin + 1)


def _refuse_too_few(before: FloatArray) -> None:
    whole = int(np.isfinite(before).all(axis=1).sum())
    if whole < _LEAST_DAYS:
        raise NotEnoughHistory(
            tr(
                "{days} whole days before the storm are too few; {least} are needed",
                days=whole,
                least=_LEAST_DAYS,
            )
        )


def _past(
    usual: FloatArray, counts: FloatArray, alarm: BoolArray
) -> list[tuple[float, list[float]]]:
    """Share and added contacts of each storm before."""
    on = np.flatnonzero(alarm)
    runs = np.split(on, np.flatnonzero(np.diff(on) > _BREAK_H) + 1) if len(on) else []
    found = []
    for run in runs:
        hours = slice(int(run[0]), int(run[-1]) + 1)
        added = np.maximum(0.0, np.nan_to_num(counts[hours] - usual[hours]))
        share = float(added.sum() / max(1e-9, float(np.nansum(usual[hours]))))
        if share >= _LEAST_SHARE:
            found.append((share, added.tolist()))
    return found


def _range_before(
    model: "SurgeModel", trail: "SurgeTrail", usual: FloatArray, hour: int
) -> tuple[float, float]:
    """The range of an hour as of an hour before [contacts/hour]."""
    base, now = float(usual[hour]), hour - NOTICE_H
    if now >= 0 and trail.alarm[now]:
        low, high = (trail.range_of(model, now, NOTICE_H, level) for level in RANGE)
        return base + low, base + high
    spread = 1.2816 * float(np.sqrt(base + (model.calm_share * base) ** 2))
    return max(0.0, base - spread), base + spread


def _says(past: int) -> tuple[str, ...]:
    needs = tr(
        "Needs are contacts above what is usual, at {share} % of the time on contacts.",
        share=round(100 * _OCCUPANCY),
    )
    return (needs, *why_a_range(past))


def _share(values: object) -> float:
    found = list(values)  # type: ignore[call-overload]
    return float(np.mean(found)) if found else float("nan")


def _at(first: date, hour: int) -> datetime:
    at: datetime = (np.datetime64(first, "h") + hour).astype("datetime64[s]").item()
    return at
