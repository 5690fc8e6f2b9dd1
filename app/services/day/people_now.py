"""Who is missing, late, off plan or overdue from a break, and how far the plan is followed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from app.services.day.status import DayStatus, minute_of_shift
from data.model.day.live import AgentState, AgentStateName
from data.model.grid import FloatArray, Grid
from data.model.shift import Shift
from rostering.evaluation.adherence import (
    ACTIVITY,
    BREAK,
    OFF,
    ON_QUEUE,
    STATES,
    Adherence,
    Timeline,
    adherence_of,
    clock_s,
    planned,
)

Deviation = Literal["missing", "late", "overdue", "off_plan", ""]
GRACE_MIN = 3
"""So many minutes beside the plan are no deviation yet [min]: clocks and calls are not exact."""
_WORST_FIRST: tuple[Deviation, ...] = ("missing", "late", "overdue", "off_plan", "")
_MEANT: Mapping[AgentStateName, int] = {
    "available": ON_QUEUE,
    "on_contact": ON_QUEUE,
    "after_contact": ON_QUEUE,
    "break": BREAK,
    "meal": BREAK,
    "off_phone": ACTIVITY,
    "other": ACTIVITY,
    "out": OFF,
}
"""A word that nobody has said the meaning of counts as signed in, but not on queue."""
_NAMES = {value: name for name, value in STATES.items()}


@dataclass(frozen=True)
class AgentNow:
    """What somebody should do and does.

    Parameters
    ----------
    should, does
        Names of states.
    minutes
        Since when they deviate [min]; 0 where they do not.
    adherence, conformance
        Of today so far [-]; NaN where nothing was scheduled.
    """

    agent_id: str
    name: str
    should: str
    does: str
    deviation: Deviation
    minutes: int
    adherence: float
    conformance: float


@dataclass(frozen=True, eq=False)
class PeopleNow:
    """Everybody who is scheduled today or signed in.

    Parameters
    ----------
    agents
        Those who deviate first, the worst before the others.
    present
        Agents who are signed in and on queue now.
    adherence, conformance
        Of everybody together today so far [-].
    present_by_slot
        Agents signed in and on queue on average in each slot of the day until now [agents], NaN
        in those to come, shape (slots of the day,).
    """

    agents: tuple[AgentNow, ...]
    present: frozenset[str]
    adherence: float
    conformance: float
    present_by_slot: FloatArray

    def who(self, *deviations: Deviation) -> tuple[AgentNow, ...]:
        """Those who deviate in one of some ways."""
        return tuple(one for one in self.agents if one.deviation in deviations)


def people_now(
    status: DayStatus,
    changes: Sequence[AgentState],
    names: Mapping[str, str],
    missing_after_min: int = 10,
) -> PeopleNow | None:
    """The plan beside what the telephone system says of agents; None where it says nothing.

    Parameters
    ----------
    changes
        Changes of state of the day, and the last one before it of everybody who is signed in.
    names
        Name of each agent, by id.
    missing_after_min
        Somebody who has not come is late, and after so many minutes missing [min].
    """
    changes = [one for one in changes if one.since <= status.at]
    if not changes or not status.queues:
        return None
    grid = status.queues[0].grid
    today = [shift for shift in status.shifts if _touches(shift, status.day)]
    ids = tuple(sorted({s.agent_id for s in today} | {one.agent_id for one in changes}))
    now_s = (status.at - grid.start).total_seconds()
    plan = _until(planned(today, grid, ids), now_s)
    real = _until(_timeline(changes, ids, grid), now_s)
    sums = adherence_of(_ended(plan, now_s), _ended(real, now_s), grid)
    adherence, conformance = sums.adherence[:, 0], sums.conformance[:, 0]
    found = [
        AgentNow(
            agent_id,
            names.get(agent_id, agent_id),
            *_of_agent(status, agent_id, row, plan, real, today, now_s, missing_after_min),
            float(adherence[row]),
            float(conformance[row]),
        )
        for row, agent_id in enumerate(ids)
    ]
    found.sort(key=lambda one: (_WORST_FIRST.index(one.deviation), -one.minutes, one.agent_id))
    present = frozenset(one.agent_id for one in found if one.does == "on_queue")
    return PeopleNow(tuple(found), present, *_together(sums), _on_queue(real, grid, now_s))


def _on_queue(real: Timeline, grid: Grid, now_s: float) -> FloatArray:
    """Agents on queue on average in each slot until now [agents], NaN in those to come."""
    line = _ended(real, now_s).sorted()
    mine = (line.state[:-1] == ON_QUEUE) & (line.agent[:-1] == line.agent[1:])
    begin, end = line.since_s[:-1][mine], line.since_s[1:][mine]
    edges = np.minimum(60.0 * grid.slot_min * np.arange(grid.slots + 1), max(0.0, now_s))
    worked_s = np.clip(edges[:, None] - begin, 0.0, np.maximum(0.0, end - begin)).sum(axis=1)
    lasted_s = np.diff(edges)
    found = np.full(grid.slots, np.nan)
    np.divide(np.diff(worked_s), lasted_s, out=found, where=lasted_s > 0)
    return found


def _touches(shift: Shift, day: date) -> bool:
    return shift.day == day or minute_of_shift(shift, day, 0) is not None


def _together(sums: Adherence) -> tuple[float, float]:
    scheduled, exception = float(sums.scheduled_s.sum()), float(sums.exception_s.sum())
    on, should = float(sums.on_queue_s.sum()), float(sums.scheduled_on_queue_s.sum())
    adherence = max(0.0, 1.0 - exception / scheduled) if scheduled else float("nan")
    return adherence, on / should if should else float("nan")


def _timeline(changes: Iterable[AgentState], ids: tuple[str, ...], grid: Grid) -> Timeline:
    place = {agent_id: row for row, agent_id in enumerate(ids)}
    rows = [
        (place[one.agent_id], (one.since - grid.start).total_seconds(), _MEANT[one.state])
        for one in changes
    ]
    agent, since_s, state = (np.array(column) for column in zip(*rows, strict=True))
    return Timeline(
        ids, agent.astype(np.int64), since_s.astype(float), state.astype(np.int64)
    ).sorted()


def _until(line: Timeline, now_s: float) -> Timeline:
    kept = line.since_s <= now_s
    return Timeline(line.agent_ids, line.agent[kept], line.since_s[kept], line.state[kept]).sorted()


def _ended(line: Timeline, now_s: float) -> Timeline:
    """Everybody off from now on: what is still to come is in no share."""
    everybody = np.arange(len(line.agent_ids))
    return Timeline(
        line.agent_ids,
        np.concatenate([line.agent, everybody]),
        np.concatenate([line.since_s, np.full(len(everybody), now_s)]),
        np.concatenate([line.state, np.full(len(everybody), OFF)]),
    )


def _last(line: Timeline, row: int) -> tuple[int, float]:
    """State of an agent at the end of a line, and since when [s]."""
    mine = np.flatnonzero(line.agent == row)
    if not len(mine):
        return OFF, 0.0
    state = int(line.state[mine[-1]])
    begin = mine[-1]
    for k in mine[::-1]:
        if int(line.state[k]) != state:
            break
        begin = k
    return state, float(line.since_s[begin])


def _of_agent(
    status: DayStatus,
    agent_id: str,
    row: int,
    plan: Timeline,
    real: Timeline,
    today: Sequence[Shift],
    now_s: float,
    missing_after_min: int,
) -> tuple[str, str, Deviation, int]:
    should, should_since = _last(plan, row)
    does, does_since = _last(real, row)
    minutes = int((now_s - max(should_since, does_since)) // 60)
    deviation: Deviation = ""
    if should not in (OFF, does) or (should == OFF and does == ON_QUEUE):
        begun = _begun_s(status, agent_id, today)
        came = begun is not None and bool(
            ((real.agent == row) & (real.state != OFF) & (real.since_s >= begun - 3600)).any()
        )
        if should != OFF and does == OFF and not came and begun is not None:
            minutes = int((now_s - begun) // 60)
            deviation = "missing" if minutes >= missing_after_min else "late"
        elif does == BREAK:
            deviation = "overdue"
        else:
            deviation = "off_plan"
        if deviation != "missing" and minutes < GRACE_MIN:
            deviation = ""
    return _NAMES[should], _NAMES[does], deviation, minutes if deviation else 0


def _begun_s(status: DayStatus, agent_id: str, today: Sequence[Shift]) -> float | None:
    """When the shift began that an agent should be in [s since midnight, as time went by]."""
    for shift in today:
        on = minute_of_shift(shift, status.day, status.minute) is not None
        if shift.agent_id == agent_id and on:
            return clock_s(status.queues[0].grid, shift.day, shift.start_min)
    return None
