"""Database faults as messages for users: what happened, where, and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from data.model.errors import StoreUnavailable

_SQLITE = (
    ("disk is full", "the disk is full", "free some space and try again; nothing was half written"),
    ("locked", "another program is writing", "wait for it to finish (or stop it) and try again"),
    ("readonly", "it may only be read", "allow writing to the file and its folder"),
    (
        "unable to open",
        "it cannot be opened",
        "check that the folder exists and may be written, or name another file",
    ),
    (
        "not a database",
        "the file is not a PeakShift database",
        "name another file; this one is left as it is",
    ),
    ("malformed", "the file is damaged", "restore it from a backup; do not write to it"),
    ("disk i/o error", "the disk reports an error", "check the disk and restore from a backup"),
)
_POSTGRES = {
    "53100": ("the server's disk is full", "free some space there; nothing was half written"),
    "53300": ("the server has no free connection", "try again, or raise max_connections"),
    "25006": ("the server is read-only", "name the primary server"),
    "28P01": ("the password is wrong", "check user and password in the address"),
    "28000": ("the user may not log in", "check user and password in the address"),
    "3D000": ("there is no such database", "create it (`createdb NAME`) or check the name"),
    "3F000": ("there is no schema it may use", "create one, or grant USAGE and CREATE on it"),
    "42501": ("the user lacks a right", "grant CREATE and USAGE on the schema to the user"),
    "55P03": ("another program is writing", "wait for it to finish (or stop it) and try again"),
    "57014": ("the server gave up waiting", "try again when it is less busy"),
}
_UNREACHABLE = (
    "the server cannot be reached or closed the connection",
    "check host, port, user and database name in the address, and that PostgreSQL is running",
)


@contextmanager
def in_plain_words(where: str) -> Iterator[None]:
    """Turn faults of the database into `StoreUnavailable`; programming errors pass unchanged.

    Parameters
    ----------
    where
        Address of the database, without its password.

    Raises
    ------
    StoreUnavailable
        If the database cannot be opened, read or written.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(where, _sqlite(error), error) from error
    except PoolTimeout as error:
        raise _explained(where, ("every connection is in use", "try again"), error) from error
    except DBAPIError as error:
        reason = _sqlite(error.orig) if _is_sqlite(error) else _postgres(error)
        if reason is None:
            raise
        raise _explained(where, reason, error.orig) from error


def _explained(
    where: str, reason: tuple[str, str] | None, cause: BaseException | None
) -> StoreUnavailable:
    what, advice = reason or ("it failed", "see the cause")
    return StoreUnavailable(f"database {where}: {what}; {advice} ({_first_line(cause)})")


def _first_line(cause: BaseException | None) -> str:
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]


def _is_sqlite(error: DBAPIError) -> bool:
    return isinstance(error.orig, sqlite3.Error)


def _sqlite(cause: BaseException | None) -> tuple[str, str] | None:
    text = str(cause).lower()
    found = next(((what, advice) for needle, what, advice in _SQLITE if needle in text), None)
    if found is None and isinstance(cause, sqlite3.OperationalError):
        # "no such table" and the like: a database of another program or a damaged one.
        return "it refused the statement", "check that the file belongs to PeakShift"
    return found


def _postgres(error: DBAPIError) -> tuple[str, str] | None:
    state = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRES:
        return _POSTGRES[state]
    lost = error.connection_invalidated or state is None or state[:2] in ("08", "57")
    return _UNREACHABLE if lost and type(error).__name__ != "ProgrammingError" else None
