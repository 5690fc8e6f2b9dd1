"""Aggregates that are read and saved as a whole: each save is a new version, none is lost.

To add one: a line in the table below with its kind in the database, its type, and its value while
nothing was saved.
"""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, LargeBinary, bindparam, insert, select, type_coerce

from data.model.activity import ActivityOrder
from data.model.adjustment import Adjustment, adjustment_fault
from data.model.centre import SLOT_LENGTHS, Centre, NoticeSettings, PlanningDefaults, QuietHours
from data.model.checks.ids import alike, repeated
from data.model.checks.staff import staff_faults
from data.model.codec import from_json, to_json
from data.model.day.alerts import AlertSettings, Escalation
from data.model.day.live import DayFeed
from data.model.day.overflow import Overflow
from data.model.day.proposals import DayLog, Proposal
from data.model.day.recourse import NightProposal
from data.model.day.storm import Playbook, Storm
from data.model.day.swap import SwapRequest
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.publication import Approval, RosterLabel
from data.model.queue import Queue
from data.model.requirement import Shrinkage
from data.model.roster import AgentDay
from data.model.rule import RuleSetting
from data.model.series import FileLayout
from data.model.service_quality.records import Seat
from data.model.service_quality.seat_plan import SeatPlan
from data.model.service_quality.settings import DEADLINES, Deadline, Measure
from data.model.special_day import SpecialDays
from data.model.staff import Staff
from data.model.users import Access, Token
from data.store.faults import Damaged, reading
from data.store.schema import actuals, documents, unpacked
from data.store.trail.seals import anchor

T = TypeVar("T")


@dataclass(frozen=True)
class Document(Generic[T]):
    """A kind of aggregate.

    Parameters
    ----------
    kind
        Its name in the database.
    form
        Type that its JSON is read as.
    empty
        The value in force while nothing was saved.
    only
        Name of the type's only field, where the JSON holds that field's value alone.
    refuse
        Raises where the new value (third argument) may not follow the one in force (second).
    """

    kind: str
    form: Any
    empty: T
    only: str = ""
    refuse: Callable[[Connection, T, T], None] | None = None


_NEWEST = (
    select(type_coerce(documents.c.body, LargeBinary))
    .where(documents.c.kind == bindparam("kind"))
    .order_by(documents.c.version.desc())
    .limit(1)
)
"""Stated once: every use case reads who may what, and to state it took half of the reading."""


def load(connection: Connection, document: Document[T]) -> T:
    """The value in force: the newest version, or `empty`; values never change, so it is shared."""
    with reading(tr("the saved {kind}", kind=document.kind)):
        body = connection.scalar(_NEWEST, {"kind": document.kind})
        if body is None:
            return document.empty
        found: T = _unpacked(document.form, document.only, bytes(body))
        return found


@functools.lru_cache(maxsize=64)
def _unpacked(form: Any, only: str, packed: bytes) -> Any:
    """A value from its stored bytes: who may what is asked before every use case, and a staff of
    hundreds takes longer to build than to fetch."""
    body = unpacked(packed)
    return from_json(form, {only: body} if only else body)


def on_clock(connection: Connection, at: datetime) -> str:
    """A moment as people of the centre say it, `2026-11-30 06:05`."""
    return clock_of(connection)(at)


def clock_of(connection: Connection) -> Callable[[datetime], str]:
    """Says moments by the centre's clock; in UTC where there is no centre that can be read."""
    try:
        centre = load(connection, CENTRE)
    except Damaged:  # the rest stays readable
        centre = None
    return centre.said if centre else lambda at: f"{at:%Y-%m-%d %H:%M} UTC"


def save(
    connection: Connection, document: Document[T], value: T, seen: T | None = None
) -> tuple[int, bool]:
    """Save a value as the newest version of its kind; an unchanged value adds no version.

    Parameters
    ----------
    seen
        The value that the user saw and changed; None replaces whatever is in force.

    Returns
    -------
    tuple
        The version now in force, and whether it is a new one.

    Raises
    ------
    Conflict
        If somebody else saved another value since then.
    """
    before = load(connection, document)
    if seen is not None and before != seen:
        raise Conflict(
            tr(
                "the stored {kind} changed since you looked; nothing was saved: look again",
                kind=document.kind,
            )
        )
    if document.refuse is not None:
        document.refuse(connection, before, value)
    body = to_json(getattr(value, document.only) if document.only else value)
    query = select(documents).where(documents.c.kind == document.kind)
    newest = connection.execute(query.order_by(documents.c.version.desc()).limit(1)).first()
    if newest is not None and newest.body == body:
        return int(newest.version), False
    if newest is None and value == document.empty:  # in force although nobody ever saved it
        return 0, False
    version = (newest.version if newest else 0) + 1
    connection.execute(insert(documents).values(kind=document.kind, version=version, body=body))
    anchor(connection, "documents", document.kind, version)
    return version, True


def _keeps_slot_length(
    connection: Connection, before: Centre | None, centre: Centre | None
) -> None:
    if before and centre and before.slot_min != centre.slot_min and _has_history(connection):
        raise InvalidValue(
            tr(
                "history is stored in slots of {slot_min} min, so the centre cannot "
                "change to {slot_min2} min; import the files into a new database "
                "instead",
                slot_min=before.slot_min,
                slot_min2=centre.slot_min,
            )
        )
    changes = centre and (before is None or before.slot_min != centre.slot_min)
    if centre and changes and centre.slot_min not in SLOT_LENGTHS:
        known = ", ".join(map(str, SLOT_LENGTHS))
        raise InvalidValue(
            tr(
                "slots of {slot_min} min are not planned in; take {known}",
                slot_min=centre.slot_min,
                known=known,
            )
        )


def _keeps_queues_with_history(
    connection: Connection, before: tuple[Queue, ...], queues: tuple[Queue, ...]
) -> None:
    ids = [queue.queue_id for queue in queues]
    twice = repeated(ids)
    if twice:
        raise InvalidValue(
            tr("queue ids given twice: {twice}; give each queue its own", twice=", ".join(twice))
        )
    stored = {queue.queue_id for queue in before}
    for group in alike(ids):
        if not stored.issuperset(group):
            raise InvalidValue(
                tr(
                    "queues {map} differ only in case, width or blanks: nobody could "
                    "tell them apart; give one another id",
                    map=", ".join(map(repr, group)),
                )
            )
    dropped = [queue.queue_id for queue in before if queue.queue_id not in ids]
    needed = [queue_id for queue_id in dropped if _has_history(connection, queue_id)]
    if needed:
        raise InvalidValue(
            tr("queues with history cannot be left out: {needed}", needed=", ".join(needed))
        )


def _has_history(connection: Connection, queue_id: str = "") -> bool:
    query = select(actuals.c.queue_id).limit(1)
    if queue_id:
        query = query.where(actuals.c.queue_id == queue_id)
    return connection.scalar(query) is not None


def _adds_no_fault(connection: Connection, before: Staff, staff: Staff) -> None:
    old = {fault.why for fault in staff_faults(before)}
    new = [fault.why for fault in staff_faults(staff) if fault.why not in old]
    if new:
        raise InvalidValue("; ".join(new[:_NAMED]))


def _adds_no_wild_adjustment(
    connection: Connection, before: tuple[Adjustment, ...], after: tuple[Adjustment, ...]
) -> None:
    for adjustment in after:
        if adjustment not in before and (why := adjustment_fault(adjustment)):
            raise InvalidValue(why)


def _keeps_an_administrator(connection: Connection, before: Access, after: Access) -> None:
    if before.bind and not after.bind:
        raise InvalidValue(
            tr(
                "somebody must remain who is administrator: name another one first, "
                "or nobody could give or take roles any more"
            )
        )


_NAMED = 5  # faults named at a time

CENTRE: Document[Centre | None] = Document("centre", Centre, None, refuse=_keeps_slot_length)
"""Clock, calendar and slot length; the slot length cannot change once there is history."""
QUEUES: Document[tuple[Queue, ...]] = Document(
    "queues", tuple[Queue, ...], (), refuse=_keeps_queues_with_history
)
"""In the order in which they were given; those with history cannot be left out."""
SPECIAL_DAYS = Document("special_days", SpecialDays, SpecialDays(), only="days")
"""The planners' own table."""
STAFF = Document("staff", Staff, Staff(), refuse=_adds_no_fault)
RULES: Document[tuple[RuleSetting, ...]] = Document("rules", tuple[RuleSetting, ...], ())
PLANNING: Document[PlanningDefaults] = Document("planning", PlanningDefaults, PlanningDefaults())
SHRINKAGES: Document[tuple[Shrinkage, ...] | None] = Document(
    "shrinkages", tuple[Shrinkage, ...], None
)
"""None while nobody has set any; an empty tuple where somebody set that there are none."""
ACTIVITY_ORDERS: Document[tuple[ActivityOrder, ...]] = Document(
    "session_orders", tuple[ActivityOrder, ...], ()
)
ADJUSTMENTS: Document[tuple[Adjustment, ...]] = Document(
    "layers", tuple[Adjustment, ...], (), refuse=_adds_no_wild_adjustment
)
"""Adjustments of the forecasts, in the order in which they are applied."""
LANGUAGES: Document[tuple[tuple[str, str], ...]] = Document(
    "languages", tuple[tuple[str, str], ...], ()
)
"""Person and code of the language that each chose."""

FILE_LAYOUTS: Document[tuple[FileLayout, ...]] = Document(
    "file_layouts", tuple[FileLayout, ...], ()
)
"""Layouts of history files of the centre's own, in the order in which they are tried."""
DAY_FEED: Document[DayFeed] = Document("day_feed", DayFeed, DayFeed())
"""How the figures of the running day come in."""
ALERT_SETTINGS: Document[AlertSettings] = Document("alert_settings", AlertSettings, AlertSettings())
"""From when on the running day raises alerts."""
ESCALATION: Document[Escalation] = Document("escalation", Escalation, Escalation())
"""May hold passwords: no export reads it."""
NOTICES: Document[NoticeSettings] = Document("notices", NoticeSettings, NoticeSettings())
"""May hold a password: no export reads it."""
QUIET_HOURS: Document[tuple[tuple[str, QuietHours], ...]] = Document(
    "quiet_hours", tuple[tuple[str, QuietHours], ...], ()
)
"""Whose they are, as `app.services.exchange.quiet` names them, and when."""
STORMS: Document[tuple[Storm, ...]] = Document("storms", tuple[Storm, ...], ())
"""Every storm that was entered, oldest first."""
PLAYBOOK: Document[Playbook] = Document("playbook", Playbook, Playbook())
SERVICE_DEADLINES: Document[tuple[Deadline, ...]] = Document(
    "service_deadlines", tuple[Deadline, ...], DEADLINES
)
"""Deadlines of work orders and complaints by kind."""
SERVICE_MEASURES: Document[tuple[Measure, ...]] = Document(
    "service_measures", tuple[Measure, ...], ()
)
SWAPS: Document[tuple[SwapRequest, ...]] = Document("swap_requests", tuple[SwapRequest, ...], ())
"""Swaps that agents asked for, oldest first; of days long over only the trail tells."""
SEATS: Document[tuple[Seat, ...]] = Document("seats", tuple[Seat, ...], ())

USERS: Document[Access] = Document("users", Access, Access(), refuse=_keeps_an_administrator)
"""Users and their roles; roles bind from the first administrator on, who never goes without
another one."""
TOKENS: Document[tuple[Token, ...]] = Document("tokens", tuple[Token, ...], ())
"""Tokens of machines, by the digests of their secrets, oldest first; revoked ones stay."""


def locks_of(roster_id: str) -> Document[frozenset[AgentDay] | None]:
    """Locked cells of a roster; None while nobody changed those that it was built with."""
    return Document(f"locks:{roster_id}", frozenset[AgentDay], None)


def approvals_of(roster_id: str) -> Document[tuple[Approval, ...]]:
    """Who approved that a roster is published, oldest first."""
    return Document(f"approvals:{roster_id}", tuple[Approval, ...], ())


NIGHT_PROPOSAL: Document[NightProposal | None] = Document("night_proposal", NightProposal, None)
"""The reroster that the last night with moved days prepared."""
OVERFLOWS: Document[tuple[Overflow, ...]] = Document("overflows", tuple[Overflow, ...], ())
"""Whose people may take contacts of which other queue."""


def proposal_of(proposal_id: str) -> Document[Proposal | None]:
    """A proposal for a running day."""
    return Document(f"proposal:{proposal_id}", Proposal, None)


def day_log_of(day: date) -> Document[DayLog]:
    """Proposals of a day, what was taken of them, and notes of its shifts."""
    return Document(f"day_log:{day.isoformat()}", DayLog, DayLog())


def seat_plan_of(roster_id: str) -> Document[SeatPlan | None]:
    """Who sits where in a roster; None while nobody planned its seats."""
    return Document(f"seat_plan:{roster_id}", SeatPlan, None)


LABEL = "label:"
"""Begin of the kinds of rosters' labels."""


def label_of(roster_id: str) -> Document[RosterLabel]:
    """Name, note and place in the archive of a roster."""
    return Document(f"{LABEL}{roster_id}", RosterLabel, RosterLabel())


def load_labels(connection: Connection) -> dict[str, RosterLabel]:
    """Label of each roster that has one."""
    mine = documents.c.kind.startswith(LABEL, autoescape=True)
    query = select(documents.c.kind, documents.c.body).where(mine).order_by(documents.c.version)
    return {
        row.kind.removeprefix(LABEL): from_json(RosterLabel, row.body)
        for row in connection.execute(query)
    }


def need_centre(connection: Connection) -> Centre:
    """The centre.

    Raises
    ------
    NotFound
        If none was saved; without its clock no history can be read or written.
    """
    centre = load(connection, CENTRE)
    if centre is None:
        raise NotFound(tr("this database holds no centre yet; save one before any history"))
    return centre


def add_queues(connection: Connection, queues: Iterable[Queue]) -> tuple[str, ...]:
    """Append the queues whose ids are new; returns those ids."""
    known = load(connection, QUEUES)
    ids = {queue.queue_id for queue in known}
    fresh = tuple(queue for queue in queues if queue.queue_id not in ids)
    if fresh:
        save(connection, QUEUES, (*known, *fresh))
    return tuple(queue.queue_id for queue in fresh)
