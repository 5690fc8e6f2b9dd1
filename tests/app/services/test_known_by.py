"""The trail tells how the name of who acted is known."""

import getpass
from dataclasses import replace

import pytest

from app.services.centre import set_centre
from app.services.context import Context
from app.web import session, sign_in
from data.store import Store
from tests.app.small_centre import CENTRE, SmallCentre


def known_by(context: Context) -> tuple[str, str]:
    set_centre(context, replace(CENTRE, name=f"{context.who}'s"))
    newest = context.store.audit(limit=1)[0]
    return newest.who, newest.known_by


def test_a_name_given_on_the_command_line_is_marked_as_claimed(small: SmallCentre) -> None:
    user = getpass.getuser()
    store = small.context.store
    assert known_by(Context(store)) == (user, "operating-system user")
    claimed = f"claimed by operating-system user {user}"
    assert known_by(Context(store, "The chief")) == ("The chief", claimed)


def test_a_name_that_the_provider_vouches_for_is_marked_so(
    small: SmallCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: Store = small.context.store
    monkeypatch.setattr(sign_in, "signs_in", lambda: True)
    assert known_by(session.context_of(store, "wang@example.org"))[1] == "signed in"
    monkeypatch.setattr(sign_in, "signs_in", lambda: False)
    assert known_by(session.context_of(store, "chief@example.org"))[1].startswith("claimed")
