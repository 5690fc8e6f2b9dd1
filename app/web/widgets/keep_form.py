"""A reason and a button: nothing is kept without the one."""

import streamlit as st


def reason_to_keep(key: str) -> str:
    """The reason given for keeping what is shown as a new roster; empty until it is asked for."""
    with st.form(key, border=False):
        why = st.text_input("Reason (kept in the audit trail)").strip()
        asked = st.form_submit_button(
            "Keep as a new roster", type="primary", icon=":material/save:"
        )
    if asked and not why:
        st.warning("Give a reason first.")
    return why if asked else ""
