"""What the store tells of its audit trail: whether it is whole, its end, its guards."""

from datetime import datetime
from typing import Any

from data.model.audit import AuditEntry
from data.store.trail import guards, seals, verification
from data.store.trail.entries import load_audit
from data.store.trail.verification import Progress, TrailReport
from data.store.transactions import Transactions


class TrailMethods(Transactions):
    """Methods of the store, in a file of their own."""

    def append_audit(self, entry: AuditEntry) -> None:
        """Write an entry about something that changes nothing else in the database."""
        self._write(entry, lambda c: None)

    def audit(
        self,
        *,
        about: str = "",
        subject: str = "",
        verb: str = "",
        who: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int = 1000,
    ) -> tuple[AuditEntry, ...]:
        """Entries that match, newest first; see `data.store.trail.entries.load_audit`."""
        asked = {"about": about, "subject": subject, "verb": verb, "who": who}
        return self._read(lambda c: load_audit(c, **asked, since=since, until=until, limit=limit))

    def verify_trail(
        self, noted_head: str = "", progress: Progress = lambda what, done, of: None
    ) -> TrailReport:
        """Compare the trail and all that is saved with their seals; see `verification.verify`.

        Parameters
        ----------
        noted_head
            A head that somebody noted elsewhere, which must be in the trail.
        """
        return self._read(lambda c: verification.verify(c, noted_head, progress))

    def trail_head(self) -> str:
        """The newest seal of the trail; empty where nothing was done yet."""
        return self._read(seals.end_of_chain)

    def altered(self, *things: tuple[str, tuple[Any, ...]]) -> tuple[str, ...]:
        """Which of some saved rows (kind, key) are not as they were sealed, one sentence each."""
        return tuple(self._read(lambda c: verification.altered(c, things)))

    def unguarded(self) -> tuple[str, ...]:
        """Tables whose triggers, which keep rows as they are, are missing or changed."""
        return self._read(guards.unguarded)

    def restore_guards(self, entry: AuditEntry) -> tuple[str, ...]:
        """Put missing triggers back; returns the tables that lacked any."""
        return self._write(entry, guards.restore_guards, lambda tables: {"tables": list(tables)})
