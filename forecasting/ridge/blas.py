"""Linear algebra on one thread: our matrices are small, and every core has its own queue.

OpenBLAS starts as many threads as there are cores in every process; on a pool of workers they
fight each other and a forecast takes ten times as long.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path

import numpy
import scipy

_NAMES = ("scipy_openblas_{}_num_threads64_", "scipy_openblas_{}_num_threads")


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep numpy's and scipy's OpenBLAS to one thread inside; nothing where it is not used."""
    with ExitStack() as stack:
        for get, set_ in _controls():
            stack.callback(set_, get())
            set_(1)
        yield


@lru_cache(maxsize=1)
def _controls() -> tuple[tuple[Callable[[], int], Callable[[int], None]], ...]:
    found = []
    for package in (numpy, scipy):
        folder = Path(str(package.__file__)).parent.parent / f"{package.__name__}.libs"
        for path in sorted(folder.glob("libscipy_openblas*")):
            library = ctypes.CDLL(str(path))  # already loaded: the same handle once more
            for name in _NAMES:
                if hasattr(library, name.format("set")):
                    get = getattr(library, name.format("get"))
                    found.append((get, getattr(library, name.format("set"))))
                    break
    return tuple(found)
