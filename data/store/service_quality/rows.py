"""Records of the service loops to rows and back, written and read in bulk."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import Connection, Index, Select, func, literal_column, select

from data.model.audit import AuditEntry
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.series import ImportCounts
from data.store.actuals import insert_import, insert_rejected, insert_rows, is_known
from data.store.faults import reading
from data.store.service_quality.tables import KINDS, Kind
from data.store.trail.seals import anchor

if TYPE_CHECKING:
    import pandas as pd

_AT_ONCE = 20_000
_CACHE_KB = 262_144
_MANY = 200_000
"""Rows from which indexes are built at the end."""
_MOSTLY_NEW = 3
"""How many times the new rows the stored ones may be, for that to be quicker."""
Where = Mapping[str, str | Sequence[str]]
"""Columns and the value, or one of the values, that they must have."""


def kind_of(name: str) -> Kind:
    """A kind of record.

    Raises
    ------
    InvalidValue
        If there is none of the name.
    """
    if name not in KINDS:
        raise InvalidValue(
            tr("no records {name!r}; there are {known}", name=name, known=", ".join(KINDS))
        )
    return KINDS[name]


# --- records and frames -------------------------------------------------------------------------


def frame_of(name: str, records: Iterable[Any]) -> "pd.DataFrame":
    """Records as a frame with the columns of their kind; instants in UTC."""
    import pandas as pd

    kind = kind_of(name)
    rows = [[getattr(record, column) for column in kind.columns] for record in records]
    frame = pd.DataFrame(rows, columns=list(kind.columns), dtype=object)
    for column in kind.instants:
        frame[column] = pd.to_datetime(frame[column], utc=True).dt.as_unit("s")
    for column in (*kind.numbers, *kind.whole):
        frame[column] = frame[column].astype(float)
    return frame


def records_of(name: str, frame: "pd.DataFrame") -> tuple[Any, ...]:
    """Rows of a frame with all columns of a kind as its type, in the frame's order."""
    kind = kind_of(name)
    lists = [_values_of(kind, column, frame[column]) for column in kind.columns]
    return tuple(kind.form(*row) for row in zip(*lists, strict=True))


def _values_of(kind: Kind, column: str, values: "pd.Series[Any]") -> list[Any]:
    if column in kind.instants:
        return [None if at != at else at.to_pydatetime() for at in values]
    if column in kind.numbers:
        return [None if number != number else float(number) for number in values]
    if column in kind.whole:
        form = int if column == "step" else bool
        return [None if number != number else form(number) for number in values]
    return values.tolist()


# --- writing ------------------------------------------------------------------------------------


def save(
    connection: Connection,
    frames: "Mapping[str, pd.DataFrame]",
    rejected: "pd.DataFrame",
    source: str,
    entry: AuditEntry,
    digest: str = "",
) -> dict[str, ImportCounts]:
    """Save records; those whose key is stored take the place of the older ones.

    Parameters
    ----------
    frames
        Rows by kind; the key unique. A column that a frame lacks stays as it is stored.
    rejected
        Rows set aside: `row`, `reason`, `text` (which must not tell who somebody is).
    source
        Name of the file; empty: what a person did, which is no import.

    Returns
    -------
    dict
        What became of the rows, by kind.
    """
    if connection.dialect.name == "sqlite" and sum(map(len, frames.values())) > _AT_ONCE:
        # Indexes grow in no order: with the usual 2 MB every page would be written many times.
        connection.exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KB}")
    counts = {name: _save_kind(connection, kind_of(name), frame) for name, frame in frames.items()}
    new, same, other = (
        sum(getattr(one, what) for one in counts.values())
        for what in ("new", "unchanged", "superseded")
    )
    if source and (new + other or not is_known(connection, digest)):
        every = ImportCounts(new, same, other, len(rejected))
        import_id = insert_import(connection, source, digest, entry, every)
        insert_rejected(connection, import_id, rejected)
        anchor(connection, "imports", import_id)
    return counts


def _save_kind(connection: Connection, kind: Kind, frame: "pd.DataFrame") -> ImportCounts:
    lacking = [name for name in kind.columns if name not in frame]
    given = {f.name: f.default for f in fields(kind.form)}
    defaults = [_plain_default(name, given[name]) for name in lacking]
    fresh = not connection.scalar(select(kind.table.c[kind.key]).limit(1))
    new = same = other = 0
    with _indexed_afterwards(connection, kind, len(frame)):
        for begin in range(0, len(frame), _AT_ONCE):
            part = frame.iloc[begin : begin + _AT_ONCE]
            stored = {} if fresh else _stored(connection, kind, part[kind.key].tolist())
            if stored:
                known = part[kind.key].isin(stored).to_numpy(bool)
                again = zip(*_lists_of(kind, part[known], lacking, defaults), strict=True)
                changed = _changed(kind, again, stored, lacking)
                _delete(connection, kind, [row[0] for row in changed])
                insert_rows(connection, kind.table, kind.columns, changed)
                other, same = other + len(changed), same + int(known.sum()) - len(changed)
                part = part[~known]
            rows = zip(*_lists_of(kind, part, lacking, defaults), strict=True)
            insert_rows(connection, kind.table, kind.columns, rows)
            new += len(part)
    return ImportCounts(new, same, other, rejected=0)


def _changed(
    kind: Kind,
    rows: Iterable[tuple[Any, ...]],
    stored: Mapping[str, tuple[Any, ...]],
    lacking: Sequence[str],
) -> list[tuple[Any, ...]]:
    """Rows that say otherwise than the stored ones, whose values fill the columns that they lack.

    The key is the first column of every kind.
    """
    at = [i for i, name in enumerate(kind.columns) if name in lacking]
    found = []
    for row in rows:
        before, filled = stored[row[0]], list(row)
        for i in at:
            filled[i] = before[i]
        if tuple(filled) != before:
            found.append(tuple(filled))
    return found


@contextmanager
def _indexed_afterwards(connection: Connection, kind: Kind, rows: int) -> Iterator[None]:
    """Where most of a table is new: its indexes sorted at the end, not grown row by row.

    A customer's hash lands anywhere in its index, which by far outgrows the cache. SQLite alone:
    in PostgreSQL nobody could read the table until the end.
    """
    indexes: tuple[Index, ...] = ()
    if rows >= _MANY and connection.dialect.name == "sqlite":
        query = f"SELECT coalesce(max(rowid), 0) FROM {kind.table.name}"
        if rows * _MOSTLY_NEW >= int(connection.exec_driver_sql(query).scalar_one()):
            indexes = tuple(sorted(kind.table.indexes, key=lambda one: str(one.name)))
    for index in indexes:
        index.drop(connection, checkfirst=True)
    yield
    for index in indexes:
        index.create(connection)


def _plain_default(name: str, default: Any) -> Any:
    if default is MISSING:
        raise InvalidValue(tr("column {name} is missing", name=name))
    return int(default) if isinstance(default, bool) else default


def _lists_of(
    kind: Kind, part: "pd.DataFrame", lacking: Sequence[str], defaults: Sequence[Any]
) -> list[list[Any]]:
    """Plain values column by column, in the order of the kind's columns."""
    empty = dict(zip(lacking, defaults, strict=True))
    return [
        [empty[name]] * len(part) if name in empty else _plain(kind, name, part[name])
        for name in kind.columns
    ]


def _plain(kind: Kind, name: str, values: "pd.Series[Any]") -> list[Any]:
    if name in kind.instants:
        naive = values.dt.tz_convert("UTC").dt.tz_localize(None)
        seconds = naive.to_numpy().astype("datetime64[s]").astype(np.int64)
        return _with_gaps(seconds, values.isna().to_numpy(bool))
    if name in kind.numbers or name in kind.whole:
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        gaps = np.isnan(numbers)
        if name in kind.whole:
            return _with_gaps(np.where(gaps, 0, numbers).astype(np.int64), gaps)
        return _with_gaps(numbers, gaps)
    return list(values.tolist())


def _with_gaps(values: np.ndarray, gaps: np.ndarray) -> list[Any]:
    if not gaps.any():
        return list(values.tolist())
    plain = values.astype(object)
    plain[gaps] = None
    return list(plain)


def _among(connection: Connection, kind: Kind, keys: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
    """A condition that the key is one of many, as each database takes a list in one parameter."""
    if connection.dialect.name == "postgresql":
        return f"{kind.key} = ANY(%s)", (list(keys),)
    return f"{kind.key} IN (SELECT value FROM json_each(?))", (json.dumps(list(keys)),)


def _stored(connection: Connection, kind: Kind, keys: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    condition, values = _among(connection, kind, keys)
    columns = ", ".join(kind.columns)
    query = f"SELECT {columns} FROM {kind.table.name} WHERE {condition}"
    key = kind.columns.index(kind.key)
    return {row[key]: tuple(row) for row in connection.exec_driver_sql(query, values)}


def _delete(connection: Connection, kind: Kind, keys: Sequence[str]) -> None:
    if keys:
        condition, values = _among(connection, kind, keys)
        connection.exec_driver_sql(f"DELETE FROM {kind.table.name} WHERE {condition}", values)


# --- reading ------------------------------------------------------------------------------------


def load(
    connection: Connection,
    name: str,
    first: datetime | None = None,
    end: datetime | None = None,
    where: Where | None = None,
    columns: Sequence[str] = (),
    limit: int = 0,
) -> "pd.DataFrame":
    """Records of a kind by time, oldest first.

    Parameters
    ----------
    first, end
        Only those whose instant lies in [first, end).
    columns
        Only these columns; empty: all.
    limit
        At most this many, the newest; 0: all.

    Returns
    -------
    pandas.DataFrame
        Instants in UTC (NaT: none), numbers, steps, and yes or no (1 or 0) as floats (NaN: not
        known), texts.
    """
    import pandas as pd

    kind = kind_of(name)
    names = list(columns or kind.columns)
    at = kind.table.c[kind.at]
    query = _chosen(select(*(kind.table.c[one] for one in names)), kind, first, end, where or {})
    order = (at.desc(), kind.table.c[kind.key].desc()) if limit else (at, kind.table.c[kind.key])
    query = query.order_by(*order)
    with reading(tr("the saved {name}", name=name.replace("_", " "))):
        rows = connection.execute(query.limit(limit) if limit else query).all()
    lists = list(zip(*(reversed(rows) if limit else rows), strict=True)) or [()] * len(names)
    return pd.DataFrame(
        {one: _column(kind, one, values) for one, values in zip(names, lists, strict=True)}
    )


def _column(kind: Kind, name: str, values: Sequence[Any]) -> Any:
    import pandas as pd

    if name in kind.instants:
        gaps = np.fromiter((value is None for value in values), bool, len(values))
        seconds = np.fromiter((value or 0 for value in values), np.int64, len(values))
        at = seconds.astype("datetime64[s]")
        at[gaps] = np.datetime64("NaT")
        return pd.DatetimeIndex(at).tz_localize("UTC")
    if name in kind.numbers or name in kind.whole:
        return np.array([np.nan if v is None else v for v in values], np.float64)
    return np.array(values, dtype=object)


def _chosen(
    query: Select[Any], kind: Kind, first: datetime | None, end: datetime | None, where: Where
) -> Select[Any]:
    at = kind.table.c[kind.at]
    if first is not None:
        query = query.where(at >= int(first.timestamp()))
    if end is not None:
        query = query.where(at < int(-(-end.timestamp() // 1)))
    for column, value in where.items():
        mine = kind.table.c[column]
        if column in kind.sparse and value:
            query = query.where(mine != literal_column("''"))
        query = query.where(mine == value if isinstance(value, str) else mine.in_(list(value)))
    return query


def span(connection: Connection, name: str) -> tuple[datetime, datetime] | None:
    """Instants of the oldest and the newest record of a kind; None where there is none."""
    kind = kind_of(name)
    at = kind.table.c[kind.at]
    oldest, newest = (
        connection.scalar(select(func.min(at))),
        connection.scalar(select(func.max(at))),
    )
    if oldest is None or newest is None:
        return None
    return datetime.fromtimestamp(oldest, UTC), datetime.fromtimestamp(newest, UTC)
