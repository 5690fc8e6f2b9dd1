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
