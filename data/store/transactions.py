"""Reads and changes of one database, each of which holds as a whole or not at all."""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast
from weakref import WeakValueDictionary

from sqlalchemy import Connection, Engine, text

from data.model.audit import AuditEntry
from data.model.errors import Conflict, StoreUnavailable, reason_of
from data.model.language import tr
from data.store.documents import on_clock
from data.store.engine import WRITER, reading_engine
from data.store.faults import in_plain_words
from data.store.trail.entries import append_audit

T = TypeVar("T")
_LOOK_S = 2.0
"""How long an answer is good for while a page is drawn [s]."""
_JOB_LOCK = 0x7EA5_51F8  # first key of the advisory locks of jobs; the second is of job and schema


def _no_facts(result: Any) -> Mapping[str, Any]:
    return {}


@dataclass
class _Look:
    """What a thread was answered since it began to look."""

    begun: float = field(default_factory=time.monotonic)
    known: dict[Hashable, Any] = field(default_factory=dict)


class Transactions:
    """What every method of the store stands on; `data.store.Store` has the methods."""

    def __init__(self, engine: Engine, where: str, file: Path | None) -> None:
        self._engine = engine
        self.where = where
        self._file = file
        self._reader = reading_engine(engine)
        self._mine = threading.local()  # `connection` of its change, `look` that a thread is in
        self._versions: WeakValueDictionary[tuple[str, str], Any] = WeakValueDictionary()

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction for everything that this thread reads and writes until the end.

        Notes
        -----
        It holds the lock of all writers from its first read, so what was read still stands when
        it is written: changes of different things merge, and none is lost. An error takes back
        the whole. A change inside a change joins it. Keep it short, since others wait: what takes
        long is worked out before, and what it was worked out from is compared inside.
        """
        with self._change():
            yield

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        """The connection of a `change`; by itself for what no entry of the trail tells."""
        if self._open is not None:
            yield self._open
            return
        with in_plain_words(self.where), self._engine.connect() as opened:
            connection = opened.execution_options(**{WRITER: True})
            with connection.begin():
                self._mine.connection = connection
                try:
                    yield connection
                finally:
                    self._mine.connection = None
        self._versions.clear()
        if (known := self._known) is not None:
            known.clear()

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Answer what this thread asks again as it was answered first, until the end.

        Notes
        -----
        For what draws a page: it asks dozens of times who may do what and what the centre is. A
        change of this thread ends what is known, and so do two seconds; a change reads nothing
        from before.
        """
        before = getattr(self._mine, "look", None)
        self._mine.look = before or _Look()
        try:
            yield
        finally:
            self._mine.look = before

    @property
    def _known(self) -> dict[Hashable, Any] | None:
        look: _Look | None = getattr(self._mine, "look", None)
        if look is None:
            return None
        if time.monotonic() - look.begun > _LOOK_S:
            look.begun = time.monotonic()
            look.known.clear()
        return look.known

    @property
    def _open(self) -> Connection | None:
        found: Connection | None = getattr(self._mine, "connection", None)
        return found

    @contextmanager
    def alone(self, job: str, who: str, at: datetime) -> Iterator[None]:
        """Keep a second job of the same kind off this database until the end.

        Raises
        ------
        Conflict
            If one runs already; says who runs it and since when.
        """
        with _alone(
            self._engine,
            self.where,
            self._file,
            job,
            tr("{who} since {at}", who=who, at=self._read(lambda c: on_clock(c, at))),
        ):
            yield

    def _read(self, work: Callable[[Connection], T], known_as: Hashable = None) -> T:
        """Read in the change that this thread is in, else by itself.

        Parameters
        ----------
        known_as
            What is asked, where a look may answer it from before.
        """
        if self._open is not None:
            return work(self._open)
        known = self._known if known_as is not None else None
        if known is not None and known_as in known:
            return cast("T", known[known_as])
        with in_plain_words(self.where), self._reader.connect() as connection, connection.begin():
            found = work(connection)
        if known is not None:
            known[known_as] = found
        return found

    def _read_version(self, kind: str, key: str, work: Callable[[Connection], T]) -> T:
        """Read what never changes once it is saved: whoever reads what somebody holds shares it."""
        if self._open is not None:
            return work(self._open)
        found: T | None = self._versions.get((kind, key))
        if found is None:
            found = self._read(work)
            self._versions[kind, key] = found
        return found

    def _write(
        self,
        entry: AuditEntry,
        work: Callable[[Connection], T],
        facts: Callable[[T], Mapping[str, Any]] = _no_facts,
        changed: Callable[[T], bool] = lambda result: True,
    ) -> T:
        """Write and append the entry, both or neither; no entry where nothing changed."""
        with self._change() as connection:
            result = work(connection)
            if changed(result):
                append_audit(connection, entry, facts(result))
        return result


# --- one job of a kind at a time, by a lock that dies with its process --------------------------


@contextmanager
def _alone(engine: Engine, where: str, file: Path | None, job: str, said: str) -> Iterator[None]:
    """Hold a job's lock of a database until the end.

    Parameters
    ----------
    file
        The SQLite file; None for a server.
    said
        Who runs it since when, for whoever finds it running.

    Raises
    ------
    Conflict
        If the job runs already; says who runs it and since when.
    """
    if file is None and engine.dialect.name == "sqlite":  # an address with modes names no file
        yield
        return
    holder = _on_server(engine, job, said) if file is None else _beside(file, where, job, said)
    with holder as other:
        if other is not None:
            raise Conflict(
                tr(
                    "another {job} is working on database {where}: {other}; wait until "
                    "it ends (this one did nothing)",
                    job=job,
                    where=where,
                    other=other or tr("somebody"),
                )
            )
        yield


@contextmanager
def _beside(file: Path, where: str, job: str, said: str) -> Iterator[str | None]:
    """A locked file beside the database; the system frees it when its process dies."""
    path = file.with_name(f"{file.name}.{job}.lock")
    try:
        number = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise StoreUnavailable(
            tr(
                "database {where}: the lock {name} beside it cannot be made "
                "({strerror}); allow writing to the folder of the database",
                where=where,
                name=path.name,
                strerror=reason_of(error),
            )
        ) from error
    with os.fdopen(number, "r+", encoding="utf-8", errors="replace") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield lock.read(300).strip()
            return
        lock.truncate(0)
        lock.write(f"{said} (process {os.getpid()})\n")
        lock.flush()
        yield None


@contextmanager
def _on_server(engine: Engine, job: str, said: str) -> Iterator[str | None]:
    """An advisory lock of a session; the server frees it when the session ends."""
    keys = {"first": _JOB_LOCK, "job": job}
    second = "hashtext(:job || current_schema())"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.detach()  # never back to the pool: with the session the lock goes
        if connection.scalar(text(f"SELECT pg_try_advisory_lock(:first, {second})"), keys):
            named = {"said": f"peakshift: {said}"[:63]}
            connection.execute(text("SELECT set_config('application_name', :said, false)"), named)
            yield None
            return
        found = connection.scalar(
            text(
                "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
                "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 "
                "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
                "AND l.classid = CAST(CAST(:first AS bigint) & 4294967295 AS oid) "
                f"AND l.objid = CAST(CAST({second} AS bigint) & 4294967295 AS oid)"
            ),
            keys,
        )
        yield str(found or "").removeprefix("peakshift: ")
