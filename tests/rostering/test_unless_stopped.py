"""Work that hears of no stop is given up all the same."""

import threading
import time

import pytest

from rostering.solver.unless_stopped import unless_stopped


def test_an_answer_comes_through_where_nobody_says_stop() -> None:
    assert unless_stopped(lambda: 7, threading.Event()) == 7
    assert unless_stopped(lambda: 7, None) == 7


def test_a_stop_gives_the_work_up_at_once() -> None:
    stop, over = threading.Event(), threading.Event()
    threading.Timer(0.2, stop.set).start()
    began = time.monotonic()
    assert unless_stopped(lambda: over.wait(20), stop) is None
    assert time.monotonic() - began < 10
    over.set()


def test_an_error_of_the_work_reaches_whoever_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        unless_stopped(lambda: 1 // 0, threading.Event())
