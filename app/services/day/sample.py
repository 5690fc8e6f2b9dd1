"""The sample centre's day goes on: what its systems would send comes in as any feed does.

Everything here is a sample, drawn from the seeded truth behind it, and says so in the names of its
files. It is played only where the store holds the sample centre and the sample ended yesterday.
"""

import tempfile
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from app.services.access.asking import asked
from app.services.context import Context, centre_of, today_of
from app.services.day.feed import DayReport, import_day
from app.services.day.live import SAMPLE_FILE
from app.services.roster.plan import plan_of
from data.files.text import write_whole
from data.model.grid import local_midnight
from data.model.shift import Shift
from data.samples import LAST_DAY, SampleCentre, sample_centre

MISSING, LATE, OVERDUE = "missing slot", "late slot", "overdue from a break"
_MISSING_AT, _LATE_AGO_MIN = 6 * 60, 60
_MISSING_QUEUE, _LATE_QUEUE = "billing", "complaints"
_STATES_BACK = timedelta(hours=3)


@asked
def sample_in_store(context: Context) -> tuple[int, date] | None:
    """Seed and last day of the history of the sample in the store; None where there is none.

    Samples of 0.1.0 did not say their end: it was always the same day.
    """
    newest = next(iter(context.store.audit(verb="load_sample", about="centre", limit=1)), None)
    if newest is None:
        return None
    said = newest.detail.get("until")
    return int(newest.detail["seed"]), date.fromisoformat(said) if said else LAST_DAY


@lru_cache(1)
def sample_of(seed: int, last_day: date) -> SampleCentre:
    """The sample, drawn again: the same seed gives the same centre to the last contact."""
    return sample_centre(seed, last_day)


@asked
def begin_sample_day(context: Context, sample: SampleCentre) -> tuple[str, ...]:
    """Bring in the sample's running day until now, with what goes wrong in real ones.

    Returns
    -------
    tuple
        What was put wrong on purpose, for whoever looks at the sample.
    """
    now, zone = context.clock(), centre_of(context).clock
    midnight = local_midnight(today_of(context), zone.key)
    from data.samples.running import HEADER, slots_of

    minute = (now - midnight) / timedelta(minutes=1)
    late = now - timedelta(minutes=_LATE_AGO_MIN)
    usual: list[str] = []
    held: list[str] = []
    faults = dict.fromkeys([MISSING] if minute > _MISSING_AT + sample.truth.grid.slot_min else [])
    missing_at = (midnight + timedelta(minutes=_MISSING_AT)).astimezone(zone).isoformat()
    for queue_id, row in slots_of(sample, midnight, now):
        start = datetime.fromisoformat(row.split(",", 1)[0])
        if queue_id == _MISSING_QUEUE and row.startswith(missing_at):
            continue
        if queue_id == _LATE_QUEUE and start <= late < start + timedelta(minutes=30):
            held.append(row)
            faults[LATE] = None
        else:
            usual.append(row)
    overdue = _on_break(context, now)
    if overdue:
        faults[OVERDUE] = None
    with tempfile.TemporaryDirectory(prefix="peakshift-") as name:
        folder = Path(name)
        for stem, rows in (("slots", usual), ("late slot", held)):
            if rows:
                _import(context, folder, f"{SAMPLE_FILE}{stem} {now:%Y%m%dT%H%M}.csv", HEADER, rows)
        _states(context, folder, sample, max(midnight, now - _STATES_BACK), now, overdue, 2)
    return tuple(faults)


@asked
def go_on_with_sample(context: Context, sample: SampleCentre, since: datetime) -> datetime:
    """Bring in what the sample's systems would have sent after a moment; returns until when."""
    from data.samples.running import HEADER, slots_of

    now = context.clock()
    rows = [row for _, row in slots_of(sample, since, now)]
    with tempfile.TemporaryDirectory(prefix="peakshift-") as name:
        if rows:
            _import(
                context, Path(name), f"{SAMPLE_FILE}slots {now:%Y%m%dT%H%M%S}.csv", HEADER, rows
            )
        _states(context, Path(name), sample, since, now, "", 1)
    return now


def _states(
    context: Context,
    folder: Path,
    sample: SampleCentre,
    since: datetime,
    now: datetime,
    overdue: str,
    every_min: int,
) -> None:
    from data.samples.running import (
        AGENT_HEADER,
        QUEUE_HEADER,
        agent_states_of,
        queue_states_of,
    )

    stamp = f"{now:%Y%m%dT%H%M%S}"
    queues = list(queue_states_of(sample, since, now, every_min))
    zone = centre_of(context).zone
    # The first time, whoever began before midnight is at work too.
    first = since if every_min == 1 else local_midnight(today_of(context), zone) - _STATES_BACK * 4
    agents = list(agent_states_of(_shifts(context), zone, first, now, overdue))
    if queues:
        _import(context, folder, f"{SAMPLE_FILE}queues {stamp}.csv", QUEUE_HEADER, queues)
    if agents:
        _import(context, folder, f"{SAMPLE_FILE}agents {stamp}.csv", AGENT_HEADER, agents)


def _import(context: Context, folder: Path, name: str, header: str, rows: list[str]) -> DayReport:
    path = write_whole(folder / name, "\n".join([header, *rows, ""]).encode())
    return import_day(context, path, rejected_folder=folder)


def _shifts(context: Context) -> tuple[Shift, ...]:
    today = today_of(context)
    plan = plan_of(context, today - timedelta(days=1), today)
    return plan.shifts


def _on_break(context: Context, now: datetime) -> str:
    """Somebody who is at work, had no break lately and has none planned: who overstays one."""
    zone = centre_of(context).zone
    for shift in sorted(_shifts(context)):
        minute = (now - local_midnight(shift.day, zone)) / timedelta(minutes=1)
        if not shift.start_min + 90 <= minute <= shift.end_min - 60:
            continue
        if all(abs(part.start_min - minute) > 60 for part in shift.away):
            return shift.agent_id
    return ""
