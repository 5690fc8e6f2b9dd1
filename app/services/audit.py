"""The audit trail: is it whole, and is everything as it was saved."""

import json
from pathlib import Path

from app.services.access.asking import asked
from app.services.changes import change
from app.services.context import Context, on_clock
from data.model.audit import AuditEntry
from data.model.errors import InvalidValue
from data.model.language import tr
from data.store.trail.verification import Progress, TrailReport

HEAD = "trail_head"
"""Name under which the nightly summary notes the head of the trail, outside the database."""


@asked
def verify_trail(
    context: Context, head: str = "", progress: Progress = lambda what, done, of: None
) -> TrailReport:
    """Compare the trail and everything saved with their seals; nothing is changed.

    Parameters
    ----------
    head
        A head that was noted elsewhere, or empty.
    """
    return context.store.verify_trail(head.strip(), progress)


@asked
def trail_head(context: Context) -> tuple[str, AuditEntry | None]:
    """The newest seal and its entry, to be noted where whoever writes the database cannot write."""
    newest = context.store.audit(limit=1)
    return context.store.trail_head(), newest[0] if newest else None


@change
def restore_guards(context: Context, why: str) -> tuple[str, ...]:
    """Put missing triggers back; returns the tables that lacked any.

    Raises
    ------
    InvalidValue
        If none is missing: nothing is written then.
    """
    if not context.store.unguarded():
        raise InvalidValue(tr("every guard stands; there is nothing to restore"))
    return context.store.restore_guards(context.entry("restore_guards", "audit", why))


@asked
def nightly_check(
    context: Context, last_summary: Path, progress: Progress = lambda what, done, of: None
) -> TrailReport:
    """What the nightly job says of the trail, compared with the head it noted last night.

    Parameters
    ----------
    last_summary
        File that the last night wrote; a night without one compares no head.
    """
    return verify_trail(context, _noted(last_summary), progress)


@asked
def trail_state(context: Context) -> str:
    """How the trail stands, in one sentence, as the last night found it; nothing is computed."""
    if context.store.warning:
        return f"{context.store.warning[0].upper()}{context.store.warning[1:]}."
    nights = context.store.audit(verb="refresh", limit=1)
    said = str(nights[0].detail.get("trail", "")) if nights else ""
    if not said:
        return tr(
            "Every entry is sealed with the one before it; no night has checked "
            "the seals yet (`peakshift audit verify` does)."
        )
    return tr("Checked on {at}: {said}", at=on_clock(context, nights[0].at), said=said)


def _noted(summary: Path) -> str:
    try:
        found = json.loads(summary.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the first night, or a summary that somebody spoilt
        return ""
    return str(found.get(HEAD, "")) if isinstance(found, dict) else ""
