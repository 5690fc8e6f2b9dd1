"""Value of one more: the value of slots, people, templates and rules."""

import streamlit as st

from app.services.centre import planning_of
from app.services.context import Context
from app.services.roster.sensitivity import sensitivity_of_roster
from app.web import reads, runs, session
from app.web.pages.sensitivity.view import sensitivity_view
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading
from app.web.runs import Run
from data.model.language import phrase, tr
from data.model.problem import RosterProblem
from rostering.solver.sensitivity import Kind, SensitivityReport

KIND = "sensitivity"
ASKED: dict[Kind, str] = {
    "agent": phrase("One more person"),
    "template": phrase("Each shift template"),
    "rule": phrase("Each rule"),
}


def show() -> None:
    """Draw the page."""
    heading(
        tr("Value of one more"),
        tr("What would one more person, a shift or a looser rule save, and which hours cost most?"),
    )
    usable = rosters_to_choose()
    if not usable:
        return
    if not run_panel(KIND, lambda answer: sensitivity_view(*answer)):
        roster_id = pick_roster(usable)
        if why := reads.no_prices(session.url(), roster_id):
            st.info(f"{why[0].upper()}{why[1:]}.", icon=":material/money_off:")
        else:
            _ask(roster_id)


def _ask(roster_id: str) -> None:
    with st.form("sensitivity"):
        columns = st.columns([5, 2, 2], vertical_alignment="bottom")
        kinds = columns[0].multiselect(
            tr("Value of"), list(ASKED), list(ASKED), format_func=lambda kind: tr(ASKED[kind]),
            help=tr("Single hours are always included."),
        )  # fmt: skip
        usual = planning_of(session.context())
        limit = columns[1].number_input(tr("Time limit [s]"), 5, 86_400, usual.sensitivity_limit_s)
        asked = columns[2].form_submit_button(
            tr("Work out the value"), type="primary", icon=":material/sell:", width="stretch"
        )
    if asked:
        _start(roster_id, tuple(kinds), float(limit))
        st.rerun()


def _start(roster_id: str, kinds: tuple[Kind, ...], limit_s: float) -> None:
    def work(context: Context, run: Run) -> tuple[RosterProblem, SensitivityReport]:
        return sensitivity_of_roster(
            context,
            roster_id,
            kinds=kinds,
            time_limit_s=limit_s,
            progress=run.report_phase,
            stop=run.stop,
        )

    run = Run(
        tr("Working out values of {roster_id}", roster_id=roster_id),
        limit_s,
        tr("what is known so far is shown"),
    )
    runs.start(KIND, session.url(), session.context().who, run, work)
