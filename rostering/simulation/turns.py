"""Replications of every simulation of a process: on as many cores as there are, in turns."""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")
BEHIND = 5
"""Steps of priority that a simulation stands behind what people wait for, as of `nice` [-]."""


def in_turns(
    work: Callable[[int], T], count: int, threads: int, *, behind: bool = True
) -> Iterator[T]:
    """What `work` gives for 0, 1, ... count - 1, in this order.

    Parameters
    ----------
    threads
        How many are worked on at once [-]; simulations that run at the same time share the cores
        replication by replication, so a long one holds up no short one.
    behind
        Whether they stand behind pages; not where a page itself waits for them.
    """
    if threads <= 1 and not behind:  # who waits for it works on it: nothing is handed over
        yield from map(work, range(count))
        return
    ahead: deque[Future[T]] = deque()
    try:
        for number in range(count):
            if len(ahead) >= max(1, threads):
                yield ahead.popleft().result()
            ahead.append(_pool(behind).submit(work, number))
        while ahead:
            yield ahead.popleft().result()
    finally:
        for left in ahead:
            left.cancel()


@cache
def _pool(behind: bool) -> ThreadPoolExecutor:
    first = _stand_behind if behind else None
    return ThreadPoolExecutor(os.cpu_count() or 1, "simulation", initializer=first)


def _stand_behind() -> None:
    """Lower the priority of this thread, where threads have their own: on Linux."""
    if sys.platform == "linux":
        me = threading.get_native_id()
        now = os.getpriority(os.PRIO_PROCESS, me)
        os.setpriority(os.PRIO_PROCESS, me, min(19, now + BEHIND))


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pool.cache_clear)  # its threads stay with the parent
