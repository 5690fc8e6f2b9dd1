"""A second person's yes: who approved a roster, and the button that approves it."""

import streamlit as st

from app.services.roster.publishing.approval import (
    alone_refusal,
    approvals_of,
    approve_roster,
    withdraw_approval,
)
from app.web import session
from app.web.parts import allowed
from app.web.parts.wording import in_words_of_pages, plain
from data.model.language import tr


def approval(roster_id: str, made_by: str) -> str:
    """Draw who approved a roster; returns why the person may not publish it alone, or nothing.

    Parameters
    ----------
    made_by
        Who saved it last.
    """
    context = session.context()
    given = approvals_of(context, roster_id)
    for one in given:
        because = f": {plain(one.why)}" if one.why else ""
        st.success(
            tr("Approved by {who}{because}", who=plain(one.who), because=because),
            icon=":material/how_to_reg:",
        )
        if one.who == context.who and allowed.button(
            tr("Take my approval back"), "withdraw_approval", icon=":material/undo:"
        ):
            withdraw_approval(context, roster_id)
            st.rerun()
    alone = alone_refusal(context, roster_id)
    if alone:
        st.warning(in_words_of_pages(alone), icon=":material/group:")
    elif (
        made_by != context.who
        and all(one.who != context.who for one in given)
        and not allowed.refusal("approve_roster")
    ):
        _approve(roster_id, made_by)
    return alone


def _approve(roster_id: str, made_by: str) -> None:
    with st.expander(
        tr("Approve it, and let {who} publish it", who=plain(made_by)), icon=":material/how_to_reg:"
    ), st.form(f"approve_{roster_id}", border=False):  # fmt: skip
        why = st.text_input(tr("Reason (stays in the audit trail)")).strip()
        if allowed.submit(tr("Approve"), "approve_roster", icon=":material/how_to_reg:"):
            approve_roster(session.context(), roster_id, why)
            st.rerun()
