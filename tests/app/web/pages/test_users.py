"""Users and tokens on the settings page."""

import getpass

import pytest
from streamlit.testing.v1 import AppTest

from app.services.access.tokens import context_of_token, tokens_of
from app.services.access.users import users_of
from app.services.context import Context, centre_of
from data.model.users import Held
from tests.app.small_centre import NOW, SmallCentre
from tests.app.web.web_page import a_page, press, words

pytestmark = pytest.mark.slow


@pytest.fixture
def alone(small: SmallCentre, monkeypatch: pytest.MonkeyPatch) -> Context:
    """The single user of a store, at its pages."""
    monkeypatch.setenv("PEAKSHIFT_DB", small.url)
    monkeypatch.delenv("PEAKSHIFT_USER", raising=False)
    monkeypatch.setattr(getpass, "getuser", lambda: "li")
    return Context(small.context.store, "li", lambda: NOW)


def panel() -> AppTest:
    page = a_page("settings")
    page.query_params["settings"] = "users"
    page.run()
    assert not page.exception
    return page


def fill(page: AppTest, label: str, text: str, number: int = 0) -> None:
    [box for box in page.text_input if box.label.startswith(label)][number].set_value(text)


def test_the_single_user_becomes_administrator_and_adds_others(alone: Context) -> None:
    page = panel()
    assert "everything is allowed to li" in words(page)
    fill(page, "Name", "Li Lei")
    press(page, "Add this user")
    assert "Give a reason" in words(page)
    assert next(box for box in page.text_input if box.label == "Name").value == "Li Lei"
    fill(page, "Reason", "we are a team now")
    press(page, "Add this user")
    access = users_of(alone)
    assert access.bind
    assert access.users[0].held == (Held("administrator"),)
    assert "Li Lei: administrator" in words(page)

    fill(page, "Short name", "wang")
    fill(page, "Operating-system", "wang")
    next(box for box in page.multiselect if box.label == "Roles").select("team_leader")
    teams = next(box for box in page.multiselect if box.label == "Teams as team leader")
    teams.select(teams.options[0])
    fill(page, "Reason", "leads a team")
    press(page, "Add this user")
    assert any(toast.value == "wang is saved." for toast in page.toast)
    added = users_of(alone).by_id("wang")
    assert added is not None
    assert added.held == (Held("team_leader", (teams.options[0],)),)

    next(box for box in page.selectbox if box.label == "User to change").set_value("wang").run()
    next(box for box in page.multiselect if box.label == "Roles").set_value(["publisher"])
    fill(page, "Reason", "publishes now")
    press(page, "Save this user")
    changed = users_of(alone).by_id("wang")
    assert changed is not None
    assert changed.held == (Held("publisher"),)


def test_who_may_not_see_users_reads_who_they_are_and_whom_to_ask(
    alone: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    test_the_single_user_becomes_administrator_and_adds_others(alone)
    monkeypatch.setattr(getpass, "getuser", lambda: "wang")
    page = panel()
    assert "wang: publisher" in words(page)
    assert "may not see users and tokens" in words(page)
    assert "Li Lei" in words(page)
    assert not page.text_input


def test_a_token_is_shown_once_and_revoked(alone: Context) -> None:
    page = panel()
    fill(page, "Whose machine", "dialler")
    fill(page, "Reason", "reads the roster", 1)
    press(page, "Make this token")
    secret = page.code[0].value
    assert centre_of(context_of_token(alone.store, secret, lambda: NOW)).name
    page.run()
    assert not page.code
    next(box for box in page.text_input if box.key == "revoke_token:why").set_value("lost")
    press(page, "Revoke it")
    assert [one.state for one in tokens_of(alone)] == ["revoked"]
