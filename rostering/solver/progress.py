"""How a solve is going: best roster and bound so far, clock, stop, and everybody who watches."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from data.model.language import tr
from data.model.problem import RosterProblem
from data.model.result import Certificate, Distance
from data.model.roster import Roster
from rostering.evaluation.distance import hours_from_best, rostered_hours
from rostering.evaluation.scorecard import Scorecard, score
from rostering.solver.stopping import unless_stopped


@dataclass(frozen=True)
class Progress:
    """One moment of a solve.

    Parameters
    ----------
    seconds
        Since the solve began [s].
    objective, bound
        Best roster's points and best proven bound so far, None where there is none yet.
    phase
        What is being done, as a phrase.
    preparing
        Whether the time limit does not run yet.
    distance
        The gap in hours of people; None where it is not known.
    """

    seconds: float
    objective: float | None
    bound: float | None
    phase: str = ""
    preparing: bool = False
    distance: Distance | None = None

    @property
    def gap(self) -> float | None:
        """(objective - bound) / max(1, objective) [-]."""
        if self.objective is None or self.bound is None:
            return None
        return max(0.0, (self.objective - self.bound) / max(1.0, abs(self.objective)))


Rank = tuple[int, int]
Answer = TypeVar("Answer")


class StoppedBefore(Exception):
    """A stop came while a search was still being set up."""


class Incumbent:
    """State of one running solve; every roster is judged by the independent scorecard.

    Parameters
    ----------
    time_limit_s
        Seconds from now on [s].
    progress
        Called whenever objective, bound or phase moved.
    """

    def __init__(
        self,
        problem: RosterProblem,
        time_limit_s: float,
        progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        self.problem = problem
        self.began = time.monotonic()
        self.deadline = self.began + time_limit_s
        self.stop = stop or threading.Event()
        self.roster: Roster | None = None
        self.card: Scorecard | None = None
        self.bound: float | None = None
        self.bound_by = ""
        self.certificate: Certificate | None = None
        self.engine, self.engine_why = "", ""
        self.trace: list[tuple[float, float | None, float | None]] = []
        self._progress = progress
        self._hours = 0.0
        self._told: float | None = None
        self._lock = threading.RLock()

    @property
    def seconds(self) -> float:
        """Since the solve began [s]."""
        return time.monotonic() - self.began

    @property
    def left_s(self) -> float:
        """Seconds left, zero once stopped [s]."""
        return 0.0 if self.stop.is_set() else max(0.0, self.deadline - time.monotonic())

    @property
    def proven(self) -> bool:
        """Whether no roster can be better."""
        if self.card is None or self.bound is None or self.card.hard_violations:
            return False
        return self.bound > self.card.objective - 1  # points are whole

    def offer(self, roster: Roster) -> bool:
        """Keep a roster if it is no worse (hard violations first); whether it was kept."""
        card = score(self.problem, roster)
        with self._lock:
            if self.card is not None and rank(card) > rank(self.card):
                return False
            better = self.card is None or rank(card) < rank(self.card)
            self.roster, self.card, self._told = roster, card, None
            self._hours = rostered_hours(roster)
            if better:
                self._moved(tr("better roster"))
            return True

    def set_up(self, phase: str, work: Callable[[], Answer]) -> Answer:
        """The answer of some work that is no search: the clock stands meanwhile, a stop is heard.

        Raises
        ------
        StoppedBefore
            If a stop came first.
        """
        before = time.monotonic()
        self.say(phase, preparing=True)
        try:
            answer = unless_stopped(lambda: (work(),), self.stop)
        finally:
            spent = time.monotonic() - before
            self.began, self.deadline = self.began + spent, self.deadline + spent
        if answer is None:
            raise StoppedBefore(phase)
        return answer[0]

    def raise_bound(self, bound: float, by: str) -> None:
        """Keep a bound if it is higher; no roster pays less than nothing."""
        with self._lock:
            if self.bound is None or bound > self.bound:
                self.bound, self.bound_by = max(0.0, bound), by
                self._moved(tr("better bound"))

    def certify(self, certificate: Certificate) -> None:
        """Keep prices that prove a bound, for whoever wants to add it up again."""
        with self._lock:
            if self.certificate is None or certificate.bound > self.certificate.bound:
                self.certificate = certificate

    def hand_over(self, engine: str, why: str) -> None:
        """Another engine goes on than was asked for: the result names it, and why."""
        self.engine, self.engine_why = engine, why
        self.say(tr("{engine} instead: {why}", engine=engine, why=why))

    def say(self, phase: str, *, preparing: bool = False) -> None:
        """Tell the watcher what is being done."""
        self._report(self._objective, phase, preparing=preparing)

    def tell(self, objective: float | None) -> None:
        """Pass on an objective that an engine reports of itself, before it is judged here."""
        best = self._objective
        if objective is not None and (best is None or objective < best):
            self._told = float(objective)
            self._moved(tr("better roster"))

    def _report(self, objective: float | None, phase: str, *, preparing: bool = False) -> None:
        if self._progress is not None:
            far = hours_from_best(self.problem, self._hours, objective, self.bound)
            state = Progress(
                self.seconds,
                objective,
                self.bound,
                phase,
                preparing=preparing,
                distance=far if self._hours else None,
            )
            self._progress(state)

    @property
    def _objective(self) -> float | None:
        """Of the best roster judged, or told before it is judged."""
        if self.card is None or self.card.hard_violations:
            return self._told
        judged = float(self.card.objective)
        return judged if self._told is None else min(judged, self._told)

    def _moved(self, phase: str) -> None:
        self.trace.append((round(self.seconds, 2), self._objective, self.bound))
        self.say(phase)


def rank(card: Scorecard) -> Rank:
    """Hard violations first, points second."""
    return card.hard_violations, card.objective
