"""Database faults as messages for users: what happened, where, and what to do."""

import shutil
import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from data.model.errors import PeakShiftError, StoreUnavailable

HOW_TO_MAKE = "make one: `peakshift centre set --name NAME`, or `peakshift demo`"

_FULL = ("the disk is full", "free some space and try again; nothing was half written")
_DAMAGED = ("the file is damaged", "restore it from a backup; do not write to it")
_BUSY = ("another program is writing", "wait for it to finish (or stop it) and try again")
_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": (
        "another program is writing",
        "wait for it to finish (or stop it) and try again",
    ),
    "SQLITE_READONLY": ("it may only be read", "allow writing to the file and its folder"),
    "SQLITE_CANTOPEN": (
        "it cannot be opened",
        "check that you may read the file and its folder, or name another file",
    ),
    "SQLITE_NOTADB": (
        "the file is not a PeakShift database",
        "name another file; this one is left as it is",
    ),
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_IOERR": (
        "the disk reports an error",
        "check its free space and its health, then try again; if it goes on, restore the file from "
        "a backup to another disk",
    ),
}
_ROOM_BYTES = 256 * 1024
"""A disk with less room than a transaction takes is full."""
_POSTGRES = {
    "53100": ("the server's disk is full", "free some space there; nothing was half written"),
    "53300": ("the server has no free connection", "try again, or raise max_connections"),
    "25006": ("the server is read-only", "name the primary server"),
    "28P01": ("the password is wrong", "check user and password in the address"),
    "28000": ("the user may not log in", "check user and password in the address"),
    "3D000": ("there is no such database", "create it (`createdb NAME`) or check the name"),
    "3F000": ("there is no schema it may use", "create one, or grant USAGE and CREATE on it"),
    "42501": ("the user lacks a right", "grant CREATE and USAGE on the schema to the user"),
    "55P03": _BUSY,
    "57014": ("the server gave up waiting", "try again when it is less busy"),
}
_UNREACHABLE = (
    "the server cannot be reached or closed the connection",
    "check host, port, user and database name in the address, and that PostgreSQL is running",
)


_UNDECODED = (
    ValueError,  # no JSON, no UTF-8, no instant
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    zlib.error,
    struct.error,
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
    except Damaged as error:
        raise StoreUnavailable(
            f"database {where}: {error} is damaged; `peakshift audit verify` lists what else is; "
            f"restore the database from a backup ({_first_line(error.__cause__)})"
        ) from error
    except sqlite3.Error as error:
        raise _explained(where, _sqlite(error, where), error) from error
    except PoolTimeout as error:
        raise _explained(where, ("every connection is in use", "try again"), error) from error
    except DBAPIError as error:
        reason = _sqlite(error.orig, where) if _is_sqlite(error) else _postgres(error)
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


def _sqlite(cause: BaseException | None, where: str) -> tuple[str, str] | None:
    name = str(getattr(cause, "sqlite_errorname", ""))
    kind = next((kind for kind in _SQLITE if name.startswith(kind)), "")
    if kind in ("SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN") and is_disk_full(Path(where)):
        return _FULL
    if kind:
        return _SQLITE[kind]
    if "decode to UTF-8" in str(cause):
        return _DAMAGED
    if isinstance(cause, sqlite3.OperationalError):
        # "no such table" and the like: a database of another program or a damaged one.
        return "it refused the statement", "check that the file belongs to PeakShift"
    return None


def is_disk_full(path: Path) -> bool:
    """Whether the disk of a file has no room for a transaction."""
    try:
        return shutil.disk_usage(path.parent).free < _ROOM_BYTES
    except OSError:  # not a file of this machine, or its folder is gone
        return False


def may_only_read(error: BaseException) -> bool:
    """Whether a statement was refused because the database may only be read."""
    cause = getattr(error, "orig", error)
    name = str(getattr(cause, "sqlite_errorname", ""))
    return name.startswith("SQLITE_READONLY") or getattr(cause, "sqlstate", "") == "25006"


class Damaged(Exception):
    """What is stored cannot be read as what it should be; the message names it."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Name what is damaged where stored bytes or values are not of their form.

    Parameters
    ----------
    what
        What is being read, for the message.

    Raises
    ------
    Damaged
        If it cannot be decoded; `in_plain_words` adds the database.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error, Damaged):
        raise
    except (*_UNDECODED, PeakShiftError) as error:
        raise Damaged(what) from error


def _postgres(error: DBAPIError) -> tuple[str, str] | None:
    state = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRES:
        return _POSTGRES[state]
    lost = error.connection_invalidated or state is None or state[:2] in ("08", "57")
    return _UNREACHABLE if lost and type(error).__name__ != "ProgrammingError" else None
