"""What history no longer says: values that a later file replaced, rows that were kept aside."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.services.desk import Desk
from app.services.read_centre import centre_of, queues_of
from data.model.errors import NotFound


@dataclass(frozen=True)
class OlderValue:
    """A value that was replaced; `start` on the centre's clock, contacts [contacts/slot]."""

    start: datetime
    offered: float
    source: str
    replaced_by: str
    replaced_at: datetime


@dataclass(frozen=True)
class AsideRow:
    """A row that was kept aside: as a spreadsheet counts it, why, and its text."""

    row: int
    reason: str
    text: str


def older_values(desk: Desk, queue_id: str) -> tuple[OlderValue, ...]:
    """Replaced values of a queue, by slot and then oldest first.

    Raises
    ------
    NotFound
        If the queue is unknown.
    """
    queues_of(desk, (queue_id,))
    zone = ZoneInfo(centre_of(desk).zone)
    found = desk.store.load_superseded(queue_id)
    return tuple(
        OlderValue(start.tz_convert(zone).to_pydatetime(), float(offered), source, by, at)
        for start, offered, source, by, at in zip(
            found["interval_start"],
            found["offered"],
            found["source"],
            found["superseded_by"],
            found["superseded_at"],
            strict=True,
        )
    )


def rows_kept_aside(desk: Desk, file: str) -> tuple[AsideRow, ...]:
    """Rows of the newest import of a file that were kept aside.

    Raises
    ------
    NotFound
        If no file of that name was imported.
    """
    imports = desk.store.list_imports()
    found = next((one for one in imports if one.source == file), None)
    if found is None:
        names = ", ".join(sorted({one.source for one in imports})) or "none yet"
        raise NotFound(f"no file {file!r} was imported; imported: {names}")
    table = desk.store.load_rejected(found.import_id)
    return tuple(
        AsideRow(int(row), str(reason), str(text))
        for row, reason, text in table.itertuples(index=False)
    )
