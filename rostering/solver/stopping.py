"""Solvers ended, and work that cannot be stopped itself given up, as soon as somebody says stop."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import copy_context
from typing import TypeVar

Answer = TypeVar("Answer")
_LOOK_S = 0.05
AT_WORK = "a solver at work"
"""Name of threads that nobody may be waiting for."""


def unless_stopped(work: Callable[[], Answer], stop: threading.Event | None) -> Answer | None:
    """The answer of some work, None where a stop came first.

    Notes
    -----
    Compilers and MathOpt's solvers, as called here, hear of no stop: they go on in a thread that
    nobody waits for.
    """
    if stop is None:
        return work()
    if stop.is_set():
        return None
    answer: Future[Answer] = Future()
    inside = copy_context()  # the language of who asked
    carried = (_carry_out, work, answer)
    threading.Thread(target=inside.run, args=carried, name=AT_WORK, daemon=True).start()
    while not stop.is_set():
        if wait([answer], _LOOK_S).done:
            return answer.result()
    return None


def still_at_work() -> bool:
    """Whether some work that was given up goes on in its thread."""
    return any(thread.name == AT_WORK for thread in threading.enumerate())


def _carry_out(work: Callable[[], Answer], answer: "Future[Answer]") -> None:
    try:
        answer.set_result(work())
    except BaseException as error:  # whoever waits raises it again
        answer.set_exception(error)


class Watch:
    """One thread that ends what solvers of all threads do as soon as whoever waits says so."""

    def __init__(self) -> None:
        self._solving: dict[object, tuple[Callable[[], object], Callable[[], bool]]] = {}
        self._any, self._lock = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def ended_by(self, end: Callable[[], object], over: Callable[[], bool]) -> Iterator[None]:
        """Call `end` of a solver again and again once `over` says so, until it has ended."""
        key = object()
        with self._lock:
            self._solving[key] = end, over
            self._any.set()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                del self._solving[key]
                if not self._solving:
                    self._any.clear()

    def _look(self) -> None:
        while self._any.wait():
            time.sleep(_LOOK_S)
            with self._lock:
                solving = list(self._solving.values())
            for end, over in solving:
                if over():
                    end()


WATCH = Watch()
