"""Users and roles: who is listed and may do what; how strangers and last editors are treated."""

from typing import Any

import pandas as pd
import streamlit as st

from app.services.access.asking import local_user
from app.services.access.sentences import role_name, roles_said
from app.services.access.users import (
    add_user,
    change_user,
    myself,
    remove_user,
    roles_table,
    set_access,
    teams_of,
    users_of,
)
from app.web import session
from app.web.pages.settings.tokens import tokens_panel
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved, stays_chosen
from app.web.parts.wording import DASH, in_words_of_pages, plain, shown_errors
from data.model.language import tr
from data.model.users import ADMINISTRATOR, FOR_TEAMS, MACHINE, PUBLISHER, ROLES, Access, Held, User

NEW = ""
"""Choice in the box of users: add one."""


def users_panel() -> None:
    """Draw who the person is here; then, for those who may see them, users, rules and tokens."""
    context = session.context()
    mine = myself(context)
    say = st.info if not mine.bind else st.markdown
    say(plain(mine.sentence))
    if not mine.bind:
        st.caption(
            tr(
                "Roles bind as soon as an administrator is named: that must be yourself at first, "
                "so that nobody is locked out. Give yourself the roles of your daily work in the "
                "same step: later, only another administrator can."
            )
        )
    if why := allowed.refusal("users_of"):
        st.caption(in_words_of_pages(why))
        return
    access = users_of(context)
    _table(access)
    _one_user(access, teams_of(context))
    if access.bind:
        _rules_of_access(access)
    tokens_panel()
    with st.expander(tr("Who may do what"), icon=":material/table:"):
        _duties()


def _table(access: Access) -> None:
    if not access.users:
        st.markdown(tr("Nobody is listed yet."))
        return
    rows = [
        {
            tr("User"): user.user_id,
            tr("Name"): user.name or DASH,
            tr("Roles"): roles_said(user.held),
            tr("E-mail"): user.email or DASH,
            tr("Login"): user.login or DASH,
            tr("Agent"): user.agent_id or DASH,
        }
        for user in access.users
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)


def _one_user(access: Access, teams: tuple[str, ...]) -> None:
    names = {NEW: tr("Add a user")} | {user.user_id: user.called for user in access.users}
    stays_chosen("user_chosen")
    chosen = st.selectbox(
        tr("User to change"), list(names), format_func=names.__getitem__, key="user_chosen"
    )
    user = access.by_id(chosen or NEW)
    if user is None:
        _form("user_form", _myself_first(access), teams, new=True)
    else:
        _form(f"user_form_{user.user_id}", user, teams, new=False)
        _remove(user)


def _myself_first(access: Access) -> User:
    """What the form of a new user begins with: oneself, where nobody is administrator yet."""
    context = session.context()
    if access.bind or access.by_email(context.who) or access.by_login(local_user()):
        return User("?")
    roles = (Held(ADMINISTRATOR),)
    if context.signed_in:
        return User(context.who.partition("@")[0], email=context.who, held=roles)
    return User(local_user(), login=local_user(), held=roles)


def _form(key: str, user: User, teams: tuple[str, ...], *, new: bool) -> None:
    seen, prefix = held(key, user)
    with st.form(key, enter_to_submit=False):
        left, right = st.columns(2, gap="medium")
        with left:
            changes = _person(seen, prefix, new)
        with right:
            changes["held"] = _roles(seen, prefix, teams)
        why = reason(prefix)
        label = tr("Add this user") if new else tr("Save this user")
        verb = "add_user" if new else "change_user"
        asked = allowed.submit(label, verb, type="primary", icon=":material/save:")
    if not asked or not given(why):
        return
    with shown_errors():
        if new:
            add_user(session.context(), User(**changes), why)
        else:
            user_id = changes.pop("user_id")
            change_user(session.context(), user_id, changes, why, seen=seen)
        called = changes["name"] or changes.get("user_id") or user.user_id
        saved(key, tr("{user} is saved.", user=plain(called)))


def _person(seen: User, prefix: str, new: bool) -> dict[str, Any]:
    fresh = "" if seen.user_id == "?" else seen.user_id

    def box(name: str, label: str, now: str, help_: str | None = None) -> str:
        return st.text_input(label, now, key=f"{prefix}:{name}", help=help_).strip()

    return {
        "user_id": box("id", tr("Short name"), fresh, tr("Never changes: wang, or wang.fang."))
        if new
        else seen.user_id,
        "name": box("name", tr("Name"), seen.name),
        "email": box(
            "email", tr("E-mail"), seen.email,
            tr("The address that the sign-in provider vouches for."),
        ),
        "login": box(
            "login", tr("Operating-system user"), seen.login,
            tr("For the command line, and for pages without sign-in."),
        ),
        "agent_id": box(
            "agent", tr("Agent"), seen.agent_id,
            tr("Id of whom of the staff they are; an agent sees their own shifts."),
        ),
    }  # fmt: skip


def _roles(seen: User, prefix: str, teams: tuple[str, ...]) -> tuple[Held, ...]:
    roles = st.multiselect(
        tr("Roles"),
        ROLES,
        [one.role for one in seen.held],
        format_func=role_name,
        key=f"{prefix}:roles",
        placeholder=tr("choose"),
    )
    chosen = {}
    for role in FOR_TEAMS if teams else ():
        before = next((one.teams for one in seen.held if one.role == role), ())
        chosen[role] = st.multiselect(
            tr("Teams as {role}", role=role_name(role)),
            sorted({*teams, *before}),
            list(before),
            key=f"{prefix}:teams_{role}",
            placeholder=tr("the whole centre"),
        )
    return tuple(Held(role, tuple(chosen.get(role, ()))) for role in roles)


def _remove(user: User) -> None:
    with st.popover(tr("Remove {user}", user=plain(user.called)), icon=":material/person_remove:"):
        st.markdown(tr("They may do nothing any more. What they did stays in the audit trail."))
        why = reason(f"remove_{user.user_id}")
        label = tr("Remove this user")
        if allowed.button(label, "remove_user", type="primary") and given(why):
            with shown_errors():
                remove_user(session.context(), user.user_id, why)
                st.session_state.pop("user_chosen", None)
                saved(f"user_form_{user.user_id}", tr("The user is removed."))


def _rules_of_access(access: Access) -> None:
    seen, prefix = held("access_form", access)
    strangers = ["", *(r for r in ROLES if r not in (ADMINISTRATOR, PUBLISHER, MACHINE))]
    with st.form("access_form", enter_to_submit=False):
        role = st.selectbox(
            tr("Who signs in and is not listed is"),
            strangers,
            strangers.index(seen.default_role),
            format_func=lambda name: (
                role_name(name) if name else tr("nobody: sent to an administrator")
            ),
            key=f"{prefix}:default",
        )
        second = st.toggle(
            tr("Whoever saved a roster last needs somebody else to publish or approve it"),
            seen.second_person,
            key=f"{prefix}:second",
        )
        why = reason(prefix)
        asked = allowed.submit(tr("Save"), "set_access", icon=":material/save:")
    if asked and given(why):
        with shown_errors():
            set_access(
                session.context(),
                why,
                default_role=role if role != seen.default_role else None,
                second_person=second if second != seen.second_person else None,
            )
            saved("access_form", tr("Saved."))


def _duties() -> None:
    rows = [
        {
            tr("Duty"): name,
            tr("What it allows"): what,
            tr("Roles"): tr(", ").join(map(role_name, roles)),
        }
        for name, what, roles in roles_table(session.context())
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
