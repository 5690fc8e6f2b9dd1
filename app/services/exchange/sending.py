"""What people are written about their shifts: sent in one step, and what they say to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from app.services.access.asking import asked
from app.services.changes import change, meanwhile
from app.services.context import Context, centre_of
from app.services.day.messages import Message
from app.services.exchange.notices import refuse_address
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.model.queue import NoticeSettings
from data.store import documents

EMAIL = "{email}"
"""Stands in the address of people for the e-mail of one of them."""
_SOMEBODY = "somebody@example.org"
Ended = Literal["sent", "no e-mail", "not taken"]
_NO_EMAIL: Ended = "no e-mail"
_MOST_PEOPLE = 10_000


@dataclass(frozen=True)
class Delivery:
    """What became of the message to one person."""

    agent_id: str
    name: str
    ended: Ended


@dataclass(frozen=True)
class Seen:
    """How far a version's messages came.

    Parameters
    ----------
    sent
        Agents who were sent one.
    confirmed
        When each of those who have seen their shifts said so.
    """

    sent: tuple[str, ...]
    confirmed: dict[str, datetime]

    @property
    def open(self) -> tuple[str, ...]:
        """Agents who were written to and have not answered."""
        return tuple(agent for agent in self.sent if agent not in self.confirmed)


@change
def set_people_address(
    context: Context, address: str, why: str = "", *, seen: NoticeSettings | None = None
) -> None:
    """Write to people through this address from now on, or not at all where it is empty.

    Parameters
    ----------
    address
        As apprise reads it, with `{email}` where a person's own stands:
        `mailto://name:password@mail.example.org/?to={email}`.
    seen
        The settings in force when the form was drawn; None: whatever they are is replaced.

    Raises
    ------
    Conflict
        If somebody changed them since.
    InvalidValue
        If apprise knows no such address, `{email}` is not in it, or it is in force already.
    """
    now = context.store.load(documents.NOTICES)
    if seen is not None and seen.people != now.people:
        became = refuse_address(_to(now.people, _SOMEBODY)) if now.people else ""
        raise meanwhile(context, tr("The address of people"), became, "notices")
    address = address.strip()
    if address and EMAIL not in address:
        raise InvalidValue(
            tr(
                "write {email} where each person's own e-mail stands, as in "
                "mailto://name:password@mail.example.org/?to={email}",
                email=EMAIL,
            )
        )
    kind = refuse_address(_to(address, _SOMEBODY)) if address else "none"
    entry = context.entry("set_people_address", "notices", why, service=kind)
    if not context.store.save(documents.NOTICES, replace(now, people=address), entry):
        raise InvalidValue(tr("people are written to there already: nothing was changed"))


@asked
def can_write_to_people(context: Context) -> bool:
    """Whether an address for people is set."""
    return bool(context.store.load(documents.NOTICES).people)


@asked
def send_messages(
    context: Context, messages: Sequence[Message], version: int
) -> tuple[Delivery, ...]:
    """Send each person their message, and note in the audit trail who was written to.

    Parameters
    ----------
    version
        Published version that the messages are about.

    Notes
    -----
    Somebody's e-mail is that of their user. What one server does not take stops no other message;
    sending once more writes to everybody again.

    Raises
    ------
    NotFound
        If no address for people is set.
    """
    from apprise import Apprise

    address = context.store.load(documents.NOTICES).people
    if not address:
        raise NotFound(tr("no address for people is set yet: see Settings, Notices"))
    emails = {user.agent_id: user.email for user in context.store.load(documents.USERS).users}
    title = tr("{centre}: your shifts change", centre=centre_of(context).name)
    found = []
    for message in messages:
        email, ended = emails.get(message.agent_id, ""), _NO_EMAIL
        if email:
            sender = Apprise()
            sender.add(_to(address, email))
            ended = "sent" if sender.notify(title=title, body=message.text) else "not taken"
        found.append(Delivery(message.agent_id, message.name, ended))
    note_messages_sent(context, version, tuple(found))
    return tuple(found)


@change
def note_messages_sent(context: Context, version: int, sent: tuple[Delivery, ...]) -> None:
    """Write into the audit trail who was written to about a version."""

    def ids(ended: Ended) -> list[str]:
        return [one.agent_id for one in sent if one.ended == ended]

    entry = context.entry(
        "send_messages",
        f"version {version}",
        sent=ids("sent"),
        no_email=ids("no e-mail"),
        not_taken=ids("not taken"),
    )
    context.store.append_audit(entry)


@change
def confirm_shifts(context: Context, agent_id: str, version: int) -> None:
    """Say that somebody has seen their shifts of a version.

    Raises
    ------
    InvalidValue
        If they said so already.
    """
    if agent_id in _confirmed(context, version):
        raise InvalidValue(tr("{agent} has confirmed that already", agent=agent_id))
    entry = context.entry("confirm_shifts", f"version {version}", agent=agent_id)
    context.store.append_audit(entry)


@asked
def has_confirmed(context: Context, agent_id: str, version: int) -> datetime | None:
    """When somebody said that they have seen their shifts of a version; None: not yet."""
    return _confirmed(context, version).get(agent_id)


@asked
def seen_by(context: Context, version: int) -> Seen:
    """Who was written to about a version, and who has answered."""
    sent = context.store.audit(about=f"version {version}", verb="send_messages", limit=1000)
    written = dict.fromkeys(agent for entry in reversed(sent) for agent in entry.detail["sent"])
    return Seen(tuple(written), _confirmed(context, version))


def _confirmed(context: Context, version: int) -> dict[str, datetime]:
    """When each agent said that they have seen their shifts of a version."""
    about = f"version {version}"
    known = context.store.audit(about=about, verb="confirm_shifts", limit=_MOST_PEOPLE)
    return {entry.detail["agent"]: entry.at for entry in known}


def _to(address: str, email: str) -> str:
    from urllib.parse import quote

    return address.replace(EMAIL, quote(email))
