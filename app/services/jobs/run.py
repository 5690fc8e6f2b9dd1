"""What the work of a job is given: who acts, steps that are not repeated, a stop, a progress."""

import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import replace
from typing import Any, TypeVar

from app.services.context import Context
from app.services.jobs.reached import Point, Reached, thinned
from data.model.codec import from_json, to_json
from data.model.errors import Stopped
from data.model.language import tr
from rostering.solver.progress import Progress
from rostering.solver.stopping import unless_stopped

T = TypeVar("T")
Record = Callable[[str, Callable[[], Any]], Any]
"""Carries out a step and notes its JSON answer, or gives the answer that was noted before."""


class Leaving(BaseException):
    """The program ends: nothing more is noted of a job, and the next program goes on with it."""


class JobRun:
    """One attempt at a job's work.

    Parameters
    ----------
    record
        Keeps what steps answer; the engine's.
    answer_of
        Answer of an earlier job by its id, as JSON values.
    leaving
        Set where the program ends.

    Notes
    -----
    Between two steps nothing may be done but what comes out the same a second time: after a
    program that died, the work is called again, and finished steps only give what they gave.
    """

    def __init__(
        self,
        context: Context,
        record: Record,
        answer_of: Callable[[str], Any],
        leaving: threading.Event,
    ) -> None:
        self.context = context
        self.stop, self.ended = threading.Event(), threading.Event()
        self.made: dict[str, Any] = {}
        self._record, self._leaving = record, leaving
        self.answer_of = answer_of
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._trace: list[Point] = []
        self._reached = Reached()
        self._moved = False

    def step(
        self,
        name: str,
        kind: type[T],
        work: Callable[[], T],
        *,
        waits: bool = True,
        last: bool = False,
    ) -> T:
        """Carry out a step once and for all; its effects must be safe to meet again.

        Parameters
        ----------
        kind
            Type of its answer, which `data.model.codec` reads and writes.
        waits
            False: a stop ends it at once though it hears none; only for work that saves nothing.
        last
            It ends what a stop has left, so a stop does not keep it from beginning.

        Raises
        ------
        Stopped
            If a stop came before it began, or instead of its answer.
        """
        fresh: list[T] = []

        def carry_out() -> Any:
            if not last:
                self.heed()
            fresh.append(work() if waits else self._unless_stopped(work))
            if self._leaving.is_set():
                raise Leaving
            return to_json(fresh[0])

        kept = self._record(name, carry_out)
        return fresh[0] if fresh else from_json(kind, kept)

    def _unless_stopped(self, work: Callable[[], T]) -> T:
        inside = copy_context()  # the language of who asked
        found = unless_stopped(lambda: (inside.run(work),), self.stop)
        if found is None:
            self.heed()
            raise AssertionError("work that gives nothing was stopped")
        return found[0]

    def heed(self) -> None:
        """End here after a stop, or with the program."""
        if self._leaving.is_set():
            raise Leaving
        if self.stop.is_set():
            raise Stopped(tr("stopped before it was finished; nothing more was saved"))

    # --- what watchers see --------------------------------------------------------------------

    def begin(self, limit_s: float) -> None:
        """Tell how long the search may take [s]."""
        with self._lock:
            self._reached, self._moved = replace(self._reached, limit_s=limit_s), True

    def count(self, what: str, done: int, total: int) -> None:
        """Progress of work whose steps are counted; ends it after a stop."""
        with self._lock:
            self._reached = replace(
                self._reached, step=(what, done, total), seconds=time.monotonic() - self._begun
            )
            self._moved = True
        self.heed()

    def count_simulations(self, done: int, total: int) -> None:
        """Progress of what simulates; ends it after a stop."""
        self.count(tr("simulations"), done, total)

    def report_phase(self, state: Progress) -> None:
        """Progress of a solver of which only the phase means something to people."""
        with self._lock:
            self._phase(state)

    def solved(self, state: Progress) -> None:
        """Progress of a solve that betters a roster and its bound."""
        with self._lock:
            self._phase(state)
            self._trace = thinned([*self._trace, (state.seconds, state.objective, state.bound)])
            self._reached = replace(self._reached, distance=state.distance)

    def _phase(self, state: Progress) -> None:
        self._reached = replace(
            self._reached, seconds=state.seconds, phase=state.phase, preparing=state.preparing
        )
        self._begun, self._moved = time.monotonic() - state.seconds, True

    def news(self) -> Reached | None:
        """How far it has come, where anything moved since the last call."""
        with self._lock:
            if not self._moved:
                return None
            self._moved = False
            return replace(self._reached, trace=tuple(self._trace), at=self.context.clock())
