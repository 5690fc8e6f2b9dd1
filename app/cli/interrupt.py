"""Ctrl-C, or a supervisor's SIGTERM, ends a search early and keeps the best it has found."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from app.cli.output import errors

Answer = TypeVar("Answer")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def until_interrupted(work: Callable[[threading.Event], Answer]) -> Answer:
    """What some work answers; an interrupt sets its stop, a second one ends the program.

    Notes
    -----
    The work has a thread of its own: signals are heard by the first thread alone, and only while it
    runs no compiled code.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(1, "search") as pool, _heard(stop):
        answer: Future[Answer] = pool.submit(work, stop)
        return answer.result()


@contextmanager
def _heard(stop: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def hear(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        errors.print("Stopping: the best so far is being kept. Once more gives it up.")

    for number in _SIGNALS:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
