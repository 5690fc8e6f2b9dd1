"""A job as anybody may see it: what it is, whose, how far it has come, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from data.model.codec import from_json, to_json
from data.model.language import tr

State = Literal["waiting", "running", "stopping", "done", "stopped", "failed"]
UNFINISHED: tuple[State, ...] = ("waiting", "running", "stopping")

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
    """

    seconds: float = 0.0
    phase: str = ""
    preparing: bool = False
    step: tuple[str, int, int] = ("", 0, 0)
    trace: tuple[Point, ...] = ()
    limit_s: float = 0.0
    at: datetime | None = None

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


@dataclass(frozen=True)
class Job:
    """Work that outlives the page, the browser and the server that asked for it.

    Parameters
    ----------
    about
        The few facts of its arguments that its title says and that tell it from others.
    who
        Who asked for it.
    stopped_by
        Who asked it to stop; empty where nobody did.
    said
        Why it failed or stopped early, as a sentence; empty while it goes well.
    made
        Ids of what it made, by kind: `roster`, `forecasts`, `job`.
    dismissed
        Who has seen its answer and put it away.
    tries
        How often its work was begun; more than once where the program died under it [-].
    """

    job_id: str
    kind: str
    state: State
    who: str
    asked_at: datetime
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    about: dict[str, Any] = field(default_factory=dict)
    stopped_by: str = ""
    said: str = ""
    made: dict[str, Any] = field(default_factory=dict)
    reached: Reached = field(default_factory=Reached)
    dismissed: tuple[str, ...] = ()
    tries: int = 0

    @property
    def going(self) -> bool:
        """Whether it waits or works."""
        return self.state in UNFINISHED

    @property
    def title(self) -> str:
        """What is done, as a title."""
        from app.services.jobs.kinds import kinds

        kind = kinds().get(self.kind)
        return kind.title(self.about) if kind else self.kind

    @property
    def keeps(self) -> str:
        """What remains after a stop, as a clause."""
        from app.services.jobs.kinds import kinds

        kind = kinds().get(self.kind)
        return kind.keeps() if kind else ""

    def seconds(self, now: datetime) -> float:
        """How long it has worked by now, or did until it ended [s]."""
        if not self.reached.at or not self.going:
            return self.reached.seconds
        return self.reached.seconds + max(0.0, (now - self.reached.at).total_seconds())

    def as_json(self) -> dict[str, Any]:
        """The same for machines."""
        return {**to_json(self), "title": self.title}


def state_in_words(state: State) -> str:
    """The state of a job in one word or two."""
    return {
        "waiting": tr("waiting"),
        "running": tr("running"),
        "stopping": tr("stopping"),
        "done": tr("done"),
        "stopped": tr("stopped"),
        "failed": tr("failed"),
    }[state]
