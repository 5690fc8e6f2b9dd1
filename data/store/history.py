"""History read back: a queue's series, older values, imports and rejected rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, select

from data.model.arrays import FloatArray
from data.model.errors import InvalidValue, NotFound
from data.model.grid import Grid, local_midnight
from data.model.queue import Centre
from data.model.series import ContactSeries
from data.store.documents import need_centre
from data.store.slots import TEXTS, Slots, read_slots
from data.store.tables import VALUES, imports, rejected_rows, superseded_actuals

if TYPE_CHECKING:
    import pandas as pd

_SERIES = {
    "handled": "handled",
    "abandoned": "abandoned",
    "handle_s_total": "handle_seconds_total",
    "temperature_c": "temperature_c",
}


@dataclass(frozen=True)
class ImportSummary:
    """One import: which file, when, by whom, and what became of its rows."""

    import_id: int
    source: str
    digest: str
    at: datetime
    who: str
    new: int
    unchanged: int
    superseded: int
    rejected: int


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
        If nothing is known of the queue in these days.
    """
    centre = need_centre(connection)
    begin = None if first is None else _minute(local_midnight(first, centre.zone))
    end = None if last is None else _minute(local_midnight(last + timedelta(days=1), centre.zone))
    slots = read_slots(connection, queue_id, begin, None if end is None else end - 1)
    if not len(slots.slot):
        span = f"{first or 'the beginning'} .. {last or 'the end'}"
        raise NotFound(f"no history of queue {queue_id!r} is stored for {span}; import a file")
    return _on_grid(slots, centre)


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


def list_imports(connection: Connection) -> tuple[ImportSummary, ...]:
    """Every import, newest first."""
    found = connection.execute(select(imports).order_by(imports.c.import_id.desc()))
    return tuple(ImportSummary(**row._asdict()) for row in found)


def load_rejected(connection: Connection, import_id: int) -> "pd.DataFrame":
    """Rows of an import that were kept aside: `row`, `reason`, `text`."""
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
            f"history of {slots.queue_id} does not lie on slots of {centre.slot_min} min"
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
