"""Work that hears of no stop is given up all the same."""

import threading
from gettext import NullTranslations

import pytest

from data.model.language import speaking, tr
from rostering.solver.stopping import still_at_work, unless_stopped


def test_an_answer_comes_through_where_nobody_says_stop() -> None:
    assert unless_stopped(lambda: 7, threading.Event()) == 7
    assert unless_stopped(lambda: 7, None) == 7


def test_a_stop_gives_the_work_up_and_does_not_wait_for_its_answer() -> None:
    stop, over = threading.Event(), threading.Event()
    threading.Timer(0.2, stop.set).start()
    assert unless_stopped(lambda: over.wait(60), stop) is None  # its answer is True or False
    assert not over.is_set()
    assert still_at_work()
    over.set()


def test_an_error_of_the_work_reaches_whoever_waits() -> None:
    with pytest.raises(ZeroDivisionError):
        unless_stopped(lambda: 1 // 0, threading.Event())


class Loud(NullTranslations):
    """A language of capitals."""

    def gettext(self, message: str) -> str:
        return message.upper()


def test_the_work_speaks_the_language_of_who_asked() -> None:
    with speaking(Loud()):
        assert unless_stopped(lambda: tr("done"), threading.Event()) == "DONE"
