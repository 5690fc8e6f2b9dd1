"""Typed door to numba: compiled once, kept on disk, free of the interpreter lock.

Kernels of one folder may call each other across files: what is kept on disk is kept under the
digest of all sources of the folder, so a change in any of them compiles them all anew. (Numba
alone looks at the file of the called function only.)
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import config, njit

# Numba sets its settings when it is loaded, so type checkers know none of them.
_CACHE_DIR = "CACHE_DIR"
F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a kernel of plain loops over arrays."""
    return _kept(function, {})


def compiled_in_place(function: F) -> F:
    """As `compiled`, for kernels that only write into arrays they are given.

    Without numba's reference counts, which cost more than the work itself where tuples of arrays
    are handed from one small function to the next. Such a kernel must not create an array.
    """
    return _kept(function, {"_nrt": False})


def inlined_in_place(function: F) -> F:
    """As `compiled_in_place`, and copied into its callers: for what every contact passes.

    Handing the tables from function to function costs more than such a function does; without
    this the event loop is half as fast.
    """
    return _kept(function, {"_nrt": False, "forceinline": True})


def _kept(function: F, options: dict[str, Any]) -> F:
    folder = Path(function.__code__.co_filename).parent
    with _cache_under(folder):
        return cast(F, njit(cache=True, nogil=True, error_model="numpy", **options)(function))


@contextmanager
def _cache_under(folder: Path) -> Iterator[None]:
    """Numba's cache folder while a kernel is declared; where it cannot be made, numba's own."""
    before = str(getattr(config, _CACHE_DIR))
    base = Path(before) if before else folder / "__pycache__"
    setattr(config, _CACHE_DIR, str(base / f"kernels-{sources_digest(folder)}"))
    try:
        yield
    finally:
        setattr(config, _CACHE_DIR, before)


@lru_cache
def sources_digest(folder: Path) -> str:
    """Of all sources of a folder, in order of their names."""
    found = hashlib.sha256()
    for file in sorted(folder.glob("*.py")):
        found.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()[:16]
