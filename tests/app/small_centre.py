"""A centre small enough for a test: two queues, ten weeks of history, sixteen agents."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from app.services.context import Context
from app.services.history import import_history
from app.services.people.staff_import import replace_staff
from data.model.centre import Centre, PlanningDefaults
from data.model.grid import Grid
from data.model.queue import Queue
from data.model.shift import Shift
from data.samples import sample_staff
from data.store import Store, documents

CENTRE = Centre("Test centre 测试中心", "Asia/Shanghai", "CN", 30)
QUEUES = (Queue("fault", "Fault reports 故障报修"), Queue("billing", "Billing"))
FIRST_DAY = date(2025, 6, 2)
NOW = datetime(2025, 8, 11, 2, 0, tzinfo=UTC)
HEADER = (
    "interval_start,interval_minutes,queue_id,queue_name,channel,offered,handled,abandoned,"
    "answered_in_threshold,threshold_seconds,handle_seconds_total,wait_seconds_total,"
    "event_tag,quality_flag"
)


@dataclass(frozen=True)
class SmallCentre:
    """A seeded store and where it lies."""

    context: Context
    url: str
    folder: Path


def rates(grid: Grid, level: float) -> np.ndarray:
    """Expected contacts per slot: two peaks a day, quieter weekends."""
    hour = grid.minute_of_day / 60
    shape = 0.15 + np.exp(-(((hour - 10) / 2.2) ** 2)) + 0.8 * np.exp(-(((hour - 19.5) / 2) ** 2))
    return np.asarray(level * shape * np.where(grid.weekday >= 5, 0.7, 1.0))


def history_csv(first: date, days: int, seed: int = 1, level: float = 9.0) -> str:
    """Canonical CSV of both queues over whole days."""
    rng = np.random.default_rng(seed)
    grid = Grid.for_days(first, days, CENTRE.slot_min, CENTRE.zone)
    lines = [HEADER]
    for queue in QUEUES:
        for start, offered in zip(grid.local, rng.poisson(rates(grid, level)), strict=True):
            handled = max(0, int(offered) - int(offered) // 20)
            lines.append(
                f"{start}:00+08:00,30,{queue.queue_id},{queue.name},voice,{offered},{handled},"
                f"{offered - handled},{handled},20,{handled * 240},{handled * 9},,"
            )
    return "\n".join(lines) + "\n"


def a_small_centre(folder: Path, weeks: int = 10, agents: int = 16) -> SmallCentre:
    """Centre, queues, history and staff in a new SQLite file."""
    url = str(folder / "centre.sqlite")
    context = Context(Store.open(url), "tester", lambda: NOW)
    context.store.save(documents.CENTRE, CENTRE, context.entry("set_up", "centre"))
    context.store.save(documents.QUEUES, QUEUES, context.entry("set_up", "queues"))
    quick = PlanningDefaults(file_quiet_s=0)  # no test waits for seconds
    context.store.save(documents.PLANNING, quick, context.entry("set_up", "planning"))
    file = folder / "history.csv"
    file.write_text(history_csv(FIRST_DAY, 7 * weeks), encoding="utf-8")
    import_history(context, file)
    replace_staff(context, sample_staff({"fault": 1.0, "billing": 1.0}, agents, 3), "sample")
    return SmallCentre(context, url, folder)


def a_copy_of(folder: Path, own: Path) -> SmallCentre:
    """The small centre of a folder, copied into a new one."""
    shutil.copytree(folder, own)
    url = str(own / "centre.sqlite")
    return SmallCentre(Context(Store.open(url), "tester", lambda: NOW), url, own)


def last_day(weeks: int = 10) -> date:
    """Last day of the small centre's history."""
    return FIRST_DAY + timedelta(days=7 * weeks - 1)


def can_be_taken_over(context: Context, roster_id: str, shifts: Iterable[Shift]) -> Shift:
    """The first of some shifts that somebody could take over: where nearly everybody works nobody
    can, and who works when differs from run to run."""
    from app.services.roster.changes.reroster import replace_agent

    return next(s for s in shifts if replace_agent(context, roster_id, s.agent_id, s.day))
