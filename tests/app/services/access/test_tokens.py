"""Tokens: shown once, stored as digests, narrowed, outdated, revoked."""

import json
from datetime import timedelta

import pytest

from app.services.access.tokens import (
    UnknownToken,
    context_of_token,
    create_token,
    revoke_token,
    tokens_of,
)
from app.services.access.users import myself
from app.services.centre import set_centre
from app.services.context import Context, centre_of
from app.services.history import import_history
from data.model.codec import to_json
from data.model.errors import InvalidValue, NotAllowed, NotFound
from data.model.users import Held
from data.store import documents
from tests.app.services.access.team import Bound
from tests.app.small_centre import CENTRE, NOW, SmallCentre

MACHINE = (Held("machine"),)


def test_the_secret_is_shown_once_and_stored_nowhere(own_team: Bound) -> None:
    token, secret = create_token(own_team.as_("administrator"), "dialler", MACHINE)
    core = secret.split("_", 2)[2]
    assert secret.startswith(f"ps_{token.token_id}_")
    assert len(core) >= 43
    trail = json.dumps([entry.detail for entry in own_team.store.audit()])
    stored = json.dumps(to_json(own_team.store.load(documents.TOKENS)))
    assert core not in trail + stored
    assert token.digest in stored
    assert token.digest not in trail


def test_a_token_does_what_its_role_may_and_the_trail_names_it(own_team: Bound) -> None:
    _, secret = create_token(own_team.as_("administrator"), "planning feed", (Held("planner"),))
    mine = context_of_token(own_team.store, secret, lambda: NOW)
    set_centre(mine, CENTRE.__class__("Renamed"))
    entry = own_team.store.audit(limit=1)[0]
    assert (entry.who, entry.known_by, entry.role) == (
        "planning feed", f"token {mine.token_id}", "planner",
    )  # fmt: skip
    with pytest.raises(NotAllowed, match=r"planning feed \(planner\) may not change users"):
        create_token(mine, "another", MACHINE)


def test_a_token_is_narrowed_also_where_no_roles_bind(small: SmallCentre) -> None:
    _, secret = create_token(small.context, "dialler", MACHINE, only=("history",))
    mine = context_of_token(small.context.store, secret, lambda: NOW)
    assert centre_of(mine).name
    with pytest.raises(NotAllowed, match="may not see rosters: it is narrowed to history"):
        mine.store.list_rosters()
    with pytest.raises(NotAllowed, match=r"dialler \(machine\) may not set up the centre"):
        set_centre(mine, CENTRE)
    assert import_history(mine, small.folder / "history.csv").rejected == 0
    assert myself(mine).may == ("see_centre", "history")


def test_what_is_no_token_is_refused_without_telling_why(own_team: Bound) -> None:
    admin = own_team.as_("administrator")
    token, secret = create_token(admin, "dialler", MACHINE, days=30)
    old, other = create_token(admin, "old", MACHINE)
    revoke_token(admin, "old", "lost")
    later = lambda: NOW + timedelta(days=30)  # noqa: E731
    for shown, clock in (
        ("", lambda: NOW), ("ps_", lambda: NOW), (f"ps_{token.token_id}_", lambda: NOW),
        (f"{secret}x", lambda: NOW), (secret[:-1], lambda: NOW), (secret[3:], lambda: NOW),
        (f"ps_{old.token_id}_{secret.split('_', 2)[2]}", lambda: NOW),
        (other, lambda: NOW), (secret, later),
    ):  # fmt: skip
        with pytest.raises(UnknownToken, match="not known, was revoked or has expired"):
            context_of_token(own_team.store, shown, clock)
    assert context_of_token(own_team.store, f" {secret}\n", lambda: NOW).token_id == token.token_id


def test_a_token_that_is_revoked_meanwhile_stops_at_once(own_team: Bound) -> None:
    admin = own_team.as_("administrator")
    token, secret = create_token(admin, "dialler", MACHINE)
    mine = context_of_token(own_team.store, secret, lambda: NOW)
    assert centre_of(mine) == CENTRE
    revoke_token(admin, token.token_id)
    with pytest.raises(NotAllowed, match="no longer holds"):
        centre_of(mine)
    with pytest.raises(NotFound, match="tokens in use: none"):
        revoke_token(admin, token.token_id)


def test_lists_tell_state_and_last_use_to_the_minute(own_team: Bound) -> None:
    admin = own_team.as_("administrator")
    create_token(admin, "short", MACHINE, days=1)
    _, secret = create_token(admin, "dialler", MACHINE, days=None)
    for seconds in (0, 10, 59, 61):
        context_of_token(own_team.store, secret, lambda s=seconds: NOW + timedelta(seconds=s))
    later = Context(own_team.store, admin.who, lambda: NOW + timedelta(days=2), signed_in=True)
    assert [(k.token.label, k.state, k.used) for k in tokens_of(later)] == [
        ("dialler", "valid", NOW + timedelta(seconds=61)),
        ("short", "expired", None),
    ]
    create_token(later, "short", MACHINE)  # the name is free again


def test_a_token_gets_nothing_that_its_roles_may_not(own_team: Bound) -> None:
    admin = own_team.as_("administrator")
    for held, only, said in (
        ((), (), "needs a role"),
        (MACHINE, ("publish",), "publish rosters needs one of the roles publisher"),
        (MACHINE, ("fly",), "no duty or use case 'fly'; duties: see_centre, "),
        ((Held("team_leader", ("Dya",)),), (), "no team Dya"),
    ):
        with pytest.raises(InvalidValue, match=said):
            create_token(admin, "dialler", held, only=only)
    with pytest.raises(InvalidValue, match="1 to 3650 days, not 0"):
        create_token(admin, "dialler", MACHINE, days=0)
