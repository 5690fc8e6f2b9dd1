"""Text files: read in the encodings that spreadsheets write, written completely or not at all."""

import codecs
import gzip
import os
import re
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from data.files.workbook import MARK, first_table
from data.model.errors import PeakShiftError, UnreadableFile, UnwritableFile, reason_of
from data.model.language import tr


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file completely or not at all; see `write_all`."""
    return write_all({path: content})[0]


def _refuse_false_name(path: Path, content: bytes) -> None:
    """Excel opens no text that is named as a workbook, and shows a workbook named CSV as signs."""
    suffix, packed = path.suffix.lower(), content.startswith(MARK)
    if suffix == ".xlsx" and not packed:
        raise UnwritableFile(
            tr("{path} would hold text, no workbook: name it .csv", path=shown_name(path.name))
        )
    if suffix == ".csv" and packed:
        raise UnwritableFile(
            tr("{path} would hold a workbook, no text: name it .xlsx", path=shown_name(path.name))
        )


def write_all(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write files completely, all or none of them.

    The content goes to temporary files beside them, which replace them once all are on disk. Nobody
    but this user may read them: names, leave and sickness stand in such files.

    Returns
    -------
    tuple
        The files written.

    Raises
    ------
    UnwritableFile
        If a folder or file cannot be written, or is named as a workbook and is none; older files
        stay unchanged.
    """
    for path, content in files.items():
        _refuse_false_name(path, content)
    ready: dict[Path, Path] = {}
    made = {path.parent for path in files if not path.parent.exists()}
    path = Path()
    try:
        for path, content in files.items():
            private_folder(path.parent)
            neighbour = path.with_name(f".{path.name[:100]}.{uuid4().hex[:8]}.part")
            ready[path] = neighbour
            _write(neighbour, content)
        for path, neighbour in ready.items():
            neighbour.replace(path)
    except OSError as error:
        # What cannot be taken away was never made, or others wrote beside it.
        for neighbour in ready.values():
            with suppress(OSError):
                neighbour.unlink()
        for folder in made:
            with suppress(OSError):
                folder.rmdir()
        raise UnwritableFile(
            tr(
                "{path} cannot be written ({reason}); close it where it is open, "
                "or name another file",
                path=path,
                reason=reason_of(error),
            )
        ) from error
    return tuple(ready)


def private_folder(folder: Path) -> Path:
    """Make a folder, and those it lies in, for this user alone; those that exist stay as they are.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    missing = [folder, *folder.parents]
    for one in reversed([found for found in missing if not found.exists()]):
        one.mkdir(0o700, exist_ok=True)
    folder.mkdir(exist_ok=True)
    return folder


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(neighbour: Path, content: bytes) -> None:
    with open(neighbour, "xb", opener=_private) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def handed_over(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder of files that somebody handed over, by name, for as long as they are read.

    Errors name the file alone: where it lay meanwhile means nothing to whoever sent it.
    """
    with tempfile.TemporaryDirectory(prefix="peakshift-") as outer:
        folder = Path(outer) / "files"  # a name of its own, which the trail names
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        with named_alone(folder):
            yield folder


@contextmanager
def named_alone(folder: Path) -> Iterator[None]:
    """Errors about a file in a folder that people do not know name the file alone."""
    try:
        yield
    except PeakShiftError as error:
        error.args = tuple(
            str(said).replace(f"{folder}{os.sep}", "").replace(str(folder), folder.name)
            for said in error.args
        )
        raise


def shown_name(name: str) -> str:
    """A file's name as it can be printed and stored: odd bytes and control codes are escaped."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Most characters of a Chinese text are in GB2312; of Latin-1 taken for Chinese hardly any are.
_COMMON_SHARE = 0.5
_WESTERN_SIGNS = "€£§°·–—‘’“”„…\u00a0"


MOST_BYTES = 300_000_000
"""A file that holds more, once unpacked, is refused [bytes]; three million rows of history fit."""


def read_bytes(path: Path, expected: str) -> bytes:
    """Content of a file; `.gz` is unpacked.

    Parameters
    ----------
    expected
        What kind of file was expected, for the message.

    Raises
    ------
    UnreadableFile
        If it is missing, a folder, empty, too large, or a damaged gzip.
    """
    path = Path(path)
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(
            tr(
                "{path} cannot be read ({reason}); expected {expected}",
                path=path,
                reason=reason_of(error),
                expected=expected,
            )
        ) from error
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            tr(
                "{path} holds more than {most_bytes} MB{value}, which no planner's "
                "table does; expected {expected}. Split it, by year or by queue",
                path=path,
                most_bytes=MOST_BYTES // 1000000,
                value=tr(" once unpacked") if packed else "",
                expected=expected,
            )
        )
    if not content.strip():
        raise UnreadableFile(
            tr("{path} is empty; expected {expected}", path=path, expected=expected)
        )
    return content


def decode(content: bytes, path: Path, expected: str, *, western: bool = False) -> str:
    """Text in UTF-8, GB18030, or (with a byte order mark) UTF-16; of a workbook its first table.

    Parameters
    ----------
    western
        Whether it may be Windows-1252 too, where a wrong letter would do no harm.

    Raises
    ------
    UnreadableFile
        If it is none of them, or not text at all.
    """
    if content.startswith(MARK):
        return first_table(content, str(path), expected)
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _checked(_strict(content, encoding), path, expected)
    text = None if b"\x00" in content else _strict(content, "utf-8")
    if text is None and b"\x00" not in content:
        text = _chinese(content) or (_western(content) if western else None)
    return _checked(text, path, expected)


def read_text(path: Path, expected: str) -> str:
    """Text of a file, as `read_bytes` and `decode` read it.

    Raises
    ------
    UnreadableFile
        If it cannot be read or is no text.
    """
    return decode(read_bytes(path, expected), path, expected)


def _strict(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _chinese(content: bytes) -> str | None:
    """Text in GB18030, or None where most of it is rare characters, as Latin-1 text becomes."""
    text = _strict(content, "gb18030")
    foreign = [character for character in text or "" if ord(character) > 127]
    common = sum(bool(c.encode("gb2312", errors="ignore")) for c in foreign)
    return text if common >= _COMMON_SHARE * len(foreign) else None


def _western(content: bytes) -> str | None:
    """Text in Windows-1252, as Excel saves CSV in western Europe, where it holds only letters and
    signs of those languages."""
    text = _strict(content, "cp1252")
    foreign = {character for character in text or "" if ord(character) > 127}
    return text if all(c.isalpha() or c in _WESTERN_SIGNS for c in foreign) else None


def _checked(text: str | None, path: Path, expected: str) -> str:
    if text is None or _CONTROL.search(text):
        raise UnreadableFile(
            tr(
                "{path} is not text in UTF-8 or GB18030 (binary, or another "
                "encoding); expected {expected}. Save it as CSV UTF-8",
                path=path,
                expected=expected,
            )
        )
    if not text.strip():
        raise UnreadableFile(
            tr("{path} is empty; expected {expected}", path=path, expected=expected)
        )
    return text
