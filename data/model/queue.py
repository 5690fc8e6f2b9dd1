"""Queues, the promise made to their callers, and the centre they belong to."""

from dataclasses import dataclass, field
from typing import Literal

from data.model.errors import InvalidValue

Definition = Literal["virtual", "answered", "offered", "waited"]
"""Service level definitions; see `rostering/staffing/README.md`."""

WHOLE_CENTRE = "centre"
"""Name under which all queues together are asked for, as a group is."""


@dataclass(frozen=True)
class ServiceTarget:
    """What is promised to the callers of a queue.

    Parameters
    ----------
    service_share
        Share of contacts answered within `threshold_s` [-].
    threshold_s
        Answer threshold [s].
    definition
        Which service level is meant: of `virtual` (all infinitely patient), `answered`,
        `offered` (abandons are misses) or `waited` contacts.
    occupancy_cap_share
        Largest share of time on contacts [-].
    asa_s
        Largest average speed of answer [s], or None.
    abandonment_share
        Largest share of abandons [-], or None.
    min_heads
        Heads kept on the floor whatever the load [-].
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
                raise InvalidValue(f"{name} {getattr(self, name)} must lie in (0, 1]")
        if self.threshold_s < 0 or self.min_heads < 0:
            raise InvalidValue("threshold_s and min_heads cannot be negative")


@dataclass(frozen=True)
class Queue:
    """A kind of work that waits for skilled agents.

    Parameters
    ----------
    group
        Parent in the hierarchy queue -> group -> centre.
    deferrable_due_min
        None for contacts answered now; else the time [min] within which work must be done.
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

    def __post_init__(self) -> None:
        if not self.queue_id.strip():
            raise InvalidValue("a queue needs an id")
        if self.deferrable_due_min is not None and self.deferrable_due_min <= 0:
            raise InvalidValue(f"queue {self.queue_id}: due time must be positive")
        if self.concurrency < 1:
            raise InvalidValue(f"queue {self.queue_id}: concurrency must be at least 1")
        if self.concurrency_slowdown < 0:
            raise InvalidValue(f"queue {self.queue_id}: the slowdown cannot be negative")
        if not 0 <= self.ivr_contained_share < 1 or not 0 <= self.retry_share <= 1:
            raise InvalidValue(f"queue {self.queue_id}: IVR and retry shares lie in 0 .. 1")
        if self.patience_s is not None and self.patience_s <= 0:
            raise InvalidValue(f"queue {self.queue_id}: patience must be positive")


@dataclass(frozen=True)
class Centre:
    """One contact centre: the clock and calendar that everything is read on.

    Parameters
    ----------
    zone
        IANA time zone of the local clock.
    country
        ISO 3166 code of the holiday calendar.
    slot_min
        Slot length used for forecasts, requirements and rosters [min].
    """

    name: str
    zone: str = "Asia/Shanghai"
    country: str = "CN"
    slot_min: int = 30
