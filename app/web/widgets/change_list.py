"""Cells that differ between two rosters."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from app.services.diff_rosters import CellChange


def change_list(changes: Sequence[CellChange], names: Mapping[str, str]) -> None:
    """Counts and the list of changed cells."""
    if not changes:
        st.success("Nothing changes: the published roster is the same.")
        return
    people = len({change.agent_id for change in changes})
    st.markdown(f"**{len(changes)} cells of {people} people** change.")
    rows = [
        {
            "Agent": f"{names.get(change.agent_id, '')} ({change.agent_id})",
            "Day": change.day,
            "Published": change.before,
            "New": change.after,
        }
        for change in changes
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(320, 36 * (len(rows) + 1)),
        column_config={"Day": st.column_config.DateColumn(format="ddd D MMM YYYY")},
    )
