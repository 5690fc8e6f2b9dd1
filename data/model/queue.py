"""Queues: what their callers are promised, how contacts reach them and are handled."""

from dataclasses import dataclass, field
from typing import Literal

from data.model.checks.ids import refuse_bad_ids
from data.model.checks.opening import canonical
from data.model.codec import LATER
from data.model.errors import InvalidValue
from data.model.language import tr

Definition = Literal["virtual", "answered", "offered", "waited"]
"""Service level definitions; see `rostering/staffing/README.md`."""

WHOLE_CENTRE = "centre"
"""Name that asks for all queues together, as the name of a group asks for its queues."""


@dataclass(frozen=True)
class ServiceTarget:
    """Service level target of a queue: what its callers are promised.

    Parameters
    ----------
    service_share
        Share of contacts answered within `threshold_s` [-].
    threshold_s
        Answer threshold [s].
    definition
        Which contacts the share is of: `virtual` (all infinitely patient), `answered`,
        `offered` (abandons are misses) or `waited` contacts.
    occupancy_cap_share
        Largest share of time on contacts [-].
    asa_s
        Largest average speed of answer [s], or None.
    abandonment_share
        Largest share of abandons [-], or None.
    min_heads
        Agents kept on the floor whatever the load [-].
    """

    service_share: float = 0.80
    threshold_s: float = 20.0
    definition: Definition = "virtual"
    occupancy_cap_share: float = 0.90
    asa_s: float | None = None
    abandonment_share: float | None = None
    min_heads: int = 0

    def __post_init__(self) -> None:
        for name in ("service_share", "occupancy_cap_share"):
            if not 0 < getattr(self, name) <= 1:
                raise InvalidValue(
                    tr(
                        "{name} {getattr} must lie in (0, 1]",
                        name=name,
                        getattr=getattr(self, name),
                    )
                )
        if self.threshold_s < 0 or self.min_heads < 0:
            raise InvalidValue(tr("threshold_s and min_heads cannot be negative"))


@dataclass(frozen=True)
class Queue:
    """A kind of work that waits for skilled agents.

    Parameters
    ----------
    group
        Its group in the hierarchy queue -> group -> centre; empty where it has none.
    deferrable_due_min
        Time within which deferrable work must be done [min]; None for contacts answered at once.
    patience_s
        Mean patience before a caller hangs up [s], or None where unknown.
    concurrency
        Contacts one agent holds at once (chat) [-].
    concurrency_slowdown
        Relative stretch of handle time for each further contact held at once [-].
    ivr_contained_share
        Share of the forecast contacts that the IVR settles without an agent [-]; 0 where the
        history was counted behind the IVR.
    retry_share
        Share of those who hang up who call again [-].
    opening
        Hours in which it is open, `Mon-Fri 08:00-20:00, Sat 09:00-13:00`: outside, no contacts are
        expected and nobody is required. Empty: as its history shows.
    """

    queue_id: str
    name: str
    channel: str = "voice"
    group: str = ""
    target: ServiceTarget = field(default_factory=ServiceTarget)
    deferrable_due_min: int | None = None
    patience_s: float | None = None
    concurrency: int = 1
    concurrency_slowdown: float = 0.0
    ivr_contained_share: float = 0.0
    retry_share: float = 0.0
    opening: str = field(default="", metadata=LATER)

    def __post_init__(self) -> None:
        if not self.queue_id.strip():
            raise InvalidValue(tr("a queue needs an id"))
        object.__setattr__(self, "opening", canonical(self.opening))
        refuse_bad_ids(self.queue_id, self.name, self.channel, self.group)
        if self.deferrable_due_min is not None and self.deferrable_due_min <= 0:
            raise InvalidValue(
                tr("queue {queue_id}: due time must be positive", queue_id=self.queue_id)
            )
        if self.concurrency < 1:
            raise InvalidValue(
                tr("queue {queue_id}: concurrency must be at least 1", queue_id=self.queue_id)
            )
        if self.concurrency_slowdown < 0:
            raise InvalidValue(
                tr("queue {queue_id}: the slowdown cannot be negative", queue_id=self.queue_id)
            )
        if not 0 <= self.ivr_contained_share < 1 or not 0 <= self.retry_share <= 1:
            raise InvalidValue(
                tr("queue {queue_id}: IVR and retry shares lie in 0 .. 1", queue_id=self.queue_id)
            )
        if self.patience_s is not None and self.patience_s <= 0:
            raise InvalidValue(
                tr("queue {queue_id}: patience must be positive", queue_id=self.queue_id)
            )

    def refuse_impossible_target(self) -> None:
        """Refuse a target that no number of agents keeps; databases may hold one from before.

        Raises
        ------
        InvalidValue
            If everybody is to be answered in time, nobody to wait, or nobody to hang up.
        """
        target = self.target
        asked = {
            tr("answer everybody in time (100 %); ask for 99 % or less"): target.service_share >= 1,
            tr("answer without any wait; allow some seconds"): target.asa_s == 0,
            tr("keep everybody from hanging up; allow a small share"): target.abandonment_share
            == 0,
        }
        for what, impossible in asked.items():
            if impossible and self.deferrable_due_min is None:
                raise InvalidValue(
                    tr(
                        "queue {queue_id}: no number of agents can {what}",
                        queue_id=self.queue_id,
                        what=what,
                    )
                )
