"""The shift log: who did what on a day, when and why; as lines and as a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.services.access.asking import asked
from app.services.context import Context, centre_of
from data.files.cells import csv_bytes
from data.model.audit import AuditEntry
from data.model.grid import local_midnight
from data.model.language import tr, trn

_MOST = 5000
COLUMNS = ("time", "who", "what", "why")


@dataclass(frozen=True)
class LogLine:
    """One line of a shift log.

    Parameters
    ----------
    at
        When, on the centre's clock.
    what
        What was done, in one sentence.
    why
        The reason given; may be empty.
    """

    at: datetime
    who: str
    what: str
    why: str


@asked
def shift_log(context: Context, day: date) -> tuple[LogLine, ...]:
    """What was done on the floor on a day, oldest first."""
    centre = centre_of(context)
    begin, end = (local_midnight(d, centre.zone) for d in (day, day + timedelta(days=1)))
    last = end - timedelta(microseconds=1)  # the trail takes the moment it is asked up to
    return tuple(
        LogLine(centre.local(entry.at), entry.who, what, entry.why)
        for entry in reversed(context.store.audit(since=begin, until=last, limit=_MOST))
        for what in _said(entry)
    )


@asked
def shift_log_csv(context: Context, day: date) -> bytes:
    """The shift log of a day as a file: `time`, `who`, `what`, `why`."""
    rows = ((f"{line.at:%Y-%m-%d %H:%M:%S}", line.who, line.what, line.why)
            for line in shift_log(context, day))  # fmt: skip
    return csv_bytes(COLUMNS, rows)


def _said(entry: AuditEntry) -> Iterator[str]:
    say = _SAYS.get(entry.verb)
    if say is not None:
        yield from say(entry.subject.partition(":")[2], entry.detail)


def _proposed(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield trn(
        "proposal {proposal}: {n} action", "proposal {proposal}: {n} actions",
        int(detail.get("actions", 0)), proposal=subject,
    )  # fmt: skip


def _taken(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    if subject.startswith("P-"):
        yield from (str(one) for one in detail.get("actions", ()))


def _waits(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("wants actions of {proposal}: a second person publishes them", proposal=subject)


def _undone(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("undid what was taken of {proposal}", proposal=subject)


def _withdrew(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("withdrew what waited of {proposal}", proposal=subject)


def _note(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("note")


def _published(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("published {roster} as version {version}",
             roster=subject, version=detail.get("version", "?"))  # fmt: skip


def _rolled_back(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("went back to version {version}", version=detail.get("rolls_back_to", "?"))


def _withdrawn(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("withdrew version {version}", version=detail.get("withdraws", "?"))


def _absent(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield tr("put down as absent: {who}", who=subject)


def _rerostered(subject: str, detail: Mapping[str, Any]) -> Iterator[str]:
    yield trn(
        "rerostered for absences and surges, {n} person changed",
        "rerostered for absences and surges, {n} people changed",
        len(detail.get("touched", ())),
    )


_SAYS: dict[str, Callable[[str, Mapping[str, Any]], Iterator[str]]] = {
    "save_proposal": _proposed,
    "take_proposal": _taken,
    "wait_for_second": _waits,
    "undo_proposal": _undone,
    "withdraw_proposal": _withdrew,
    "note_shift": _note,
    "publish_roster": _published,
    "roll_back_roster": _rolled_back,
    "withdraw_roster": _withdrawn,
    "add_leave": _absent,
    "reroster": _rerostered,
}
"""What of the trail belongs to a shift log, and how it is said there."""
