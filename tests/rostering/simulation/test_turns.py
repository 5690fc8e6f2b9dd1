"""Simulations of one process share its cores by turns, behind what people wait for."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from rostering.simulation.turns import BEHIND, in_turns


@pytest.mark.parametrize("behind", [True, False])
@pytest.mark.parametrize("threads", [1, 3])
def test_what_is_worked_out_comes_in_order(threads: int, behind: bool) -> None:
    assert list(in_turns(lambda n: n * n, 7, threads, behind=behind)) == [n * n for n in range(7)]


def test_a_fault_of_one_replication_is_told_and_the_rest_left() -> None:
    tried: list[int] = []

    def work(n: int) -> int:
        tried.append(n)
        return 1 // (1 - n)

    with pytest.raises(ZeroDivisionError):
        list(in_turns(work, 50, 1))
    assert tried == [0, 1]


def test_a_short_simulation_does_not_wait_for_all_of_a_long_one() -> None:
    short_is_over, ended = Event(), list[int]()

    def long_one(n: int) -> None:
        if n == 10:  # far more than there are cores
            assert short_is_over.wait(60), "the short one waited for the long one"
        ended.append(n)

    with ThreadPoolExecutor(1) as other:
        long = other.submit(lambda: list(in_turns(long_one, 12, 1)))
        assert list(in_turns(lambda n: n, 3, 1)) == [0, 1, 2]
        short_is_over.set()
        long.result()
    assert ended == list(range(12))


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no priority of their own there")
def test_simulations_stand_behind_the_thread_that_waits_for_them() -> None:
    def priority(_: int) -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    mine = priority(0)
    assert set(in_turns(priority, 4, 2)) == {min(19, mine + BEHIND)}
    for threads in (1, 2):  # a page waits for these itself
        assert set(in_turns(priority, 4, threads, behind=False)) == {mine}
    assert priority(0) == mine
