"""A repair around hand edits: what changes for whom and why; kept with a reason."""

import pandas as pd
import streamlit as st

from app.services.diff_rosters import diff_rosters
from app.services.repair_edits import Repaired, keep_repaired
from app.web import runs, session
from app.web.widgets.bill_table import bill_table
from app.web.widgets.clashes import clash_list
from app.web.widgets.keep_form import reason_to_keep
from app.web.widgets.wording import number, signed
from rostering.mend_edits import MendedEdits
from rostering.rules.words import counted

KIND = "repair"
ROW_PX, MOST_PX = 36, 420


def repair_view(repaired: Repaired) -> None:
    """Draw a finished repair."""
    found = repaired.found
    if not found.needed:
        st.success("Nothing needs repair: no hard rule is broken.", icon=":material/check:")
        return
    _figures(found)
    st.caption(found.proof)
    if found.clashes:
        st.error(
            "**Not every hard rule can be kept around these edits** (an edited cell is a locked "
            "one). This is why:",
            icon=":material/block:",
        )
        clash_list(found.clashes)
    _changes(repaired)
    with st.expander("What it costs"):
        bill_table({"Edited": found.before, "Repaired": found.after}, found.change_points)
    _keep(repaired)


def _figures(found: MendedEdits) -> None:
    before, after = found.before, found.after
    cells = (
        ("Hard rules broken", str(after.hard_violations),
         signed(after.hard_violations - before.hard_violations)),
        ("People changed", str(len(found.touched)), None),
        ("Days changed", str(len(found.changed)), None),
        ("Points", number(after.objective), signed(after.objective - before.objective)),
    )  # fmt: skip
    for column, (label, value, delta) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, delta, delta_color="inverse", help="Against the edited roster.")


def _changes(repaired: Repaired) -> None:
    found = repaired.found
    names = {agent.agent_id: agent.name for agent in found.problem.agents}
    why = {one.agent_id: "; ".join(one.sentences) for one in found.reasons}
    rows = [
        {
            "Agent": f"{names[c.agent_id]} ({c.agent_id})",
            "Day": c.day,
            "Edited": c.before,
            "Repaired": c.after,
            "Why": why.get(c.agent_id, ""),
        }
        for c in diff_rosters(repaired.before, found.roster)
    ]
    st.markdown(f"**What changes** · {counted(len(found.hand), 'cell')} set by hand, kept")
    if not rows:
        st.info("Nothing: no change would mend what is broken.")
        return
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(rows) + 1)),
        column_config={"Day": st.column_config.DateColumn(format="ddd D MMM")},
    )


def _keep(repaired: Repaired) -> None:
    if not repaired.found.whole:
        st.warning(f"Kept as it is, {repaired.found.after.hard_violations} findings stay.")
    if why := reason_to_keep("keep_repaired"):
        with st.spinner("Keeping the edits and their repair"):
            saved = keep_repaired(session.desk(), repaired, why)
        runs.forget(KIND, session.url(), session.desk().who)
        st.session_state.get("drafts", {}).pop(repaired.edited_id, None)
        st.session_state["open_roster"] = saved.roster_id
        st.toast(f"Kept as {saved.roster_id}")
        st.rerun(scope="app")
