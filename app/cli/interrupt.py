"""Ctrl-C: in the middle of a solve it stops and keeps; anywhere else it ends in one clear line."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from app.cli.output import errors

SIGNALS = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 + SIGINT."""


class Interruptible(TyperGroup):
    """Commands that end in one line when Ctrl-C gives them up."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; Ctrl-C becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            errors.print("Interrupted; nothing was changed that was not already saved")
            raise typer.Exit(INTERRUPTED) from None


@contextmanager
def stop_and_keep() -> Iterator[threading.Event]:
    """An event that the first SIGINT or SIGTERM sets; a second one acts as it always does.

    Notes
    -----
    Python hears a signal only between two steps of its main thread, which may be inside a solver
    for long. The number of the signal comes through a socket at once, so a thread sets the event.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop  # signals are none of its business
        return
    with _heard_at_once(lambda: _stop(stop)), _second_as_before():
        yield stop


def _stop(stop: threading.Event) -> None:
    if not stop.is_set():
        stop.set()
        errors.print(
            "Stopping: the best roster so far is being kept; press Ctrl-C again to give up"
        )


@contextmanager
def _heard_at_once(act: Callable[[], None]) -> Iterator[None]:
    """Act, in a thread of its own, on every signal that Python has a handler for."""
    heard, told = socket.socketpair()
    told.setblocking(False)
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)

    def listen() -> None:
        while numbers := heard.recv(16):
            if any(number in SIGNALS for number in numbers):
                act()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        told.close()
        thread.join()
        heard.close()


@contextmanager
def _second_as_before() -> Iterator[None]:
    """Take no action on the first signal, and put back what was there for the second."""
    # Whoever started us in the background may have chosen that Ctrl-C is not for us.
    known = {number: signal.getsignal(number) for number in SIGNALS}
    before = {s: handler for s, handler in known.items() if handler not in (signal.SIG_IGN, None)}

    def put_back(*_: object) -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in before:
        signal.signal(number, put_back)
    try:
        yield
    finally:
        put_back()
