"""Slots on a local clock, arrays on them, and both as tables for notebooks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib import import_module
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from data.model.errors import InvalidValue
from data.model.language import tr

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MIN = 1440


def local_midnight(day: date, zone: str) -> datetime:
    """First instant of a local date, in UTC (the later one where midnight is skipped)."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


Each = Literal["whole", "week", "day", "hour"]
"""Whether figures are wanted for a whole period, or for each week, day or hour in it."""


@dataclass(frozen=True)
class Grid:
    """Equal slots covering [start, end).

    Parameters
    ----------
    start
        First instant; aware, held in UTC, on a whole slot.
    slots
        Number of slots [-].
    slot_min
        Length of a slot [min]; divides a day.
    zone
        IANA name of the local clock on which days and hours are read.

    Notes
    -----
    A local day has 92, 96 or 100 quarter-hours; slots are elapsed time and never repeat.
    """

    start: datetime
    slots: int
    slot_min: int = 30
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise InvalidValue(
                tr("grid start {start} has no time zone; give an aware instant", start=self.start)
            )
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        if self.slots < 0:
            raise InvalidValue(tr("a grid cannot have {slots} slots", slots=self.slots))
        if self.slot_min <= 0 or _DAY_MIN % self.slot_min:
            raise InvalidValue(
                tr("slot length {slot_min} min does not divide a day", slot_min=self.slot_min)
            )
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise InvalidValue(
                tr("unknown time zone {zone!r}; use an IANA name", zone=self.zone)
            ) from error

    @classmethod
    def for_days(
        cls, first: date, days: int, slot_min: int = 30, zone: str = "Asia/Shanghai"
    ) -> "Grid":
        """Grid over whole local days, first .. first + days - 1."""
        start = local_midnight(first, zone)
        end = local_midnight(first + timedelta(days=days), zone)
        return cls(start, int((end - start).total_seconds() // 60) // slot_min, slot_min, zone)

    @property
    def end(self) -> datetime:
        """First instant after the grid (UTC)."""
        return self.start + timedelta(minutes=self.slots * self.slot_min)

    @property
    def slots_per_day(self) -> int:
        """Slots in an ordinary day (24 h) [-]."""
        return _DAY_MIN // self.slot_min

    @cached_property
    def utc(self) -> np.ndarray:
        """Slot starts, naive UTC, datetime64[m], shape (slots,)."""
        first = np.datetime64(self.start.replace(tzinfo=None), "m")
        return np.asarray(first + np.arange(self.slots) * np.timedelta64(self.slot_min, "m"))

    @cached_property
    def local(self) -> np.ndarray:
        """Slot starts on the local clock, naive, datetime64[m], shape (slots,)."""
        return np.asarray(self.utc + self._offset_min.astype("timedelta64[m]"))

    @cached_property
    def day(self) -> np.ndarray:
        """Local date of each slot, datetime64[D], shape (slots,)."""
        return self.local.astype("datetime64[D]")

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Local dates touched by the grid, ascending."""
        return tuple(np.unique(self.day).tolist())

    @cached_property
    def day_index(self) -> IntArray:
        """Position of each slot's date in `days`, shape (slots,)."""
        return np.unique(self.day, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def minute_of_day(self) -> IntArray:
        """Local clock minutes since midnight at each slot start [min], shape (slots,)."""
        since = (self.local - self.day).astype("timedelta64[m]").astype(np.int64)
        return np.asarray(since, dtype=np.int64)

    @cached_property
    def slot_of_day(self) -> IntArray:
        """`minute_of_day` in slots, shape (slots,)."""
        return self.minute_of_day // self.slot_min

    @cached_property
    def weekday(self) -> IntArray:
        """0 = Monday .. 6 = Sunday for each slot, shape (slots,)."""
        return (self.day.astype(np.int64) + 3) % 7

    @cached_property
    def stamps(self) -> tuple[str, ...]:
        """Slot starts on the local clock with their offset, ISO 8601: `2026-01-05T08:00+08:00`."""
        signs = {minutes: _offset_text(minutes) for minutes in np.unique(self._offset_min).tolist()}
        clock = np.datetime_as_string(self.local, unit="m").tolist()
        pairs = zip(clock, self._offset_min.tolist(), strict=True)
        return tuple(wall + signs[minutes] for wall, minutes in pairs)

    @cached_property
    def _offset_min(self) -> IntArray:
        # The offset changes at most a few times a year: ask per day, and per hour only on days
        # whose ends differ.
        zone = ZoneInfo(self.zone)
        hours = self.utc.astype("datetime64[h]").astype(np.int64)
        if not len(hours):
            return np.empty(0, dtype=np.int64)
        first, last = int(hours[0]), int(hours[-1])
        table = np.empty(last - first + 1, dtype=np.int64)
        begin = _offset_at(zone, first)
        for hour in range(first, last + 1, 24):
            end = _offset_at(zone, hour + 24)
            stretch = slice(hour - first, min(hour + 24, last + 1) - first)
            count = stretch.stop - stretch.start
            if begin == end:
                table[stretch] = begin
            else:
                table[stretch] = [_offset_at(zone, hour + k) for k in range(count)]
            begin = end
        return table[hours - first]

    def __iter__(self) -> Iterator[datetime]:
        """Slot starts as aware UTC instants."""
        return (self.start + timedelta(minutes=i * self.slot_min) for i in range(self.slots))

    def index_of(self, instant: datetime) -> int:
        """Slot that holds an instant; may lie outside 0 .. slots - 1.

        Raises
        ------
        InvalidValue
            If the instant is naive.
        """
        if instant.tzinfo is None:
            raise InvalidValue(tr("{instant} has no time zone", instant=instant))
        return int((instant - self.start).total_seconds() // (60 * self.slot_min))

    def slot_at(self, day: date, minute: int) -> int:
        """Slot that starts at a local clock minute of a day; minute may exceed 1440 (next day)."""
        whole, rest = divmod(minute, _DAY_MIN)
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone))
        # Adding to an aware datetime moves its wall clock, which is what a local start means.
        return self.index_of(midnight + timedelta(days=whole, minutes=rest))

    def part(self, first: int, slots: int) -> "Grid":
        """Grid of `slots` slots starting at slot `first` of this one (may reach beyond it)."""
        start = self.start + timedelta(minutes=first * self.slot_min)
        return Grid(start, slots, self.slot_min, self.zone)

    def following(self, days: int) -> "Grid":
        """Grid over the `days` local days that follow the last day touched by this one."""
        first = self.days[-1] + timedelta(days=1)
        return Grid.for_days(first, days, self.slot_min, self.zone)


def _offset_at(zone: ZoneInfo, hour: int) -> int:
    offset = (_EPOCH + timedelta(hours=hour)).astimezone(zone).utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0


def _offset_text(minutes: int) -> str:
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def slots_frame(grid: Grid, columns: Mapping[str, FloatArray | IntArray]) -> Any:
    """`pandas.DataFrame` of columns of shape (slots,), indexed by aware local slot starts."""
    pandas = import_module("pandas")
    start = pandas.DatetimeIndex(grid.utc.astype("datetime64[s]"), tz="UTC", name="start")
    return pandas.DataFrame(dict(columns), index=start.tz_convert(grid.zone))


def days_frame(grid: Grid, columns: Mapping[str, FloatArray]) -> Any:
    """`pandas.DataFrame` of columns of shape (days,), indexed by local date."""
    pandas = import_module("pandas")
    return pandas.DataFrame(dict(columns), index=pandas.Index(grid.days, name="day"))


def rows_frame(columns: Mapping[str, type], rows: Iterable[Sequence[Any]]) -> Any:
    """`pandas.DataFrame` of rows under named columns, whose types hold without any row too."""
    pandas = import_module("pandas")
    named = {name: object if kind is str else kind for name, kind in columns.items()}
    return pandas.DataFrame(list(rows), columns=list(named)).astype(named)


def queues_frame(
    grid: Grid, queue_ids: Sequence[str], columns: Mapping[str, FloatArray | IntArray]
) -> Any:
    """`pandas.DataFrame` of columns of shape (queues, slots), indexed by queue and slot start."""
    pandas = import_module("pandas")
    tables = (
        slots_frame(grid, {name: values[row] for name, values in columns.items()})
        for row in range(len(queue_ids))
    )
    return pandas.concat(dict(zip(queue_ids, tables, strict=True)), names=["queue_id"])
