"""States of queues and agents: written as history is, row by row, and read as they were then.

A row that says otherwise for a moment that is known is added beside the older one: the newest
import's is in force. Rows go only when the centre's `DayFeed.keep_days` are over.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, Table, delete, func, select

from data.model.audit import AuditEntry
from data.model.day.live import AgentEvent, LastSlot, QueueState
from data.model.grid import local_midnight
from data.model.language import tr
from data.model.series import ImportCounts
from data.store.actuals import insert_import, insert_rejected, insert_rows, is_known
from data.store.documents import need_centre
from data.store.faults import reading
from data.store.schema import actuals, agent_states, imports, queue_states
from data.store.trail.seals import anchor

if TYPE_CHECKING:
    import pandas as pd

EventKind = Literal["queue_states", "agent_states"]
_CARRIED = timedelta(hours=36)  # an agent's state from before holds into a day, from a night shift


@dataclass(frozen=True)
class _Form:
    """How events of a kind lie in their table."""

    table: Table
    moment: str
    whose: str
    values: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.moment, self.whose, *self.values)


_FORMS: dict[EventKind, _Form] = {
    "queue_states": _Form(queue_states, "at_utc_s", "queue_id", ("waiting", "longest_wait_s")),
    "agent_states": _Form(agent_states, "since_utc_s", "agent_id", ("state",)),
}
_Row = tuple[Any, ...]


def save_events(
    connection: Connection,
    kind: EventKind,
    events: Iterable[QueueState] | Iterable[AgentEvent],
    rejected: "pd.DataFrame",
    source: str,
    entry: AuditEntry,
    digest: str = "",
) -> ImportCounts:
    """Save the events of a file; those that are known already are left as they are.

    Parameters
    ----------
    rejected
        Rows that were set aside: `row`, `reason`, `text`.
    source
        Name of the file.
    digest
        Digest of the file's content; reading the same file again records no second import.
    """
    form = _FORMS[kind]
    rows = {row[:2]: row for row in map(_as_row, events)}
    known = _known(connection, form, rows)
    new = [row for key, row in rows.items() if key not in known]
    better = [row for key, row in rows.items() if key in known and known[key] != row]
    counts = ImportCounts(len(new), len(rows) - len(new) - len(better), len(better), len(rejected))
    if new or better or not is_known(connection, digest):
        import_id = insert_import(connection, source, digest, entry, counts, kind)
        insert_rejected(connection, import_id, rejected)
        columns = (*form.columns, "import_id")
        insert_rows(connection, form.table, columns, ((*row, import_id) for row in new + better))
        anchor(connection, "imports", import_id)
    return counts


def events_facts(counts: ImportCounts) -> dict[str, int]:
    """Counts of an import, as its audit entry tells them."""
    return asdict(counts)


def _as_row(event: QueueState | AgentEvent) -> _Row:
    if isinstance(event, QueueState):
        wait = event.longest_wait_s
        return _second(event.at), event.queue_id, event.waiting, None if wait != wait else wait
    return _second(event.since), event.agent_id, event.said


def _known(
    connection: Connection, form: _Form, rows: Collection[tuple[Any, ...]]
) -> dict[tuple[Any, ...], _Row]:
    """Rows in force at the moments of some rows, by moment and whose."""
    if not rows:
        return {}
    moments = [row[0] for row in rows]
    found = _in_force(connection, form, min(moments), max(moments) + 1)
    return {row[:2]: row for row in found}


def _in_force(
    connection: Connection, form: _Form, first_s: int, end_s: int, whose: Sequence[str] = ()
) -> list[_Row]:
    """Rows with first <= moment < end, of each moment the newest import's, by moment."""
    columns = form.table.c
    query = (
        select(*(columns[name] for name in form.columns))
        .where(columns[form.moment] >= first_s, columns[form.moment] < end_s)
        .order_by(columns[form.moment], columns[form.whose], columns.import_id)
    )
    if whose:
        query = query.where(columns[form.whose].in_(whose))
    with reading(tr("the events of the day")):
        found = {row[:2]: tuple(row) for row in connection.execute(query)}
    return list(found.values())


def load_queue_states(
    connection: Connection, first: datetime, end: datetime, queue_ids: Sequence[str] = ()
) -> tuple[QueueState, ...]:
    """States of queues in first <= moment < end, by moment."""
    rows = _in_force(connection, _FORMS["queue_states"], _second(first), _second(end), queue_ids)
    return tuple(
        QueueState(queue, _instant(at), waiting, float("nan") if wait is None else wait)
        for at, queue, waiting, wait in rows
    )


def newest_queue_states(connection: Connection, at: datetime) -> tuple[QueueState, ...]:
    """The last state of each queue in the day and a half that ends at a moment."""
    table = queue_states
    newest = (
        select(table.c.queue_id, func.max(table.c.at_utc_s).label("at_utc_s"))
        .where(table.c.at_utc_s <= _second(at), table.c.at_utc_s > _second(at - _CARRIED))
        .group_by(table.c.queue_id)
        .subquery()
    )
    query = (
        select(table.c.queue_id, table.c.at_utc_s, table.c.waiting, table.c.longest_wait_s)
        .join(
            newest,
            (table.c.queue_id == newest.c.queue_id) & (table.c.at_utc_s == newest.c.at_utc_s),
        )
        .order_by(table.c.queue_id, table.c.import_id)
    )
    with reading(tr("the events of the day")):
        found = {row.queue_id: row for row in connection.execute(query)}
    return tuple(
        QueueState(
            row.queue_id,
            _instant(row.at_utc_s),
            row.waiting,
            float("nan") if row.longest_wait_s is None else row.longest_wait_s,
        )
        for row in found.values()
    )


def load_agent_events(
    connection: Connection, first: datetime, end: datetime, agent_ids: Sequence[str] = ()
) -> tuple[AgentEvent, ...]:
    """Changes of agents' states in first <= moment < end, by agent and moment.

    The last one of each agent in the day and a half before is there too: it holds at the first
    moment.
    """
    form = _FORMS["agent_states"]
    begin = _second(first)
    rows = _in_force(connection, form, _second(first - _CARRIED), _second(end), agent_ids)
    before = {row[1]: row for row in rows if row[0] < begin}
    after = [row for row in rows if row[0] >= begin]
    return tuple(
        AgentEvent(agent, _instant(since), said)
        for since, agent, said in sorted(
            [*before.values(), *after], key=lambda row: (row[1], row[0])
        )
    )


def last_slots(connection: Connection, queue_ids: Sequence[str], day: date) -> tuple[LastSlot, ...]:
    """The newest slot of a day that has come of each queue; those without any are left out."""
    centre = need_centre(connection)
    begin, end = (
        _second(local_midnight(one, centre.zone)) // 60 for one in (day, day + timedelta(days=1))
    )
    found = []
    for queue_id in queue_ids:
        mine = (actuals.c.queue_id == queue_id, actuals.c.slot_utc_min.between(begin, end - 1))
        query = (
            select(actuals.c.slot_utc_min, imports.c.at)
            .join(imports, actuals.c.import_id == imports.c.import_id)
            .where(*mine, actuals.c.offered.is_not(None))
            .order_by(actuals.c.slot_utc_min.desc())
            .limit(1)
        )
        row = connection.execute(query).first()
        if row is not None:
            ended = _instant((row.slot_utc_min + centre.slot_min) * 60)
            found.append(LastSlot(queue_id, ended, row.at))
    return tuple(found)


def last_arrival(connection: Connection, kind: EventKind, at: datetime) -> datetime | None:
    """When a file with events of a kind was read last by a moment; None if never."""
    query = select(imports.c.at).where(imports.c.kind == kind, imports.c.at <= at)
    found: datetime | None = connection.scalar(query.order_by(imports.c.import_id.desc()).limit(1))
    return found


def remove_events(connection: Connection, before: datetime) -> int:
    """Take away states of before a moment; returns how many rows went [-]."""
    gone = 0
    for form in _FORMS.values():
        old = form.table.c[form.moment] < _second(before)
        gone += connection.execute(delete(form.table).where(old)).rowcount
    return gone


def _second(instant: datetime) -> int:
    return int(instant.timestamp() // 1)


def _instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
