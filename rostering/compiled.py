"""Typed door to numba: compiled once, cached on disk, free of the interpreter lock.

A kernel that Python calls states the types it is called with (`called_with`): so it can be compiled
before anybody waits for it, it is compiled for these types alone, and it is cached on disk with all
that it calls. Kernels that only kernels call are compiled with their callers.
"""

import ast
import hashlib
import importlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np
from numba import config, njit
from numba import types as numba_types
from numba.core.dispatcher import Dispatcher
from platformdirs import user_cache_path

# Numba sets its settings when it is loaded, so type checkers know none of them.
_CACHE_DIR = "CACHE_DIR"
types: Any = numba_types  # whose own annotations are half a set
V = TypeVar("V", bound=int)
F = TypeVar("F", bound=Callable[..., Any])
_ONE_AT_A_TIME = threading.Lock()

INT, REAL, BOOL = types.int64, types.float64, types.boolean
"""Single numbers, as Python hands them over."""
INT8, INT32 = types.int8, types.int32
"""Elements of narrower arrays."""


def array(element: Any, dimensions: int = 1) -> Any:
    """Type of a contiguous array of `INT`, `INT8`, `INT32`, `REAL` or `BOOL`."""
    return types.Array(element, dimensions, "C")


def pair(element: Any) -> Any:
    """Type of a tuple of two alike."""
    return types.UniTuple(element, 2)


def table(row: type[tuple[Any, ...]], *fields: Any) -> Any:
    """Type of a named tuple, from the types of its fields in their order."""
    return types.BaseTuple.from_types(fields, row)


def no_literal(value: V) -> V:
    """A constant for one kernel to hand to another.

    For a plain 0 or True numba compiles the called kernel once more, for that value alone.
    """
    return cast(V, np.bool_(value) if isinstance(value, bool) else np.int64(value))


ZERO = no_literal(0)


@dataclass(frozen=True, eq=False)
class Kernel:
    """A compiled function that Python calls, and the types that it is called with."""

    dispatcher: Any
    signature: tuple[Any, ...]

    @property
    def name(self) -> str:
        """Its name, without its module."""
        return str(self.dispatcher.py_func.__name__)

    @property
    def address(self) -> tuple[str, str]:
        """Module and name, to find it again in another process."""
        return str(self.dispatcher.py_func.__module__), self.name

    @property
    def loaded(self) -> bool:
        """Whether this process can call it without compiling or reading anything."""
        return self.signature in self.dispatcher.overloads

    @property
    def saved(self) -> bool:
        """Whether the cache on disk has it; only the cache's index is read."""
        cache = self.dispatcher._cache
        key = cache._index_key(self.signature, self.dispatcher.targetctx.codegen())
        files = cache._cache_file
        name = files._load_index().get(key)
        return name is not None and os.path.exists(files._data_path(name))

    def load(self) -> bool:
        """Read it from disk; False if it has to be compiled."""
        if not self.loaded and self._on_disk():
            self.compile()
        return self.loaded

    def compile(self) -> None:
        """Read it from disk, or compile it and cache it there."""
        with _ONE_AT_A_TIME:
            self.dispatcher.compile(self.signature)

    def parts(self) -> frozenset[Any]:
        """Itself and every kernel that it calls, directly or not."""
        found: set[Any] = set()
        left = [self.dispatcher]
        while left:
            one = left.pop()
            if one not in found:
                found.add(one)
                names = one.py_func.__code__.co_names
                known = [one.py_func.__globals__.get(name) for name in names]
                left += [other for other in known if isinstance(other, Dispatcher)]
        return frozenset(found)

    def _on_disk(self) -> bool:
        cache, target = self.dispatcher._cache, self.dispatcher.targetctx
        return cache.load_overload(self.signature, target) is not None


KERNELS: list[Kernel] = []
"""Every kernel that Python calls, of the modules imported so far."""
FUNCTIONS: list[Any] = []
"""Every compiled function of the modules imported so far."""


def compiled(function: F) -> F:
    """Compile a kernel of plain loops over arrays."""
    return _dispatcher(function, {})


def compiled_in_place(function: F) -> F:
    """As `compiled`, for kernels that only write into arrays they are given.

    Without numba's reference counts, which cost more than the work itself where tuples of arrays
    are handed from one small function to the next. Such a kernel must not create an array.
    """
    return _dispatcher(function, {"_nrt": False})


def inlined_in_place(function: F) -> F:
    """As `compiled_in_place`, and copied into its callers: for what every contact passes.

    Handing the tables from function to function costs more than such a function does; without
    this the event loop is half as fast.
    """
    return _dispatcher(function, {"_nrt": False, "forceinline": True})


def called_with(*signature: Any) -> Callable[[F], F]:
    """State the types that Python calls a compiled function with, to stand above `compiled`.

    One signature a kernel: a second one would be a second compilation of the same thing. Integers
    are `INT`, numbers `REAL`; make arrays contiguous where they are made.
    """

    def declare(function: F) -> F:
        dispatcher = cast(Any, function)
        with _cache_for(Path(dispatcher.py_func.__code__.co_filename)):
            dispatcher.enable_caching()
        KERNELS.append(Kernel(dispatcher, signature))
        return function

    return declare


def every_kernel() -> tuple[Kernel, ...]:
    """The kernels that Python calls in the whole package; their modules are imported."""
    package = __name__.partition(".")[0]
    root = Path(str(importlib.import_module(package).__file__)).parents[1]
    for file in sorted((root / package).rglob("*.py")):
        if b"@called_with(" in file.read_bytes():
            parts = file.relative_to(root).with_suffix("").parts
            importlib.import_module(".".join(parts))
    return tuple(one for one in KERNELS if one.address[0].partition(".")[0] == package)


def kernel_at(module: str, name: str) -> Kernel:
    """The kernel of an address, in another process than the one that asked for it."""
    importlib.import_module(module)
    return next(one for one in KERNELS if one.address == (module, name))


def not_saved(kernels: Iterable[Kernel]) -> tuple[Kernel, ...]:
    """Kernels that are not in the cache on disk; nothing is loaded, so it costs next to nothing."""
    return tuple(one for one in kernels if not one.saved)


def not_ready(kernels: Iterable[Kernel]) -> tuple[Kernel, ...]:
    """Read kernels from disk; those that are not there and have to be compiled."""
    return tuple(one for one in kernels if not one.load())


def _dispatcher(function: F, options: dict[str, Any]) -> F:
    made = njit(nogil=True, error_model="numpy", **options)(function)
    FUNCTIONS.append(made)
    return cast(F, made)


@contextmanager
def _cache_for(file: Path) -> Iterator[None]:
    """Numba's cache folder while a kernel is declared: one for each state of its sources.

    Numba alone looks at the file of the called function only.
    """
    before = str(getattr(config, _CACHE_DIR))
    base = Path(before) if before else cache_base(file.parent)
    setattr(config, _CACHE_DIR, str(base / f"kernels-{sources_digest(file)}"))
    try:
        yield
    finally:
        setattr(config, _CACHE_DIR, before)


@lru_cache
def cache_base(folder: Path) -> Path:
    """Where compiled kernels of a folder are cached: beside it, or with the user's own caches.

    Beside it is best, since everybody who may run it can read them; an installation that this user
    may not write to, or a container's read-only file system, leaves the user's folder.
    """
    beside = folder / "__pycache__"
    writable = os.access(beside if beside.exists() else folder, os.W_OK)
    return beside if writable else user_cache_path("peakshift")


@lru_cache
def sources_digest(file: Path) -> str:
    """Digest of a source and of all it imports below its root folder, directly or not."""
    root = file.parent
    while (root / "__init__.py").exists():
        root = root.parent
    found: set[Path] = set()
    left = [file]
    while left:
        one = left.pop()
        if one not in found and one.exists():
            found.add(one)
            left += [root / name for name in _imported(one)]
    digest = hashlib.sha256()
    for one in sorted(found):
        digest.update(str(one.relative_to(root)).encode() + b"\0" + one.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@lru_cache
def _imported(file: Path) -> tuple[str, ...]:
    """Files that a source may import, relative to the root folder; some may not exist."""
    modules: list[str] = []
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
        elif isinstance(node, ast.Import):
            modules += [name.name for name in node.names]
    paths = [module.replace(".", "/") for module in modules]
    return tuple(f"{path}{end}" for path in paths for end in (".py", "/__init__.py"))
