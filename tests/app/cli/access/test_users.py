"""`peakshift user` and `token`: who may what is set up, shown and refused on the command line."""

import getpass

import pytest

from data.model.errors import InvalidValue, NotAllowed
from tests.app.command_line import run, told
from tests.app.small_centre import SmallCentre


@pytest.fixture
def li(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operating system's user; `--as tester` is one of his names."""
    monkeypatch.setattr(getpass, "getuser", lambda: "li")


def first(small: SmallCentre, *roles: str) -> None:
    """Name the first administrator."""
    named = [word for role in ("administrator", *roles) for word in ("--role", role)]
    told(small, "user", "add", "tester", "--name", "Li Lei", "--login", "li", *named)


def test_a_single_user_may_everything_and_reads_so(small: SmallCentre, li: None) -> None:
    assert "No administrator is named: everything is allowed" in run(small, "user", "list").output
    me = told(small, "user", "me")
    assert (me["bind"], me["held"]) == (False, [])
    assert {"publish", "access"} <= {*me["may"]}


def test_roles_bind_from_the_first_administrator_on(small: SmallCentre, li: None) -> None:
    first(small)
    told(small, "user", "add", "wang", "--email", "wang@x.org", "--role", "publisher",
         "--role", "team_leader:" + _team(small), "--why", "publishes")  # fmt: skip
    listed = told(small, "user", "list")
    assert listed["roles_bind"]
    assert [user["user_id"] for user in listed["users"]] == ["tester", "wang"]
    refused = run(small, "staff", "wishes")
    assert isinstance(refused.exception, NotAllowed)
    assert "Li Lei (administrator) may not see wishes and leave" in str(refused.exception)
    last = run(small, "user", "remove", "tester")
    assert isinstance(last.exception, InvalidValue)
    told(small, "user", "change", "wang", "--no-role", "--email", "")
    assert "no role" in run(small, "user", "list").output
    assert told(small, "user", "remove", "wang", "--why", "left") == {"removed": "wang"}
    entry = told(small, "audit", "list", "--limit", "1")[0]
    assert (entry["verb"], entry["detail"]["role"]) == ("remove_user", "administrator")
    assert "administrator" in run(small, "audit", "list").output


def _team(small: SmallCentre) -> str:
    from data.store import documents

    return small.context.store.load(documents.STAFF).agents[0].team


def test_another_name_is_refused_once_roles_bind(
    small: SmallCentre, li: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first(small)
    monkeypatch.setattr(getpass, "getuser", lambda: "mallory")
    refused = run(small, "user", "add", "m", "--role", "administrator")
    assert isinstance(refused.exception, NotAllowed)
    assert "mallory cannot act as tester" in str(refused.exception)


def test_settings_say_how_strangers_and_editors_are_treated(small: SmallCentre, li: None) -> None:
    early = run(small, "user", "settings", "--second-person")
    assert "once roles bind" in str(early.exception)
    first(small)
    after = told(small, "user", "settings", "--default-role", "auditor", "--second-person")
    assert after == {"default_role": "auditor", "second_person": True}
    listed = run(small, "user", "list").output
    assert "not listed is auditor" in listed
    assert "somebody else to publish or approve" in listed
    assert told(small, "user", "settings", "--default-role", "none")["default_role"] == ""


def test_the_table_of_duties_is_shown(small: SmallCentre) -> None:
    table = {row["duty"]: row["roles"] for row in told(small, "user", "roles")}
    assert table["publish"] == ["publisher"]
    assert "publish rosters" in run(small, "user", "roles").output


def test_a_token_is_made_listed_and_revoked(small: SmallCentre) -> None:
    made = told(small, "token", "create", "dialler", "--only", "history", "--days", "90")
    assert made["secret"].startswith(f"ps_{made['token_id']}_")
    listed = run(small, "token", "list", "--json").output
    assert made["secret"].split("_", 2)[2] not in listed
    assert "digest" not in listed
    assert told(small, "token", "list")[0]["state"] == "valid"
    told(small, "token", "revoke", "dialler", "--why", "replaced")
    assert "revoked" in run(small, "token", "list").output
    forever = run(small, "token", "create", "plan", "--role", "planner", "--never-expires")
    assert "holds until it is revoked" in " ".join(forever.output.split())
