"""What people are written about their shifts: one message each, and what they say to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Literal, get_args

from app.services.access.asking import asked
from app.services.changes import change, meanwhile
from app.services.context import Context, centre_of
from app.services.day.messages import Message
from app.services.exchange.notices import refuse_address
from app.services.exchange.quiet import waits_until
from data.model.centre import NoticeSettings
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr
from data.store import documents

EMAIL = "{email}"
"""Stands in the address of people for the e-mail of one of them."""
_SOMEBODY = "somebody@example.org"
Ended = Literal["sent", "no e-mail", "not taken", "before", "unknown"]
"""`before`: the same message went to them already, so it did not go again. `unknown`: the program
died while it was sent, and it is not sent twice."""
_NO_EMAIL: Ended = "no e-mail"
_MOST_PEOPLE = 10_000
_NOTED = "send_messages"
"""Verb of the entries that say who was written to."""


@dataclass(frozen=True)
class Delivery:
    """What became of the message to one person."""

    agent_id: str
    name: str
    ended: Ended


@dataclass(frozen=True)
class Waiting:
    """A message and until when it waits for the end of quiet hours; None: not at all."""

    message: Message
    until: datetime | None = None


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
def waiting_for_quiet(
    context: Context, messages: Sequence[Message], *, urgent: bool = False
) -> tuple[Waiting, ...]:
    """Until when each message waits, those first that go at once.

    Parameters
    ----------
    urgent
        Whether they go in quiet hours too.

    Raises
    ------
    NotFound
        If no address for people is set.
    """
    if not can_write_to_people(context):
        raise NotFound(tr("no address for people is set yet: see Settings, Notices"))
    found = (
        Waiting(one, None if urgent else waits_until(context, f"agent:{one.agent_id}"))
        for one in messages
    )
    return tuple(sorted(found, key=lambda one: one.until or context.clock()))


@asked
def send_message(context: Context, message: Message, title: str = "") -> Delivery:
    """Send one person their message, to the e-mail of their user, and say what became of it.

    Parameters
    ----------
    title
        Empty: that their shifts change.
    """
    from apprise import Apprise

    address = context.store.load(documents.NOTICES).people
    emails = {user.agent_id: user.email for user in context.store.load(documents.USERS).users}
    email, ended = emails.get(message.agent_id, ""), _NO_EMAIL
    if email:
        title = title or tr("{centre}: your shifts change", centre=centre_of(context).name)
        sender = Apprise()
        sender.add(_to(address, email))
        ended = "sent" if sender.notify(title=title, body=message.text) else "not taken"
    return Delivery(message.agent_id, message.name, ended)


@asked
def written_before(context: Context, message: Message, version: int) -> bool:
    """Whether the same text went to the same person before, or may have."""
    return any(
        entry.detail.get("texts", {}).get(message.agent_id) == digest_of(message)
        for entry in context.store.audit(about=f"version {version}", verb=_NOTED, limit=1000)
    )


@change
def note_messages_sent(
    context: Context, version: int, sent: Sequence[Delivery], messages: Sequence[Message] = ()
) -> None:
    """Write into the audit trail who was written to about a version, once for each job.

    Parameters
    ----------
    messages
        What they were written; a digest of each that left, or may have, is noted.
    """
    about = f"version {version}"
    noted = context.store.audit(about=about, verb=_NOTED, limit=1000) if context.job_id else ()
    if any(entry.detail.get("job") == context.job_id for entry in noted):
        return
    by_end = {
        ended: [one.agent_id for one in sent if one.ended == ended] for ended in get_args(Ended)
    }
    left = {*by_end["sent"], *by_end["unknown"]}
    entry = context.entry(
        _NOTED,
        about,
        sent=by_end["sent"],
        no_email=by_end["no e-mail"],
        not_taken=by_end["not taken"],
        unknown=by_end["unknown"],
        texts={text.agent_id: digest_of(text) for text in messages if text.agent_id in left},
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
    sent = context.store.audit(about=f"version {version}", verb=_NOTED, limit=1000)
    written = dict.fromkeys(agent for entry in reversed(sent) for agent in entry.detail["sent"])
    return Seen(tuple(written), _confirmed(context, version))


def _confirmed(context: Context, version: int) -> dict[str, datetime]:
    """When each agent said that they have seen their shifts of a version."""
    about = f"version {version}"
    known = context.store.audit(about=about, verb="confirm_shifts", limit=_MOST_PEOPLE)
    return {entry.detail["agent"]: entry.at for entry in known}


def digest_of(message: Message) -> str:
    """What tells a text from every other one."""
    return sha256(message.text.encode()).hexdigest()[:16]


def _to(address: str, email: str) -> str:
    from urllib.parse import quote

    return address.replace(EMAIL, quote(email))
