"""Reads and changes of one database, each of which holds as a whole or not at all."""

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

from sqlalchemy import Connection, Engine

from data.model.audit import AuditEntry
from data.store import audit, running
from data.store.engine import WRITER, reading_engine
from data.store.faults import in_plain_words

T = TypeVar("T")
_LOOK_S = 2.0
"""How long an answer is good for while a page is drawn [s]."""


def _no_facts(result: Any) -> Mapping[str, Any]:
    return {}


@dataclass
class _Look:
    """What a thread was answered since it began to look."""

    begun: float = field(default_factory=time.monotonic)
    known: dict[Hashable, Any] = field(default_factory=dict)


class Transactions:
    """What every method of the store stands on; open one with `data.store.Store`."""

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
        if self._open is not None:
            yield
            return
        with in_plain_words(self.where), self._engine.connect() as opened:
            connection = opened.execution_options(**{WRITER: True})
            with connection.begin():
                self._mine.connection = connection
                try:
                    yield
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
        with running.alone(
            self._engine, self.where, self._file, job, f"{who} since {at:%Y-%m-%d %H:%M:%S} UTC"
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
        with self.change():
            assert self._open is not None, "a change has its connection"
            result = work(self._open)
            if changed(result):
                audit.append_audit(self._open, entry, facts(result))
        return result
