"""Who is acting, on which store, at what time, and what every use case asks of the store first."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from platformdirs import user_data_path

from app.services.access.asking import Permit, asked, local_user
from data.model.audit import KNOWN_BY, ROLE, AuditEntry
from data.model.centre import Centre
from data.model.errors import InvalidValue, NotFound
from data.model.grid import local_midnight
from data.model.language import tr
from data.model.queue import Queue
from data.model.series import ContactSeries
from data.model.special_day import SpecialDays
from data.model.staff import Agent, Staff
from data.store import documents
from forecasting.calendar.special_days import official_days

if TYPE_CHECKING:
    from data.store import Store


Counting = Callable[[str, int, int], None]
"""Called with what was just finished, how many are done, how many there are."""


def default_url() -> str:
    """Database asked for by `PEAKSHIFT_DB`, else the embedded one in the user's data folder."""
    named = os.environ.get("PEAKSHIFT_DB", "")
    return named or str(default_folder() / "peakshift.sqlite")


def default_folder() -> Path:
    """Folder of the embedded database, the inbox and the summaries."""
    return user_data_path("peakshift", appauthor=False)


def wall_clock() -> datetime:
    """The present instant (UTC)."""
    return datetime.now(UTC)


def known_by(who: str, signed_in: bool, token_id: str = "") -> str:
    """How the name of who acts is known, for the audit trail."""
    if token_id:
        return tr("token {token_id}", token_id=token_id)
    if signed_in:
        return "signed in"
    user = local_user()
    return "operating-system user" if who == user else f"claimed by operating-system user {user}"


@dataclass(frozen=True)
class Context:
    """Where a use case is carried out.

    Parameters
    ----------
    who
        Person or job that acts; goes into every audit entry.
    clock
        Gives the present instant; passed in so that tests can stop it.
    signed_in
        Whether a sign-in provider vouches for `who`.
    token_id
        Token that a machine acts by, or empty.
    permit
        The use case that this is within, which was allowed; None at its door.
    job_id
        Job that acts for them; empty where they act themselves. What it makes has ids of its own
        id, so that work begun again after a crash finds what it had saved.
    """

    store: "Store"
    who: str = field(default_factory=local_user)
    clock: Callable[[], datetime] = wall_clock
    signed_in: bool = False
    token_id: str = ""
    permit: Permit | None = None
    job_id: str = ""

    def moment(self, at: datetime | None = None) -> datetime:
        """The moment asked for; the present one if None.

        Raises
        ------
        InvalidValue
            If it has no time zone: nobody could say when it was.
        """
        if at is not None and at.tzinfo is None:
            raise InvalidValue(tr("the moment {moment} has no time zone", moment=at))
        return at or self.clock()

    def entry(self, verb: str, subject: str, why: str = "", **detail: Any) -> AuditEntry:
        """Audit entry of this person, now: how the name is known, by which role it was allowed."""
        known = {KNOWN_BY: known_by(self.who, self.signed_in, self.token_id)}
        if self.permit and self.permit.role:
            known[ROLE] = self.permit.role
        if self.job_id:
            known["job"] = self.job_id
        return AuditEntry(self.who, verb, subject, self.clock(), why, {**detail, **known})

    def new_id(self, kind: str, label: str) -> str:
        """Identity that nobody else will take: kind, a label people can read, six hex digits."""
        of_job = sha256(f"{self.job_id} {kind} {label}".encode()).hexdigest()
        return f"{kind}-{label}-{(of_job if self.job_id else uuid4().hex)[:6]}"


@asked
def centre_of(context: Context) -> Centre:
    """The centre that the store belongs to.

    Raises
    ------
    NotFound
        If none was set up yet.
    """
    centre = context.store.load(documents.CENTRE)
    if centre is None:
        raise NotFound(
            tr(
                "this database holds no centre yet: run `peakshift centre set --name "
                "NAME --zone ZONE`, or `peakshift demo` for the sample centre"
            )
        )
    return centre


@asked
def today_of(context: Context) -> date:
    """Today on the centre's clock."""
    return local_time(context).date()


@asked
def on_clock(context: Context, at: datetime) -> str:
    """A moment as people of the centre say it, `2026-11-30 06:05` by its clock."""
    return context.store.on_clock(at)


@asked
def local_time(context: Context, at: datetime | None = None) -> datetime:
    """A moment on the centre's clock; the present one if None.

    Raises
    ------
    InvalidValue
        If the moment has no time zone.
    """
    return centre_of(context).local(context.moment(at))


@asked
def queues_of(context: Context, wanted: tuple[str, ...] = ()) -> tuple[Queue, ...]:
    """All queues, or the wanted ones in the order asked for.

    Raises
    ------
    NotFound
        If there is no queue, or a wanted one is unknown.
    """
    known = {queue.queue_id: queue for queue in context.store.load(documents.QUEUES)}
    if not known:
        centre_of(context)  # the earlier step is named first
        raise NotFound(tr("no queue is known yet: import a history file first"))
    missing = [queue_id for queue_id in wanted if queue_id not in known]
    if missing:
        raise NotFound(
            tr(
                "unknown queue {missing}; known: {known}",
                missing=", ".join(missing),
                known=", ".join(known),
            )
        )
    return tuple(known[queue_id] for queue_id in wanted or known)


@asked
def history_of(context: Context, queues: tuple[Queue, ...]) -> dict[str, ContactSeries]:
    """Series of each queue that has any history.

    Raises
    ------
    NotFound
        If no history is stored.
    """
    found = {}
    for queue in queues:
        try:
            found[queue.queue_id] = context.store.load_series(queue.queue_id)
        except NotFound:
            continue
    if not found:
        raise NotFound(tr("no history is stored: run `peakshift history import FILE`"))
    return found


@asked
def whole_days_of(context: Context, queues: tuple[Queue, ...]) -> dict[str, ContactSeries]:
    """Series of each queue that has any history, up to the last midnight.

    What a running day has brought so far is left out: half a day, read as a whole one, makes
    every forecast worse.

    Raises
    ------
    NotFound
        If nothing is stored of the days that are over.
    """
    zone, today = centre_of(context).zone, today_of(context)
    tomorrow, found = today + timedelta(days=1), {}
    for queue_id, series in history_of(context, queues).items():
        if series.grid.days[-1] == today and series.grid.end < local_midnight(tomorrow, zone):
            series = series.until(max(0, series.grid.slot_at(today, 0)))
        if series.grid.slots:
            found[queue_id] = series
    if not found:
        raise NotFound(tr("no history is stored: run `peakshift history import FILE`"))
    return found


@asked
def special_days_of(context: Context, first: date, last: date) -> SpecialDays:
    """Official calendar of the centre's country with the planners' own table laid over it."""
    official = official_days(centre_of(context).country, first.year, last.year)
    return official.updated(context.store.load(documents.SPECIAL_DAYS))


def agent_of(staff: Staff, agent_id: str) -> Agent:
    """An agent of the staff.

    Raises
    ------
    NotFound
        If nobody has the id; the message names some who are there.
    """
    known = {agent.agent_id: agent for agent in staff.agents}
    if agent_id not in known:
        some = ", ".join(sorted(known)[:10]) + (", ..." if len(known) > 10 else "")
        raise NotFound(
            tr(
                "the staff has no agent {agent_id!r}; there are: {some}",
                agent_id=agent_id,
                some=some or tr("none yet"),
            )
        )
    return known[agent_id]
