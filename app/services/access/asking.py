"""Asking before a use case whether the person may: one place for pages, commands and machines."""

import getpass
import inspect
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from app.services.access.about import ABOUT, Person, people_of
from app.services.access.duties import DUTIES, DUTY_OF, Duty
from app.services.access.seen import Seen
from app.services.access.sentences import (
    another_team,
    narrowed_token,
    no_role,
    not_oneself,
    outdated_token,
    roles_said,
    unknown_person,
)
from data.model.errors import NotAllowed
from data.model.users import ADMINISTRATOR, AGENT, Access, Held, User
from data.store import documents

if TYPE_CHECKING:
    from app.services.context import Context
    from data.store import Store

SETTINGS = "see_centre"
"""Duty that every token has, however narrow: clock and queues, without which nothing is read."""
Verb = TypeVar("Verb", bound=Callable[..., Any])


@dataclass(frozen=True)
class Permit:
    """What was asked and allowed.

    Parameters
    ----------
    role
        Role that allowed it; empty where no roles bind.
    """

    verb: str
    role: str = ""


def asked(verb: Verb) -> Verb:
    """Have a use case ask whether the person may, before anything is read or written.

    Notes
    -----
    What a use case that was allowed calls is not asked again: its context holds the permit.
    """

    @wraps(verb)
    def asking(context: "Context", *args: Any, **kwargs: Any) -> Any:
        allowed = permitted(context, verb, args, kwargs)
        return asking.__wrapped__(allowed, *args, **kwargs)

    return cast("Verb", asking)


def permitted(
    context: "Context", verb: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> "Context":
    """The context of a use case that was allowed.

    Raises
    ------
    NotAllowed
        If the person may not; says who may and whom to ask.
    """
    if context.permit is not None:
        return context
    inside = plain(context)
    access = access_of(inside.store)
    if not access.bind and not context.token_id:
        return replace(inside, permit=Permit(verb.__name__))
    person = person_of(context, access)
    about: Collection[str] | None = None
    if named := ABOUT.get(verb.__name__):
        taken = inspect.signature(verb).bind(context, *args, **kwargs)
        taken.apply_defaults()
        about = named(inside.store, taken.arguments)
    role = _role_for(inside.store, access, person, verb.__name__, about)
    if DUTY_OF[verb.__name__].reads and about is not None and not about:
        inside = replace(inside, store=cast("Store", Seen(inside.store, person)))
    return replace(inside, permit=Permit(verb.__name__, role))


def why_not(context: "Context", name: str, agents: Collection[str] | None = None) -> str:
    """Why the person may not do a duty or use case, in one sentence; empty where they may.

    Parameters
    ----------
    agents
        Whom it would be about, where it is about people.
    """
    try:
        need(context, name, agents)
    except NotAllowed as refused:
        return str(refused)
    return ""


def is_of_people(name: str) -> bool:
    """Whether a duty is about somebody of the staff, and those who have it for a few people see
    these; otherwise it takes a role of the whole centre, or a duty that all share."""
    return not ABOUT.keys().isdisjoint(DUTY_OF[name].verbs)


def duties_of(context: "Context") -> tuple[Duty, ...]:
    """Every duty that the person has, be it for a few people only.

    Raises
    ------
    NotAllowed
        If nobody is known by that name.
    """
    access = access_of(plain(context).store)
    if not access.bind and not context.token_id:
        return DUTIES
    person = person_of(context, access)
    roles = {held.role for held in person.held}
    return tuple(
        duty
        for duty in DUTIES
        if roles & {*duty.roles} and (duty.name == SETTINGS or _is_within(person, duty))
    )


def _is_within(person: Person, duty: Duty) -> bool:
    """Whether a token's narrowing leaves any of a duty."""
    return not person.only or bool({duty.name, *duty.verbs} & {*person.only})


def need(context: "Context", name: str, agents: Collection[str] | None = None) -> str:
    """The role by which the person may do a duty or use case; asked also within another one.

    Raises
    ------
    NotAllowed
        If they may not.
    """
    store = plain(context).store
    access = access_of(store)
    if not access.bind and not context.token_id:
        return ""
    return _role_for(store, access, person_of(context, access), name, agents)


def local_user() -> str:
    """The operating system's user; by number where a container knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def access_of(store: "Store") -> Access:
    """Users and roles in force."""
    return store.load(documents.USERS)


def plain(context: "Context") -> "Context":
    """The same with the store itself, where its door put a guard before it."""
    store = getattr(context.store, "unguarded_store", None)
    return context if store is None else replace(context, store=store)


def person_of(context: "Context", access: Access) -> Person:
    """Who acts, where roles bind.

    Raises
    ------
    NotAllowed
        If nobody is known by that name, or somebody acts under another's.
    """
    if context.token_id:
        return _of_token(context)
    if context.signed_in:
        user, came_as = access.by_email(context.who), context.who
    elif context.job_id:  # whoever asked for the job was asked then; the server works for them
        came_as = context.who
        user = access.by_any(came_as)
    else:
        came_as = local_user()
        user = access.by_login(came_as)
        own = user.names if user else frozenset({came_as.casefold()})
        if context.who.casefold() not in own:
            raise NotAllowed(not_oneself(came_as, context.who))
    if user is not None:
        return Person(user.user_id, user.called, user.held, user.agent_id)
    if context.signed_in and access.default_role:
        return Person(came_as, came_as, (Held(access.default_role),))
    raise NotAllowed(unknown_person(came_as, context.signed_in, access.holders((ADMINISTRATOR,))))


def identity_of(context: "Context", access: Access) -> User:
    """The user who acts; where roles do not bind, whoever the name says."""
    if not access.bind and not context.token_id:
        return User(context.who)
    person = person_of(context, access)
    found = None if context.token_id else access.by_id(person.user_id)
    return found or User(person.user_id, person.called)


def who_acts(context: "Context") -> tuple[str, str]:
    """What the person is called, and by which roles they act; none where roles do not bind."""
    access = access_of(plain(context).store)
    if not access.bind and not context.token_id:
        return context.who, ""
    person = person_of(context, access)
    return person.called, roles_said(person.held)


def _of_token(context: "Context") -> Person:
    tokens = plain(context).store.load(documents.TOKENS)
    token = next((one for one in tokens if one.token_id == context.token_id), None)
    now = context.clock()
    if token is None or token.revoked or (token.expires and token.expires <= now):
        raise NotAllowed(outdated_token(context.token_id))
    return Person(token.token_id, token.label, token.held, token.agent_id, token.only)


def _role_for(
    store: "Store", access: Access, person: Person, name: str, about: Collection[str] | None
) -> str:
    duty = DUTY_OF[name]
    having = [held for held in person.held if held.role in duty.roles]
    if not having:
        raise NotAllowed(no_role(person.called, person.held, duty, access))
    if person.only and duty.name != SETTINGS and not {name, duty.name} & {*person.only}:
        raise NotAllowed(narrowed_token(person.called, duty, person.only))
    whole = [held for held in having if held.role != AGENT and not held.teams]
    unnamed = duty.shared if about is None else duty.reads and not about
    if whole or unnamed:
        return (whole or having)[0].role
    return _role_for_people(store, access, person, duty, having, about)


def _role_for_people(
    store: "Store",
    access: Access,
    person: Person,
    duty: Duty,
    having: Sequence[Held],
    about: Collection[str] | None,
) -> str:
    mine: frozenset[str] = frozenset()
    if about is not None:
        staff = store.load(documents.STAFF)
        for held in having:
            mine = people_of(held, person.agent_id, staff)
            if mine.issuperset(about):
                return held.role
    strange = sorted(set(about or ()) - mine)
    raise NotAllowed(another_team(person.called, having[0], duty, strange, access))
