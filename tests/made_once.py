"""What is dear to make is made once in a run of the tests, whatever process needs it first."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first process to ask for it fills; everybody reads it or copies it.

    Parameters
    ----------
    make
        Fills the empty folder that it is given. Whatever it opens there it must close: the folder
        is moved when it is complete.
    """
    own = factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    folder = shared / "made-once" / name
    folder.parent.mkdir(exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            fresh = factory.mktemp(name)
            make(fresh)
            fresh.rename(folder)
    return folder


def an_empty_database(factory: pytest.TempPathFactory) -> Path:
    """A file with every table and no row, to be copied: migrations run once, not each time."""

    def make(folder: Path) -> None:
        from data.store import Store

        Store.open(str(folder / "empty.sqlite")).close()

    return made_once(factory, "empty", make) / "empty.sqlite"
