"""What the store does for the running day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from data.model.audit import AuditEntry
from data.model.day.intraday import IntradayForecast
from data.model.day.live import AgentEvent, LastSlot, QueueState
from data.model.series import ImportCounts
from data.store.day import events, intraday
from data.store.day.alerts import AlertMethods
from data.store.day.events import EventKind
from data.store.day.intraday import RestVersion, SavedRest
from data.store.history import ImportSummary, list_imports

if TYPE_CHECKING:
    import pandas as pd


class DayMethods(AlertMethods):
    """Methods of the store, in a file of their own."""

    def save_events(
        self,
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
        self, first: datetime, end: datetime, queue_ids: Sequence[str] = ()
    ) -> tuple[QueueState, ...]:
        """States of queues in first <= moment < end, by moment."""
        return self._read(lambda c: events.load_queue_states(c, first, end, queue_ids))

    def newest_queue_states(self, at: datetime) -> tuple[QueueState, ...]:
        """The last state of each queue at a moment, as far as it is of the day and a half before.

        See `data.store.day.events`.
        """
        return self._read(lambda c: events.newest_queue_states(c, at))

    def load_agent_events(
        self, first: datetime, end: datetime, agent_ids: Sequence[str] = ()
    ) -> tuple[AgentEvent, ...]:
        """Changes of agents' states by agent and moment, with the one in force at the first."""
        return self._read(lambda c: events.load_agent_events(c, first, end, agent_ids))

    def last_slots(self, queue_ids: Sequence[str], day: date) -> tuple[LastSlot, ...]:
        """The newest slot of a day that has come of each queue."""
        return self._read(lambda c: events.last_slots(c, queue_ids, day))

    def list_feeds(self, kind: EventKind) -> tuple[ImportSummary, ...]:
        """Imports of events of a kind, newest first."""
        return self._read(lambda c: list_imports(c, kind))

    def last_arrival(self, kind: EventKind, at: datetime) -> datetime | None:
        """When a file with events of a kind was read last by a moment."""
        return self._read(lambda c: events.last_arrival(c, kind, at))

    # --- forecasts of its rest -----------------------------------------------------------------

    def save_rests(self, versions: Sequence[SavedRest], entry: AuditEntry) -> int:
        """Save forecasts of the rest of the day; returns how many had seen something new.

        No entry is written where none had.
        """
        return self._write(
            entry,
            lambda c: intraday.save_rests(c, versions),
            lambda new: {"new": new},
            lambda new: new > 0,
        )

    def list_rests(
        self, first: date, last: date, queue_ids: Sequence[str] = ()
    ) -> tuple[RestVersion, ...]:
        """Forecasts within the days first .. last, oldest first, without their slots."""
        return self._read(lambda c: intraday.list_rests(c, first, last, queue_ids))

    def load_rest(self, queue_id: str, day: date, at: datetime) -> IntradayForecast:
        """The newest forecast within a day that was issued by a moment; NotFound if none was."""
        return self._read(lambda c: intraday.load_rest(c, queue_id, day, at))

    def unscored_days(self, before: date) -> tuple[date, ...]:
        """Days before one, of which a forecast within the day is not scored yet."""
        return self._read(lambda c: intraday.unscored_days(c, before))

    def whole_rests(self, queue_id: str, day: date) -> dict[tuple[int, str], IntradayForecast]:
        """Forecasts within a queue's day with their slots, by their keys."""
        return self._read(lambda c: intraday.load_bodies(c, queue_id, day))

    def note_rest_scores(
        self,
        scores: Mapping[str, Mapping[tuple[int, str], tuple[float, float, float]]],
        entry: AuditEntry,
    ) -> None:
        """Note, by queue and key, what came and what was forecast with and without the update."""

        def work(connection: Connection) -> None:
            for queue_id, of_queue in scores.items():
                intraday.note_scores(connection, queue_id, of_queue)

        self._write(entry, work, lambda nothing: {})

    def thin_day(
        self,
        states_before: datetime,
        before: date,
        gone_before: date,
        zone: str,
        entry: AuditEntry,
    ) -> tuple[int, int]:
        """Take old states and forecasts within days away; returns how many of each went [-]."""
        return self._write(
            entry,
            lambda c: (
                events.remove_events(c, states_before),
                intraday.thin_rests(c, before, gone_before, zone),
            ),
            lambda gone: {"states": gone[0], "forecasts": gone[1]},
            lambda gone: any(gone),
        )

    def save_day_updates(self, day: date, bodies: Mapping[str, bytes]) -> None:
        """Note what was learnt for a day, by queue; it can be learnt again, so no entry tells."""
        with self._change() as connection:
            intraday.save_day_updates(connection, day, bodies)

    def load_day_update(self, queue_id: str, day: date) -> bytes | None:
        """What was learnt for a queue's day; None where nothing was."""
        return self._read(lambda c: intraday.load_day_update(c, queue_id, day))
