"""Reading history: actuals in force, older values, imports and rows set aside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, func, select

from data.model.centre import Centre
from data.model.errors import InvalidValue, NotFound
from data.model.grid import BoolArray, FloatArray, Grid, IntArray, local_midnight
from data.model.language import tr
from data.model.series import ContactSeries
from data.store.documents import need_centre
from data.store.faults import reading
from data.store.schema import VALUES, actuals, imports, rejected_rows, superseded_actuals

if TYPE_CHECKING:
    import pandas as pd

TEXTS = ("event_tag", "quality_flag")
COLUMNS = ("queue_id", "slot_utc_min", "interval_minutes", *VALUES, *TEXTS, "import_id")
_SERIES = {
    "handled": "handled",
    "abandoned": "abandoned",
    "handle_s_total": "handle_seconds_total",
    "temperature_c": "temperature_c",
}


@dataclass(frozen=True)
class ImportSummary:
    """One import: file, time, person, and the number of rows by what became of them [-]."""

    import_id: int
    source: str
    digest: str
    at: datetime
    who: str
    new: int
    unchanged: int
    superseded: int
    rejected: int


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
        """Which rows are equal to those of `other`, which has the same slots; shape (rows,)."""
        equal = np.ones(len(self.slot), dtype=bool)
        for name, mine in self.columns.items():
            yours = other.columns[name]
            alike = mine == yours
            if mine.dtype.kind == "f":
                alike |= np.isnan(mine) & np.isnan(yours)
            equal &= alike
        return equal

    def take(self, rows: np.ndarray) -> "Slots":
        """Some of the rows, by mask or positions."""
        columns = {name: column[rows] for name, column in self.columns.items()}
        imports = self.import_id[rows] if len(self.import_id) else self.import_id
        return Slots(self.queue_id, self.slot[rows], columns, imports)

    def rows(self, *last: int) -> Iterator[tuple[Any, ...]]:
        """Plain tuples in the order of `COLUMNS`.

        Parameters
        ----------
        last
            Values at the end of every tuple (ids of imports).
        """
        count = len(self.slot)
        ends = [self.import_id.tolist()] if len(self.import_id) else []
        ends += [[value] * count for value in last]
        lists = [_plain(column) for column in self.columns.values()]
        return zip([self.queue_id] * count, self.slot.tolist(), *lists, *ends, strict=True)


def joined(one: Slots, other: Slots, import_id: int) -> Slots:
    """Rows of both, as one import brings them."""
    columns = {
        name: np.concatenate([column, other.columns[name]]) for name, column in one.columns.items()
    }
    slot = np.concatenate([one.slot, other.slot])
    return Slots(one.queue_id, slot, columns, np.full(len(slot), import_id, np.int64))


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
    with reading(tr("the history of {queue_id}", queue_id=queue_id)):
        return slots_of(queue_id, connection.execute(query.order_by(actuals.c.slot_utc_min)).all())


def slots_of(queue_id: str, rows: Sequence[Any]) -> Slots:
    """Rows of a queue in the order of `COLUMNS` but for the queue, as arrays."""
    lists = list(zip(*rows, strict=True)) or [()] * (len(COLUMNS) - 1)
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


def load_series(
    connection: Connection, queue_id: str, first: date | None = None, last: date | None = None
) -> ContactSeries:
    """Actuals of a queue from its first to its last known slot; gaps are NaN.

    Parameters
    ----------
    first, last
        Local days between which slots are wanted, both included; None = no limit.

    Raises
    ------
    NotFound
        If no history of the queue is stored for these days.
    """
    centre = need_centre(connection)
    begin = None if first is None else _minute(local_midnight(first, centre.zone))
    end = None if last is None else _minute(local_midnight(last + timedelta(days=1), centre.zone))
    slots = read_slots(connection, queue_id, begin, None if end is None else end - 1)
    if not len(slots.slot):
        span = f"{first or tr('the beginning')} .. {last or tr('the end')}"
        raise NotFound(
            tr(
                "no history of queue {queue_id!r} is stored for {span}; import a file",
                queue_id=queue_id,
                span=span,
            )
        )
    return _on_grid(slots, centre)


@dataclass(frozen=True)
class Answered:
    """How a day was answered, where the history counts it.

    Parameters
    ----------
    offered, in_time
        Contacts of the slots counted, and those answered within the file's threshold [contacts].
    threshold_s
        Longest threshold that the day was counted with [s]; NaN where the file does not say.
    """

    offered: float
    in_time: float
    threshold_s: float


@dataclass(frozen=True)
class HistoryTotals:
    """What a queue's actuals add up to.

    Parameters
    ----------
    first, last
        Starts of its first and last slot, aware.
    known
        Slots whose offered contacts are known.
    offered, handled
        Contacts.
    handle_s
        Handle time of all that were handled [s]; None where no file says it.
    """

    first: datetime
    last: datetime
    known: int
    offered: float
    handled: float
    handle_s: float | None


def load_totals(connection: Connection, queue_id: str) -> HistoryTotals | None:
    """What a queue's actuals add up to; None where there are none."""
    slot, offered = actuals.c.slot_utc_min, actuals.c.offered
    handled, handle_s = actuals.c.handled, actuals.c.handle_seconds_total
    query = select(
        func.min(slot),
        func.max(slot),
        func.count(offered),
        func.coalesce(func.sum(offered), 0.0),
        func.coalesce(func.sum(handled), 0.0),
        func.sum(handle_s),
    ).where(actuals.c.queue_id == queue_id)
    with reading(tr("the history of {queue_id}", queue_id=queue_id)):
        first, last, known, *sums = connection.execute(query).one()
    if first is None:
        return None
    begin, end = (datetime.fromtimestamp(int(at) * 60, UTC) for at in (first, last))
    return HistoryTotals(begin, end, int(known), *sums)


def load_answered(
    connection: Connection, queue_id: str, first: date, last: date
) -> dict[date, Answered]:
    """Contacts answered in time by local day; days on which nobody counted are left out."""
    zone = need_centre(connection).zone
    end = _minute(local_midnight(last + timedelta(days=1), zone)) - 1
    found = read_slots(connection, queue_id, _minute(local_midnight(first, zone)), end)
    days, columns = {}, found.columns
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        begin, until = (_minute(local_midnight(d, zone)) for d in (day, day + timedelta(days=1)))
        mine = (found.slot >= begin) & (found.slot < until)
        mine &= ~np.isnan(columns["answered_in_threshold"]) & ~np.isnan(columns["offered"])
        if columns["offered"][mine].sum() > 0:
            thresholds = columns["threshold_seconds"][mine]
            days[day] = Answered(
                float(columns["offered"][mine].sum()),
                float(columns["answered_in_threshold"][mine].sum()),
                float(np.nanmax(thresholds)) if np.isfinite(thresholds).any() else float("nan"),
            )
    return days


def load_superseded(connection: Connection, queue_id: str) -> "pd.DataFrame":
    """Older values of a queue, by slot and then oldest first.

    Returns
    -------
    pandas.DataFrame
        `interval_start` (UTC), the values, which file brought them when (`source`,
        `imported_at`) and which replaced them (`superseded_by`, `superseded_at`).
    """
    brought, replaced = imports.alias("brought"), imports.alias("replaced")
    table = superseded_actuals
    names = (*VALUES, *TEXTS)
    query = (
        select(
            table.c.slot_utc_min,
            *(table.c[name] for name in names),
            brought.c.source,
            brought.c.at.label("imported_at"),
            replaced.c.source.label("superseded_by"),
            replaced.c.at.label("superseded_at"),
        )
        .join(brought, table.c.import_id == brought.c.import_id)
        .join(replaced, table.c.superseded_by == replaced.c.import_id)
        .where(table.c.queue_id == queue_id)
        .order_by(table.c.slot_utc_min, table.c.superseded_by)
    )
    import pandas as pd

    result = connection.execute(query)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    minutes = frame.pop("slot_utc_min").to_numpy(np.int64)
    starts = pd.DatetimeIndex(minutes.astype("datetime64[m]").astype("datetime64[s]"), tz="UTC")
    frame.insert(0, "interval_start", starts)
    return frame.astype(dict.fromkeys(VALUES, np.float64))


def newest_import(connection: Connection) -> int:
    """Id of the newest import of history, 0 where there is none; every import has a higher one."""
    query = select(func.max(imports.c.import_id)).where(imports.c.kind.is_(None))
    return int(connection.scalar(query) or 0)


def list_imports(
    connection: Connection,
    kind: str | None = None,
    limit: int | None = None,
    since: datetime | None = None,
) -> tuple[ImportSummary, ...]:
    """Imports of history, or of events of a kind (see `data.store.day.events`), newest first."""
    columns = [column for column in imports.c if column.name != "kind"]
    with reading(tr("the list of imports")):
        query = select(*columns).where(
            imports.c.kind.is_(kind) if kind is None else imports.c.kind == kind
        )
        if since is not None:
            query = query.where(imports.c.at >= since)
        found = connection.execute(query.order_by(imports.c.import_id.desc()).limit(limit))
        return tuple(ImportSummary(**row._asdict()) for row in found)


def load_rejected(connection: Connection, import_id: int) -> "pd.DataFrame":
    """Rows of an import that were set aside, with columns `row`, `reason`, `text`."""
    table = rejected_rows
    query = (
        select(table.c.row_number.label("row"), table.c.reason, table.c.text)
        .where(table.c.import_id == import_id)
        .order_by(table.c.position)
    )
    import pandas as pd

    return pd.DataFrame(connection.execute(query).all(), columns=["row", "reason", "text"])


def _on_grid(slots: Slots, centre: Centre) -> ContactSeries:
    position, odd = np.divmod(slots.slot - slots.slot[0], centre.slot_min)
    if odd.any():
        raise InvalidValue(
            tr(
                "history of {queue_id} does not lie on slots of {slot_min} min",
                queue_id=slots.queue_id,
                slot_min=centre.slot_min,
            )
        )
    start = datetime.fromtimestamp(int(slots.slot[0]) * 60, UTC)
    grid = Grid(start, int(position[-1]) + 1, centre.slot_min, centre.zone)

    def spread(name: str) -> FloatArray:
        array = np.full(grid.slots, np.nan)
        array[position] = slots.columns[name]
        return array

    known = {
        field: spread(name)
        for field, name in _SERIES.items()
        if not np.isnan(slots.columns[name]).all()
    }
    tags = slots.columns["event_tag"]
    tagged = {int(position[i]): str(tags[i]) for i in np.flatnonzero(tags != "")}
    return ContactSeries(slots.queue_id, grid, spread("offered"), event_tag=tagged, **known)


def _minute(instant: datetime) -> int:
    return int(instant.timestamp() // 60)
