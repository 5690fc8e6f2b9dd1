"""Users, tokens and languages changed by many at once."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from app.services.access import language as language_choice
from app.services.access import tokens, users
from app.services.context import Context
from app.services.roster.publishing import approval
from data.model.users import ADMINISTRATOR, MACHINE, PUBLISHER, ROLES, Held, User
from data.store import documents
from tests.app.services.at_once_cases import Do, Stands, case, most, saved_rosters

DEFAULTS = tuple(role for role in ROLES if role not in (ADMINISTRATOR, PUBLISHER, MACHINE))
PLANNER = (Held("planner"),)


def _added(context: Context) -> list[str]:
    ids = [f"u{uuid4().hex[:8]}" for _ in range(most())]
    for user_id in ids:
        users.add_user(context, User(user_id))
    return ids


@case(users.add_user)
def fresh_users(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = [User(f"u{uuid4().hex[:8]}", held=PLANNER) for _ in range(most())]
    return (
        lambda c, n: users.add_user(c, mine[n]),
        lambda c, n, answer: mine[n] in users.users_of(c).users,
    )


@case(users.add_user, "one")
def one_fresh_user(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = User(f"u{uuid4().hex[:8]}")
    return (
        lambda c, n: users.add_user(c, User(mine.user_id, f"Name {n}")),
        lambda c, n, answer: answer in users.users_of(c).users,
    )


@case(users.change_user)
def different_users(context: Context, folder: Path) -> tuple[Do, Stands]:
    ids = _added(context)
    return (
        lambda c, n: users.change_user(c, ids[n], {"held": PLANNER}),
        lambda c, n, answer: answer in users.users_of(c).users,
    )


@case(users.change_user, "one", names_who=True)
def one_user(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = _added(context)[0]
    seen = users.users_of(context).by_id(mine)
    assert seen is not None
    return (
        lambda c, n: users.change_user(c, seen.user_id, {"name": f"Name {n}"}, seen=seen),
        lambda c, n, answer: answer in users.users_of(c).users,
    )


@case(users.remove_user)
def removed_users(context: Context, folder: Path) -> tuple[Do, Stands]:
    ids = _added(context)
    return (
        lambda c, n: users.remove_user(c, ids[n]),
        lambda c, n, answer: users.users_of(c).by_id(ids[n]) is None,
    )


@case(users.set_access, "last", most=len(DEFAULTS))
def default_roles(context: Context, folder: Path) -> tuple[Do, Stands]:
    if users.users_of(context).default_role:
        users.set_access(context, default_role="")
    return (
        lambda c, n: users.set_access(c, default_role=DEFAULTS[n]),
        lambda c, n, answer: users.users_of(c).default_role == DEFAULTS[n],
    )


@case(approval.approve_roster)
def approvals(context: Context, folder: Path) -> tuple[Do, Stands]:
    roster_id = saved_rosters(context, uuid4().hex, 1)[0]
    return (
        lambda c, n: approval.approve_roster(c, roster_id, f"read by {n}"),
        lambda c, n, answer: answer in approval.approvals_of(c, roster_id),
    )


@case(approval.withdraw_approval)
def approvals_taken_back(context: Context, folder: Path) -> tuple[Do, Stands]:
    roster_id = saved_rosters(context, uuid4().hex, 1)[0]
    for n in range(most()):
        approval.approve_roster(replace(context, who=f"writer-{n}"), roster_id)
    return (
        lambda c, n: approval.withdraw_approval(c, roster_id),
        lambda c, n, answer: answer not in approval.approvals_of(c, roster_id),
    )


@case(tokens.create_token)
def fresh_tokens(context: Context, folder: Path) -> tuple[Do, Stands]:
    label = uuid4().hex[:8]
    return (
        lambda c, n: tokens.create_token(c, f"{label} {n}", (Held("machine"),))[0],
        lambda c, n, answer: answer in [known.token for known in tokens.tokens_of(c)],
    )


@case(tokens.create_token, "one")
def one_fresh_token(context: Context, folder: Path) -> tuple[Do, Stands]:
    label = uuid4().hex[:8]
    return (
        lambda c, n: tokens.create_token(c, label, (Held("machine"),))[0],
        lambda c, n, answer: answer in [known.token for known in tokens.tokens_of(c)],
    )


@case(tokens.revoke_token)
def revoked_tokens(context: Context, folder: Path) -> tuple[Do, Stands]:
    label = uuid4().hex[:8]
    mine = [tokens.create_token(context, f"{label} {n}", PLANNER)[0] for n in range(most())]
    return (
        lambda c, n: tokens.revoke_token(c, mine[n].token_id),
        lambda c, n, answer: answer in [known.token for known in tokens.tokens_of(c)],
    )


@case(tokens.revoke_token, "one")
def one_revoked_token(context: Context, folder: Path) -> tuple[Do, Stands]:
    mine = tokens.create_token(context, uuid4().hex[:8], PLANNER)[0]
    return (
        lambda c, n: tokens.revoke_token(c, mine.token_id),
        lambda c, n, answer: answer in [known.token for known in tokens.tokens_of(c)],
    )


@case(language_choice.set_language)
def languages(context: Context, folder: Path) -> tuple[Do, Stands]:
    return (
        lambda c, n: (c.who, language_choice.set_language(c, "zh-CN")),
        lambda c, n, answer: (answer[0], "zh-CN") in c.store.load(documents.LANGUAGES),
    )
