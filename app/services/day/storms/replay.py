"""A past storm played through storm mode hour by hour, each hour knowing only what came before."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from app.services.access.asking import asked
from app.services.context import Context
from app.services.day.storms.entered import playbook_of
from app.services.day.storms.past_storm import PastStorm, hour_of, past_storm, storm_cells
from app.services.day.storms.plan import standby_kinds
from app.services.day.storms.replay_cost import (
    NOTICE_H,
    cost_of,
    hourly_cost,
    knew,
    working,
)
from app.services.day.storms.usual import why_a_range
from data.model.day.storm import Playbook
from data.model.grid import FloatArray, IntArray
from data.model.language import tr
from forecasting.intraday.storm_level import added_shares, levels_through
from forecasting.intraday.storm_range import (
    RANGE,
    pooled_sizes,
    shapes_of,
    storm_scenarios,
)
from rostering.staffing.standby import lacking

if TYPE_CHECKING:
    from forecasting.intraday.surge import SurgeModel, SurgeTrail

_SEED = 18
_LIMIT_S = 15.0
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
    NotEnoughHistory, InvalidValue
        As `past_storm` does.
    """
    from rostering.solver.standby import plan_standby

    storm = past_storm(first, cells, day)
    added, agents_each = _might_come(name, storm), handle_s / 3600.0 / _OCCUPANCY
    plan = plan_standby(
        added * agents_each,
        standby_kinds(playbook, unlimited=True),
        playbook.shortfall,
        every_h=2,
        limit_s=_LIMIT_S,
    )
    need = np.maximum(0.0, storm.came - storm.base) * agents_each
    short = lacking(need, working(plan, playbook, need))
    shares = added_shares(storm.heard, storm.base)
    enter = [one.enter_share for one in playbook.levels]
    levels = levels_through(shares, enter, playbook.leave_part, playbook.hold_h, begin=1)
    planned = np.quantile(storm.base + added, RANGE, axis=0)
    rows = _hours_of(first, storm, levels, planned, plan.people(), short)
    known = [row for row in rows if np.isfinite(row.came)]
    told, highest = np.flatnonzero(storm.trail.alarm[storm.span]), int(levels.max())
    return Replay(
        name,
        hour_of(first, storm.begin),
        rows,
        int(told[0]) if len(told) else None,
        _share(row.low <= row.came <= row.high for row in known),
        _share(row.planned_low <= row.came <= row.planned_high for row in known),
        len(storm.past),
        float(np.nanmax(shares)),
        highest,
        tuple(step.text for _, step in playbook.steps_of(highest)),
        cost_of(plan.blocks, playbook, need, short),
        hourly_cost(
            storm.model, storm.trail, storm.usual, need, storm.begin, agents_each, playbook
        ),
        float(playbook.shortfall * need.sum()),
        knew(need, playbook),
        plan.proven,
        _says(len(storm.past)),
    )


def _might_come(name: str, storm: PastStorm) -> FloatArray:
    """What may come on top of what is usual [contacts/hour], shape (scenarios, hours)."""
    size = pooled_sizes({name: [share for share, _ in storm.past]})[name]
    shapes = shapes_of([added for _, added in storm.past], storm.end - storm.begin)
    rng = np.random.default_rng(_SEED)
    return storm_scenarios([size], storm.base[None], shapes, rng)[:, 0]


def _hours_of(
    first: date,
    storm: PastStorm,
    levels: IntArray,
    planned: FloatArray,
    standby: IntArray,
    short: FloatArray,
) -> tuple[ReplayedHour, ...]:
    """Hour by hour what was known, what came, and who was there."""
    trail = storm.trail
    return tuple(
        ReplayedHour(
            hour_of(first, hour), float(storm.usual[hour]), float(storm.counts[hour]),
            float(trail.probability[hour]), bool(trail.alarm[hour]), int(levels[k]),
            *_range_before(storm.model, trail, storm.usual, hour),
            float(planned[0, k]), float(planned[1, k]), int(standby[k]), float(short[k]),
        )
        for k, hour in enumerate(range(storm.begin, storm.end))
    )  # fmt: skip


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
