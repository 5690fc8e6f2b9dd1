"""Files that somebody handed over, as the readers of files want them: on a disk."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def on_disk(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder of files by name, for as long as they are read."""
    with tempfile.TemporaryDirectory(prefix="peakshift-") as outer:
        folder = Path(outer) / "files"  # a name of its own, which the trail names
        folder.mkdir()
        for name, content in files.items():
            (folder / plain_name(name)).write_bytes(content)
        yield folder


def plain_name(path: str) -> str:
    """The name alone of a file, whichever system it comes from."""
    return Path(path.replace("\\", "/")).name
