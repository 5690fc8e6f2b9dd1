"""What rerostering changes for whom and what it costs; saved when somebody says so."""

import streamlit as st

from app.services.roster.changes.reroster import RerosterReport, save_rerostered
from app.services.roster.check import CellChange, diff_rosters
from app.web import jobs, session
from app.web.parts.forms import reason_to_save
from app.web.parts.roster.change_table import change_table
from app.web.parts.roster.scorecard import cost_table
from app.web.parts.wording import number, plain, signed
from data.model.language import tr
from rostering.repair.disruption import Rerostered


def reroster_view(rerostered: RerosterReport) -> None:
    """Draw a finished rerostering."""
    found = rerostered.found
    _figures(found)
    if found.changed:
        st.caption(found.outlook)
    if rerostered.newer_requirement:
        st.caption(
            tr(
                "Judged by {newer_requirement}, which is newer than the requirement "
                "that the roster was built for.",
                newer_requirement=rerostered.newer_requirement,
            )
        )
    if rerostered.course_of:
        st.caption(tr("The rest of today is judged by the newest forecast of it, as Today does."))
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
    proof = (
        tr("nothing is cheaper")
        if found.proven
        else tr("best found in {seconds:.0f} s", seconds=found.seconds)
    )
    cells = (
        (
            tr("Saves"),
            number(found.saved),
            tr("Cost saved against doing nothing; {proof}.", proof=proof),
        ),
        (tr("People changed"), str(len(found.touched)), tr("Those who fall out are not counted.")),
        (
            tr("Days changed"),
            str(len(found.changed)),
            tr("They add {change_points} to the cost.", change_points=found.change_points),
        ),
        (
            tr("Hours understaffed"),
            f"{after_h:,.1f}",
            tr("{open_h:,.1f} h if nobody does anything.", open_h=open_h),
        ),
        (
            tr("Hard rules broken"),
            str(found.after.hard_violations),
            tr("By the independent check."),
        ),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)


def _changes(rerostered: RerosterReport) -> None:
    names = {agent.agent_id: agent.name for agent in rerostered.found.problem.agents}
    changed = set(rerostered.found.changed)
    changes = diff_rosters(rerostered.before, rerostered.found.roster)

    def why(change: CellChange) -> str:
        return "" if (change.agent_id, change.day) in changed else tr("falls out")

    st.markdown(tr("**What changes**"))
    if changes:
        change_table(changes, names, tr("Published"), tr("New"), why)
    else:
        st.info(tr("Nothing. {outlook}", outlook=rerostered.found.outlook))


def _costs(found: Rerostered) -> None:
    cards = {
        tr("Published"): found.published,
        tr("Nobody acts"): found.open,
        tr("Rerostered"): found.after,
    }
    cost_table(cards, found.change_points)
    more = found.after.objective + found.change_points - found.published.objective
    st.caption(tr("Against the published roster: cost {signed}.", signed=signed(more)))


def _keep(rerostered: RerosterReport) -> None:
    if why := reason_to_save("save_rerostered", "save_rerostered"):
        with st.spinner(tr("Saving it, with its new lower bound")):
            saved = save_rerostered(session.context(), rerostered, why)
        jobs.dismiss_kind("reroster")
        session.unsaved().get("cases", {}).pop(rerostered.parent_id, None)
        session.choose_roster(saved.roster_id)
        st.toast(tr("Saved as {roster_id}", roster_id=saved.roster_id))
        st.switch_page(st.session_state["pages"]["roster"])
