"""What publishing a roster would change for whom."""

import pandas as pd
import streamlit as st

from app.services.diff_rosters import CellChange
from app.services.publish_roster import changes_since_published
from app.web import session
from app.web.reads import Judged
from app.web.widgets.wording import days_of

ROW_PX, MOST_PX = 36, 320


def change_list(judged: Judged) -> None:
    """Changed cells against the newest version that covers any of the same days."""
    last, changes = changes_since_published(session.desk(), judged.saved.roster_id)
    if last is None:
        st.info(
            f"Nothing is published yet for {days_of(judged.roster.first, judged.roster.days)}: "
            "this would be the first version.",
            icon=":material/fiber_new:",
        )
        return
    st.subheader(f"What changes against version {last.version}", anchor=False)
    st.caption(f"Published for {days_of(last.first, last.days)} by {last.who}.")
    if not changes:
        st.success("Nothing changes: the published roster is the same.")
        return
    people = len({change.agent_id for change in changes})
    st.markdown(f"**{len(changes)} cells of {people} people** change.")
    names = {agent.agent_id: agent.name for agent in judged.problem.agents}
    st.dataframe(
        pd.DataFrame([_row(change, names.get(change.agent_id, "")) for change in changes]),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(changes) + 1)),
        column_config={"Day": st.column_config.DateColumn(format="ddd D MMM YYYY")},
    )


def _row(change: CellChange, name: str) -> dict[str, object]:
    return {
        "Agent": f"{name} ({change.agent_id})",
        "Day": change.day,
        "Published": change.before,
        "New": change.after,
    }
