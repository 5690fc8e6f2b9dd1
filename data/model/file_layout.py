"""How history files of a centre's own are laid out: which of their columns is which of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from data.model.errors import InvalidValue
from data.model.ids import refuse_bad_ids

NEEDED = ("interval_start", "offered")
"""Columns of ours that a file must tell; its queue too, unless it is of one queue only."""

MAPPABLE = (
    "interval_start", "time", "interval_minutes", "queue_id", "queue_name", "channel", "offered",
    "handled", "abandoned", "answered_in_threshold", "threshold_seconds", "handle_seconds_total",
    "wait_seconds_total", "event_tag", "quality_flag", "temperature_c",
)  # fmt: skip
"""Columns of ours that one of theirs can stand for; `time`: the time of day beside the day."""

HandleTime = Literal["total", "average"]
TimeUnit = Literal["s", "min", "clock"]
DayOrder = Literal["ymd", "dmy", "mdy"]


@dataclass(frozen=True)
class FileLayout:
    """A layout that somebody made on a page or command line, by which files are read.

    Parameters
    ----------
    name
        By which it is asked for and noted in the trail.
    columns
        Column of ours (`MAPPABLE`) -> header of theirs.
    queue
        Queue of every row where no column names it.
    minutes
        Length of every interval [min]; 0: read from the file.
    handle_time
        Whether handle and waiting times are totals of an interval or means of a contact.
    time_unit
        What they are counted in: seconds, minutes, or written as 0:04:10.
    day_order
        How 03/04/2026 is read; a day that says its order itself is read by that.
    utc
        Whether times without an offset are UTC, not the centre's clock.
    """

    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    queue: str = ""
    minutes: int = 0
    handle_time: HandleTime = "total"
    time_unit: TimeUnit = "s"
    day_order: DayOrder = "ymd"
    utc: bool = False

    def __post_init__(self) -> None:
        refuse_bad_ids(self.name, self.queue, *self.columns.values())
        if not self.name.strip():
            raise InvalidValue("a layout needs a name, by which files are read with it")
        unknown = sorted(set(self.columns) - set(MAPPABLE))
        if unknown:
            raise InvalidValue(f"no column {', '.join(unknown)}; there are: {', '.join(MAPPABLE)}")
        lacking = [name for name in NEEDED if not self.columns.get(name, "").strip()]
        if not self.queue.strip() and not self.columns.get("queue_id", "").strip():
            lacking.append("queue_id")
        if lacking:
            raise InvalidValue(
                f"layout {self.name}: say which columns of the file are {', '.join(lacking)}"
            )
        if not 0 <= self.minutes <= 1440:
            raise InvalidValue(f"layout {self.name}: an interval has 1 to 1440 minutes")
        theirs = [header.strip().lower() for header in self.columns.values()]
        if twice := sorted({header for header in theirs if theirs.count(header) > 1}):
            raise InvalidValue(f"layout {self.name}: {', '.join(twice)} stands for two columns")

    def __hash__(self) -> int:
        return hash((self.name, tuple(sorted(self.columns.items())), self.queue))
