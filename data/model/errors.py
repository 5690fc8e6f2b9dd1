"""One tree of errors. Each message says what was wrong, where, and what to do."""

import errno
import re

from data.model.language import phrase, tr

_IN_ADDRESS = re.compile(r"(?<=://)([^:/@\s]*):\S*@")
_AS_OPTION = re.compile(r"(?i)(pass(?:word|wd)?\s*=\s*)('[^']*'|[^&\s'\"]+)")


def without_passwords(text: str) -> str:
    """A text in which addresses of databases keep their user and lose their password."""
    return _AS_OPTION.sub(r"\1***", _IN_ADDRESS.sub(r"\1:***@", text))


class PeakShiftError(Exception):
    """Base of every error that a user of PeakShift can meet; no message tells a password."""

    def __str__(self) -> str:
        return without_passwords(super().__str__())


class InvalidValue(PeakShiftError, ValueError):
    """A value is not allowed by its type (a negative length, an instant without a zone...)."""


class UnreadableFile(PeakShiftError):
    """A file as a whole cannot be read: empty, binary, unknown encoding or header."""


class UnclearGaps(UnreadableFile):
    """A file lists only some slots, and does not say whether the others had no contacts.

    Parameters
    ----------
    said
        What is unclear.
    how
        How a command says what the others are; pages ask for it themselves.
    layout
        Name of the layout that it was read as.
    """

    def __init__(self, said: str, how: str = "", layout: str = "") -> None:
        self.said, self.layout = said, layout
        super().__init__(f"{said}. {how}" if how else said)


class NotFound(PeakShiftError, LookupError):
    """Nothing is stored under the name or id that was asked for."""


class Conflict(PeakShiftError):
    """Somebody else wrote in between; the message says what changed and since which version."""


class NotAllowed(PeakShiftError):
    """Whoever asks has no role for it; the message says which roles have, and whom to ask."""


class StoreUnavailable(PeakShiftError):
    """The database cannot be opened, read or written (path, permission, full disk, locked)."""


class Stopped(PeakShiftError):
    """Somebody stopped work that has no use unfinished; the message says what stays."""


class NotEnoughHistory(PeakShiftError):
    """Too few known slots for a forecast."""


class ForecastFailed(PeakShiftError):
    """No forecaster gave a usable answer for a queue."""


class UnwritableFile(PeakShiftError):
    """A file cannot be written (path, permission, full disk)."""


class BadRows(UnreadableFile):
    """Rows of a small table (staff, roster, calendar) are wrong; the message lists them all.

    Parameters
    ----------
    complaints
        One sentence each, with file and row number.
    """

    _SHOWN = 20

    def __init__(self, complaints: tuple[str, ...]) -> None:
        self.complaints = complaints
        more = len(complaints) - self._SHOWN
        lines = [
            *complaints[: self._SHOWN],
            *([tr("... and {more} more", more=more)] if more > 0 else []),
        ]
        super().__init__(tr("nothing was read, correct these rows first:\n") + "\n".join(lines))


_REASONS = {
    errno.ENOSPC: phrase("the disk is full: free some space"),
    errno.EDQUOT: phrase("the space of this user is used up: free some"),
    errno.EACCES: phrase("this user may not do that there"),
    errno.EPERM: phrase("this user may not do that there"),
    errno.EROFS: phrase("the disk can only be read"),
    errno.ENOENT: phrase("there is no such file or folder"),
    errno.EISDIR: phrase("it is a folder"),
    errno.ENOTDIR: phrase("a part of its path is no folder"),
    errno.ENAMETOOLONG: phrase("its name is too long"),
}


def reason_of(error: BaseException) -> str:
    """Why the operating system refused, as the reader reads it; what it says itself if unknown."""
    known = _REASONS.get(getattr(error, "errno", None) or 0)
    return tr(known) if known else str(getattr(error, "strerror", None) or error)
