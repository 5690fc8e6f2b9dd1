"""Actuals of one queue as columns: from a frame, from the database, compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, select

from data.model.arrays import BoolArray, IntArray
from data.store.tables import VALUES, actuals

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("event_tag", "quality_flag")
COLUMNS = ("queue_id", "slot_utc_min", "interval_minutes", *VALUES, *TEXTS, "import_id")


@dataclass(frozen=True, eq=False)
class Slots:
    """Actuals of one queue, ascending.

    Parameters
    ----------
    slot
        Starts, minutes since 1970-01-01 UTC [min], shape (rows,).
    columns
        `interval_minutes`, numbers (NaN = missing) and texts by name, each of shape (rows,).
    import_id
        Import that brought each row; empty for rows of a file.
    """

    queue_id: str
    slot: IntArray
    columns: dict[str, np.ndarray]
    import_id: IntArray

    def same(self, other: "Slots") -> BoolArray:
        """Rows equal to those of `other` (same slots, same order), shape (rows,)."""
        equal = np.ones(len(self.slot), dtype=bool)
        for name, mine in self.columns.items():
            yours = other.columns[name]
            alike = mine == yours
            if mine.dtype.kind == "f":
                alike |= np.isnan(mine) & np.isnan(yours)
            equal &= alike
        return equal

    def take(self, rows: np.ndarray) -> "Slots":
        """Some of the rows, by mask or position."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        imports = self.import_id[rows] if len(self.import_id) else self.import_id
        return Slots(self.queue_id, self.slot[rows], columns, imports)

    def rows(self, *last: int) -> Iterator[tuple[Any, ...]]:
        """Plain tuples in the order of `COLUMNS`; `last` ends each (import ids)."""
        count = len(self.slot)
        ends = [self.import_id.tolist()] if len(self.import_id) else []
        ends += [[value] * count for value in last]
        lists = [_plain(column) for column in self.columns.values()]
        return zip([self.queue_id] * count, self.slot.tolist(), *lists, *ends, strict=True)


def from_frame(frame: "pd.DataFrame") -> Iterator[Slots]:
    """Canonical actuals, queue by queue.

    Parameters
    ----------
    frame
        Columns of the canonical form; `interval_start` aware; (queue, start) unique.
    """
    import pandas as pd

    starts = pd.DatetimeIndex(frame["interval_start"]).tz_convert("UTC").tz_localize(None)
    minutes = starts.to_numpy().astype("datetime64[m]").astype(np.int64)
    for queue_id, found in frame.groupby("queue_id", sort=True).indices.items():
        positions = np.asarray(found, dtype=np.int64)
        order = positions[np.argsort(minutes[positions], kind="stable")]
        part: pd.DataFrame = frame.take(order)
        columns = {"interval_minutes": part["interval_minutes"].to_numpy(np.int64)}
        columns |= {name: _numbers(part, name) for name in VALUES}
        columns |= {name: _texts(part, name) for name in TEXTS}
        yield Slots(str(queue_id), minutes[order], columns, np.empty(0, np.int64))


def read_slots(
    connection: Connection, queue_id: str, first: int | None = None, last: int | None = None
) -> Slots:
    """Actuals in force of a queue, from slot `first` to `last`, both included [min]."""
    query = select(*(actuals.c[name] for name in COLUMNS[1:])).where(actuals.c.queue_id == queue_id)
    if first is not None:
        query = query.where(actuals.c.slot_utc_min >= first)
    if last is not None:
        query = query.where(actuals.c.slot_utc_min <= last)
    found = connection.execute(query.order_by(actuals.c.slot_utc_min)).all()
    lists = list(zip(*found, strict=True)) or [()] * (len(COLUMNS) - 1)
    named = dict(zip(COLUMNS[1:], lists, strict=True))
    columns: dict[str, np.ndarray] = {
        "interval_minutes": np.array(named["interval_minutes"], np.int64)
    }
    columns |= {name: np.array(named[name], np.float64) for name in VALUES}
    columns |= {name: np.array(named[name], object) for name in TEXTS}
    slot = np.array(named["slot_utc_min"], np.int64)
    return Slots(queue_id, slot, columns, np.array(named["import_id"], np.int64))


def _numbers(frame: "pd.DataFrame", name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), np.nan)
    return frame[name].to_numpy(dtype=np.float64, na_value=np.nan)


def _texts(frame: "pd.DataFrame", name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), "", dtype=object)
    return frame[name].fillna("").astype(object).to_numpy(dtype=object)


def _plain(column: np.ndarray) -> list[Any]:
    if column.dtype.kind != "f":
        return list(column.tolist())
    plain = column.astype(object)
    plain[np.isnan(column)] = None
    return list(plain)
