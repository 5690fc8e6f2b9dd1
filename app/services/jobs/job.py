"""A job as anybody may see it: what it is, whose, how far it has come, how it ended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.services.jobs.kinds import KINDS
from app.services.jobs.reached import Reached, silent_since
from data.model.codec import to_json
from data.model.language import tr

State = Literal["waiting", "running", "stopping", "done", "stopped", "failed"]
UNFINISHED: tuple[State, ...] = ("waiting", "running", "stopping")
WORKFLOW = "job"
"""Name of all of them in the engine."""
MOST_TRIES = 20
"""A job under which the program died so often is given up: it may be what kills it [-]."""


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
        kind = KINDS.get(self.kind)
        return kind.title(self.about) if kind else self.kind

    @property
    def keeps(self) -> str:
        """What remains after a stop, as a clause."""
        kind = KINDS.get(self.kind)
        return kind.keeps() if kind else ""

    def seconds(self, now: datetime) -> float:
        """How long it has worked by now, or did until it ended [s]."""
        if not self.reached.at or not self.going:
            return self.reached.seconds
        return self.reached.seconds + max(0.0, (now - self.reached.at).total_seconds())

    def doing(self, now: datetime) -> str:
        """What is being done, and how long ago that was said where it is a while; or empty."""
        what, done, total = self.reached.step
        if what and not self.reached.limit_s:
            said = tr("{done} of {total}: {what}", done=done, total=total, what=what)
        else:
            said = self.reached.phase
        at = self.reached.at or now
        return silent_since(said, (now - at).total_seconds())

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
