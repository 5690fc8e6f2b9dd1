"""Who acts: the local user, or the e-mail of a team member who signed in."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

from app.web import session
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
    assert not session.sign_in_needed()
    assert session.who() == "Wang 王"


def test_a_team_member_s_email_goes_into_the_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEAKSHIFT_USER", "not this one")
    a_user(monkeypatch, email="wang@example.org")
    assert not session.sign_in_needed()
    assert session.who() == "wang@example.org"


def test_a_provider_without_email_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    a_user(monkeypatch, sub="12345")
    with pytest.raises(InvalidValue, match="e-mail"):
        session.who()


def test_nobody_sees_a_page_before_signing_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PEAKSHIFT_DB", str(tmp_path / "closed.sqlite"))
    a_user(monkeypatch)
    page = a_page("audit").run()
    assert [button.label for button in page.button] == ["Sign in"]
    assert "signs in first" in words(page)
