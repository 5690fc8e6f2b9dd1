"""Users: who is administrator stays, nobody raises oneself, strangers are told whom to ask."""

import getpass

import pytest

from app.services.access.users import (
    add_user,
    change_user,
    myself,
    remove_user,
    set_access,
    users_of,
)
from app.services.centre import set_centre
from app.services.context import Context, centre_of
from app.services.people.staff_import import replace_staff
from data.model.errors import Conflict, InvalidValue, NotAllowed, NotFound
from data.model.users import Held, User, parse_held
from tests.app.services.access.team import ONE, STAFF, Bound
from tests.app.small_centre import CENTRE, NOW, SmallCentre

LEADER_OF_DYA = (Held("team_leader", ("Dya",)),)
ADMINISTRATOR, PLANNER = (Held("administrator"),), (Held("planner"),)


@pytest.fixture
def alone(small: SmallCentre, monkeypatch: pytest.MonkeyPatch) -> Context:
    """The only user of a centre without roles, by the name of the operating system."""
    monkeypatch.setattr(getpass, "getuser", lambda: "li")
    return Context(small.context.store, "li", lambda: NOW)


def test_without_an_administrator_everything_is_allowed_and_said(alone: Context) -> None:
    add_user(alone, User("wang", login="wang", held=PLANNER))
    assert not myself(alone).bind
    assert "everything is allowed to li" in myself(alone).sentence
    set_centre(alone, CENTRE)
    assert alone.store.audit(limit=1)[0].role == ""


def test_the_first_administrator_is_whoever_names_one(alone: Context) -> None:
    for stranger in (User("a", email="a@x.org"), User("b", login="b"), User("c")):
        with pytest.raises(InvalidValue, match=r"must be yourself \(login li\)"):
            add_user(
                alone, User(stranger.user_id, "", stranger.email, stranger.login, "", ADMINISTRATOR)
            )
    add_user(alone, User("li", "Li Lei", login="li", held=ADMINISTRATOR))
    assert myself(alone).bind
    with pytest.raises(NotAllowed, match=r"Li Lei \(administrator\) may not change the staff"):
        replace_staff(alone, STAFF, "x")


def test_somebody_always_remains_administrator(own_team: Bound) -> None:
    last = own_team.as_("administrator")
    for try_it in (
        lambda: remove_user(last, "administrator"),
        lambda: change_user(last, "administrator", {"held": PLANNER}),
        lambda: change_user(last, "administrator", {"held": ()}),
    ):
        with pytest.raises(InvalidValue, match=r"somebody must remain|cannot give yourself"):
            try_it()
    change_user(last, "auditor", {"held": ADMINISTRATOR})
    remove_user(last, "administrator")
    with pytest.raises(NotAllowed, match=r"signed in, but has no role here yet. Ask Auditor"):
        centre_of(last)


def test_nobody_gives_themselves_a_role(own_team: Bound) -> None:
    mine = own_team.as_("administrator")
    with pytest.raises(InvalidValue, match=r"cannot give yourself a role \(publisher\)"):
        change_user(mine, "administrator", {"held": (*ADMINISTRATOR, Held("publisher"))})
    change_user(mine, "planner", {"held": (*ADMINISTRATOR, *PLANNER)})
    change_user(own_team.as_("planner"), "administrator", {"held": (*ADMINISTRATOR, *PLANNER)})
    change_user(mine, "administrator", {"held": ADMINISTRATOR})  # given up again
    entry = own_team.store.audit(limit=1)[0]
    assert (entry.verb, entry.role, entry.subject) == (
        "change_user", "administrator", "user:administrator",
    )  # fmt: skip


def test_what_another_administrator_changed_meanwhile_is_named(own_team: Bound) -> None:
    mine = own_team.as_("administrator")
    seen = users_of(mine).by_id("planner")
    change_user(mine, "planner", {"name": "Wang Fang"}, "married")
    change_user(mine, "planner", {"agent_id": ONE}, seen=seen)  # another field: both stay
    with pytest.raises(Conflict, match=r"name of planner was changed meanwhile by admin.*married"):
        change_user(mine, "planner", {"name": "Wang"}, seen=seen)
    now = users_of(mine).by_id("planner")
    assert now is not None
    assert (now.name, now.agent_id) == ("Wang Fang", ONE)


def test_teams_agents_and_names_that_nobody_knows_are_refused(own_team: Bound) -> None:
    mine = own_team.as_("administrator")
    for user, error, said in (
        (
            User("x", held=(Held("team_leader", ("Dya",)),)),
            InvalidValue,
            "no team Dya; teams: Day, Night",
        ),
        (User("x", agent_id="A9"), NotFound, "no agent 'A9'"),
        (User("x", held=(Held("agent"),)), InvalidValue, "say whom"),
        (User("x", email="Planner@Example.org"), InvalidValue, "same e-mail address"),
        (User("planner"), InvalidValue, "there is a user planner already"),
    ):
        with pytest.raises(error, match=said):
            add_user(mine, user)
    with pytest.raises(NotFound, match="no user 'nobody'; users: agent, "):
        remove_user(mine, "nobody")


def test_roles_are_read_as_people_write_them() -> None:
    assert parse_held("duty manager") == Held("duty")
    assert parse_held("Team leader: Day, Night") == Held("team_leader", ("Day", "Night"))
    for text, said in (
        ("boss", "no role 'boss'; roles: agent, "),
        ("auditor:Day", "not held for teams"),
    ):
        with pytest.raises(InvalidValue, match=said):
            parse_held(text)


def test_strangers_are_told_whom_to_ask_or_have_the_role_of_strangers(own_team: Bound) -> None:
    stranger = Context(own_team.store, "new@example.org", lambda: NOW, signed_in=True)
    with pytest.raises(NotAllowed, match=r"Ask Administrator \(administrator@example.org\) to add"):
        centre_of(stranger)
    set_access(own_team.as_("administrator"), default_role="auditor")
    assert centre_of(stranger) == CENTRE
    with pytest.raises(NotAllowed, match=r"new@example.org \(auditor\) may not set up the centre"):
        set_centre(stranger, CENTRE)
    with pytest.raises(InvalidValue, match="whom somebody chose"):
        set_access(own_team.as_("administrator"), default_role="publisher")


def test_a_name_on_the_command_line_raises_no_rights(
    own_team: Bound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "os-auditor")
    for own in ("os-auditor", "auditor", "Auditor", "auditor@example.org"):
        assert centre_of(Context(own_team.store, own)) == CENTRE
    with pytest.raises(NotAllowed, match="os-auditor cannot act as planner"):
        set_centre(Context(own_team.store, "planner"), CENTRE)
    monkeypatch.setattr(getpass, "getuser", lambda: "mallory")
    with pytest.raises(NotAllowed, match="operating-system user mallory has no role here"):
        centre_of(Context(own_team.store))


def test_one_address_with_another_case_is_the_same_person(own_team: Bound) -> None:
    shouting = Context(own_team.store, "PLANNER@example.ORG", lambda: NOW, signed_in=True)
    assert myself(shouting).held == PLANNER
