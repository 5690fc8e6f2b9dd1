"""Who did what, when and why; written in the same transaction as the change itself."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.model.errors import InvalidValue
from data.model.language import tr

KNOWN_BY = "known_by"
"""Key of an entry's detail: how the name is known (signed in, the operating system's user, or
claimed by one). Entries before 2026-11-29 have none."""
ROLE = "role"
"""Key of an entry's detail: the role that allowed it. Where no roles were set up, there is none."""


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit trail.

    Parameters
    ----------
    who
        Person or job.
    verb
        Use case, e.g. `publish_roster`.
    subject
        What it was done to, e.g. `roster:R-20260101-1`.
    at
        Aware instant.
    why
        Reason given by the person, may be empty.
    detail
        Inputs needed to repeat the act: ids, digests, seeds, counts (JSON values only).
    """

    who: str
    verb: str
    subject: str
    at: datetime
    why: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def known_by(self) -> str:
        """How the name is known; empty where the entry does not tell."""
        return str(self.detail.get(KNOWN_BY, ""))

    @property
    def role(self) -> str:
        """Role that allowed it; empty where no roles bound."""
        return str(self.detail.get(ROLE, ""))

    def __post_init__(self) -> None:
        if not self.who.strip():
            raise InvalidValue(tr("an audit entry needs to know who acts"))
        if self.at.tzinfo is None:
            raise InvalidValue(tr("an audit entry needs an aware instant"))
