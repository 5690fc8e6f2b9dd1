"""History of contacts and of absence, what an import changed in it, and how files are laid out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np

from data.model.checks.ids import refuse_bad_ids, repeated
from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid
from data.model.language import tr


@dataclass(frozen=True)
class ImportCounts:
    """What became of the rows of an import [-].

    Parameters
    ----------
    new
        Slots known for the first time.
    unchanged
        Slots already known with the same values.
    superseded
        Slots whose older values were replaced; these stay readable.
    rejected
        Rows set aside, each with its reason.
    """

    new: int
    unchanged: int
    superseded: int
    rejected: int


@dataclass(frozen=True, order=True)
class Absence:
    """Time lost to one cause on one day, or in a part of the day.

    Parameters
    ----------
    rostered_min
        All time rostered on that day, or in that part of it [min].
    lost_min
        How much of it was lost to this cause [min].
    from_min, to_min
        Part of the local day, minutes after midnight; may span midnight [min].
    inside, paid, planned
        As of `Shrinkage`.
    """

    day: date
    cause: str
    rostered_min: int
    lost_min: int
    from_min: int = 0
    to_min: int = 1440
    inside: bool = False
    paid: bool = True
    planned: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.lost_min <= self.rostered_min:
            raise InvalidValue(
                tr(
                    "{cause} on {day}: {lost_min} of {rostered_min} rostered minutes "
                    "cannot be lost",
                    cause=self.cause,
                    day=self.day,
                    lost_min=self.lost_min,
                    rostered_min=self.rostered_min,
                )
            )


KEEP_TAG = "keep"
"""Tag of a slot that a planner confirmed, however unusual it looks."""


@dataclass(frozen=True, eq=False)
class ContactSeries:
    """Actuals of one queue; NaN means missing, never zero.

    Parameters
    ----------
    offered
        Contacts offered [contacts/slot], shape (slots,). This is demand.
    handled, abandoned
        Contacts handled / abandoned [contacts/slot], shape (slots,); empty where unknown.
    handle_s_total
        Total handle time of the handled contacts [s/slot], shape (slots,); empty where unknown.
    temperature_c
        Outdoor temperature [degC], shape (slots,); empty where unknown.
    event_tag
        Tags given by planners, slot index -> tag.
    """

    queue_id: str
    grid: Grid
    offered: FloatArray
    handled: FloatArray = field(default_factory=lambda: np.empty(0))
    abandoned: FloatArray = field(default_factory=lambda: np.empty(0))
    handle_s_total: FloatArray = field(default_factory=lambda: np.empty(0))
    temperature_c: FloatArray = field(default_factory=lambda: np.empty(0))
    event_tag: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("offered", "handled", "abandoned", "handle_s_total", "temperature_c"):
            array = np.asarray(getattr(self, name), dtype=np.float64)
            if array.shape != (self.grid.slots,) and not (name != "offered" and array.size == 0):
                raise InvalidValue(
                    tr(
                        "{queue_id}: {name} has shape {shape}, grid has {slots}",
                        queue_id=self.queue_id,
                        name=name,
                        shape=array.shape,
                        slots=self.grid.slots,
                    )
                )
            object.__setattr__(self, name, array)

    def part(self, first: int, slots: int) -> "ContactSeries":
        """The series on slots first .. first + slots - 1."""
        cut = slice(first, first + slots)
        arrays = {
            name: getattr(self, name)[cut]
            for name in ("offered", "handled", "abandoned", "handle_s_total", "temperature_c")
        }
        tags = {i - first: tag for i, tag in self.event_tag.items() if first <= i < first + slots}
        return ContactSeries(self.queue_id, self.grid.part(first, slots), event_tag=tags, **arrays)

    def until(self, slot: int) -> "ContactSeries":
        """What was known just before a slot began."""
        return self.part(0, slot)


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
            raise InvalidValue(tr("a layout needs a name, by which files are read with it"))
        unknown = sorted(set(self.columns) - set(MAPPABLE))
        if unknown:
            raise InvalidValue(
                tr(
                    "no column {unknown}; there are: {mappable}",
                    unknown=", ".join(unknown),
                    mappable=", ".join(MAPPABLE),
                )
            )
        lacking = [name for name in NEEDED if not self.columns.get(name, "").strip()]
        if not self.queue.strip() and not self.columns.get("queue_id", "").strip():
            lacking.append("queue_id")
        if lacking:
            raise InvalidValue(
                tr(
                    "layout {name}: say which columns of the file are {lacking}",
                    name=self.name,
                    lacking=", ".join(lacking),
                )
            )
        if not 0 <= self.minutes <= 1440:
            raise InvalidValue(
                tr("layout {name}: an interval has 1 to 1440 minutes", name=self.name)
            )
        theirs = [header.strip().lower() for header in self.columns.values()]
        if twice := repeated(theirs):
            raise InvalidValue(
                tr(
                    "layout {name}: {twice} stands for two columns",
                    name=self.name,
                    twice=", ".join(twice),
                )
            )

    def __hash__(self) -> int:
        return hash((self.name, tuple(sorted(self.columns.items())), self.queue))
