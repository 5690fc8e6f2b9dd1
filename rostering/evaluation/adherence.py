"""Adherence and conformance: what agents did beside what their shifts said, second by second.

By the definitions that Genesys Cloud publishes: adherence is 1 - seconds in exception over seconds
scheduled, never below 0; conformance is seconds on queue over seconds scheduled on queue, and may
pass 1. Where work outside shifts counts, it enters seconds in exception and seconds scheduled.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from data.model.errors import InvalidValue
from data.model.grid import BoolArray, FloatArray, Grid, IntArray, rows_frame
from data.model.language import tr
from data.model.roster import Roster
from data.model.shift import Shift

OFF, ON_QUEUE, BREAK, ACTIVITY = 0, 1, 2, 3
STATES: Mapping[str, int] = {
    "off": OFF,
    "on_queue": ON_QUEUE,
    "break": BREAK,
    "activity": ACTIVITY,
}
"""What an agent does, or should do: not signed in, on the queue, at a break, off the phone."""


@dataclass(frozen=True, eq=False)
class Timeline:
    """What each of some agents does from one moment to the next.

    Parameters
    ----------
    agent_ids
        Agents, in an order of their own.
    agent
        Position of the agent who changes state, shape (changes,).
    since_s
        When, seconds since the grid's start [s], shape (changes,).
    state
        What from then on: a value of `STATES`, shape (changes,). Before their first change
        agents are off.
    """

    agent_ids: tuple[str, ...]
    agent: IntArray
    since_s: FloatArray
    state: IntArray

    def __post_init__(self) -> None:
        if not len(self.agent) == len(self.since_s) == len(self.state):
            raise InvalidValue(tr("a timeline needs an agent, a time and a state for each change"))
        if len(self.state) and not set(np.unique(self.state).tolist()) <= set(STATES.values()):
            raise InvalidValue(
                tr("a timeline knows the states {states} only", states=", ".join(STATES))
            )

    def sorted(self) -> "Timeline":
        """Changes by agent and time; of several at one moment the last one given stands."""
        order = np.lexsort((np.arange(len(self.agent)), self.since_s, self.agent))
        agent, since_s = self.agent[order], self.since_s[order]
        last = np.ones(len(order), dtype=bool)
        last[:-1] = (np.diff(agent) != 0) | (np.diff(since_s) != 0)
        return Timeline(self.agent_ids, agent[last], since_s[last], self.state[order][last])


@dataclass(frozen=True, eq=False)
class Adherence:
    """Seconds by agent and local day [s], shape (agents, days) each.

    Parameters
    ----------
    scheduled_s
        Time that counts as scheduled: shifts with their breaks and activities, and the work
        outside of them where that counts.
    exception_s
        Part of it in which something else was done.
    on_queue_s, scheduled_on_queue_s
        Time worked on queue, and time scheduled on queue.
    """

    agent_ids: tuple[str, ...]
    days: tuple[date, ...]
    scheduled_s: FloatArray
    exception_s: FloatArray
    on_queue_s: FloatArray
    scheduled_on_queue_s: FloatArray

    @property
    def adherence(self) -> FloatArray:
        """Share of scheduled time spent as scheduled [-]; NaN where nothing was scheduled."""
        return adherence_share(self.exception_s, self.scheduled_s)

    @property
    def conformance(self) -> FloatArray:
        """Time on queue over time scheduled on queue [-]: NaN where both are 0, infinite where
        only the second is.
        """
        return conformance_share(self.on_queue_s, self.scheduled_on_queue_s)

    def together(self) -> "Adherence":
        """The whole period of each agent, shape (agents, 1) each."""
        sums = (
            part.sum(axis=1, keepdims=True)
            for part in (
                self.scheduled_s, self.exception_s, self.on_queue_s, self.scheduled_on_queue_s,
            )
        )  # fmt: skip
        return Adherence(self.agent_ids, self.days[:1], *sums)

    def to_frame(self) -> Any:
        """`pandas.DataFrame`, one row an agent and day on which anything was scheduled or done."""
        columns = {
            "agent_id": str, "day": str, "scheduled_s": float, "exception_s": float,
            "adherence": float, "on_queue_s": float, "scheduled_on_queue_s": float,
            "conformance": float,
        }  # fmt: skip
        adherence, conformance = self.adherence, self.conformance
        some = (self.scheduled_s > 0) | (self.on_queue_s > 0)
        rows = [
            (
                self.agent_ids[a], self.days[d].isoformat(), self.scheduled_s[a, d],
                self.exception_s[a, d], adherence[a, d], self.on_queue_s[a, d],
                self.scheduled_on_queue_s[a, d], conformance[a, d],
            )
            for a, d in np.argwhere(some).tolist()
        ]  # fmt: skip
        return rows_frame(columns, rows)


def adherence_share(exception_s: npt.ArrayLike, scheduled_s: npt.ArrayLike) -> FloatArray:
    """1 - exception over scheduled, never below 0 [-]; NaN where nothing was scheduled."""
    exception, scheduled = np.asarray(exception_s, float), np.asarray(scheduled_s, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(scheduled > 0, 1.0 - exception / scheduled, np.nan)
    return np.asarray(np.maximum(0.0, share))


def conformance_share(on_queue_s: npt.ArrayLike, scheduled_s: npt.ArrayLike) -> FloatArray:
    """On queue over scheduled on queue [-]; NaN of nothing for nothing, else infinite."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.asarray(on_queue_s, float) / np.asarray(scheduled_s, float))


def planned(shifts: Iterable[Shift] | Roster, grid: Grid, agent_ids: Sequence[str]) -> Timeline:
    """What shifts say: on queue, but for breaks and off-phone activities.

    Parameters
    ----------
    agent_ids
        Agents that are looked at; shifts of others are passed over.
    """
    place = {agent_id: k for k, agent_id in enumerate(agent_ids)}
    rows: list[tuple[int, float, int]] = []
    for shift in shifts.shifts if isinstance(shifts, Roster) else shifts:
        agent = place.get(shift.agent_id)
        if agent is None:
            continue

        def at(minute: int, shift: Shift = shift) -> float:
            return clock_s(grid, shift.day, minute)

        # Where a shift begins as another ends, the beginning is the last word.
        rows.append((agent, at(shift.end_min), OFF))
        rows.append((agent, at(shift.start_min), ON_QUEUE))
        for part in shift.away:
            kind = BREAK if part in shift.breaks else ACTIVITY
            if part.end_min < shift.end_min:
                rows.append((agent, at(part.end_min), ON_QUEUE))
            rows.append((agent, at(part.start_min), kind))
    rows.sort(key=lambda row: (row[0], row[1], row[2] != OFF))
    agents, since, states = (np.array(column) for column in zip(*rows, strict=True)) if rows else (
        np.empty(0), np.empty(0), np.empty(0)
    )  # fmt: skip
    return Timeline(
        tuple(agent_ids), agents.astype(np.int64), since.astype(float), states.astype(np.int64)
    )


def adherence_of(
    plan: Timeline, real: Timeline, grid: Grid, *, count_outside: bool = False
) -> Adherence:
    """Plan and reality laid over each other.

    Parameters
    ----------
    plan, real
        Of the same agents in the same order.
    grid
        Days that are looked at; what begins before or ends after them counts inside only.
    count_outside
        Whether work outside shifts counts as scheduled, and as an exception.

    Raises
    ------
    InvalidValue
        If the two are not of the same agents.
    """
    if plan.agent_ids != real.agent_ids:
        raise InvalidValue(tr("plan and reality must be of the same agents in the same order"))
    agents, edges = len(plan.agent_ids), _midnights_s(grid)
    days = len(edges) - 1
    begin = np.tile(edges, agents)
    owner = np.repeat(np.arange(agents), len(edges))
    plan, real = plan.sorted(), real.sorted()
    agent = np.concatenate([owner, plan.agent, real.agent])
    since = np.clip(np.concatenate([begin, plan.since_s, real.since_s]), edges[0], edges[-1])
    order = np.lexsort((since, agent))
    agent, since = agent[order], since[order]
    length = np.diff(since, append=edges[-1])
    length[np.append(np.diff(agent) != 0, True)] = 0.0
    should, does = (_state_at(line, agent, since) for line in (plan, real))
    day = np.clip(np.searchsorted(edges, since, side="right") - 1, 0, days - 1)
    cell = agent * days + day

    def sums(where: BoolArray) -> FloatArray:
        found = np.bincount(cell[where], length[where], minlength=agents * days)
        return np.asarray(found.reshape(agents, days), dtype=np.float64)

    outside = (should == OFF) & (does == ON_QUEUE)
    wrong = (should != OFF) & (should != does)
    scheduled, exception = sums(should != OFF), sums(wrong)
    if count_outside:
        scheduled, exception = scheduled + sums(outside), exception + sums(outside)
    return Adherence(
        plan.agent_ids,
        grid.days,
        scheduled,
        exception,
        sums(does == ON_QUEUE),
        sums(should == ON_QUEUE),
    )


def _state_at(line: Timeline, agent: IntArray, since_s: FloatArray) -> IntArray:
    """State of agents from moments on; both sorted by agent and time."""
    if not len(line.agent):
        return np.zeros(len(agent), dtype=np.int64)
    # One ascending key a change: the agent, and in it the time.
    low = min(float(line.since_s.min()), float(since_s.min()))
    span = max(float(line.since_s.max()), float(since_s.max())) - low + 1.0
    key = line.agent * span + (line.since_s - low)
    at = np.searchsorted(key, agent * span + (since_s - low), side="right") - 1
    known = (at >= 0) & (line.agent[np.maximum(at, 0)] == agent)
    return np.where(known, line.state[np.maximum(at, 0)], OFF)


def _midnights_s(grid: Grid) -> FloatArray:
    """Begin of each local day of the grid and the end of the last, seconds since its start."""
    slot = np.flatnonzero(np.diff(grid.day_index, prepend=-1))
    return np.append(slot, grid.slots) * 60.0 * grid.slot_min


def clock_s(grid: Grid, day: date, minute: int) -> float:
    """A local clock minute of a day, seconds since the grid's start."""
    slot = grid.slot_at(day, minute - minute % grid.slot_min)
    return 60.0 * (slot * grid.slot_min + minute % grid.slot_min)
