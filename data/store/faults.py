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
from data.model.language import phrase, tr

HOW_TO_MAKE = phrase("make one: `peakshift centre set --name NAME`, or `peakshift demo`")

_FULL = (
    phrase("the disk is full"),
    phrase("free some space and try again; nothing was half written"),
)
_DAMAGED = (phrase("the file is damaged"), phrase("restore it from a backup; do not write to it"))
_BUSY = (
    phrase("another program is writing"),
    phrase("wait for it to finish (or stop it) and try again"),
)
_SQLITE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": (
        phrase("another program is writing"),
        phrase("wait for it to finish (or stop it) and try again"),
    ),
    "SQLITE_READONLY": (
        phrase("it may only be read"),
        phrase("allow writing to the file and its folder"),
    ),
    "SQLITE_CANTOPEN": (
        phrase("it cannot be opened"),
        phrase("check that you may read the file and its folder, or name another file"),
    ),
    "SQLITE_NOTADB": (
        phrase("the file is not a PeakShift database"),
        phrase("name another file; this one is left as it is"),
    ),
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_IOERR": (
        phrase("the disk reports an error"),
        phrase(
            "check its free space and its health, then try again; if it goes on, restore the file "
            "from a backup to another disk"
        ),
    ),
}
_ROOM_BYTES = 256 * 1024
"""A disk with less room than a transaction takes is full."""
_POSTGRES = {
    "53100": (
        phrase("the server's disk is full"),
        phrase("free some space there; nothing was half written"),
    ),
    "53300": (
        phrase("the server has no free connection"),
        phrase("try again, or raise max_connections"),
    ),
    "25006": (phrase("the server is read-only"), phrase("name the primary server")),
    "28P01": (phrase("the password is wrong"), phrase("check user and password in the address")),
    "28000": (phrase("the user may not log in"), phrase("check user and password in the address")),
    "3D000": (
        phrase("there is no such database"),
        phrase("create it (`createdb NAME`) or check the name"),
    ),
    "3F000": (
        phrase("there is no schema it may use"),
        phrase("create one, or grant USAGE and CREATE on it"),
    ),
    "42501": (
        phrase("the user lacks a right"),
        phrase("grant CREATE and USAGE on the schema to the user"),
    ),
    "55P03": _BUSY,
    "57014": (phrase("the server gave up waiting"), phrase("try again when it is less busy")),
}
_UNREACHABLE = (
    phrase("the server cannot be reached or closed the connection"),
    phrase(
        "check host, port, user and database name in the address, and that PostgreSQL is running"
    ),
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
            tr(
                "database {where}: {error} is damaged (`peakshift audit verify` lists what else "
                "is); restore the database from a backup ({first_line})",
                where=where,
                error=error,
                first_line=_first_line(error.__cause__),
            )
        ) from error
    except sqlite3.Error as error:
        raise _explained(where, _sqlite(error, where), error) from error
    except PoolTimeout as error:
        raise _explained(
            where, (phrase("every connection is in use"), phrase("try again")), error
        ) from error
    except DBAPIError as error:
        reason = _sqlite(error.orig, where) if _is_sqlite(error) else _postgres(error)
        if reason is None:
            raise
        raise _explained(where, reason, error.orig) from error


def _explained(
    where: str, reason: tuple[str, str] | None, cause: BaseException | None
) -> StoreUnavailable:
    what, advice = reason or (phrase("it failed"), phrase("see the cause"))
    return StoreUnavailable(
        tr(
            "database {where}: {what}; {advice} ({first_line})",
            where=where,
            what=tr(what),
            advice=tr(advice),
            first_line=_first_line(cause),
        )
    )


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
        return phrase("it refused the statement"), phrase(
            "check that the file belongs to PeakShift"
        )
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
