"""What forms and commands begin with: weeks, time limits, days looked back."""

from collections.abc import Collection
from dataclasses import fields

import streamlit as st

from app.services.centre import planning_of, set_planning
from app.web import session
from app.web.pages.settings.figures import figures_form
from data.model.centre import PlanningDefaults
from data.model.language import tr

RETENTION = ("forecast_keep_days", "forecast_keep_weeks")
"""Figures that the part *Retention* shows."""


def planning_panel() -> None:
    """Draw every figure but those of the retention."""
    st.caption(tr("Forms and commands begin with these figures; each may still name another."))
    names = [one.name for one in fields(PlanningDefaults) if one.name not in RETENTION]
    planning_form("planning_form", names)


def planning_form(key: str, names: Collection[str]) -> None:
    """A form of some of the planning defaults."""
    figures_form(key, planning_of(session.context()), set_planning, "set_planning", names)
