"""Backups: one file that any PeakShift opens, made while everybody works, proven to be whole."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from data.files.text import private_folder
from data.model.errors import (
    InvalidValue,
    StoreUnavailable,
    UnreadableFile,
    UnwritableFile,
    reason_of,
)
from data.model.language import tr
from data.store import Store
from data.store.copying import copy_store
from data.store.engine import file_of, parse_url

Report = Callable[[str, int, int], None]
"""Called with what was done, how much of it, and of how much."""


@dataclass(frozen=True)
class Backup:
    """A copy of a whole database.

    Parameters
    ----------
    where
        The file that was written, or the database that was filled.
    rows
        Rows by table [-].
    head
        Newest seal of its audit trail; note it elsewhere, and nobody can pass off another copy.
    """

    where: str
    rows: dict[str, int]
    head: str


def back_up(store: Store, file: Path, report: Report, *, replace: bool = False) -> Backup:
    """Write all of a database to one file, as of this moment; others go on working meanwhile.

    The file is an SQLite database that opens like any other. It appears once it is complete and
    its audit trail was verified.

    Parameters
    ----------
    replace
        Whether a file of that name is replaced.

    Raises
    ------
    UnwritableFile
        If the file is there already, or cannot be written.
    InvalidValue
        If the copy does not verify: the database was tampered with, or the disk is broken.
    """
    if file.exists() and not replace:
        raise UnwritableFile(
            tr("{file}: is there already; name another, or say --replace", file=file)
        )
    try:
        private_folder(file.absolute().parent)
    except OSError as error:
        raise UnwritableFile(
            tr(
                "{file}: its folder cannot be made ({strerror})",
                file=file,
                strerror=reason_of(error),
            )
        ) from error
    part = file.with_name(f".{file.name}.{uuid4().hex[:6]}")
    try:
        try:
            made = _filled(store, str(part), report)
        except StoreUnavailable as error:  # of the copy: people know it by the name they gave it
            raise StoreUnavailable(str(error).replace(part.name, file.name)) from error
        os.replace(part, file)
    finally:
        _take_away(part)
    return Backup(str(file), made.rows, made.head)


def restore(file: Path, url: str, report: Report) -> Backup:
    """Fill an empty database, of either kind, with a backup.

    Raises
    ------
    InvalidValue
        If the database holds anything, or the backup does not verify.
    StoreUnavailable
        If the file is no database of PeakShift.
    UnreadableFile
        If there is no such file.
    """
    if not file.is_file():
        raise UnreadableFile(tr("{file}: there is no such file", file=file))
    with Store.open(str(file), make=False) as store:
        return _filled(store, url, report)


def _take_away(path: Path) -> None:
    """A database that was begun, with the side files of SQLite, and nothing else of that name."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _filled(store: Store, url: str, report: Report) -> Backup:
    path = file_of(parse_url(url))
    new = path is not None and not path.exists()
    try:
        with Store.open(url) as target:
            rows = copy_store(store, target, report)
            found = target.verify_trail("", report)
        if found.findings:
            more = tr(" ({found} in all)", found=len(found.findings)) if found.findings[1:] else ""
            raise InvalidValue(
                tr(
                    "the copy does not verify: {found}{more}; run `peakshift audit "
                    "verify` on the original, which is as it was",
                    found=found.findings[0],
                    more=more,
                )
            )
    except BaseException:
        if new and path is not None:  # what was begun and not finished must not look like a backup
            _take_away(path)
        raise
    return Backup(url, rows, found.head)
