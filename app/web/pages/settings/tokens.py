"""Tokens of machines: made and shown once, listed with their last use, revoked."""

import pandas as pd
import streamlit as st

from app.services.access.duties import DUTIES
from app.services.access.sentences import role_name, roles_said
from app.services.access.tokens import KnownToken, create_token, revoke_token, tokens_of
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import DASH, local, plain, shown_errors
from data.model.language import tr
from data.model.users import MACHINE, ROLES, Held

SECRET = "token_made"
"""Session key: name and secret of the token that was just made, to be shown once."""
DAYS = {"30": 30, "90": 90, "365": 365, "": None}


def tokens_panel() -> None:
    """Draw the tokens, the form of a new one, and its secret, once."""
    st.subheader(tr("Tokens of machines"), anchor=False)
    st.caption(tr("What a telephone system, a payroll or a script shows instead of signing in."))
    if made := st.session_state.pop(SECRET, None):
        says = tr("The token of {name}. Copy it now: it is shown this once.", name=plain(made[0]))
        st.success(says)
        st.code(made[1], language=None)
    known = tokens_of(session.context())
    if known:
        zone = session.centre().zone
        st.dataframe(pd.DataFrame([_row(one, zone) for one in known]), hide_index=True)
        _revoke(known)
    with st.expander(tr("Make a token"), icon=":material/key:"):
        _make()


def _row(one: KnownToken, zone: str) -> dict[str, str]:
    token = one.token
    states = {"valid": tr("valid"), "expired": tr("expired"), "revoked": tr("revoked")}
    return {
        tr("Token"): token.token_id,
        tr("Name"): token.label,
        tr("Roles"): roles_said(token.held),
        tr("Narrowed to"): tr(", ").join(token.only) or DASH,
        tr("State"): states[one.state],
        tr("Expires"): local(token.expires, zone) if token.expires else tr("never"),
        tr("Last used"): local(one.used, zone) if one.used else tr("never"),
        tr("Made by"): token.made_by,
    }


def _make() -> None:
    _, prefix = held("token_form", None)
    with st.form("token_form", border=False, enter_to_submit=False):
        name = st.text_input(tr("Whose machine it is for"), key=f"{prefix}:name").strip()
        columns = st.columns(3)
        role = columns[0].selectbox(
            tr("Role"), ROLES, ROLES.index(MACHINE), format_func=role_name, key=f"{prefix}:role"
        )
        only = columns[1].multiselect(
            tr("Narrowed to"),
            [duty.name for duty in DUTIES],
            format_func=lambda duty: next(d.what() for d in DUTIES if d.name == duty),
            key=f"{prefix}:only",
            placeholder=tr("all that the role may"),
        )
        days = columns[2].selectbox(
            tr("Holds for"),
            list(DAYS),
            2,
            format_func=lambda n: tr("{n} days", n=n) if n else tr("until it is revoked"),
            key=f"{prefix}:days",
        )
        why = reason(prefix)
        asked = allowed.submit(tr("Make this token"), "create_token", icon=":material/key:")
    if asked and given(why):
        with shown_errors():
            _, secret = create_token(
                session.context(), name, (Held(role),), why, only=tuple(only), days=DAYS[days]
            )
            st.session_state[SECRET] = (name, secret)
            saved("token_form", tr("The token is made."))


def _revoke(known: tuple[KnownToken, ...]) -> None:
    valid = {one.token.token_id: one.token for one in known if one.state == "valid"}
    if not valid:
        return
    with st.popover(tr("Revoke a token"), icon=":material/key_off:"):
        chosen = st.selectbox(
            tr("Token"), list(valid), format_func=lambda one: f"{valid[one].label} ({one})"
        )
        why = reason("revoke_token")
        if allowed.button(tr("Revoke it"), "revoke_token", type="primary") and given(why):
            with shown_errors():
                revoke_token(session.context(), str(chosen), why)
                saved("revoke_token", tr("The token is revoked: it is refused from now on."))
