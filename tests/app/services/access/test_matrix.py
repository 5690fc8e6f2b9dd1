"""Role x use case x own, other team x door: nothing is allowed that the table does not list."""

import getpass
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

import app.services
from app.api.parts.callers import Caller, Entrance, context_for
from app.cli.parts.session import Session, context_of
from app.services.access.about import ABOUT
from app.services.access.asking import Permit, plain
from app.services.access.door import at_door
from app.services.access.duties import DUTIES, DUTY_OF, OF_STORE
from app.services.access.tokens import context_of_token, create_token
from app.services.context import Context
from app.web import session, sign_in
from data.model.activity import ActivityOrder
from data.model.errors import NotAllowed
from data.model.staff import Leave, Wish
from data.model.users import AGENT, User
from data.store import documents
from tests.app.services.access.team import LIMITED, MATE, ONE, STRANGER, TEAM, Bound
from tests.app.small_centre import NOW

pytestmark = pytest.mark.slow

DAY = date(2026, 3, 2)
CREATE = inspect.unwrap(create_token)
"""Its body, which the matrix takes away from every use case."""
USERS = (*TEAM, *LIMITED)
PEOPLE = {
    "oneself": (ONE,),
    "own team": (MATE,),
    "other team": (STRANGER,),
    "both": (MATE, STRANGER),
}


# --- doors: how a person's context comes about ----------------------------------------------------


def at_service(bound: Bound, user: User, patch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A use case called by the program itself."""
    patch.setattr(getpass, "getuser", lambda: user.login)
    yield Context(bound.store, user.login, lambda: NOW)


def at_command(bound: Bound, user: User, patch: pytest.MonkeyPatch) -> Iterator[Context]:
    """The command line, by the operating system's user."""
    patch.setattr(getpass, "getuser", lambda: user.login)
    with context_of(SimpleNamespace(obj=Session(bound.url, ""))) as context:  # type: ignore[arg-type]
        yield context


def at_page(bound: Bound, user: User, patch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A page, signed in where there is an address."""
    patch.setattr(getpass, "getuser", lambda: user.login)
    patch.setattr(sign_in, "signs_in", lambda: bool(user.email))
    yield session.context_of(bound.store, user.email.upper() or user.login)


def at_interface(bound: Bound, user: User, patch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A request over HTTP that shows such a token."""
    entrance = Entrance(bound.url, clock=lambda: NOW)
    for secret in _secrets(bound, user, patch):
        caller = Caller("192.0.2.7", {"authorization": f"Bearer {secret}"})
        yield context_for(entrance, bound.store, caller)


def with_token(bound: Bound, user: User, patch: pytest.MonkeyPatch) -> Iterator[Context]:
    """A machine that shows a token of the same roles."""
    for secret in _secrets(bound, user, patch):
        yield context_of_token(bound.store, secret, lambda: NOW)


def _secrets(bound: Bound, user: User, patch: pytest.MonkeyPatch) -> Iterator[str]:
    """A token of the same roles, for as long as it is used."""
    patch.setattr(getpass, "getuser", lambda: "os-administrator")
    admin = Context(bound.store, "os-administrator", lambda: NOW)
    inside = plain(replace(admin, permit=Permit("create_token")))
    with bound.store.change():
        token, secret = CREATE(inside, user.called, user.held, agent_id=user.agent_id)
    yield secret
    left = tuple(t for t in bound.store.load(documents.TOKENS) if t.token_id != token.token_id)
    bound.store.save(documents.TOKENS, left, inside.entry("tidy_up", "tokens"))


DOORS: dict[str, Callable[[Bound, User, pytest.MonkeyPatch], Iterator[Context]]] = {
    "service": at_service,
    "command line": at_command,
    "page": at_page,
    "token": with_token,
    "interface": at_interface,
}
"""A new door adds itself here."""


# --- use cases ------------------------------------------------------------------------------------


def _verbs() -> dict[str, Callable[..., Any]]:
    for module in pkgutil.walk_packages(app.services.__path__, "app.services."):
        importlib.import_module(module.name)
    found = {}
    for name, module in sorted(_modules().items()):
        for verb, function in inspect.getmembers(module, inspect.isfunction):
            if verb in DUTY_OF and function.__module__ == name:
                found[verb] = function
    return found


def _modules() -> dict[str, Any]:
    import sys

    return {name: found for name, found in sys.modules.items() if name.startswith("app.services.")}


VERBS = _verbs()
TAKEN = {verb: dict(inspect.signature(function).parameters) for verb, function in VERBS.items()}


def given(verb: str, agents: tuple[str, ...]) -> dict[str, Any]:
    """Arguments of a use case, about some agents where it is about people."""
    one = agents[0] if agents else ""
    known = {
        "wish": Wish(one or "x", DAY),
        "wishes": tuple(Wish(agent, DAY) for agent in agents),
        "leave": Leave(one or "x", DAY, DAY),
        "absent": tuple(Leave(agent, DAY, DAY) for agent in agents),
        "edits": tuple(SimpleNamespace(agent_id=agent) for agent in agents),
        "order": ActivityOrder("coaching", 30, 1, agents=agents),
        "label": "nobody's",
        "agent_id": one,
        "pair": agents,
        "request_id": f"W-{one}",
    }
    taken = list(TAKEN[verb].values())[1:]
    needed = [p for p in taken if p.default is p.empty or (p.name in known and verb in ABOUT)]
    return {p.name: known.get(p.name) if verb in ABOUT else None for p in needed}


def listed(user: User, verb: str, agents: tuple[str, ...] | None) -> bool:
    """Whether the table lets a user do it, said once more and in other words."""
    duty = DUTY_OF[verb]
    for held in user.held:
        if held.role not in duty.roles:
            continue
        if held.role == AGENT:
            mine: tuple[str, ...] | None = (ONE,)
        else:
            mine = (ONE, MATE) if held.teams else None
        if mine is None:
            return True
        if agents is None and duty.shared:
            return True
        if agents is not None and agents != () and set(agents) <= set(mine):
            return True
        if agents == () and duty.reads:
            return True
    return False


def cases(verb: str) -> dict[str, tuple[str, ...] | None]:
    """Whom a use case is tried for."""
    if verb not in ABOUT:
        return {"the centre": None}
    if verb == "agent_states_of_day":  # it names nobody: it answers with those whom one may see
        return {"everybody": ()}
    several = {"wishes", "absent", "edits", "order", "pair"} & TAKEN[verb].keys()
    people = {name: agents for name, agents in PEOPLE.items() if several or len(agents) == 1}
    if verb == "remove_activity_order":
        return {"nobody's": ("nobody's",)}
    may_be_all = verb in ("wishes_kept", "leave_kept", "swaps_of")
    return {**people, "everybody": ()} if may_be_all else dict(people)


def _tried(context: Context, verb: str, agents: tuple[str, ...]) -> str:
    """The role by which a use case was begun, or why it was refused."""
    try:
        inside = VERBS[verb](context, **given(verb, agents))
    except NotAllowed as refused:
        return str(refused)
    return str(inside.permit.role)


@pytest.mark.parametrize(
    "door",  # the interface is asked by token too
    [pytest.param(d, marks=[pytest.mark.heavy] if d == "token" else []) for d in DOORS],
)
def test_nothing_is_allowed_that_is_not_listed(
    door: str, team: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each use case is called through its asking; its body only tells that it was reached."""
    for function in VERBS.values():
        monkeypatch.setattr(function, "__wrapped__", lambda context, *a, **k: context)
    wrong, tried = [], 0
    for user in USERS:
        with monkeypatch.context() as patch:
            roles = {held.role for held in user.held}
            for context in DOORS[door](team, user, patch):
                for verb in VERBS:
                    for name, agents in cases(verb).items():
                        tried += 1
                        may = listed(user, verb, agents)
                        said = _tried(context, verb, agents or ())
                        as_listed = said in roles if may else said.startswith(user.called)
                        if not as_listed or (not may and "Ask " not in said):
                            wrong.append((user.user_id, verb, name, said))
    assert not wrong, wrong[:10]
    assert tried > len(USERS) * len(VERBS)
    assert {*VERBS} == {verb for duty in DUTIES for verb in duty.verbs}


@pytest.mark.parametrize("door", [name for name in DOORS if name != "service"])
def test_a_door_reads_what_its_person_may_see_and_writes_nothing(
    door: str, team: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    for user in USERS:
        with monkeypatch.context() as patch:
            for context in DOORS[door](team, user, patch):
                for method, duty in OF_STORE.items():
                    may = any(h.role in DUTY_OF[duty].roles and (
                        DUTY_OF[duty].shared or (h.role != AGENT and not h.teams)
                    ) for h in user.held)  # fmt: skip
                    assert _reads(context, method) == may, (user.user_id, method)
                for method in ("save", "publish", "append_audit", "save_roster", "change"):
                    assert not _reads(context, method), (user.user_id, method)


def _reads(context: Context, method: str) -> bool:
    try:
        getattr(context.store, method)
    except NotAllowed:
        return False
    return True


def test_a_door_shows_the_staff_as_far_as_the_person_may_see_it(
    own_team: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = Context(own_team.store, "tester", lambda: NOW)
    staff = own_team.store.load(documents.STAFF)
    leave = tuple(Leave(agent, DAY, DAY) for agent in (ONE, MATE, STRANGER))
    own_team.store.save(documents.STAFF, replace(staff, leave=leave), inside.entry("x", "staff"))

    def seen(user_id: str) -> tuple[str, str]:
        found = at_door(own_team.as_(user_id)).store.load(documents.STAFF)
        return (
            " ".join(agent.agent_id for agent in found.agents),
            " ".join(row.agent_id for row in found.leave),
        )

    assert seen("planner") == ("A1 A2 B1", "A1 A2 B1")
    assert seen("team_leader") == ("A1 A2 B1", "A1 A2")
    assert seen("agent") == ("A1", "A1")
    assert seen("machine") == ("A1 A2 B1", "")
    assert VERBS["leave_kept"](own_team.as_("agent")) == leave[:1]
    assert VERBS["leave_kept"](own_team.as_("team_leader")) == leave[:2]
    assert VERBS["leave_kept"](own_team.as_("auditor")) == leave
