"""One engine per database: address, connection settings, transactions, migration."""

import os
import re
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from data.files.text import private_folder
from data.model.errors import InvalidValue, StoreUnavailable
from data.store.schema import REVISION

WRITER = "peakshift_writer"
"""Execution option of connections that will write."""

_WAL_WAIT_S = 10.0
_MEANT_AS_ADDRESS = re.compile(r"(?i)\s*(postgres(ql)?(\+\w+)?:?/|(host|dbname|user|password)=)")
_SHAPE = (
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
            raise InvalidValue("no database was named; give a path or postgresql://...")
        if _MEANT_AS_ADDRESS.match(text):
            raise InvalidValue(f"the database is neither a path nor an address; {_SHAPE}")
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # The cause would repeat pieces of the address, the password among them.
        raise InvalidValue(f"the database address cannot be read; {_SHAPE}") from None
    if "@" in f"{url.host}{url.database}" and url.get_backend_name() != "sqlite":
        raise InvalidValue(f"the database address cannot be read; {_SHAPE}")
    kind = url.get_backend_name()
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url
    if kind in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise InvalidValue(
        f"a database of the kind {kind} is not supported; "
        "give the path of a file or postgresql://user@host/name"
    )


def open_engine(url: URL, busy_timeout_s: float) -> Engine:
    """Engine whose connections carry PeakShift's settings.

    Raises
    ------
    StoreUnavailable
        If the folder of a database file cannot be made or a folder was named.
    """
    if url.get_backend_name() == "sqlite":
        _prepare_file(url)
        # No pool: an idle SQLite connection must not be carried over a fork.
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": busy_timeout_s})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    milliseconds = int(busy_timeout_s * 1000)
    arguments = {
        # An address may bring options of its own, such as a search_path.
        "options": f"{url.query.get('options', '')} -c lock_timeout={milliseconds} -c timezone=UTC",
        "connect_timeout": 10,
        "application_name": "peakshift",
    }
    engine = create_engine(url, pool_pre_ping=True, connect_args=arguments)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _prepare_file(url: URL) -> None:
    name = str(url.database)
    if name.startswith("file:"):
        return
    path = Path(name)
    if path.is_dir():
        raise StoreUnavailable(
            f"database {path}: this is a folder; name a file in it, such as peakshift.sqlite"
        )
    try:
        private_folder(path.parent)
        # Names, leave and sickness: nobody else of this machine reads them. SQLite gives its
        # neighbours (-wal, -shm) the mode of the file.
        if not path.exists() and os.access(path.parent, os.W_OK):
            os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise StoreUnavailable(
            f"database {path}: its folder cannot be made ({error}); name a folder you may write to"
        ) from error


def _set_up_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin below, not at the driver's choice
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA recursive_triggers = ON")  # so that REPLACE fires delete triggers
    _into_wal(cursor)
    cursor.close()


def _into_wal(cursor: sqlite3.Cursor) -> None:
    # A new file's change of mode is refused at once while another program opens it: SQLite asks
    # no busy timeout there.
    deadline = time.monotonic() + _WAL_WAIT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() >= deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A deferred writer could find, after its checks, that somebody else wrote first.
    writes = connection.get_execution_options().get(WRITER)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITER):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


_FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine, where: str) -> None:
    """Run missing migrations in one transaction; two programs at once wait for each other.

    Raises
    ------
    StoreUnavailable
        If the database belongs to a newer PeakShift or to another program.
    """
    with engine.connect() as connection, connection.begin():
        if _revision(connection) == REVISION:
            return
    writer = engine.connect().execution_options(**{WRITER: True})
    with writer as connection, connection.begin():
        found = _revision(connection)
        if found == REVISION:
            return
        _refuse_strangers(connection, found, where)
        _upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def _refuse_strangers(connection: Connection, found: str | None, where: str) -> None:
    if found is None and set(inspect(connection).get_table_names()) & {"audit", "actuals"}:
        raise StoreUnavailable(
            f"database {where}: holds another program's tables; name an empty database"
        )
    if found is not None and found > REVISION:
        raise StoreUnavailable(
            f"database {where}: was written by a newer PeakShift (revision {found}, this program "
            f"knows {REVISION}); update the program"
        )


def _upgrade(connection: Connection) -> None:
    # Imported here: it costs a third of a second, and most openings need no migration.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
