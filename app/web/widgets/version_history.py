"""Every published version, with its proof and its files."""

import pandas as pd
import streamlit as st

from app.web import session
from app.web.widgets.downloads import roster_downloads
from app.web.widgets.proof_view import proof_view
from app.web.widgets.wording import days_of, local, percent
from data.model.publication import Publication


def version_history(published: tuple[Publication, ...]) -> None:
    """Table of versions, then one of them in full."""
    st.subheader("Published versions", anchor=False)
    if not published:
        st.caption("None yet.")
        return
    zone = session.centre().zone
    newest = published[::-1]
    st.dataframe(pd.DataFrame([_row(p, zone) for p in newest]), hide_index=True)
    with st.container(border=True):
        chosen = st.selectbox(
            "Version",
            newest,
            format_func=lambda p: f"version {p.version}: {days_of(p.first, p.days)}",
            width=400,
        )
        roster_downloads(chosen.roster_id, f"roster-v{chosen.version}")
        with st.expander("Its proof", icon=":material/verified:"):
            proof_view(chosen)


def _row(found: Publication, zone: str) -> dict[str, object]:
    return {
        "Version": found.version,
        "Days": days_of(found.first, found.days),
        "By": found.who,
        "When": local(found.at, zone),
        "Why": found.why,
        "Gap": percent(found.proof.get("gap")),
        "Hard rules broken": found.proof.get("hard_violations"),
        "Roster": found.roster_id,
    }
