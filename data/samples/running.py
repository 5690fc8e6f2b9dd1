"""The sample's running day: what its systems would have sent by a moment, the same for a seed.

Slots follow the truth behind the centre; queues wait as Little's law has it for those who hang up
(rate of hanging up = waiting / patience); agents do what the roster plans, but for the few who come
late, do not come, or stay too long on a break.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from data.model.activity import Activity
from data.model.grid import Grid, local_midnight
from data.model.shift import Break, Shift
from data.samples.centre import SampleCentre
from data.samples.truth import SampleTruth

HEADER = (
    "interval_start,interval_minutes,queue_id,offered,handled,abandoned,answered_in_threshold,"
    "threshold_seconds,handle_seconds_total"
)
QUEUE_HEADER = "queue,at,waiting,longest_wait_s"
AGENT_HEADER = "agent,state,since"
_TALK_S, _AFTER_S, _IDLE_S = 260.0, 40.0, 60.0
_LATE_SHARE, _ABSENT_SHARE, _OVERDUE_SHARE = 0.04, 0.015, 0.04
_MEAL_MIN = 30
_MEAN_WAIT_S = 25.0
_BACKLOG = 30.0
_IN_TIME_S = 60.0  # of those who waited, a caller was answered within 20 s with e^(-20/60)


def slots_of(sample: SampleCentre, first: datetime, end: datetime) -> Iterator[tuple[str, str]]:
    """Queue and row of each slot that ended in first < moment <= end, oldest first."""
    truth, slot_min = sample.truth, sample.truth.grid.slot_min
    last = min(truth.grid.slots, max(0, truth.grid.index_of(end)))
    begin = max(0, truth.grid.index_of(first))
    for slot in range(begin, last):
        for queue in sample.queues:
            yield queue.queue_id, _row(sample, truth, queue.queue_id, slot, slot_min)


def _row(sample: SampleCentre, truth: SampleTruth, queue_id: str, slot: int, slot_min: int) -> str:
    queue = truth.queues[queue_id]
    rng = _dice(truth.grid, queue_id, slot)
    offered = int(queue.offered[slot])
    gone = int(rng.binomial(offered, float(queue.abandon_share[slot])))
    handled = offered - gone
    spread = queue.handle_sigma / max(1.0, handled) ** 0.5
    seconds = round(handled * float(queue.handle_s[slot]) * float(np.exp(rng.normal(0, spread))))
    settings = next(q for q in sample.queues if q.queue_id == queue_id)
    in_time = ""
    if settings.deferrable_due_min is None:
        waited = min(1.0, 3.0 * float(queue.abandon_share[slot]))
        late = waited * float(np.exp(-settings.target.threshold_s / _IN_TIME_S))
        in_time = str(int(rng.binomial(handled, 1.0 - late)))
    start = truth.grid.part(slot, 0).start.astimezone(ZoneInfo(truth.grid.zone))
    threshold = f"{settings.target.threshold_s:g}" if in_time else ""
    return (
        f"{start.isoformat()},{slot_min},{queue_id},{offered},{handled},{gone},{in_time},"
        f"{threshold},{seconds}"
    )


def queue_states_of(
    sample: SampleCentre, first: datetime, end: datetime, every_min: int = 1
) -> Iterator[str]:
    """Rows of states of queues at whole minutes of first < moment <= end."""
    truth = sample.truth
    zone = ZoneInfo(truth.grid.zone)
    step = timedelta(minutes=every_min)
    moment = first.replace(second=0, microsecond=0) + step
    while moment <= end:
        slot = truth.grid.index_of(moment)
        for queue in sample.queues if 0 <= slot < truth.grid.slots else ():
            rng = _dice(truth.grid, f"{queue.queue_id} waits", int(moment.timestamp() // 60))
            known = truth.queues[queue.queue_id]
            if queue.patience_s is None:
                waiting, wait_s = int(rng.poisson(_BACKLOG)), float(rng.uniform(300.0, 7200.0))
            else:
                leaving = float(known.rate[slot] * known.abandon_share[slot])
                mean = leaving / (60.0 * truth.grid.slot_min) * queue.patience_s
                waiting = int(rng.poisson(mean * rng.exponential()))
                wait_s = float(rng.exponential(_MEAN_WAIT_S, max(1, waiting)).max())
            local = moment.astimezone(zone).isoformat()
            yield f"{queue.queue_id},{local},{waiting},{wait_s if waiting else 0.0:.0f}"
        moment += step


@dataclass(frozen=True, order=True)
class _Event:
    since: datetime
    agent_id: str
    said: str


def agent_states_of(
    shifts: Sequence[Shift], zone: str, first: datetime, end: datetime, overdue: str = ""
) -> Iterator[str]:
    """Rows of agents' states that began in first < moment <= end, oldest first.

    Parameters
    ----------
    overdue
        An agent who went on a break shortly before the end and has not come back.
    """
    found: list[_Event] = []
    left = end - timedelta(minutes=27)
    for shift in shifts:
        mine = [e for e in _events(shift, zone) if first < e.since <= end]
        if shift.agent_id == overdue and any(e.since <= left for e in mine):
            mine = [e for e in mine if e.since < left] + [_Event(left, overdue, "小休")]
        found += mine
    clock = ZoneInfo(zone)
    for event in sorted(found):
        yield f"{event.agent_id},{event.said},{event.since.astimezone(clock).isoformat()}"


def _events(shift: Shift, zone: str) -> list[_Event]:
    """Everything that an agent does in a shift, drawn once for all."""
    midnight = local_midnight(shift.day, zone)
    rng = np.random.default_rng([zlib.crc32(shift.agent_id.encode()), shift.day.toordinal()])
    late, absent = rng.random() < _LATE_SHARE, rng.random() < _ABSENT_SHARE
    if absent:
        return []

    def at(minute: float) -> datetime:
        return midnight + timedelta(seconds=round(60 * minute))

    def event(minute: float, said: str) -> None:
        found.append(_Event(at(minute), shift.agent_id, said))

    found: list[_Event] = []
    minute = shift.start_min + (rng.uniform(8, 22) if late else rng.uniform(-4, 1))
    stops = [*sorted(shift.away, key=lambda part: part.start_min), None]
    for part in stops:
        until = shift.end_min + rng.uniform(0, 4) if part is None else (
            part.start_min + rng.uniform(-1, 2)
        )  # fmt: skip
        if until > minute:
            _works(minute, until, rng, event)
        if part is None:
            event(max(until, minute), "签出")
            break
        event(max(until, minute), _word(part))
        overdue = rng.random() < _OVERDUE_SHARE
        minute = max(until, minute, part.end_min + (rng.uniform(7, 18) if overdue else
                                                    rng.uniform(-1, 1.5)))  # fmt: skip
    return found


def _works(
    minute: float, until: float, rng: np.random.Generator, event: Callable[[float, str], None]
) -> None:
    cycle = (("示闲", _IDLE_S), ("通话", _TALK_S), ("整理", _AFTER_S))
    while True:
        for said, mean_s in cycle:
            if minute >= until:
                return
            event(minute, said)
            minute += max(3.0, float(rng.exponential(mean_s))) / 60.0


def _word(part: Break | Activity) -> str:
    if isinstance(part, Activity):
        return "培训" if "train" in part.label.lower() or "培训" in part.label else "会议"
    return "用餐" if part.length_min >= _MEAL_MIN else "小休"


def _dice(grid: Grid, name: str, number: int) -> np.random.Generator:
    return np.random.default_rng([zlib.crc32(f"{name} {grid.start}".encode()), number])
