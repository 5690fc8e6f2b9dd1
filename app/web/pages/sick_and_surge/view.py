"""What rerostering changes for whom and what it costs; saved when somebody says so."""

import pandas as pd
import streamlit as st

from app.services.roster.check import diff_rosters
from app.services.roster.reroster import RerosterReport, save_rerostered
from app.web import jobs, session
from app.web.parts.scorecard import cost_table
from app.web.parts.wording import number, plain, reason_to_save, signed
from rostering.repair.disruption import Rerostered

ROW_PX, MOST_PX = 36, 420


def reroster_view(rerostered: RerosterReport) -> None:
    """Draw a finished rerostering."""
    found = rerostered.found
    _figures(found)
    if found.changed:
        st.caption(found.outlook)
    if rerostered.newer_requirement:
        st.caption(
            f"Judged by {rerostered.newer_requirement}, which is newer than the requirement that "
            "the roster was built for."
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        _changes(rerostered)
    with right:
        _costs(found)
    for violation in found.after.violations[: found.after.hard_violations]:
        st.markdown(f":red[:material/close:] **hard** · {plain(violation.sentence)}")
    _keep(rerostered)


def _figures(found: Rerostered) -> None:
    open_h, after_h = (sum(c.shortfall_hours.values()) for c in (found.open, found.after))
    proof = "nothing is cheaper" if found.proven else f"best found in {found.seconds:.0f} s"
    cells = (
        ("Saves", number(found.saved), f"Cost saved against doing nothing; {proof}."),
        ("People changed", str(len(found.touched)), "Those who fall out are not counted."),
        ("Days changed", str(len(found.changed)), f"They add {found.change_points} to the cost."),
        ("Hours understaffed", f"{after_h:,.1f}", f"{open_h:,.1f} h if nobody does anything."),
        ("Hard rules broken", str(found.after.hard_violations), "By the independent check."),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)


def _changes(rerostered: RerosterReport) -> None:
    names = {agent.agent_id: agent.name for agent in rerostered.found.problem.agents}
    changed = set(rerostered.found.changed)
    rows = [
        {
            "Agent": f"{names[c.agent_id]} ({c.agent_id})",
            "Day": c.day,
            "Published": c.before,
            "New": c.after if (c.agent_id, c.day) in changed else "falls out",
        }
        for c in diff_rosters(rerostered.before, rerostered.found.roster)
    ]
    st.markdown("**What changes**")
    if not rows:
        st.info(f"Nothing. {rerostered.found.outlook}")
        return
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        height=min(MOST_PX, ROW_PX * (len(rows) + 1)),
        column_config={"Day": st.column_config.DateColumn(format="ddd D MMM")},
    )


def _costs(found: Rerostered) -> None:
    cards = {"Published": found.published, "Nobody acts": found.open, "Rerostered": found.after}
    cost_table(cards, found.change_points)
    more = found.after.objective + found.change_points - found.published.objective
    st.caption(f"Against the published roster: cost {signed(more)}.")


def _keep(rerostered: RerosterReport) -> None:
    if why := reason_to_save("save_rerostered"):
        with st.spinner("Saving it, with its new lower bound"):
            saved = save_rerostered(session.context(), rerostered, why)
        jobs.dismiss_kind("reroster")
        session.unsaved().get("cases", {}).pop(rerostered.parent_id, None)
        session.choose_roster(saved.roster_id)
        st.toast(f"Saved as {saved.roster_id}")
        st.switch_page(st.session_state["pages"]["roster"])
