"""What forms and commands begin with: weeks, time limits, days looked back."""

from dataclasses import fields

import streamlit as st

from app.services.set_planning import planning_of, set_planning
from app.web import session
from app.web.widgets.messages import told

_COLUMNS = 5


def planning_form() -> None:
    """Draw the figures in force, and change them with a reason."""
    usual = planning_of(session.desk())
    with (
        st.expander("Planning defaults", icon=":material/tune:"),
        st.form("planning", border=False, enter_to_submit=False),
    ):
        st.caption("Forms and commands begin with these figures; each may still name another.")
        columns = st.columns(_COLUMNS, vertical_alignment="bottom")
        found = {
            field.name: int(
                columns[place % _COLUMNS].number_input(
                    f"{field.metadata['label']} [{field.metadata['unit']}]",
                    field.metadata["least"],
                    field.metadata["most"],
                    getattr(usual, field.name),
                    key=f"planning_{field.name}",
                )
            )
            for place, field in enumerate(fields(usual))
        }
        why = st.text_input("Reason", key="planning_why").strip()
        asked = st.form_submit_button("Save the defaults")
    if asked and not why:
        st.warning("Give a reason: whoever reads the trail later will ask for it.")
    elif asked:
        with told():
            set_planning(session.desk(), found, why)
            st.rerun()
