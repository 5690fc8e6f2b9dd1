"""What a process works out once for all who ask."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from app.services.remembered import Remembered


def test_the_same_question_is_worked_out_once() -> None:
    asked: list[int] = []
    answers: Remembered[int] = Remembered(2)

    def square(n: int) -> int:
        return answers.once(n, lambda: asked.append(n) or n * n)  # type: ignore[func-returns-value]

    assert [square(n) for n in (2, 2, 3, 2)] == [4, 4, 9, 4]
    assert asked == [2, 3]
    square(4)  # the third: what nobody asked for longest goes
    assert [square(2), square(3)] == [4, 9]
    assert asked == [2, 3, 4, 3]


def test_nothing_is_held_of_work_that_fails() -> None:
    answers: Remembered[int] = Remembered(1)
    with pytest.raises(ZeroDivisionError):
        answers.once("a", lambda: 1 // 0)
    assert answers.once("a", lambda: 5) == 5


def test_who_asks_what_is_being_worked_out_waits_for_it() -> None:
    answers: Remembered[str] = Remembered(4)
    begun, go = Event(), Event()

    def slow() -> str:
        begun.set()
        go.wait()
        return "first"

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(answers.once, "a", slow)
        begun.wait()
        second = pool.submit(answers.once, "a", lambda: "second")
        assert pool.submit(answers.once, "b", lambda: "another").result() == "another"
        go.set()
        assert (first.result(), second.result()) == ("first", "first")
