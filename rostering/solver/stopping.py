"""Work that cannot be stopped itself, given up as soon as somebody says stop."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
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
