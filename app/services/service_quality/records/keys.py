"""The key of the customers' hashes: it lies outside the database, readable by its owner alone."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.context import default_folder
from data.files.text import write_whole
from data.model.errors import InvalidValue, NotAllowed, UnreadableFile, reason_of
from data.model.language import tr

if TYPE_CHECKING:
    from data.store import Store

KEY, KEY_FILE = "PEAKSHIFT_CUSTOMER_KEY", "PEAKSHIFT_CUSTOMER_KEY_FILE"
"""Environment: the key itself, or the file that holds it."""
_LEAST = 16  # letters of a key that nobody guesses
USED = "customer_key"
"""Key of an entry's detail: which customers' key an import used (not the key itself)."""


def key_file() -> Path:
    """File of the key: what the environment names, else one in the user's data folder."""
    named = os.environ.get(KEY_FILE, "")
    return Path(named) if named else default_folder() / "customer.key"


def customer_key(store: "Store") -> bytes:
    """The key, made at the first import; the same one that this database's customers have.

    Raises
    ------
    InvalidValue
        If it is too short, or another one than the database's customers were hashed with.
    UnreadableFile
        If the database has customers and the file of their key is missing or cannot be read.
    NotAllowed
        If others may read the file.
    """
    before = key_used(store)
    key = os.environ.get(KEY, "").encode() or _of_file(made=bool(before))
    if len(key) < _LEAST:
        raise InvalidValue(
            tr(
                "the key of the customers' hashes has {n} letters and needs {least}; set "
                "{variable}, or name a file that holds it by {file}",
                n=len(key),
                least=_LEAST,
                variable=KEY,
                file=KEY_FILE,
            )
        )
    if before and before != fingerprint(key):
        raise InvalidValue(
            tr(
                "the customers in this database were hashed with another key ({before}, this one "
                "is {now}): with this one nobody would be found again. Put back the key of "
                "before ({variable}, or the file {file})",
                before=before,
                now=fingerprint(key),
                variable=KEY,
                file=key_file(),
            )
        )
    return key


def key_used(store: "Store") -> str:
    """Fingerprint of the key that the newest import used; empty before the first one."""
    entries = store.audit(verb="import_service_file", limit=1)
    return str(entries[0].detail.get(USED, "")) if entries else ""


def fingerprint(key: bytes) -> str:
    """Tells two keys apart, and tells nothing of either."""
    return hashlib.sha256(b"peakshift customer key " + key).hexdigest()[:8]


def _of_file(*, made: bool) -> bytes:
    path = key_file()
    if made and not path.exists():
        raise UnreadableFile(
            tr(
                "the key of the customers' hashes is missing: {path} is not there. Put it "
                "back from its safe place, or set {variable}; without it nobody "
                "who was imported before is found again",
                path=path,
                variable=KEY,
            )
        )
    return secret_in(path, tr("the key of the customers' hashes"))


def secret_in(path: Path, what: str) -> bytes:
    """A secret in a file of its own, for nobody but its owner to read; made where there is none.

    Parameters
    ----------
    what
        What it is, for messages.

    Raises
    ------
    NotAllowed
        If others may read the file.
    UnreadableFile
        If it cannot be read.
    """
    if not path.exists():
        write_whole(path, secrets.token_hex(32).encode())
    try:
        if path.stat().st_mode & 0o077:
            raise NotAllowed(
                tr(
                    "{what}, {path}, may be read by others; make it private: chmod 600 {path}",
                    what=what,
                    path=path,
                )
            )
        return path.read_bytes().strip()
    except OSError as error:
        raise UnreadableFile(
            tr(
                "{what}, {path}, cannot be read ({reason})",
                what=what,
                path=path,
                reason=reason_of(error),
            )
        ) from error
