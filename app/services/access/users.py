"""Users and their roles: who is listed, added, changed, removed; how strangers are treated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.services.access.asking import access_of, asked, duties_of, local_user, person_of
from app.services.access.duties import DUTIES
from app.services.access.sentences import role_name, roles_said
from app.services.changes import (
    change,
    meanwhile,
    merged,
    parts_of,
    save_changed,
    with_changes,
)
from app.services.context import Context
from data.model.audit import AuditEntry
from data.model.codec import to_json
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import tr
from data.model.staff import Staff, teams_among
from data.model.users import ADMINISTRATOR, AGENT, Access, Held, User
from data.store import documents


@dataclass(frozen=True)
class Myself:
    """Who somebody is here, and what they may do.

    Parameters
    ----------
    bind
        Whether roles bind at all; where they do not, everything is allowed to everybody.
    may
        Names of duties.
    """

    called: str
    bind: bool
    held: tuple[Held, ...]
    may: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Who it is and by which roles."""
        if not self.bind:
            return tr(
                "Single user: no administrator is named, so everything is allowed to {who}",
                who=self.called,
            )
        return tr("{who}: {roles}", who=self.called, roles=roles_said(self.held))


@asked
def myself(context: Context) -> Myself:
    """Who acts, by which roles, and which duties these give."""
    access = access_of(context.store)
    may = tuple(duty.name for duty in duties_of(context))
    if not access.bind and not context.token_id:
        return Myself(context.who, False, (), may)
    person = person_of(context, access)
    return Myself(person.called, True, person.held, may)


@asked
def agent_myself(context: Context) -> str:
    """Whom of the staff the person is.

    Raises
    ------
    NotFound
        If they are nobody of the staff.
    """
    access = access_of(context.store)
    found = ""
    if access.bind or context.token_id:
        found = person_of(context, access).agent_id
    if not found:
        raise NotFound(
            tr("you are nobody of the staff here: name an agent, or ask an administrator to add "
               "your agent id to your user")
        )  # fmt: skip
    return found


@asked
def roles_table(context: Context) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Every duty: its name, what it is, the roles that have it."""
    return tuple((duty.name, duty.what(), duty.roles) for duty in DUTIES)


@asked
def teams_of(context: Context) -> tuple[str, ...]:
    """Teams of the staff, for which roles can be held."""
    return teams_among(context.store.load(documents.STAFF).agents)


@asked
def users_of(context: Context) -> Access:
    """Users, their roles, and how people who are not listed are treated."""
    return access_of(context.store)


@change
def add_user(context: Context, user: User, why: str = "") -> User:
    """Add a user; the first administrator must be the person who acts.

    Raises
    ------
    InvalidValue
        If the short name, address or login is taken, or a team unknown.
    NotFound
        If the agent is not of the staff.
    """
    before = access_of(context.store)
    if before.by_id(user.user_id):
        raise InvalidValue(
            tr(
                "there is a user {user_id} already: change that one, or take another short name",
                user_id=user.user_id,
            )
        )
    _save(
        context, before, replace(before, users=(*before.users, user)), "add_user", why, None, user
    )
    return user


@change
def change_user(
    context: Context,
    user_id: str,
    changes: Mapping[str, Any],
    why: str = "",
    *,
    seen: User | None = None,
) -> User:
    """Change fields of a user; what others changed of them meanwhile stays.

    Parameters
    ----------
    seen
        The user as shown: only what differs from it is changed. None: changed from what it is now.

    Raises
    ------
    Conflict
        If somebody changed the same of them since.
    NotFound
        If there is no such user, or agent.
    InvalidValue
        If nothing changes, a team is unknown, somebody gives themselves a role, or nobody would
        be administrator any more.
    """
    before = access_of(context.store)
    old = _known(before, user_id)
    if "user_id" in changes:
        raise InvalidValue(tr("the short name of a user stays: remove the user and add another"))

    def conflict(name: str) -> Conflict:
        became = str(to_json(getattr(old, name)))
        subject = f"user:{user_id}"
        return meanwhile(
            context,
            tr("{name} of {user_id}", name=name, user_id=user_id),
            became,
            subject,
            lambda e: _touches(e, name),
        )

    shown = seen or old
    wanted = with_changes(shown, changes)
    new = User(**merged(conflict, *map(parts_of, (shown, wanted, old))))
    _refuse_raising_oneself(context, before, old, new)
    users = tuple(new if one.user_id == old.user_id else one for one in before.users)
    _save(context, before, replace(before, users=users), "change_user", why, old, new)
    return new


@change
def remove_user(context: Context, user_id: str, why: str = "") -> User:
    """Remove a user: what they did stays in the trail.

    Raises
    ------
    NotFound
        If there is no such user.
    InvalidValue
        If nobody would be administrator any more.
    """
    before = access_of(context.store)
    gone = _known(before, user_id)
    users = tuple(user for user in before.users if user.user_id != gone.user_id)
    _save(context, before, replace(before, users=users), "remove_user", why, gone, None)
    return gone


@change
def set_access(
    context: Context,
    why: str = "",
    *,
    default_role: str | None = None,
    second_person: bool | None = None,
) -> Access:
    """Set the role of people who signed in and are not listed, and who may publish own edits.

    Parameters
    ----------
    default_role
        Empty: none. None: as it is.
    second_person
        Whether the last editor of a roster needs somebody else to publish or approve it.

    Raises
    ------
    InvalidValue
        If nothing changes, or a second person is asked for while roles do not bind: names could
        be claimed then.
    """
    before = access_of(context.store)
    after = replace(
        before,
        default_role=before.default_role if default_role is None else default_role,
        second_person=before.second_person if second_person is None else second_person,
    )
    if after.second_person and not after.bind:
        raise InvalidValue(
            tr(
                "a second person can be asked for once roles bind: until then "
                "anybody may act under any name. Name an administrator first"
            )
        )
    shown = [
        {"default_role": one.default_role, "second_person": one.second_person}
        for one in (before, after)
    ]
    entry = context.entry("set_access", "access", why, before=shown[0], after=shown[1])
    save_changed(context, documents.USERS, after, entry, tr("who has access"))
    return after


def _known(access: Access, user_id: str) -> User:
    found = access.by_id(user_id)
    if found is None:
        named = ", ".join(user.user_id for user in access.users[:10]) or tr("none yet")
        raise NotFound(
            tr("there is no user {user_id!r}; users: {named}", user_id=user_id, named=named)
        )
    return found


def _touches(entry: AuditEntry, name: str) -> bool:
    sides = (entry.detail.get("before") or {}, entry.detail.get("after") or {})
    return bool(sides[0].get(name) != sides[1].get(name))


def _save(
    context: Context,
    before: Access,
    after: Access,
    verb: str,
    why: str,
    old: User | None,
    new: User | None,
) -> None:
    if new is not None:
        refuse_unknown(context.store.load(documents.STAFF), new.held, new.agent_id)
    if after.bind and not before.bind:
        _refuse_stranger(context, after)
    user_id = (new or old or User("?")).user_id
    entry = context.entry(
        verb, f"user:{user_id}", why,
        before=to_json(old) if old else None, after=to_json(new) if new else None,
    )  # fmt: skip
    save_changed(context, documents.USERS, after, entry, tr("user {user_id}", user_id=user_id))


def refuse_unknown(staff: Staff, held: Sequence[Held], agent_id: str) -> None:
    """Refuse teams and agents that the staff does not have, and an agent who is nobody of it.

    Raises
    ------
    NotFound
        If an agent is nobody of the staff.
    InvalidValue
        If a team is not known, or a role of somebody of the staff names nobody.
    """
    teams = {agent.team for agent in staff.agents if agent.team}
    if strange := sorted({team for one in held for team in one.teams} - teams):
        known = ", ".join(sorted(teams)) or tr("none yet")
        raise InvalidValue(
            tr(
                "the staff has no team {strange}; teams: {known}",
                strange=", ".join(strange),
                known=known,
            )
        )
    if agent_id and agent_id not in {agent.agent_id for agent in staff.agents}:
        raise NotFound(
            tr(
                "the staff has no agent {agent_id!r}: look the id up with `staff show`",
                agent_id=agent_id,
            )
        )
    if not agent_id and any(one.role == AGENT for one in held):
        raise InvalidValue(
            tr(
                "the role {role_name} is of somebody of the staff: say whom (agent id)",
                role_name=role_name(AGENT),
            )
        )


def _refuse_stranger(context: Context, after: Access) -> None:
    """From now on roles bind: whoever does that must be able to go on."""
    came_as = context.who if context.signed_in else local_user()
    mine = after.by_email(came_as) if context.signed_in else after.by_login(came_as)
    if mine is None or not mine.holds(ADMINISTRATOR):
        how = (
            tr("e-mail {came_as}", came_as=came_as)
            if context.signed_in
            else tr("login {came_as}", came_as=came_as)
        )
        raise InvalidValue(
            tr(
                "the first administrator must be yourself ({how}), or nobody might "
                "get in any more: add yourself first, then the others; then you can "
                "give your role up",
                how=how,
            )
        )


def _refuse_raising_oneself(context: Context, access: Access, old: User, new: User) -> None:
    if not access.bind:
        return
    fresh = [held for held in new.held if held not in old.held]
    if fresh and person_of(context, access).user_id == old.user_id:
        raise InvalidValue(
            tr(
                "you cannot give yourself a role ({roles_said}): another administrator can",
                roles_said=roles_said(fresh),
            )
        )
