"""Who acts: the local user, or the e-mail of a team member who signed in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

from app.web import sign_in
from data.model.errors import InvalidValue
from tests.app.web.web_page import a_page, words


def a_user(monkeypatch: pytest.MonkeyPatch, **claims: object) -> None:
    """Pretend that secrets configure sign-in and that this user came."""
    user = SimpleNamespace(
        is_logged_in=bool(claims), get=lambda name, default=None: claims.get(name, default)
    )
    monkeypatch.setattr(st, "secrets", {"auth": {}})
    monkeypatch.setattr(st, "user", user)


def test_without_sign_in_the_named_local_user_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "secrets", {})
    monkeypatch.setenv("PEAKSHIFT_USER", "Wang 王")
    assert not sign_in.needed()
    assert sign_in.who() == "Wang 王"


def test_a_team_member_s_email_goes_into_the_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEAKSHIFT_USER", "not this one")
    a_user(monkeypatch, email="wang@example.org")
    assert not sign_in.needed()
    assert sign_in.who() == "wang@example.org"


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "12345"},
        {"email": " "},
        {"email": "wang@example.org", "email_verified": False},
        {"email": "wang@example.org", "email_verified": "False"},
    ],
)
def test_an_account_without_an_address_of_its_own_does_nothing_and_may_leave(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, claims: dict[str, object]
) -> None:
    monkeypatch.setenv("PEAKSHIFT_DB", str(tmp_path / "closed.sqlite"))
    a_user(monkeypatch, **claims)
    with pytest.raises(InvalidValue, match="e-mail"):
        sign_in.who()
    page = a_page("audit").run()
    assert [button.label for button in page.button] == ["Sign out"]
    assert "sign out" in words(page)


def test_a_sign_in_ends_after_a_long_shift(monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=sign_in.USUAL_H + 1)
    a_user(monkeypatch, email="wang@example.org", iat=long_ago.timestamp())
    assert sign_in.needed()
    monkeypatch.setattr(st, "secrets", {"auth": {}, "peakshift": {"signed_in_hours": 24}})
    assert not sign_in.needed()


def test_nobody_sees_a_page_before_signing_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PEAKSHIFT_DB", str(tmp_path / "closed.sqlite"))
    a_user(monkeypatch)
    page = a_page("audit").run()
    assert [button.label for button in page.button] == ["Sign in"]
    assert "signs in first" in words(page)
