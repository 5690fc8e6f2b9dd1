"""Edits break hard rules: how much else may change, and the button that mends around them."""

from collections.abc import Sequence

import streamlit as st

from app.services.desk import Desk
from app.services.edit_roster import CellEdit
from app.services.repair_edits import Repaired, repair_edits
from app.services.set_planning import planning_of
from app.web import runs, session
from app.web.reads import Judged
from app.web.runs import Run
from app.web.widgets.repair_view import KIND
from rostering.leeway import MOST_CHANGE_PRICE, Leeway


def repair_form(judged: Judged, edits: Sequence[CellEdit]) -> None:
    """Ask how much may change; start the repair of a kept roster with a draft of edits."""
    with st.form("repair_settings"):
        st.markdown(
            "**Repair around the edits**: they stay, as few other days as can be change, "
            "and no hard rule is broken."
        )
        columns, usual = st.columns(3), planning_of(session.desk())
        price = columns[0].number_input(
            "Points for a changed day", 0, MOST_CHANGE_PRICE, usual.repair_change_price, step=20,
            help="The dearer, the less moves; what a missing agent costs stands with the rules.",
        )  # fmt: skip
        most = columns[1].number_input(
            "Most people changed", 0, len(judged.problem.agents), None, placeholder="any number"
        )
        limit = columns[2].number_input("Time limit [s]", 1, 3600, usual.reroster_limit_s)
        asked = st.form_submit_button("Repair around my edits", icon=":material/healing:")
    if asked:
        leeway = Leeway(change_price=int(price), max_touched=None if most is None else int(most))
        _start(judged, tuple(edits), leeway, float(limit))
        st.rerun(scope="app")


def _start(judged: Judged, edits: tuple[CellEdit, ...], leeway: Leeway, limit_s: float) -> None:
    def work(desk: Desk, run: Run) -> Repaired:
        return repair_edits(
            desk,
            judged.saved.roster_id,
            leeway,
            edits=edits,
            time_limit_s=limit_s,
            progress=run.told,
            stop=run.stop,
        )

    title = f"Repairing {judged.saved.roster_id} around its edits"
    run = Run(title, limit_s, "the best repair found so far is shown")
    runs.start(KIND, session.url(), session.desk().who, run, work)
