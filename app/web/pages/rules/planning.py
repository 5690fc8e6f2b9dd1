"""What forms and commands begin with: weeks, time limits, days looked back."""

from dataclasses import fields

import streamlit as st

from app.services.centre import set_planning
from app.web import session
from app.web.parts.wording import shown_errors
from data.model.queue import PlanningDefaults

_COLUMNS = 2


@st.dialog("Planning defaults", width="large")
def change_planning(usual: PlanningDefaults) -> None:
    """Draw the figures in force when the dialog opened, and change them with a reason."""
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
    why = st.text_input("Reason for the change (stays in the audit trail)").strip()
    asked = st.button("Save the defaults", type="primary")
    if asked and not why:
        st.warning("Give a reason: whoever reads the trail later will ask for it.")
    elif asked:
        with shown_errors():
            set_planning(session.context(), found, why, seen=usual)
            st.rerun()
