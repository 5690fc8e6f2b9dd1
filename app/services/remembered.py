"""What a process has worked out, for whoever asks the same again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class _Answer:
    guard: threading.RLock = field(default_factory=threading.RLock)
    found: list[Any] = field(default_factory=list)


class Remembered(Generic[T]):
    """The last answers by their questions; who asks what is being worked out waits for it.

    Parameters
    ----------
    size
        Answers held [-].

    Notes
    -----
    A question names everything that its answer depends on, with the database first. Answers are
    shared: nobody changes them.
    """

    def __init__(self, size: int) -> None:
        self._size, self._guard = size, threading.Lock()
        self._answers: OrderedDict[Hashable, _Answer] = OrderedDict()

    def once(self, question: Hashable, work: Callable[[], T]) -> T:
        """The answer from before, else what `work` gives; nothing is held of work that fails."""
        with self._guard:
            answer = self._answers.setdefault(question, _Answer())
            self._answers.move_to_end(question)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)
        with answer.guard:
            if not answer.found:
                answer.found.append(work())
            value: T = answer.found[0]
            return value
