"""Who may what: oneself, roles, users, tokens."""

from dataclasses import dataclass
from datetime import datetime

from app.api.parts.route import Route
from app.services.access.tokens import create_token, revoke_token, tokens_of
from app.services.access.users import (
    add_user,
    change_user,
    myself,
    remove_user,
    roles_table,
    set_access,
    users_of,
)
from app.services.context import Context
from data.model.errors import NotFound
from data.model.language import tr
from data.model.users import Held, Token, User

TAG = "Users and tokens"


@dataclass(frozen=True)
class DutySeen:
    """A duty, what it lets somebody do, and the roles that have it."""

    duty: str
    what: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class TokenSeen:
    """A token without its secret."""

    token_id: str
    label: str
    held: tuple[Held, ...]
    only: tuple[str, ...]
    made_by: str
    at: datetime
    expires: datetime | None
    revoked: datetime | None
    agent_id: str
    used: datetime | None = None
    state: str = "valid"


@dataclass(frozen=True)
class NewToken:
    """A token and its secret, which is shown this once."""

    token: TokenSeen
    secret: str


def roles(context: Context) -> tuple[DutySeen, ...]:
    """Every duty, and the roles that have it."""
    return tuple(DutySeen(*row) for row in roles_table(context))


def user_named(context: Context, user_id: str) -> User:
    """One user."""
    found = users_of(context).by_id(user_id)
    if found is None:
        raise NotFound(tr("there is no user {user_id!r}", user_id=user_id))
    return found


def tokens(context: Context) -> tuple[TokenSeen, ...]:
    """Every token, newest first, with its state and when it was used last."""
    return tuple(_seen(one.token, one.used, one.state) for one in tokens_of(context))


def new_token(
    context: Context,
    label: str,
    held: tuple[Held, ...],
    why: str = "",
    only: tuple[str, ...] = (),
    days: int | None = 365,
    agent_id: str = "",
) -> NewToken:
    """Make a token; its secret is shown this once.

    Parameters
    ----------
    label
        Whose machine it is for.
    only
        Duties that it is narrowed to; empty: all that its roles may.
    days
        After how many days it expires [days]; null: never.
    """
    token, secret = create_token(context, label, held, why, only=only, days=days, agent_id=agent_id)
    return NewToken(_seen(token), secret)


def revoke(context: Context, token_id: str, why: str = "") -> TokenSeen:
    """Revoke a token by its id or name, from this instant on."""
    return _seen(revoke_token(context, token_id, why), state="revoked")


def _seen(token: Token, used: datetime | None = None, state: str = "valid") -> TokenSeen:
    return TokenSeen(
        token.token_id, token.label, token.held, token.only, token.made_by, token.at,
        token.expires, token.revoked, token.agent_id, used, state,
    )  # fmt: skip


_MACHINE = {"label": "telephone exchange", "held": [{"role": "machine"}]}

ROUTES = (
    Route("GET", "/me", myself),
    Route("GET", "/roles", roles),
    Route("GET", "/users", users_of),
    Route("PATCH", "/users", set_access, guard="/users"),
    Route("POST", "/users", add_user, status=201),
    Route("GET", "/users/{user_id}", user_named),
    Route("PATCH", "/users/{user_id}", change_user, guard="/users/{user_id}"),
    Route("DELETE", "/users/{user_id}", remove_user, guard="/users/{user_id}"),
    Route("GET", "/tokens", tokens, listed=True),
    Route("POST", "/tokens", new_token, status=201, limits={"days": (1, 3650)}, example=_MACHINE),
    Route("DELETE", "/tokens/{token_id}", revoke),
)
