"""What publishing a roster would change for whom, and whose edits it would undo."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from app.services.roster.check import CellChange
from app.services.roster.publish import Undone
from app.web import reads, session
from app.web.parts.wording import days_of, local, plain
from app.web.reads import Judged
from data.model.words import counted

ROW_PX, MOST_PX = 36, 320


def change_list(judged: Judged, version: int) -> None:
    """Changed cells against the newest version that covers any of the same days.

    Parameters
    ----------
    version
        Newest published version; 0 if none.
    """
    last, changes = reads.changes_since_published(session.url(), judged.saved.roster_id, version)
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
    _table(judged, changes)


def undone_list(judged: Judged, version: int) -> tuple[Undone, ...]:
    """Show the edits of others that publishing would undo: whose, when, why and what."""
    url, zone = session.url(), session.centre().zone
    who = session.context().who
    found = reads.undone_by(url, judged.saved.roster_id, version, who)
    for one in found:
        made = reads.saved_roster(url, one.roster_id).made_at
        edits = counted(len(one.changes), "edit")
        with st.container(border=True):
            st.markdown(
                f":orange[:material/undo:] **This would undo {edits} by {plain(one.who)}**, made "
                f"{local(made, zone)}, in force with version {one.version} "
                f"({plain(one.roster_id)})" + (f": {plain(one.why)}" if one.why else ".")
            )
            _table(judged, one.changes)
    return found


def _table(judged: Judged, changes: Sequence[CellChange]) -> None:
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
