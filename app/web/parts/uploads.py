"""Files that somebody handed over, as the readers of files want them: on a disk."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from data.files.text import handed_over


def on_disk(files: Mapping[str, bytes]) -> AbstractContextManager[Path]:
    """A folder of files by name, for as long as they are read."""
    return handed_over({plain_name(name): content for name, content in files.items()})


def plain_name(path: str) -> str:
    """The name alone of a file, whichever system it comes from."""
    return Path(path.replace("\\", "/")).name
