"""Tokens of machines: made, listed, revoked; and who comes with one."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.services.access.asking import asked
from app.services.access.door import at_door
from app.services.access.duties import DUTIES, DUTY_OF
from app.services.access.users import refuse_unknown
from app.services.changes import change
from app.services.context import Context, wall_clock
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotAllowed, NotFound
from data.model.language import tr
from data.model.users import Held, Token
from data.store import documents

if TYPE_CHECKING:
    from data.store import Store

PREFIX = "ps"
"""Begin of every secret, so that scanners of code and logs find one that leaked."""
MOST_DAYS = 3_650


class UnknownToken(NotAllowed):
    """What was shown as a token is none, was revoked, or has expired."""


@dataclass(frozen=True)
class KnownToken:
    """A token as lists show it.

    Parameters
    ----------
    used
        When it was used last, to the minute; None: never.
    state
        `valid`, `expired` or `revoked`.
    """

    token: Token
    used: datetime | None
    state: str


@change
def create_token(
    context: Context,
    label: str,
    held: tuple[Held, ...],
    why: str = "",
    *,
    only: tuple[str, ...] = (),
    days: int | None = 365,
    agent_id: str = "",
) -> tuple[Token, str]:
    """Make a token; its secret is shown this once, and only its digest is stored.

    Parameters
    ----------
    label
        Whose machine it is for.
    only
        Duties or use cases that it is narrowed to; empty: all that its roles may.
    days
        After how many days it expires [days]; None: never.

    Raises
    ------
    InvalidValue
        If it has no name or role, is narrowed to what its roles may not, or a valid one of the
        name is there.
    """
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise InvalidValue(
            tr(
                "a token holds for 1 to {most_days} days, not {days}",
                most_days=MOST_DAYS,
                days=days,
            )
        )
    refuse_unknown(context.store.load(documents.STAFF), held, agent_id)
    _refuse_beyond(held, only)
    known = context.store.load(documents.TOKENS)
    now = context.clock()
    if any(one.label == label and _state(one, now) == "valid" for one in known):
        raise InvalidValue(
            tr(
                "there is a valid token {label!r} already: revoke it first, or take another name",
                label=label,
            )
        )
    secret = secrets.token_urlsafe(32)
    token = Token(
        f"T{secrets.token_hex(4)}", label.strip(), _digest(secret), held, only, context.who, now,
        now + timedelta(days=days) if days is not None else None, agent_id=agent_id,
    )  # fmt: skip
    shown = {name: value for name, value in to_json(token).items() if name != "digest"}
    entry = context.entry("create_token", f"token:{token.token_id}", why, token=shown)
    context.store.save(documents.TOKENS, (*known, token), entry)
    return token, f"{PREFIX}_{token.token_id}_{secret}"


@change
def revoke_token(context: Context, token_id: str, why: str = "") -> Token:
    """Revoke a token by its id or name, from this instant on.

    Raises
    ------
    NotFound
        If there is no such token that still holds.
    """
    known = context.store.load(documents.TOKENS)
    mine = [one for one in known if token_id in (one.token_id, one.label) and not one.revoked]
    if not mine:
        there = ", ".join(one.token_id for one in known if not one.revoked) or tr("none")
        raise NotFound(
            tr(
                "no token {token_id!r} is in use; tokens in use: {there}",
                token_id=token_id,
                there=there,
            )
        )
    gone = replace(mine[-1], revoked=context.clock())
    left = tuple(gone if one.token_id == gone.token_id else one for one in known)
    entry = context.entry("revoke_token", f"token:{gone.token_id}", why, label=gone.label)
    context.store.save(documents.TOKENS, left, entry)
    return gone


@asked
def tokens_of(context: Context) -> tuple[KnownToken, ...]:
    """Every token, newest first, with its state and when it was used last."""
    uses, now = context.store.token_uses(), context.clock()
    known = context.store.load(documents.TOKENS)
    return tuple(KnownToken(t, uses.get(t.token_id), _state(t, now)) for t in reversed(known))


def context_of_token(
    store: "Store", secret: str, clock: Callable[[], datetime] = wall_clock
) -> Context:
    """The context of whoever shows a token, at its door; the use is noted.

    Raises
    ------
    UnknownToken
        If it is none, was revoked or has expired; the message does not tell which.
    """
    prefix, _, rest = secret.strip().partition("_")
    token_id, _, core = rest.partition("_")
    found = next((t for t in store.load(documents.TOKENS) if t.token_id == token_id), None)
    expected = found.digest if found else _digest("")
    right = hmac.compare_digest(expected, _digest(core)) and prefix == PREFIX and bool(core)
    if found is None or not right or _state(found, clock()) != "valid":
        raise UnknownToken(
            tr("this token is not known, was revoked or has expired: ask an administrator for one")
        )
    store.note_token_use(token_id, clock())
    return at_door(Context(store, found.label, clock, token_id=token_id))


def _digest(secret: str) -> str:
    """SHA-256 of 256 random bits: nothing to guess, so nothing to slow down."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _state(token: Token, now: datetime) -> str:
    if token.revoked:
        return "revoked"
    return "expired" if token.expires and token.expires <= now else "valid"


def _refuse_beyond(held: tuple[Held, ...], only: tuple[str, ...]) -> None:
    roles = {one.role for one in held}
    for name in only:
        if name not in DUTY_OF:
            known = ", ".join(duty.name for duty in DUTIES)
            raise InvalidValue(
                tr("there is no duty or use case {name!r}; duties: {known}", name=name, known=known)
            )
        if not roles & {*DUTY_OF[name].roles}:
            raise InvalidValue(
                tr(
                    "a token that may {what} needs one of the roles {roles}",
                    what=DUTY_OF[name].what(),
                    roles=", ".join(DUTY_OF[name].roles),
                )
            )
