"""A repair around hand edits: what changes for whom and why; saved with a reason."""

from collections.abc import Sequence

import streamlit as st

from app.services.centre import planning_of
from app.services.jobs.of_rosters import RepairOrder
from app.services.roster.changes.edit import CellEdit
from app.services.roster.changes.repair import Repaired, save_repaired
from app.services.roster.check import diff_rosters
from app.web import jobs, session
from app.web.pages.roster.conflicts import conflict_list
from app.web.parts import allowed
from app.web.parts.forms import reason_to_save
from app.web.parts.roster.change_table import change_table, seats_warning
from app.web.parts.roster.scorecard import cost_table
from app.web.parts.wording import number, signed
from app.web.reads import Judged
from data.model.language import tr
from data.model.words import counted
from rostering.repair.edits import RepairedEdits
from rostering.repair.leeway import MOST_CHANGE_PRICE, Leeway

KIND = "repair"


def repair_view(repaired: Repaired) -> None:
    """Draw a finished repair."""
    found = repaired.found
    if not found.needed:
        st.success(tr("Nothing needs repair: no hard rule is broken."), icon=":material/check:")
        return
    _figures(found)
    st.caption(found.proof)
    if found.conflicts:
        st.error(
            tr(
                "**Not every hard rule can hold around these edits** (an edited cell "
                "is locked). These conflict:"
            ),
            icon=":material/block:",
        )
        conflict_list(found.conflicts)
    _changes(repaired)
    with st.expander(tr("What it costs")):
        cost_table({tr("Edited"): found.before, tr("Repaired"): found.after}, found.change_points)
    _keep(repaired)


def _figures(found: RepairedEdits) -> None:
    before, after = found.before, found.after
    cells = (
        (tr("Hard rules broken"), str(after.hard_violations),
         signed(after.hard_violations - before.hard_violations)),
        (tr("People changed"), str(len(found.touched)), None),
        (tr("Days changed"), str(len(found.changed)), None),
        (tr("Cost"), number(after.objective), signed(after.objective - before.objective)),
    )  # fmt: skip
    for column, (label, value, delta) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(
            label, value, delta, delta_color="inverse", help=tr("Against the edited roster.")
        )


def _changes(repaired: Repaired) -> None:
    found = repaired.found
    names = {agent.agent_id: agent.name for agent in found.problem.agents}
    why = {one.agent_id: tr("; ").join(one.sentences) for one in found.reasons}
    changes = diff_rosters(repaired.before, found.roster)
    st.markdown(
        tr("**What changes** · {cells} set by hand stay", cells=counted(len(found.hand), "cell"))
    )
    if changes:
        change_table(
            changes, names, tr("Edited"), tr("Repaired"), lambda c: why.get(c.agent_id, "")
        )
    else:
        st.info(tr("Nothing: no change would repair what is broken."))


def _keep(repaired: Repaired) -> None:
    seats_warning(repaired.found.problem, repaired.found.roster, repaired.before)
    if not repaired.found.whole:
        st.warning(
            tr(
                "Saved as it is, {hard_violations} violations remain.",
                hard_violations=repaired.found.after.hard_violations,
            )
        )
    if why := reason_to_save("save_repaired", "save_repaired", tr("Save with the repair")):
        with st.spinner(tr("Saving the edits and their repair")):
            saved = save_repaired(session.context(), repaired, why)
        jobs.dismiss_kind(KIND)
        session.unsaved().get("drafts", {}).pop(repaired.edited_id, None)
        session.choose_roster(saved.roster_id)
        st.toast(tr("Saved as {roster_id}", roster_id=saved.roster_id))
        st.rerun(scope="app")


def repair_form(judged: Judged, edits: Sequence[CellEdit]) -> None:
    """Ask how much may change; start the repair of a saved roster with a draft of edits."""
    with st.form("repair_settings"):
        st.markdown(
            tr(
                "**Repair around the edits**: they stay, as few other days as can be "
                "change, and no hard rule is broken."
            )
        )
        columns, usual = st.columns(3), planning_of(session.context())
        price = columns[0].number_input(
            tr("Cost of a changed day"), 0, MOST_CHANGE_PRICE, usual.repair_change_price, step=20,
            help=tr("The higher, the fewer days change; a missing agent's cost stands "
"with the rules."),
        )  # fmt: skip
        most = columns[1].number_input(
            tr("Most people changed"),
            0,
            len(judged.problem.agents),
            None,
            placeholder=tr("any number"),
        )
        limit = columns[2].number_input(tr("Time limit [s]"), 1, 3600, usual.reroster_limit_s)
        asked = allowed.submit(
            tr("Repair around my edits"), "repair_edits", icon=":material/healing:"
        )
    if asked:
        leeway = Leeway(change_price=int(price), max_touched=None if most is None else int(most))
        _start(judged, tuple(edits), leeway, float(limit))
        st.rerun(scope="app")


def _start(judged: Judged, edits: tuple[CellEdit, ...], leeway: Leeway, limit_s: float) -> None:
    jobs.start(RepairOrder(judged.saved.roster_id, leeway, edits, limit_s))
