"""What forms and commands begin with; how long old forecasts stay, and taking them away."""

from collections.abc import Collection
from dataclasses import fields

import streamlit as st

from app.services.centre import planning_of, set_planning
from app.services.running import retention
from app.web import session
from app.web.pages.settings.figures import figures_form
from app.web.parts import allowed
from app.web.parts.forms import given
from app.web.parts.wording import in_words_of_pages, shown_errors
from data.model.centre import PlanningDefaults
from data.model.language import tr

RETENTION = ("forecast_keep_days", "forecast_keep_weeks")
"""Figures that the part *Retention* shows."""


def planning_panel() -> None:
    """Draw every figure but those of the retention."""
    st.caption(tr("Forms and commands begin with these figures; each may still name another."))
    names = [one.name for one in fields(PlanningDefaults) if one.name not in RETENTION]
    _form("planning_form", names)


def _form(key: str, names: Collection[str]) -> None:
    figures_form(key, planning_of(session.context()), set_planning, "set_planning", names)


def retention_panel() -> None:
    """Draw the two figures of the retention, what would go now, and the thinning."""
    st.caption(
        tr(
            "Old forecasts are thinned every night as these figures say. What was staffed from or "
            "published, the newest of each queue, and what a score needs never goes; nor do "
            "history, rosters, published versions or the audit trail."
        )
    )
    _form("retention_form", RETENTION)
    st.subheader(tr("Thin now"), anchor=False)
    if st.button(tr("Say what would go"), icon=":material/visibility:"):
        with shown_errors(), st.spinner(tr("Looking at every forecast"), show_time=True):
            found = retention.thin(session.context(), dry_run=True)
            st.session_state["thinning_said"] = found.sentence
    if said := st.session_state.get("thinning_said", ""):
        st.info(in_words_of_pages(said))
        with st.form("thin_now", border=False):
            why = st.text_input(tr("Reason (stays in the audit trail)"), key="thin_why").strip()
            asked = allowed.submit(
                tr("Take these forecasts away"), "thin", icon=":material/delete_sweep:"
            )
        if asked and given(why):
            _thin(why)


def _thin(why: str) -> None:
    with shown_errors(), st.spinner(tr("Taking old forecasts away"), show_time=True):
        done = retention.thin(session.context(), why)
        st.session_state.pop("thinning_said", None)
        st.success(in_words_of_pages(done.sentence))
        for text in done.altered:
            st.warning(in_words_of_pages(text))
