"""How far a job has come, as its work tells it and anybody may watch it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.model.codec import LATER, from_json, to_json
from data.model.language import tr
from data.model.result import Distance

Point = tuple[float, float | None, float | None]
MOST_POINTS = 240
"""Moments of a solve noted for its curve; of more, every second one goes."""


@dataclass(frozen=True)
class Reached:
    """How far a job has come.

    Parameters
    ----------
    seconds
        Since its work began, by the solver's own clock where it has one [s].
    phase
        What is being done, as a phrase.
    preparing
        Whether its time limit does not run yet.
    step
        What was finished last, how many are done, of how many.
    trace
        (seconds, objective, lower bound) as a solver reports them [s, cost, cost].
    limit_s
        Time its search may take [s]; 0 where steps are counted instead.
    at
        When this was written; None where the work has not begun.
    distance
        The optimality gap in hours of people; None where it is not known.
    """

    seconds: float = 0.0
    phase: str = ""
    preparing: bool = False
    step: tuple[str, int, int] = ("", 0, 0)
    trace: tuple[Point, ...] = ()
    limit_s: float = 0.0
    at: datetime | None = None
    distance: Distance | None = field(default=None, metadata=LATER)

    @property
    def best(self) -> tuple[float | None, float | None]:
        """Objective and lower bound as known last; not every point of a curve has both."""
        known = ([one[place] for one in self.trace if one[place] is not None] for place in (1, 2))
        objective, bound = (found[-1] if found else None for found in known)
        return objective, bound

    def as_json(self) -> dict[str, Any]:
        """JSON values, as they are noted while the job runs."""
        found: dict[str, Any] = to_json(self)
        return found

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Reached":
        """What `as_json` wrote; nothing yet where there is none."""
        return from_json(cls, kept) if kept else cls()


def thinned(trace: list[Point]) -> list[Point]:
    """A curve of bounded length: its last point stays, and of too many every second one goes."""
    return trace if len(trace) <= MOST_POINTS else [*trace[:-1:2], trace[-1]]


SILENT_S = 5.0
"""A search that says nothing for so long says since when, so that nobody takes it for dead [s]."""


def silent_since(phase: str, silent_s: float) -> str:
    """What was said last, and how long ago where that is a while [s]."""
    if not phase or silent_s < SILENT_S:
        return phase
    return tr("{phase} · last word {n} s ago", phase=phase, n=int(silent_s))
