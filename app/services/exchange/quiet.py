"""Quiet hours: when messages and notices wait, for the centre and for each person."""

from collections.abc import Mapping
from datetime import datetime

from app.services.access.asking import asked
from app.services.changes import change, meanwhile
from app.services.context import Context, local_time
from data.model.centre import NEVER_QUIET, QuietHours
from data.model.errors import InvalidValue
from data.model.language import phrase, tr
from data.store import documents

NOTICES, PEOPLE = "notices", "people"
"""Whose quiet hours they are: those of the destination of notices, and of all people who have
none of their own."""
CALLED = {
    NOTICES: phrase("Quiet hours of the destination of notices"),
    PEOPLE: phrase("Quiet hours of people"),
}


@asked
def quiet_hours_of(context: Context, whose: str) -> QuietHours:
    """Quiet hours of the destination (`notices`), of all people (`people`), of one (`agent:ID`)."""
    return _of(_known(context), whose)


@change
def set_quiet_hours(
    context: Context,
    whose: str,
    quiet: QuietHours,
    why: str = "",
    *,
    seen: QuietHours | None = None,
) -> None:
    """Hold back what can wait in these hours from now on; alike ends: at no time.

    Parameters
    ----------
    whose
        `notices`: the destination of notices. `people`: all who have none of their own.
    seen
        Those in force when the form was drawn; None: whatever they are is replaced.

    Raises
    ------
    Conflict
        If somebody changed them since.
    InvalidValue
        If they are in force already, or nobody is meant.
    """
    if whose not in CALLED:
        raise InvalidValue(tr("quiet hours are of {known}", known=", ".join(CALLED)))
    _save(context, whose, tr(CALLED[whose]), quiet, why, seen)


@change
def set_own_quiet_hours(
    context: Context, agent_id: str, quiet: QuietHours, *, seen: QuietHours | None = None
) -> None:
    """Have messages to one person wait in these hours, instead of in those of all people.

    Raises
    ------
    Conflict
        If somebody changed them since.
    InvalidValue
        If they are in force already.
    """
    called = tr("Quiet hours of {agent}", agent=agent_id)
    _save(context, _own(agent_id), called, quiet, "", seen)


@asked
def waits_until(context: Context, whose: str, at: datetime | None = None) -> datetime | None:
    """When the quiet hours end in which an instant lies; None where it lies in none.

    Parameters
    ----------
    whose
        As in `quiet_hours_of`; an agent by `agent:ID`.
    at
        The instant (aware); None: now.
    """
    return _of(_known(context), whose).end_after(local_time(context, at))


def _own(agent_id: str) -> str:
    return f"agent:{agent_id}"


def _known(context: Context) -> dict[str, QuietHours]:
    stored = context.store.load(documents.QUIET_HOURS)
    return dict(stored)


def _of(known: Mapping[str, QuietHours], whose: str) -> QuietHours:
    usual = NEVER_QUIET if whose == NOTICES else known.get(PEOPLE, NEVER_QUIET)
    return known.get(whose, usual)


def _save(
    context: Context,
    whose: str,
    called: str,
    quiet: QuietHours,
    why: str,
    seen: QuietHours | None,
) -> None:
    known = _known(context)
    now = _of(known, whose)
    if seen is not None and now != seen:
        raise meanwhile(context, called, now.said, f"quiet:{whose}")
    entry = context.entry("set_quiet_hours", f"quiet:{whose}", why, hours=quiet.said)
    after = tuple(sorted({**known, whose: quiet}.items()))
    if now == quiet or not context.store.save(documents.QUIET_HOURS, after, entry):
        raise InvalidValue(tr("these quiet hours are in force already: nothing was changed"))
