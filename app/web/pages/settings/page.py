"""Settings: what the centre is, what its queues are held to, and what forms begin with."""

import streamlit as st

from app.web import session
from app.web.parts.forms import section
from app.web.parts.wording import heading
from data.model.language import tr

HERE = "app.web.pages.settings"
SECTIONS = {
    "centre": (lambda: tr("Centre"), f"{HERE}.centre:centre_panel"),
    "queues": (lambda: tr("Queues and targets"), f"{HERE}.queues:queues_panel"),
    "days": (lambda: tr("Special days"), "app.web.parts.history.special_days:special_days_view"),
    "shrinkage": (lambda: tr("Shrinkage"), "app.web.parts.shrinkage:shrinkage_forms"),
    "planning": (lambda: tr("Planning defaults"), f"{HERE}.planning:planning_panel"),
    "users": (lambda: tr("Users and roles"), f"{HERE}.users:users_panel"),
    "language": (lambda: tr("Language"), f"{HERE}.language:language_panel"),
    "retention": (lambda: tr("Retention"), f"{HERE}.planning:retention_panel"),
    "notices": (lambda: tr("Notices"), f"{HERE}.notices:notices_panel"),
    "alerts": (lambda: tr("Alerts"), f"{HERE}.alerts:alerts_panel"),
}
"""Name in the address -> title and what draws it; one line each."""


def show() -> None:
    """Draw the page."""
    heading(
        tr("Settings"), tr("What is the centre, what is it held to, and what do forms begin with?")
    )
    session.centre()
    section("settings", SECTIONS)
    st.caption(
        tr("A change holds for what is made from now on; what was saved stays as it was made.")
    )
