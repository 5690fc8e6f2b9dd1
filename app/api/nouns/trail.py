"""The audit trail: who did what, when and why; verified; guards; old forecasts thinned."""

from dataclasses import dataclass
from datetime import datetime

from app.api.parts.route import Route
from app.services.audit import restore_guards, trail_head, verify_trail
from app.services.context import Context
from app.services.running.retention import Thinning, thin
from data.model.audit import AuditEntry

TAG = "Audit"
_MOST = 100_000


@dataclass(frozen=True)
class Head:
    """The newest seal: noted elsewhere, it tells later whether the trail still stands."""

    head: str
    entry: AuditEntry | None


@dataclass(frozen=True)
class Verified:
    """What a verification found; `findings` are sentences on what is not as it was sealed."""

    intact: bool
    sentence: str
    findings: tuple[str, ...]
    head: str


def entries_of(
    context: Context,
    subject: str = "",
    verb: str = "",
    who: str = "",
    since: datetime | None = None,
) -> tuple[AuditEntry, ...]:
    """Entries of the trail, newest first.

    Parameters
    ----------
    subject, verb, who
        Only those of it.
    since
        Only those from this instant on.
    """
    return context.store.audit(subject=subject, verb=verb, who=who, since=since, limit=_MOST)


def head(context: Context) -> Head:
    """The newest seal: noted elsewhere, it tells later whether the trail still stands."""
    return Head(*trail_head(context))


def verified(context: Context, head: str = "") -> Verified:
    """The trail and everything saved, compared with their seals.

    Parameters
    ----------
    head
        A head noted earlier, which must still be in the trail.
    """
    found = verify_trail(context, head)
    return Verified(found.intact, found.sentence, found.findings, found.head)


def thinned(context: Context, why: str = "", dry_run: bool = False) -> Thinning:
    """Take old forecasts away as the settings say; none that is in use.

    Parameters
    ----------
    dry_run
        Whether it only says what would go.
    """
    return thin(context, why, dry_run=dry_run)


ROUTES = (
    Route("GET", "/audit", entries_of, listed=True),
    Route("GET", "/audit/head", head),
    Route("GET", "/audit/verification", verified),
    Route("POST", "/audit/guards", restore_guards),
    Route("POST", "/retention", thinned),
)
