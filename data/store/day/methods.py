"""What the store does for the running day."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import Connection

from data.model.audit import AuditEntry
from data.model.day.live import AgentEvent, LastSlot, QueueState
from data.model.series import ImportCounts
from data.store.day import events
from data.store.day.alerts import AlertMethods
from data.store.day.events import EventKind
from data.store.history import ImportSummary, list_imports

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")


class _Opened(Protocol):
    def _read(self, work: Callable[[Connection], T]) -> T: ...

    def _write(
        self,
        entry: AuditEntry,
        work: Callable[[Connection], T],
        facts: Callable[[T], Mapping[str, Any]],
        changed: Callable[[T], bool] = ...,
    ) -> T: ...

    @property
    def _open(self) -> Connection | None: ...

    def change(self) -> AbstractContextManager[None]: ...


class DayMethods(AlertMethods):
    """Methods of the store, in a file of their own."""

    def save_events(
        self: _Opened,
        kind: EventKind,
        found: Iterable[QueueState] | Iterable[AgentEvent],
        rejected: "pd.DataFrame",
        source: str,
        entry: AuditEntry,
    ) -> ImportCounts:
        """Save states of queues or agents; see `data.store.day.events`."""
        digest = str(entry.detail.get("digest", ""))
        return self._write(
            entry,
            lambda c: events.save_events(c, kind, found, rejected, source, entry, digest),
            events.events_facts,
        )

    def load_queue_states(
        self: _Opened, first: datetime, end: datetime, queue_ids: Sequence[str] = ()
    ) -> tuple[QueueState, ...]:
        """States of queues in first <= moment < end, by moment."""
        return self._read(lambda c: events.load_queue_states(c, first, end, queue_ids))

    def newest_queue_states(self: _Opened, at: datetime) -> tuple[QueueState, ...]:
        """The last state of each queue at a moment, as far as it is of the day and a half before.

        See `data.store.day.events`.
        """
        return self._read(lambda c: events.newest_queue_states(c, at))

    def load_agent_events(
        self: _Opened, first: datetime, end: datetime, agent_ids: Sequence[str] = ()
    ) -> tuple[AgentEvent, ...]:
        """Changes of agents' states by agent and moment, with the one in force at the first."""
        return self._read(lambda c: events.load_agent_events(c, first, end, agent_ids))

    def last_slots(self: _Opened, queue_ids: Sequence[str], day: date) -> tuple[LastSlot, ...]:
        """The newest slot of a day that has come of each queue."""
        return self._read(lambda c: events.last_slots(c, queue_ids, day))

    def list_feeds(
        self: _Opened, kind: EventKind, limit: int | None = None
    ) -> tuple[ImportSummary, ...]:
        """Imports of events of a kind, newest first."""
        return self._read(lambda c: list_imports(c, kind, limit))

    def last_arrival(self: _Opened, kind: EventKind) -> datetime | None:
        """When a file with events of a kind was read last."""
        return self._read(lambda c: events.last_arrival(c, kind))
