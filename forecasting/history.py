"""A history from a pandas Series, a frame or a CSV file."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

import numpy as np

from data.model.errors import InvalidValue
from data.model.grid import FloatArray, Grid, IntArray
from data.model.language import tr
from data.model.series import ContactSeries

if TYPE_CHECKING:
    import pandas as pd

History: TypeAlias = Union[ContactSeries, "pd.Series[float]", "pd.DataFrame", str, Path]
"""What `forecast` and `backtest` take as a history."""

_TIMES = ("ts", "start", "interval_start")
_COUNTS = ("y", "contacts", "offered")
_QUEUES = ("series_id", "queue_id")
_TEMPERATURE = "temp_c"
_HANDLED, _HANDLE_S = "handled", "handle_seconds_total"
_TWICE_SHARE = 0.01  # the hour that clocks show twice, but not a table of several queues
_DAY_MIN = 1440


def as_series(history: History, queue_id: str = "", zone: str | None = None) -> ContactSeries:
    """One queue's history on a grid of whole local days; slots without a row are missing.

    Parameters
    ----------
    history
        A `ContactSeries` (returned as it is); a pandas Series of contacts [contacts/slot] on a
        DatetimeIndex of slot starts; a frame, or a CSV file, with slot starts in a column `ts`,
        `start` or `interval_start` (or as its index), contacts in `y`, `contacts` or `offered`,
        and perhaps `series_id` or `queue_id`, `temp_c` [degC], and `handled` [contacts] with
        `handle_seconds_total` [s], without which handle times are not known.
    queue_id
        Which queue is meant where there are several; the name of a history without one.
    zone
        IANA name of the local clock. Times without an offset are read on it (UTC if None),
        times with one are taken to it (their own zone if None).

    Notes
    -----
    The slot length is the most common distance of the rows. An hour that the clock shows twice
    is averaged.

    Raises
    ------
    InvalidValue
        If columns are missing, times or counts cannot be read, or several queues are meant.

    Examples
    --------
    >>> import pandas as pd
    >>> half_hours = pd.date_range("2026-03-02 09:00", periods=4, freq="30min")
    >>> series = as_series(pd.Series([3, 5, 4, 6], half_hours), "faults", "Asia/Shanghai")
    >>> series.grid.slots, series.grid.slot_min, series.grid.zone
    (48, 30, 'Asia/Shanghai')
    >>> series.offered[18:22].tolist()
    [3.0, 5.0, 4.0, 6.0]
    """
    if isinstance(history, ContactSeries):
        return history
    table, name = _of_one_queue(_table(history), queue_id)
    times, clock = _instants(table, name, zone)
    minutes = times.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[m]")
    slot_min = _slot_min(name, minutes.astype(np.int64))
    days = times.tz_localize(None).to_numpy().astype("datetime64[D]")
    first, last = days.min(), days.max()
    grid = Grid.for_days(first.item(), int((last - first).astype(int)) + 1, slot_min, clock)
    slot = (minutes - grid.utc[0]).astype(np.int64) // slot_min
    offered = _placed(_numbers(table, _named(table, _COUNTS, "contacts", name), name), slot, grid)
    if (offered < 0).any():
        raise InvalidValue(
            tr(
                "{name}: {sum} slots have negative contacts",
                name=name,
                sum=int((offered < 0).sum()),
            )
        )
    warm = np.empty(0)
    if _TEMPERATURE in table:
        warm = _placed(_numbers(table, _TEMPERATURE, name), slot, grid)
    handled = handle_s = np.empty(0)
    if _HANDLED in table and _HANDLE_S in table:
        handled, handle_s = (
            _placed(_numbers(table, column, name), slot, grid) for column in (_HANDLED, _HANDLE_S)
        )
    return ContactSeries(
        name, grid, offered, handled=handled, handle_s_total=handle_s, temperature_c=warm
    )


def _table(history: "pd.Series[float] | pd.DataFrame | str | Path") -> "pd.DataFrame":
    import pandas as pd

    if isinstance(history, str | Path):
        return pd.read_csv(history)
    if isinstance(history, pd.Series):
        return history.rename("y").to_frame()
    if isinstance(history, pd.DataFrame):
        return history
    raise InvalidValue(
        tr(
            "a history cannot be a {name}; give a ContactSeries, a pandas Series "
            "or frame, or the path of a CSV file",
            name=type(history).__name__,
        )
    )


def _of_one_queue(table: "pd.DataFrame", queue_id: str) -> tuple["pd.DataFrame", str]:
    column = next((name for name in _QUEUES if name in table), None)
    if not len(table):
        raise InvalidValue(tr("{queue_id}: the table has no row", queue_id=queue_id or "history"))
    if column is None:
        return table, queue_id or "history"
    known = [str(name) for name in table[column].unique()]
    if not queue_id and len(known) > 1:
        raise InvalidValue(
            tr(
                "the table holds {known} queues ({known2}...); name one by queue_id=",
                known=len(known),
                known2=", ".join(known[:5]),
            )
        )
    name = queue_id or known[0]
    if name not in known:
        raise InvalidValue(
            tr(
                "no queue {name!r} in the table; known: {known}",
                name=name,
                known=", ".join(known[:20]),
            )
        )
    return table[table[column].astype(str) == name], name


def _named(table: "pd.DataFrame", names: tuple[str, ...], what: str, queue_id: str) -> str:
    found = next((name for name in names if name in table), None)
    if found is None:
        columns = ", ".join(str(column) for column in table.columns)
        raise InvalidValue(
            tr(
                "{queue_id}: no column of {what} among {columns}; call it {names}",
                queue_id=queue_id,
                what=what,
                columns=columns,
                names=tr(" or ").join(names),
            )
        )
    return found


def _instants(
    table: "pd.DataFrame", queue_id: str, zone: str | None
) -> tuple["pd.DatetimeIndex", str]:
    """Slot starts on the local clock, aware, and the name of that clock."""
    import pandas as pd

    values = table.index
    if not isinstance(values, pd.DatetimeIndex):
        values = pd.Index(table[_named(table, _TIMES, tr("slot starts"), queue_id)])
    try:
        times = pd.DatetimeIndex(pd.to_datetime(values))
    except (ValueError, TypeError) as error:
        raise InvalidValue(
            tr("{queue_id}: slot starts cannot be read: {error}", queue_id=queue_id, error=error)
        ) from error
    if times.hasnans:
        missing = len(times) - len(times.dropna())
        raise InvalidValue(
            tr("{queue_id}: {missing} rows have no slot start", queue_id=queue_id, missing=missing)
        )
    clock = zone or (getattr(times.tz, "key", None) or "UTC")
    Grid(pd.Timestamp(0, tz="UTC").to_pydatetime(), 0, 60, clock)  # refuses unknown zones
    if times.tz is not None:
        return times.tz_convert(clock), clock
    first = np.ones(len(times), dtype=bool)  # of an hour that occurs twice: the summer one
    return times.tz_localize(clock, ambiguous=first, nonexistent="shift_forward"), clock


def _numbers(table: "pd.DataFrame", column: str, queue_id: str) -> FloatArray:
    try:
        return np.asarray(table[column], dtype=np.float64)
    except (ValueError, TypeError) as error:
        raise InvalidValue(
            tr(
                "{queue_id}: column {column} holds no numbers: {error}",
                queue_id=queue_id,
                column=column,
                error=error,
            )
        ) from error


def _slot_min(queue_id: str, minutes: IntArray) -> int:
    steps = np.diff(np.unique(minutes))
    if not len(steps):
        raise InvalidValue(tr("{queue_id}: a single row has no slot length", queue_id=queue_id))
    lengths, counts = np.unique(steps, return_counts=True)
    slot_min = int(lengths[counts.argmax()])
    if _DAY_MIN % slot_min or (minutes % slot_min).any():
        raise InvalidValue(
            tr(
                "{queue_id}: slots of {slot_min} min do not divide its days",
                queue_id=queue_id,
                slot_min=slot_min,
            )
        )
    repeated = len(minutes) - len(np.unique(minutes))
    if repeated > _TWICE_SHARE * len(minutes):
        raise InvalidValue(
            tr(
                "{queue_id}: {repeated} rows repeat the time of another one; add "
                "them up, or name queues in a column {queues}",
                queue_id=queue_id,
                repeated=repeated,
                queues=_QUEUES[0],
            )
        )
    return slot_min


def _placed(values: FloatArray, slot: IntArray, grid: Grid) -> FloatArray:
    known = np.isfinite(values)
    count = np.bincount(slot[known], minlength=grid.slots)
    total = np.bincount(slot[known], weights=values[known], minlength=grid.slots)
    return np.asarray(np.divide(total, count, out=np.full(grid.slots, np.nan), where=count > 0))
