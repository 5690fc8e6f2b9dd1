"""What publishing a roster would change for whom."""

from datetime import date

import pandas as pd
import streamlit as st

from app.services.roster.check import CellChange
from app.services.roster.publish import changes_since_published
from app.services.roster.state import state_of_published, today_of
from app.web import session
from app.web.pages.publish.proof import proof_view
from app.web.parts.downloads import roster_downloads
from app.web.parts.wording import days_of, local, percent, plain
from app.web.reads import Judged
from data.model.publication import Publication

ROW_PX, MOST_PX = 36, 320


def change_list(judged: Judged) -> None:
    """Changed cells against the newest version that covers any of the same days."""
    last, changes = changes_since_published(session.context(), judged.saved.roster_id)
    if last is None:
        st.info(
            f"Nothing is published yet for {days_of(judged.roster.first, judged.roster.days)}: "
            "this would be the first version.",
            icon=":material/fiber_new:",
        )
        return
    st.subheader(f"What changes against version {last.version}", anchor=False)
    st.caption(f"Published for {days_of(last.first, last.days)} by {plain(last.who)}.")
    if not changes:
        st.success("Nothing changes: the published roster is the same.")
        return
    people = len({change.agent_id for change in changes})
    st.markdown(f"**{len(changes)} cells of {people} people** change.")
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    st.dataframe(
        pd.DataFrame([_change_row(change, names.get(change.agent_id, "")) for change in changes]),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(changes) + 1)),
        column_config={"Day": st.column_config.DateColumn(format="ddd D MMM YYYY")},
    )


def _change_row(change: CellChange, name: str) -> dict[str, object]:
    return {
        "Agent": f"{name} ({change.agent_id})",
        "Day": change.day,
        "Published": change.before,
        "New": change.after,
    }


def version_history(published: tuple[Publication, ...]) -> None:
    """Table of versions, then one of them in full."""
    st.subheader("Published versions", anchor=False)
    if not published:
        st.caption("None yet.")
        return
    zone = session.centre().zone
    newest, today = published[::-1], today_of(session.context())
    st.dataframe(pd.DataFrame([_version_row(p, zone, today) for p in newest]), hide_index=True)
    with st.container(border=True):
        chosen = st.selectbox(
            "Version",
            newest,
            format_func=lambda p: f"version {p.version}: {days_of(p.first, p.days)}",
            width=400,
        )
        roster_downloads(chosen.roster_id, f"roster-v{chosen.version}")
        proof_view(chosen)


def _version_row(found: Publication, zone: str, today: date) -> dict[str, object]:
    return {
        "Version": found.version,
        "Days": days_of(found.first, found.days),
        "By": found.who,
        "When": local(found.at, zone),
        "Why": found.why,
        "State": state_of_published(found, today).word,
        "Gap": percent(found.proof.get("gap")),
        "Hard rules broken": found.proof.get("hard_violations"),
        "Roster": found.roster_id,
    }
