"""A kept bound added up again, when somebody asks for it."""

import streamlit as st

from app.services.verify_bound import VerifiedBound, verify_bound
from app.web import session
from app.web.widgets.messages import told
from data.model.result import Result


def bound_again(roster_id: str, result: Result, key: str) -> None:
    """A button that adds the bound of a kept roster up again, and the verdict.

    Parameters
    ----------
    key
        Tells this place from others on the page that show the same roster.
    """
    if result.bound is None:
        return
    found: dict[str, VerifiedBound] = st.session_state.setdefault("bounds_again", {})
    asked = st.button(
        "Add the bound up again",
        key=f"verify_{key}_{roster_id}",
        icon=":material/fact_check:",
        help="From the prices kept with the roster: cover, breaks, everybody's best tour and the "
        "sum are reckoned anew by code of its own. Which shifts there are for whom, and how each "
        "rule moves along a tour, is taken as the search states it. Nothing is solved.",
    )
    if asked:
        with told(), st.spinner("Adding the bound up again"):
            found[roster_id] = verify_bound(session.desk(), roster_id)
    if verdict := found.get(roster_id):
        show = st.success if verdict.holds else st.warning
        show(f"{verdict.sentence}.", icon=":material/fact_check:")
