"""Ctrl-C, or a supervisor's SIGTERM: a search ends early and keeps; all else ends in one line."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from contextvars import copy_context
from types import FrameType
from typing import Any, TypeVar

import typer
from typer.core import TyperGroup

from app.cli.parts.exits import Exit
from app.cli.parts.output import errors
from data.model.language import tr

Answer = TypeVar("Answer")

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_LOOK_S = 0.1


class Interruptible(TyperGroup):
    """Commands that end in one line when Ctrl-C gives them up."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; Ctrl-C becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            errors.print(tr("Interrupted; nothing was changed that was not already saved"))
            raise typer.Exit(Exit.INTERRUPTED) from None


def until_interrupted(work: Callable[[threading.Event], Answer]) -> Answer:
    """What some work answers; an interrupt sets its stop, a second one ends the program at once.

    Notes
    -----
    The work has a thread of its own: signals are heard by the first thread alone, and only while it
    runs no compiled code. That thread looks up now and then: the system may hand a signal to any
    other (to one that just starts a thread, above all), and nothing wakes the first one then.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(1, "search") as pool, _heard(stop):
        inside = copy_context()  # the language of the command
        answer: Future[Answer] = pool.submit(inside.run, work, stop)
        while not wait([answer], _LOOK_S).done:
            pass
        return answer.result()


@contextmanager
def _heard(stop: threading.Event) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    known = {number: signal.getsignal(number) for number in _SIGNALS}
    # Whoever started us in the background may have chosen that Ctrl-C is not for us.
    before = {number: old for number, old in known.items() if old not in (signal.SIG_IGN, None)}

    def hear(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        for number in before:
            signal.signal(number, signal.SIG_DFL)
        errors.print(tr("Stopping: the best so far is being saved. Once more gives it up."))

    for number in before:
        signal.signal(number, hear)
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)
