"""Who is acting, on which store, at what time: the first argument of every use case."""

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from platformdirs import user_data_path

from data.model.audit import AuditEntry

if TYPE_CHECKING:
    from data.store import Store


def default_url() -> str:
    """Database asked for by `PEAKSHIFT_DB`, else the embedded one in the user's data folder."""
    named = os.environ.get("PEAKSHIFT_DB", "")
    return named or str(default_folder() / "peakshift.sqlite")


def default_folder() -> Path:
    """Folder of the embedded database, the inbox and the summaries."""
    return user_data_path("peakshift", appauthor=False, ensure_exists=True)


def wall_clock() -> datetime:
    """The present instant (UTC)."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """Where a use case is carried out.

    Parameters
    ----------
    who
        Person or job that acts; goes into every audit entry.
    clock
        Gives the present instant; passed in so that tests can stop it.
    """

    store: "Store"
    who: str = field(default_factory=getpass.getuser)
    clock: Callable[[], datetime] = wall_clock

    def entry(self, verb: str, subject: str, why: str = "", **detail: Any) -> AuditEntry:
        """Audit entry of this person, now."""
        return AuditEntry(self.who, verb, subject, self.clock(), why, detail)

    def new_id(self, kind: str, label: str) -> str:
        """Identity that nobody else will take: kind, a label people can read, six hex digits."""
        return f"{kind}-{label}-{uuid4().hex[:6]}"
