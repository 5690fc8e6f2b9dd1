"""Alerts of the running day: from when on they are raised, and where the notice of a level goes."""

import streamlit as st

from app.services.day.alerts.raised import alert_settings_of, escalation_shown, set_alert_settings
from app.services.day.alerts.raised import set_escalation as save_escalation
from app.web import session
from app.web.pages.settings.figures import figures_form
from app.web.parts import allowed
from app.web.parts.forms import given, held, reason, saved
from app.web.parts.wording import plain, shown_errors
from data.model.language import tr

LIMITS, LEVELS = "alert_limits_form", "alert_levels_form"


def alerts_panel() -> None:
    """Draw the figures and the destinations of the levels."""
    st.markdown(
        tr(
            "An alert that nobody takes on goes up a level. Contacts off the forecast: two "
            "intervals in a row outside their band, or the contacts of four hours together; both "
            "with limits that give one false alarm in so many weeks by simulation, for each "
            "queue. A small queue shows a lasting rise only in those four hours. A day below "
            "target: of so many plays of the rest of the day, this share ends below it."
        )
    )
    figures_form(
        LIMITS, alert_settings_of(session.context()), set_alert_settings, "set_alert_settings",
        button=tr("Save these limits"), done=tr("The limits are saved."),
    )  # fmt: skip
    st.subheader(tr("Where the notice of each level goes"), anchor=False)
    _levels()


def _levels() -> None:
    shown = escalation_shown(session.context())
    for level, where in shown.items():
        st.markdown(
            tr("Level {level}: **{where}**", level=level, where=plain(where))
            if where
            else tr("Level {level}: the centre's destination", level=level)
        )
    _, prefix = held(LEVELS, shown)
    with st.form(LEVELS, enter_to_submit=False):
        left, right = st.columns([1, 4])
        level = left.selectbox(tr("Level"), list(shown)[1:], key=f"{prefix}:level")
        address = right.text_input(
            tr("New destination"),
            type="password",
            key=f"{prefix}:address",
            autocomplete="off",
            help=tr("As under Notices. Leave it empty for the centre's destination."),
        )
        why = reason(prefix)
        asked = allowed.submit(
            tr("Save the destination"), "set_escalation", type="primary", icon=":material/save:"
        )
    if asked and given(why):
        with shown_errors():
            save_escalation(session.context(), int(level or 2), address or "", why)
            saved(LEVELS, tr("The destination of this level is saved."))
