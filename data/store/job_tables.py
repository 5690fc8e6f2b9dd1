"""Where the engine of durable jobs keeps its own tables: beside a file, or in a schema of its own.

They are not the product's: no migration of ours touches them, only the engine writes them, and what
a job made is saved in the centre's own tables. Losing them loses the list of jobs and what had not
been saved, nothing else.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, MetaData, Table, Text, select, text
from sqlalchemy.engine import URL

from data.model.errors import InvalidValue, StoreUnavailable
from data.model.language import tr
from data.store.engine import file_of, open_engine, parse_url, reading_engine
from data.store.faults import in_plain_words

_PUBLIC = "public"


@dataclass(frozen=True)
class JobTables:
    """Where the jobs of a centre's database are kept.

    Parameters
    ----------
    address
        Of the database that holds them, with its password.
    schema
        Schema of a server that holds them; files have none.
    where
        The same for people, without password.
    there
        Whether anything was ever kept there.
    """

    address: str
    schema: str
    where: str
    there: bool


def job_tables(url: str, *, make: bool = False) -> JobTables:
    """Where the jobs of a database are kept: `NAME-jobs.sqlite` beside it, or a schema of a server.

    Parameters
    ----------
    make
        Whether an empty file is made where there is none; schemas are the engine's to make.

    Raises
    ------
    InvalidValue
        If the address opens a file by `file:`, which may be gone with its connection.
    StoreUnavailable
        If the database cannot be reached, or no file can be made beside it.
    """
    address = parse_url(url)
    if address.get_backend_name() != "sqlite":
        return _on_server(address)
    file = file_of(address)
    if file is None:
        raise InvalidValue(
            tr(
                "jobs need a database that outlives this program: name the path of a "
                "file, or postgresql://..."
            )
        )
    beside = file.with_name(f"{file.stem}-jobs{file.suffix or '.sqlite'}")
    if make and not beside.exists():
        _make(beside)
    own = URL.create("sqlite", database=str(beside)).render_as_string()
    return JobTables(own, "", str(beside), beside.exists())


def _make(file: Path) -> None:
    """Make an empty database for nobody but its owner, as the centre's own is."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(
            tr(
                "the list of jobs {file} cannot be made ({error}); allow writing to "
                "the folder of the database",
                file=file,
                error=error,
            )
        ) from error


def _on_server(address: URL) -> JobTables:
    where = address.render_as_string(hide_password=True)
    engine = open_engine(address, 30.0)
    try:
        with in_plain_words(where), engine.connect() as connection:
            own = str(connection.scalar(text("SELECT current_schema()")) or _PUBLIC)
            schema = "peakshift_jobs" if own == _PUBLIC else f"{own}_jobs"
            found = connection.scalar(
                text("SELECT count(*) FROM pg_namespace WHERE nspname = :name"), {"name": schema}
            )
    finally:
        engine.dispose()
    return JobTables(
        address.render_as_string(hide_password=False),
        schema,
        tr("{where} (schema {schema})", where=where, schema=schema),
        bool(found),
    )


@dataclass(frozen=True)
class JobRow:
    """What the engine says of a job; instants since 1970 [ms].

    Parameters
    ----------
    facts
        What everybody may watch of it, as JSON values.
    tries
        How often its work was begun [-].
    """

    job_id: str
    status: str
    asked_at: int | None
    begun_at: int | None
    ended_at: int | None
    tries: int | None
    facts: dict[str, Any] | None


_JOBS = Table(
    "workflow_status",
    MetaData(),
    Column("workflow_uuid", Text),
    Column("name", Text),
    Column("status", Text),
    Column("created_at", BigInteger),
    Column("started_at_epoch_ms", BigInteger),
    Column("completed_at", BigInteger),
    Column("recovery_attempts", BigInteger),
    Column("attributes", JSON),
)
"""Columns that the engine documents; a test holds what is read here to what it answers itself."""
_IN_ORDER = (
    _JOBS.c.workflow_uuid,
    _JOBS.c.status,
    _JOBS.c.created_at,
    _JOBS.c.started_at_epoch_ms,
    _JOBS.c.completed_at,
    _JOBS.c.recovery_attempts,
    _JOBS.c.attributes,
)
"""As fields of a row."""


class JobRows:
    """Reads the list of jobs without the engine, whose import takes longer than the question."""

    def __init__(self, tables: JobTables) -> None:
        self.tables = tables
        engine = reading_engine(open_engine(parse_url(tables.address), 30.0))
        schema = {None: tables.schema or None}
        self._engine = engine.execution_options(schema_translate_map=schema)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def find(
        self,
        workflow: str,
        *,
        job_id: str | None = None,
        prefix: str = "",
        status: Sequence[str] = (),
        limit: int | None = None,
    ) -> tuple[JobRow, ...]:
        """Jobs of a workflow, newest first.

        Parameters
        ----------
        job_id, prefix
            Its whole id, or how it begins.
        status
            Any of these, in the engine's words; none: whatever it is.

        Raises
        ------
        StoreUnavailable
            If they cannot be read.
        """
        query = select(*_IN_ORDER).where(_JOBS.c.name == workflow)
        if job_id is not None:
            query = query.where(_JOBS.c.workflow_uuid == job_id)
        if prefix:
            query = query.where(_JOBS.c.workflow_uuid.startswith(prefix, autoescape=True))
        if status:
            query = query.where(_JOBS.c.status.in_(status))
        query = query.order_by(_JOBS.c.created_at.desc()).limit(limit)
        with in_plain_words(self.tables.where), self._engine.connect() as connection:
            return tuple(JobRow(*row) for row in connection.execute(query))
