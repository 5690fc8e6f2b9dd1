"""Plain series for measuring: `series_id,ts,y[,temp_c|temp_day_c]` on a local clock."""

from pathlib import Path

import numpy as np
import pandas as pd

from data.files.table import read_table, refuse_double_columns
from data.files.text import read_text
from data.files.values import Complaints, typed
from data.ingest.layouts.series import LAYOUT
from data.model.errors import BadRows, UnreadableFile
from data.model.grid import FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.series import ContactSeries

_DAY_MIN = 1440


def read_series_file(path: Path, zone: str = "UTC") -> tuple[ContactSeries, ...]:
    """Series of a file (`.csv`, `.csv.gz`) over whole days, slots without a row NaN.

    Parameters
    ----------
    zone
        Clock of the grid. With the default, days are read as if clocks never changed.

    Notes
    -----
    The slot length of each series is the most common distance of its rows. An hour that occurs
    twice is averaged, so that its level stays that of one hour; the hour that is skipped stays
    missing.

    Raises
    ------
    UnreadableFile
        If the file is no such table or its slots do not divide a day.
    BadRows
        If rows are wrong; the message lists them all.
    """
    path = Path(path)
    table = read_table(read_text(path, LAYOUT.expected))
    refuse_double_columns((name.lower() for name in table.header), path)
    if not LAYOUT.matches(table.header):
        raise UnreadableFile(
            tr(
                "{path} begins with {header!r}; expected {expected}",
                path=path,
                header=",".join(table.header)[:200],
                expected=LAYOUT.expected,
            )
        )
    complaints = Complaints(table.malformed)
    texts = LAYOUT.convert(table.cells).assign(interval_minutes="1")  # found per series below
    frame = typed(texts, "UTC", complaints, [])
    bad = complaints.table(table.original)
    if len(bad):
        rows = zip(bad["row"], bad["reason"], strict=True)
        raise BadRows(
            tuple(
                tr("{name} row {row}: {reason}", name=path.name, row=row, reason=reason)
                for row, reason in rows
            )
        )
    return tuple(
        _series(str(name), part, zone) for name, part in frame.groupby("queue_id", sort=False)
    )


def _series(name: str, frame: pd.DataFrame, zone: str) -> ContactSeries:
    wall = pd.DatetimeIndex(frame["interval_start"]).tz_localize(None)
    minutes = wall.to_numpy().astype("datetime64[m]").astype(np.int64)
    slot_min = _slot_min(name, minutes)
    first, last = minutes.min() // _DAY_MIN, minutes.max() // _DAY_MIN
    day = np.datetime64(int(first), "D").astype(object)
    grid = Grid.for_days(day, int(last - first) + 1, slot_min, zone)
    slot = _slots(grid, minutes)
    warm = frame["temperature_c"].to_numpy(float)
    offered = frame["offered"].to_numpy(float)
    return ContactSeries(
        name,
        grid,
        _placed(offered, slot, grid.slots),
        temperature_c=np.empty(0) if np.isnan(warm).all() else _placed(warm, slot, grid.slots),
    )


def _slot_min(name: str, minutes: IntArray) -> int:
    steps = np.diff(np.unique(minutes))
    if not len(steps):
        raise UnreadableFile(
            tr("series {name}: one row alone does not show the slot length", name=name)
        )
    lengths, counts = np.unique(steps, return_counts=True)
    slot_min = int(lengths[counts.argmax()])
    if _DAY_MIN % slot_min or (minutes % slot_min).any():
        raise UnreadableFile(
            tr(
                "series {name}: slots of {slot_min} min do not divide its days",
                name=name,
                slot_min=slot_min,
            )
        )
    return slot_min


def _slots(grid: Grid, minutes: IntArray) -> IntArray:
    """Slot of each wall time: the first that shows it, or (skipped hours) the next shown."""
    shown = grid.local.astype("datetime64[m]").astype(np.int64)
    if (np.diff(shown) == grid.slot_min).all():
        return np.asarray((minutes - shown[0]) // grid.slot_min, dtype=np.int64)
    order = np.argsort(shown, kind="stable")
    found = np.searchsorted(shown[order], minutes).clip(max=grid.slots - 1)
    return np.asarray(order[found], dtype=np.int64)


def _placed(values: FloatArray, slot: IntArray, slots: int) -> FloatArray:
    known = ~np.isnan(values)
    count = np.bincount(slot[known], minlength=slots)
    total = np.bincount(slot[known], weights=values[known], minlength=slots)
    return np.asarray(np.divide(total, count, out=np.full(slots, np.nan), where=count > 0))
