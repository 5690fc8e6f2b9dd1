"""Compile before a clock runs: a time limit counts searching, never compiling or loading."""

import threading
from collections.abc import Callable

from data.model.language import phrase, tr
from rostering.compiled import KERNELS, not_ready
from rostering.solver.progress import Progress
from rostering.solver.stopping import unless_stopped

COMPILING = phrase("Making the solver ready on this machine, once")


def ready(
    progress: Callable[[Progress], None] | None = None, stop: threading.Event | None = None
) -> bool:
    """Load every kernel that this process may call, and compile what is not on disk yet.

    To be called where a limit is about to start; it costs nothing when called again.
    `peakshift warm-up` does the same beforehand and in parallel.

    Parameters
    ----------
    progress
        Called with each kernel that has to be compiled, as a step that no limit counts.
    stop
        Set it from another thread to give up; the compiler ends its present kernel unseen.

    Returns
    -------
    bool
        False if a stop came first.
    """
    missing = not_ready(KERNELS)
    for number, kernel in enumerate(missing, 1):
        if progress is not None:
            phase = tr(
                "{compiling}: {number} of {missing}",
                compiling=tr(COMPILING),
                number=number,
                missing=len(missing),
            )
            progress(Progress(0.0, None, None, phase, preparing=True))
        unless_stopped(kernel.compile, stop)
        if stop is not None and stop.is_set():
            return False
    return True
