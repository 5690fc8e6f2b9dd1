"""A published roster: a numbered version that never changes again."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Publication:
    """One published version of the roster of a horizon.

    Parameters
    ----------
    version
        1, 2, 3... over the whole centre.
    roster_id
        The roster published.
    first, days
        Horizon covered.
    proof
        The certificate: objective, bound, gap, hard violations, simulated service, digests,
        seeds, program version (JSON values only).
    """

    version: int
    roster_id: str
    first: date
    days: int
    who: str
    why: str
    at: datetime
    proof: dict[str, Any] = field(default_factory=dict)
