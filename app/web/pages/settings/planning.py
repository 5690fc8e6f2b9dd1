"""What forms and commands begin with: weeks, time limits, days looked back."""

from dataclasses import fields

import streamlit as st

from app.services.centre import planning_of, set_planning
from app.web import session
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import shown_errors
from data.model.language import tr
from data.model.queue import PlanningDefaults

RETENTION = ("forecast_keep_days", "forecast_keep_weeks")
"""Figures that the part *Retention* shows."""
_COLUMNS = 3


def planning_panel() -> None:
    """Draw every figure but those of the retention."""
    st.caption(tr("Forms and commands begin with these figures; each may still name another."))
    names = [field.name for field in fields(PlanningDefaults) if field.name not in RETENTION]
    figures_form("planning_form", names)


def figures_form(key: str, names: list[str]) -> None:
    """A form of some of the figures, with a reason."""
    seen, prefix = held(key, planning_of(session.context()))
    by_name = {field.name: field for field in fields(PlanningDefaults)}
    with st.form(key, enter_to_submit=False):
        rows = [st.columns(_COLUMNS, vertical_alignment="bottom") for _ in names[::_COLUMNS]]
        wanted = {
            name: int(
                rows[place // _COLUMNS][place % _COLUMNS].number_input(
                    f"{by_name[name].metadata['label']} [{by_name[name].metadata['unit']}]",
                    by_name[name].metadata["least"],
                    by_name[name].metadata["most"],
                    getattr(seen, name),
                    key=f"{prefix}:{name}",
                )
            )
            for place, name in enumerate(names)
        }
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save these figures"), "set_planning", type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            set_planning(session.context(), wanted, why, seen=seen)
            saved(key, tr("The figures are saved."))
