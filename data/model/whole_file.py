"""Files are written whole or not at all."""

import os
from pathlib import Path
from uuid import uuid4

from data.model.errors import UnwritableFile


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file through a neighbour that takes its place when it is complete.

    Raises
    ------
    UnwritableFile
        If folder or file cannot be written; an older file stays as it was.
    """
    path = Path(path)
    neighbour = path.with_name(f".{path.name[:100]}.{uuid4().hex[:8]}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(neighbour, path, content)
    except OSError as error:
        raise UnwritableFile(
            f"{path} cannot be written ({error.strerror or error}); "
            "close it where it is open, or name another file"
        ) from error
    return path


def _write(neighbour: Path, path: Path, content: bytes) -> None:
    try:
        with neighbour.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        neighbour.replace(path)
    finally:
        neighbour.unlink(missing_ok=True)
