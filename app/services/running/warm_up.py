"""Compile every numerical kernel once, in parallel, so that nobody's first run waits for it."""

import multiprocessing
import os
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from typing import Any

from app.services.running.workers import plain_main
from data.model.errors import UnwritableFile
from data.model.language import tr
from rostering.compiled import Kernel, every_kernel, kernel_at, not_ready, not_saved

Report = Callable[[str, int, int], None]
"""Called with the kernel that was compiled last, how many are, and of how many."""

_ALL_S = 70.0  # processor time of compiling everything, measured on two shared cores
_LOOK_S = 0.2


@dataclass(frozen=True)
class WarmUp:
    """What a warm-up did, in the form that `peakshift warm-up --json` prints.

    Parameters
    ----------
    kernels
        How many there are.
    compiled
        Names of those that had to be compiled now.
    left
        Names of those that were not, because it was stopped.
    """

    kernels: int
    compiled: tuple[str, ...]
    left: tuple[str, ...]
    seconds: float


def to_compile() -> tuple[Kernel, ...]:
    """The kernels that are not on this machine's disk yet, or were compiled from other sources."""
    return not_saved(every_kernel())


def about_s(missing: Sequence[Kernel], processes: int | None = None) -> int:
    """Roughly how long it takes to compile some kernels, in tens of seconds [s]."""
    count = processes or os.cpu_count() or 1
    shares = _shares(missing, count)
    longest = max((_size(_parts(share)) for share in shares), default=0)
    return max(10, round(_ALL_S * longest / _size(_parts(every_kernel())) / 10) * 10)


def warm_up(
    missing: Sequence[Kernel] | None = None,
    *,
    processes: int | None = None,
    report: Report = lambda name, done, total: None,
    stop: threading.Event | None = None,
) -> WarmUp:
    """Compile what is missing, in as many processes as there are cores.

    Parameters
    ----------
    missing
        What to compile, as `to_compile` found it; None looks for it.
    stop
        Set it from another thread to give up; what is compiled by then stays.

    Raises
    ------
    UnwritableFile
        If what was compiled cannot be stored anywhere.
    """
    began = time.monotonic()
    missing = to_compile() if missing is None else missing
    names = tuple(kernel.name for kernel in missing)
    done: list[str] = []
    shares = _shares(missing, processes or os.cpu_count() or 1)
    with plain_main(), _at_work(shares) as (crew, finished):
        while len(done) < len(missing) and not (stop and stop.is_set()):
            try:
                done.append(finished.get(timeout=_LOOK_S))
            except queue.Empty:
                if not any(one.is_alive() for one in crew) and finished.empty():
                    break
            else:
                report(done[-1], len(done), len(missing))
    left = tuple(name for name in names if name not in done)
    if not (stop and stop.is_set()) and (lost := not_ready(missing)):
        raise UnwritableFile(
            tr(
                "{lost} numerical kernels could not be compiled and stored (first: "
                "{address}); let NUMBA_CACHE_DIR name a folder that this user may "
                "write to, and warm up again",
                lost=len(lost),
                address=".".join(lost[0].address),
            )
        )
    seconds = round(time.monotonic() - began, 1)
    return WarmUp(len(every_kernel()), tuple(done), left, seconds)


@contextmanager
def _at_work(
    shares: Sequence[Sequence[Kernel]],
) -> Iterator[tuple[list[BaseProcess], "Queue[str]"]]:
    """A process for each share; whoever still compiles at the end is ended."""
    context = multiprocessing.get_context("spawn")
    finished: Queue[str] = context.Queue()
    crew: list[BaseProcess] = [
        context.Process(target=_compile, args=([one.address for one in share], finished))
        for share in shares
    ]
    for one in crew:
        one.start()
    try:
        yield crew, finished
    finally:
        for one in crew:
            one.terminate()
        for one in crew:
            one.join()


def _compile(addresses: Sequence[tuple[str, str]], finished: "Queue[str]") -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C: whoever started us decides
    for module, name in addresses:
        kernel_at(module, name).compile()
        finished.put(name)
    finished.close()
    finished.join_thread()


def _shares(kernels: Sequence[Kernel], count: int) -> list[list[Kernel]]:
    """The kernels, largest first, each to whoever is then done soonest.

    What several kernels call is compiled once in each process that needs it.
    """
    shares: list[list[Kernel]] = [[] for _ in range(max(1, min(count, len(kernels))))]
    for kernel in sorted(kernels, key=lambda one: -_size(one.parts())):
        min(shares, key=lambda share: _size(_parts(share) | kernel.parts())).append(kernel)
    return [share for share in shares if share]


def _parts(kernels: Sequence[Kernel]) -> frozenset[Any]:
    return frozenset[Any]().union(*(kernel.parts() for kernel in kernels))


def _size(parts: frozenset[Any]) -> int:
    """How much code there is to compile, in bytes of Python's own."""
    return sum(len(part.py_func.__code__.co_code) for part in parts)
