"""Whom the app believes: what a provider tells of an account, and when."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from app.web import sign_in
from data.model.errors import InvalidValue

ADDRESS = {"email": "wang@example.org"}


class Account(dict[str, Any]):
    """What Streamlit tells of who signed in."""

    is_logged_in = True


def signed_in(patch: pytest.MonkeyPatch, **claims: Any) -> None:
    secrets = {"auth": {}, "peakshift": {"signed_in_hours": 8}}
    patch.setattr(sign_in, "st", SimpleNamespace(user=Account(claims), secrets=secrets))


@pytest.mark.parametrize("vouched", [{}, {"email_verified": True}, {"email_verified": "true"}])
def test_who_is_vouched_for_is_believed(
    monkeypatch: pytest.MonkeyPatch, vouched: dict[str, Any]
) -> None:
    signed_in(monkeypatch, **ADDRESS, **vouched)
    assert sign_in.refusal() == ""
    assert sign_in.who() == "wang@example.org"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({**ADDRESS, "email_verified": False}, "has not confirmed"),
        ({**ADDRESS, "email_verified": "false"}, "has not confirmed"),
        ({**ADDRESS, "email_verified": 0}, "has not confirmed"),
        ({"name": "No Mail"}, "no e-mail address"),
        ({"email": "  "}, "no e-mail address"),
        ({"email": None}, "no e-mail address"),
    ],
)
def test_nobody_acts_under_an_address_that_nobody_vouches_for(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any], why: str
) -> None:
    signed_in(monkeypatch, **claims)
    assert why in sign_in.refusal()
    with pytest.raises(InvalidValue, match=why):
        sign_in.who()


def test_a_sign_in_holds_for_the_hours_set(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC).timestamp()
    for hours, again in ((7.9, False), (8.1, True)):
        signed_in(monkeypatch, **ADDRESS, iat=now - hours * 3600)
        assert sign_in.needed() is again
    signed_in(monkeypatch, **ADDRESS)
    assert not sign_in.needed()
