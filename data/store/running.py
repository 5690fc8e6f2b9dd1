"""One job of a kind at a time on a database, held by a lock that dies with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from data.model.errors import Conflict, StoreUnavailable
from data.model.language import tr

_JOB_LOCK = 0x7EA5_51F8  # first key of the advisory locks of jobs; the second is of job and schema


@contextmanager
def alone(engine: Engine, where: str, file: Path | None, job: str, said: str) -> Iterator[None]:
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
                    other=other or "somebody",
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
                strerror=error.strerror,
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
