"""The folder where history files wait: which are ready, what became of each, what failed before.

A file is taken when nobody writes to it any more: it was quiet for a while, or was renamed into
place. Whatever fails goes to `failed/` with its reason beside it, and is reported every night until
somebody takes it away or puts it back corrected.
"""

import os
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.services.access.asking import asked
from app.services.context import Context, Counting
from app.services.day.feed import import_day
from app.services.history import ImportReport, import_history
from data.files.text import decode, private_folder, read_bytes, shown_name, write_whole
from data.model.errors import (
    NotFound,
    PeakShiftError,
    StoreUnavailable,
    UnreadableFile,
    UnwritableFile,
    reason_of,
)
from data.model.language import tr

DONE, FAILED, REJECTED = "done", "failed", "rejected"
ENDINGS = (".csv", ".csv.gz", ".xlsx")
_REASON = ".reason.txt"
_UNFINISHED = (".part", ".tmp", ".filepart", ".partial", ".crdownload", ".upload")


@dataclass
class InboxRead:
    """What became of the files of an inbox.

    Parameters
    ----------
    reports
        Files whose rows are in the store.
    failed
        Files in `failed/`, of this night and of nights before, with the reason.
    waiting
        Files left where they are until the next night, with the reason.
    """

    reports: list[ImportReport] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)


def in_short(error: Exception) -> str:
    """An error as a summary tells it: users' errors as they are, others with where they arose."""
    if isinstance(error, PeakShiftError):
        return shown_name(" ".join(str(error).split()))
    if isinstance(error, OSError):
        return shown_name(reason_of(error))
    frames = traceback.extract_tb(error.__traceback__)
    where = (
        tr(
            " in {name}, line {lineno}",
            name=Path(frames[-1].filename).name,
            lineno=frames[-1].lineno,
        )
        if frames
        else ""
    )
    return shown_name(
        tr(
            "an error that PeakShift did not expect ({name}: {error}{where}); please report it",
            name=type(error).__name__,
            error=error,
            where=where,
        )
    )


@asked
def take_in(
    context: Context, inbox: Path, quiet_s: float, progress: Counting, *, running: bool = False
) -> InboxRead:
    """Import every file that is ready; one that fails stops no other.

    Parameters
    ----------
    quiet_s
        How long nobody may have written to a file before it is read [s].
    running
        Whether the files are of the running day: slots, states of queues or of agents.
    """
    found = InboxRead()
    try:
        files = _waiting_files(inbox, found)
    except OSError as error:
        found.waiting["."] = tr(
            "the inbox {inbox} cannot be listed ({in_short})", inbox=inbox, in_short=in_short(error)
        )
        return found
    ready = _ready(files, quiet_s, found)
    for number, path in enumerate(ready, 1):
        _take(context, inbox, path, found, running=running)
        progress(shown_name(path.name), number, len(ready))
    for name, reason in _failed_before(inbox):
        found.failed.setdefault(name, reason)
    return found


def _waiting_files(inbox: Path, found: InboxRead) -> list[Path]:
    files = []
    for path in sorted(inbox.iterdir()):
        named, own = path.name.lower(), path.name in (DONE, FAILED, REJECTED)
        if own or named.startswith((".", "~$")) or named.endswith((".json", ".rejected.csv")):
            continue
        if path.is_dir():
            reason = tr("is a folder; only files that lie in the inbox itself are read")
        elif named.endswith(_UNFINISHED):
            reason = tr("is still being uploaded, as its name says; it is read once it is renamed")
        elif not named.endswith(ENDINGS):
            reason = tr("is no history file; the inbox takes {endings}", endings=", ".join(ENDINGS))
        elif not path.is_file():
            reason = tr("is no ordinary file, or a link to nothing")
        else:
            files.append(path)
            continue
        found.waiting[shown_name(path.name)] = reason
    return files


def _ready(files: list[Path], quiet_s: float, found: InboxRead) -> list[Path]:
    """Files that nobody writes to; for those touched a moment ago the job waits once."""
    before = {path: _state(path) for path in files}
    now = time.time()
    fresh = [path for path in files if not _was_quiet(before[path], now, quiet_s)]
    if fresh and quiet_s > 0:
        time.sleep(quiet_s)
    busy = {path for path in fresh if before[path] is None or _state(path) != before[path]}
    busy |= {path for path in files if _is_written(path)}
    for path in busy:
        found.waiting[shown_name(path.name)] = tr(
            "is still being written; it is read the next time (name it .part until it is complete)"
        )
    return [path for path in files if path not in busy]


_State = tuple[int, int, int]
"""Size [bytes], last change of the content and of the entry [ns]."""


def _state(path: Path) -> _State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _was_quiet(state: _State | None, now: float, quiet_s: float) -> bool:
    if state is None:
        return False
    _, content, entry = state
    # Renaming touches the entry alone: whoever renames has finished. A stamp of the future is of
    # another clock and proves nothing.
    return entry > content or now - content / 1e9 >= quiet_s


def _is_written(path: Path) -> bool:
    """Whether a program of this machine has the file open to write; False where none can tell."""
    if sys.platform != "linux":
        return False
    import fcntl

    try:
        with path.open("rb") as file:
            # A read lease is refused while anybody has the file open for writing.
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # no leases on this disk, or not our file
        return False
    return False


def _take(context: Context, inbox: Path, path: Path, found: InboxRead, *, running: bool) -> None:
    name = shown_name(path.name)
    try:
        refuse_half_a_line(path)
        aside = inbox / REJECTED
        report = (
            import_day(context, path, rejected_folder=aside)
            if running
            else import_history(context, path, rejected_folder=aside)
        )
    except (StoreUnavailable, NotFound) as error:
        found.waiting[name] = tr(
            "{in_short} (the file itself may be sound)", in_short=in_short(error)
        )
        return
    except Exception as error:  # whatever it is, the other files go on
        reason = in_short(error).removeprefix(f"{shown_name(str(path))} ")  # its name stands there
        _set_aside(inbox, path, reason, found)
        return
    found.reports.append(report)
    try:
        path.replace(_free_name(_folder(inbox, DONE), path.name))
    except (OSError, UnwritableFile) as error:
        found.waiting[name] = tr(
            "is in the store but cannot be moved to {done}/ ({in_short}); give "
            "this user the right to write to the folder. Reading it again "
            "doubles nothing",
            done=DONE,
            in_short=in_short(error),
        )


def _set_aside(inbox: Path, path: Path, reason: str, found: InboxRead) -> None:
    """The reason goes first: a crash between the two leaves the file where it is read again."""
    try:
        target = _free_name(_folder(inbox, FAILED), path.name)
        write_whole(target.with_name(target.name + _REASON), reason.encode())
        path.replace(target)
        found.failed[shown_name(target.name)] = reason
    except (OSError, UnwritableFile) as error:
        found.failed[shown_name(path.name)] = tr(
            "{reason} (nor can it be moved to {failed}/: {in_short})",
            reason=reason,
            failed=FAILED,
            in_short=in_short(error),
        )


def _failed_before(inbox: Path) -> Iterator[tuple[str, str]]:
    folder = inbox / FAILED
    try:
        files = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        yield FAILED, tr("the folder cannot be listed ({in_short})", in_short=in_short(error))
        return
    names = {path.name for path in files}
    for path in files:
        if path.name.startswith("."):
            continue
        if path.name.endswith(_REASON):
            if path.name.removesuffix(_REASON) not in names:
                _forget(path)
            continue
        yield shown_name(path.name), _reason_of(path)


def _reason_of(path: Path) -> str:
    beside = path.with_name(path.name + _REASON)
    try:
        return beside.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return tr("failed on an earlier night; import it by hand to see why, or take it away")


def _forget(path: Path) -> None:
    """A reason whose file was dealt with."""
    if os.access(path.parent, os.W_OK):
        path.unlink(missing_ok=True)


def refuse_half_a_line(path: Path) -> None:
    """Refuse a file that was cut off in the middle of its last line.

    Raises
    ------
    UnreadableFile
        If its last line has no end and fewer cells than its header.
    """
    expected = tr("a history file")
    text = decode(read_bytes(path, expected), path, expected)
    if text.endswith(("\n", "\r")):
        return
    lines = text.splitlines()
    head, last = lines[0], lines[-1]
    mark = max(",;\t|", key=head.count)
    if len(lines) > 1 and mark in head and last.count(mark) < head.count(mark):
        raise UnreadableFile(
            tr(
                "{name} ends in the middle of line {lines} ({shown_name!r}): it was "
                "cut off, so nothing of it was imported; upload it again whole",
                name=path.name,
                lines=len(lines),
                shown_name=shown_name(last[-60:]),
            )
        )


def _folder(inbox: Path, name: str) -> Path:
    folder = inbox / name
    try:
        private_folder(folder)
    except OSError as error:
        raise UnwritableFile(
            tr(
                "the folder {folder} cannot be made ({strerror}); give this user the "
                "right to write to the inbox",
                folder=folder,
                strerror=reason_of(error),
            )
        ) from error
    return folder


def _free_name(folder: Path, name: str) -> Path:
    """Never overwrite an older file of the same name."""
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{number}-{name}"
    return target
