"""Value of one more: the value of slots, people, templates and rules."""

import streamlit as st

from app.services.centre import planning_of
from app.services.jobs.of_reads import SensitivityOrder
from app.web import jobs, reads, session
from app.web.pages.sensitivity.view import sensitivity_view
from app.web.parts import allowed
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import ended, heading
from data.model.language import phrase, tr
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
    if not run_panel(KIND, _worked_out):
        roster_id = pick_roster(usable)
        if why := reads.no_prices(session.url(), roster_id):
            st.info(ended(f"{why[0].upper()}{why[1:]}"), icon=":material/money_off:")
        else:
            _ask(roster_id)


def _ask(roster_id: str) -> None:
    with st.form("sensitivity"):
        columns = st.columns([5, 2, 2], vertical_alignment="bottom")
        kinds = columns[0].multiselect(
            tr("Value of"), list(ASKED), list(ASKED), format_func=lambda kind: tr(ASKED[kind]),
            help=tr("Single hours are always included."),
        placeholder=tr("choose"))  # fmt: skip
        usual = planning_of(session.context())
        limit = columns[1].number_input(tr("Time limit [s]"), 5, 86_400, usual.sensitivity_limit_s)
        asked = allowed.submit(
            tr("Work out the value"),
            "sensitivity_of_roster",
            at=columns[2],
            type="primary",
            icon=":material/sell:",
            width="stretch",
        )
    if asked:
        _start(roster_id, tuple(kinds), float(limit))
        st.rerun()


def _start(roster_id: str, kinds: tuple[Kind, ...], limit_s: float) -> None:
    jobs.start(SensitivityOrder(roster_id, kinds, limit_s))


def _worked_out(report: SensitivityReport) -> None:
    job = jobs.current(KIND)
    judged = reads.judged(session.url(), job.about["roster"]) if job else None
    if judged is not None:
        sensitivity_view(judged.saved.problem, report)
