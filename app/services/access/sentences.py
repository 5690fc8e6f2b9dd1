"""What people read who may not: what it was, who may, and whom to ask."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from data.model.language import tr, trn
from data.model.users import (
    ADMINISTRATOR,
    AGENT,
    AUDITOR,
    COMPLAINTS,
    DUTY,
    FLOOR_MANAGER,
    MACHINE,
    PLANNER,
    PUBLISHER,
    QUALITY,
    TEAM_LEADER,
    Access,
    Held,
    User,
)

if TYPE_CHECKING:
    from app.services.access.duties import Duty

_NAMED = 3  # people named at a time

_ROLE_NAMES: dict[str, Callable[[], str]] = {
    AGENT: lambda: tr("agent"),
    TEAM_LEADER: lambda: tr("team leader"),
    FLOOR_MANAGER: lambda: tr("floor manager"),
    DUTY: lambda: tr("duty manager"),
    PLANNER: lambda: tr("planner"),
    PUBLISHER: lambda: tr("publisher"),
    QUALITY: lambda: tr("quality"),
    COMPLAINTS: lambda: tr("complaints"),
    AUDITOR: lambda: tr("auditor"),
    MACHINE: lambda: tr("machine"),
    ADMINISTRATOR: lambda: tr("administrator"),
}


def role_name(role: str) -> str:
    """A role as people call it, in the language in use."""
    return _ROLE_NAMES[role]()


def held_name(held: Held) -> str:
    """`team leader of Day, Night`."""
    name = role_name(held.role)
    if not held.teams:
        return name
    return tr("{role} of {teams}", role=name, teams=", ".join(held.teams))


def roles_said(held: Iterable[Held]) -> str:
    """`planner, team leader of Day`, or that there is none."""
    return ", ".join(map(held_name, held)) or tr("no role")


def whom_to_ask(users: Sequence[User]) -> str:
    """Names and addresses of a few people, or what to do where there is nobody."""
    if not users:
        return tr("an administrator, to give somebody that role")
    named = [
        f"{user.called} ({user.email})" if user.email not in ("", user.called) else user.called
        for user in users
    ]
    more = len(named) - _NAMED
    shown = ", ".join(named[:_NAMED])
    return (
        trn("{shown} or {n} more", "{shown} or {n} more", more, shown=shown) if more > 0 else shown
    )


def no_role(called: str, held: Sequence[Held], duty: "Duty", access: Access) -> str:
    """None of somebody's roles has the duty."""
    return tr(
        "{who} ({roles}) may not {what}: that is for {may}. Ask {ask}",
        who=called,
        roles=roles_said(held),
        what=duty.what(),
        may=", ".join(map(role_name, duty.roles)),
        ask=whom_to_ask(access.holders(duty.roles)),
    )


def another_team(
    called: str, held: Held, duty: "Duty", strange: Sequence[str], access: Access
) -> str:
    """The duty is held for others than those whom it is about."""
    shown = ", ".join(strange[:_NAMED]) + (", ..." if len(strange) > _NAMED else "")
    everybody = [
        user
        for user in access.holders(duty.roles)
        if any(h.role in duty.roles and h.role != AGENT and not h.teams for h in user.held)
    ]
    if held.role == AGENT:
        return tr(
            "{who} may {what} of their own only, not of {agents}. Ask {ask}",
            who=called,
            what=duty.what(),
            agents=shown or tr("others"),
            ask=whom_to_ask(everybody),
        )
    return tr(
        "{who} ({role}) may {what} for these people only, not for {agents}. Ask {ask}",
        who=called,
        role=held_name(held),
        what=duty.what(),
        agents=shown or tr("the whole centre"),
        ask=whom_to_ask(everybody),
    )


def narrowed_token(called: str, duty: "Duty", only: Sequence[str]) -> str:
    """A token's role has the duty, but the token is narrowed to others."""
    return tr(
        "the token of {who} may not {what}: it is narrowed to {only}. Ask an administrator for "
        "another token",
        who=called,
        what=duty.what(),
        only=", ".join(only),
    )


def outdated_token(token_id: str) -> str:
    """A token was revoked or has expired."""
    return tr(
        "the token {token} no longer holds: it was revoked or has expired. Ask an administrator "
        "for a new one",
        token=token_id,
    )


def unknown_person(who: str, signed_in: bool, administrators: Sequence[User]) -> str:
    """Somebody came whom nobody has listed."""
    ask = whom_to_ask(administrators)
    if signed_in:
        return tr(
            "{who} signed in, but has no role here yet. Ask {ask} to add this address to the "
            "users, then open the page again",
            who=who,
            ask=ask,
        )
    return tr(
        "the operating-system user {who} has no role here: roles bind since an administrator was "
        "named. Ask {ask} to add a user with this login (`peakshift user add`)",
        who=who,
        ask=ask,
    )


def not_oneself(login: str, claimed: str) -> str:
    """Somebody acts under a name that is not theirs, where roles bind."""
    return tr(
        "the operating-system user {login} cannot act as {claimed}: where roles bind, everybody "
        "acts under their own name. Leave --as (PEAKSHIFT_USER) out, or use the account of "
        "{claimed}",
        login=login,
        claimed=claimed,
    )
