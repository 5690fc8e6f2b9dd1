"""One engine per database: its address, connections that make nothing, transactions."""

import logging
import os
import re
import sqlite3
import threading
import time
import weakref
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from data.files.text import private_folder
from data.model.errors import InvalidValue, StoreUnavailable, reason_of
from data.model.language import phrase, tr
from data.store.faults import HOW_TO_MAKE, is_disk_full

log = logging.getLogger(__name__)

WRITER = "peakshift_writer"
"""Execution option of connections that will write."""

PENDING = "peakshift_anchors"
"""In `Connection.info`: digests of what a transaction saved, until its audit entry seals them."""

_FILE = "peakshift_file"
"""In the entry of a pool: which file its connection has open."""

_WROTE = "peakshift_wrote"
"""In the entry of a pool: its connection began a transaction that writes."""

_WAL_WAIT_S = 10.0
_MEANT_AS_ADDRESS = re.compile(r"(?i)\s*(postgres(ql)?(\+\w+)?:?/|(host|dbname|user|password)=)")
_SHAPE = phrase(
    "write postgresql://user@host:5432/name; a password stands best in PGPASSWORD or in a file"
    " .pgpass, and one in the address has its @ : / ? # % written as %40 %3A %2F %3F %23 %25"
)
_LOCK = 0x7EA5_51F7  # one key for all PeakShift writers of a PostgreSQL database


def parse_url(text: str) -> URL:
    """Database address from a path, `sqlite:///...` or `postgresql://...`.

    Raises
    ------
    InvalidValue
        If it is neither.
    """
    if "://" not in text:
        if not text.strip():
            raise InvalidValue(tr("no database was named; give a path or postgresql://..."))
        if _MEANT_AS_ADDRESS.match(text):
            raise InvalidValue(
                tr("the database is neither a path nor an address; {shape}", shape=tr(_SHAPE))
            )
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The cause would repeat pieces of the address, the password among them.
        raise InvalidValue(
            tr("the database address cannot be read; {shape}", shape=tr(_SHAPE))
        ) from None
    if "@" in f"{url.host}{url.database}" and url.get_backend_name() != "sqlite":
        raise InvalidValue(tr("the database address cannot be read; {shape}", shape=tr(_SHAPE)))
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise InvalidValue(
        tr(
            "a database of the kind {kind} is not supported; give the path of a "
            "file or postgresql://user@host/name",
            kind=kind,
        )
    )


def file_of(url: URL) -> Path | None:
    """File of an SQLite address; None for servers and for `file:` addresses with modes."""
    name = str(url.database)
    local = url.get_backend_name() == "sqlite" and not name.startswith("file:")
    return Path(name) if local else None


def find_file(path: Path, *, make: bool) -> None:
    """Look whether a database file can be opened; make an empty one where asked for.

    Raises
    ------
    StoreUnavailable
        If a folder was named, the file is missing or empty, or its folder cannot be made.
    """
    if path.is_dir():
        raise StoreUnavailable(
            tr(
                "database {path}: this is a folder; name a file in it, such as peakshift.sqlite",
                path=path,
            )
        )
    if not make:
        if not path.exists():
            raise StoreUnavailable(
                tr(
                    "database {path}: there is no such file; check --db (or "
                    "PEAKSHIFT_DB), or {how_to_make}",
                    path=path,
                    how_to_make=tr(HOW_TO_MAKE),
                )
            )
        return
    try:
        private_folder(path.parent)
    except OSError as error:
        raise StoreUnavailable(
            tr(
                "database {path}: its folder cannot be made ({error}); name a folder "
                "you may write to",
                path=path,
                error=error,
            )
        ) from error
    try:
        # Names and leave of people: for nobody but the owner. Side files take over the mode.
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise StoreUnavailable(
            tr(
                "database {path}: it cannot be opened ({strerror}); name a file you "
                "may read in a folder you may write to",
                path=path,
                strerror=reason_of(error),
            )
        ) from error


def open_engine(url: URL, busy_timeout_s: float) -> Engine:
    """Engine whose connections carry PeakShift's settings; it makes no file."""
    if url.get_backend_name() == "sqlite":
        path = file_of(url)
        connect: dict[str, Any] = {"connect_args": {"timeout": busy_timeout_s}}
        if path is not None:
            connect = {"creator": partial(_connect, path, busy_timeout_s)}
        # Opening a file reads its whole schema, which takes longer than most questions.
        waits = {"poolclass": QueuePool, "pool_size": _IDLE, "max_overflow": -1}
        engine = create_engine(url, **(waits if path else {"poolclass": NullPool}), **connect)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if path is not None:
            _wait_in(engine, path, busy_timeout_s)
        return engine
    milliseconds = int(busy_timeout_s * 1000)
    arguments = {
        # An address may bring options of its own, such as a search_path.
        "options": f"{url.query.get('options', '')} -c lock_timeout={milliseconds} -c timezone=UTC",
        "connect_timeout": 10,
        "application_name": "peakshift",
    }
    engine = create_engine(url, connect_args=arguments)
    event.listen(engine, "begin", _begin_postgres)
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", partial(_still_there, engine))
    return engine


def reading_engine(engine: Engine) -> Engine:
    """The same connections for what only reads.

    A server sees what is committed at each statement, in a transaction or out of it: out of it,
    nothing is sent to begin and end one. A file's transaction is one moment.
    """
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="AUTOCOMMIT")
    return engine


_RESTED_S = 1.0
_SINCE = "peakshift_since"
"""In the entry of a pool: since when its connection rests."""


def _rests(_: Any, entry: ConnectionPoolEntry) -> None:
    entry.info[_SINCE] = time.monotonic()


def _still_there(engine: Engine, opened: Any, entry: ConnectionPoolEntry, _: Any) -> None:
    """Ask a server whether it is there still, where nobody has asked it for a while.

    One question in two was this one: a page asks dozens of times one after the other.
    """
    since = entry.info.get(_SINCE)
    if since is None or time.monotonic() - since < _RESTED_S:
        return
    try:
        engine.dialect.do_ping(opened)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


_IDLE = 4
"""Connections to a file that wait for the next question."""

_WAIT_S = 1.0
"""How long they wait: a file that nobody asks is open nowhere, so it may be copied or exchanged."""

_OPEN: "weakref.WeakKeyDictionary[Engine, float]" = weakref.WeakKeyDictionary()
"""Engines of files, and when each was asked last."""

_OF_PARENT: list[object] = []
_closer, _never = threading.Thread(), threading.Event()


def _wait_in(engine: Engine, path: Path, busy_timeout_s: float) -> None:
    """Let the engine's connections wait a moment for the next question."""

    def asked(*_: object) -> None:
        global _closer
        _OPEN[engine] = time.monotonic()
        if not _closer.is_alive():
            _closer = threading.Thread(target=_close_what_waits, name="idle-files", daemon=True)
            _closer.start()

    event.listen(engine, "checkin", partial(_into_the_file, busy_timeout_s))
    event.listen(engine, "checkin", asked)
    event.listen(engine, "checkout", partial(_look_again, path))


def _close_what_waits() -> None:
    while True:
        _never.wait(_WAIT_S / 4)
        for engine, asked in tuple(_OPEN.items()):
            pool = engine.pool
            assert isinstance(pool, QueuePool)
            # One in use would come back to a pool that nobody closes any more.
            if time.monotonic() - asked > _WAIT_S and not pool.checkedout():
                _OPEN.pop(engine, None)
                engine.dispose()


def _leave_to_parent() -> None:
    """Never use a connection that a fork brought along, nor close it: its file has one owner."""
    for engine in tuple(_OPEN):
        _OF_PARENT.append(engine.pool)
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_leave_to_parent)


class _Lasting(sqlite3.Connection):
    """A connection that may wait for the next question: its file could be written."""


def _look_again(path: Path, opened: Any, entry: ConnectionPoolEntry, _: Any) -> None:
    """Open a file anew where it was exchanged, went, or may be used otherwise than before."""
    try:
        found = os.stat(path)
    except OSError:
        raise InvalidatePoolError from None
    known = entry.info.get(_FILE)
    entry.info[_FILE] = which = found.st_dev, found.st_ino
    if known is None:
        return
    if known != which or not isinstance(opened, _Lasting) or not _may_write(path):
        raise InvalidatePoolError


def _into_the_file(busy_timeout_s: float, opened: Any, entry: ConnectionPoolEntry) -> None:
    """Bring a change from the log into the file, as the last connection does that closes.

    Whoever copies the file, or puts another in its place, meets no log that belongs to it. Where
    somebody reads just now, the next change does it.
    """
    if opened is None or not entry.info.pop(_WROTE, False):
        return
    opened.execute("PRAGMA busy_timeout = 0")
    try:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:  # a full disk: the change itself stands in the log
        log.warning("a change stays in the log of the database for now", exc_info=True)
    opened.execute(f"PRAGMA busy_timeout = {int(busy_timeout_s * 1000)}")


def _connect(path: Path, busy_timeout_s: float) -> sqlite3.Connection:
    """Open a file as far as it may be used: to write, else to read."""
    opened = partial(_opened, path, busy_timeout_s)
    log = Path(f"{path}-wal")
    if _may_write(path):
        try:
            return opened("mode=rw", _Lasting)
        except sqlite3.OperationalError:
            # A full disk has no room for the log's index: what is in the file can be read still.
            if not is_disk_full(path) or log.exists():
                raise
    if not log.exists():
        # Nobody writes: a log and its index would have to be made, which is not allowed here.
        return opened("mode=ro&immutable=1")
    try:
        return opened("mode=ro")
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(
            tr(
                "database {path}: it may only be read, and changes wait in {name} "
                "beside it that somebody with the right to write must bring in; ask "
                "its owner to open it once, or copy both files to a folder of your "
                "own",
                path=path,
                name=log.name,
            )
        ) from error


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _opened(
    path: Path,
    busy_timeout_s: float,
    mode: str,
    kind: type[sqlite3.Connection] = sqlite3.Connection,
) -> sqlite3.Connection:
    address = f"file:{quote(str(path))}?{mode}"
    connection = sqlite3.connect(
        address, uri=True, timeout=busy_timeout_s, check_same_thread=False, factory=kind
    )
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _set_up_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin below, not at the driver's choice
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # so that REPLACE fires delete triggers
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITER):
        connection.exec_driver_sql("BEGIN")
        return
    connection.info.pop(PENDING, None)
    connection.info[_WROTE] = True
    _into_wal(connection)
    # A deferred writer could find, after its checks, that somebody else wrote first.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _into_wal(connection: Connection) -> None:
    """Write ahead from the first change on; whoever only reads a file leaves its mode alone."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    if driver.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    if driver.execute("PRAGMA page_count").fetchone()[0] == 0:
        # Can only be chosen while a file is empty: room that is freed can be given back later.
        driver.execute("PRAGMA auto_vacuum = INCREMENTAL")
    # A new file's change of mode is refused at once while another program opens it: SQLite asks
    # no busy timeout there.
    deadline = time.monotonic() + _WAL_WAIT_S
    while True:
        try:
            driver.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITER):
        connection.info.pop(PENDING, None)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
