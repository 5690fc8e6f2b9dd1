"""Typed door to numba: compiled once, kept on disk, free of the interpreter lock."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a kernel of plain loops over arrays.

    Notes
    -----
    The disk cache knows only the kernel's own file: kernels that call each other across files
    must be touched together.
    """
    return cast(F, njit(cache=True, nogil=True, error_model="numpy")(function))


def compiled_in_place(function: F) -> F:
    """As `compiled`, for kernels that only write into arrays they are given.

    Without numba's reference counts, which cost more than the work itself where tuples of arrays
    are handed from one small function to the next. Such a kernel must not create an array.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    return cast(F, njit(**options)(function))
