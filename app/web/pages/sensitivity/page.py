"""Worth: the price of slots, people, templates and rules."""

import streamlit as st

from app.services.context import Context
from app.services.roster.sensitivity import sensitivity_of_roster
from app.web import reads, runs, session
from app.web.pages.sensitivity.view import sensitivity_view
from app.web.parts.pickers import pick_roster
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import heading, nothing_yet
from app.web.runs import Run
from data.model.problem import RosterProblem
from rostering.solver.sensitivity import Kind, SensitivityReport

KIND = "worth"
ASKED: dict[Kind, str] = {
    "agent": "One more person",
    "template": "Each shift template",
    "rule": "Each rule",
}


def show() -> None:
    """Draw the page."""
    heading("Worth", "What is one more person, a shift or a rule worth, and which hours are dear?")
    session.centre()
    usable = [r for r in session.context().store.list_rosters() if r.first is not None]
    if not usable:
        nothing_yet("No roster to price", "Build one first.", page="roster", label="Build a roster")
        return
    if not run_panel(KIND, lambda answer: sensitivity_view(*answer)):
        roster_id = pick_roster(usable, "worth_roster_id")
        if why := reads.no_prices(session.url(), roster_id):
            st.info(f"{why[0].upper()}{why[1:]}.", icon=":material/money_off:")
        else:
            _ask(roster_id)


def _ask(roster_id: str) -> None:
    with st.form("worth"):
        columns = st.columns([4, 2, 2], vertical_alignment="bottom")
        kinds = columns[0].multiselect(
            "Price", list(ASKED), list(ASKED), format_func=ASKED.__getitem__,
            help="Slots are always priced.",
        )  # fmt: skip
        limit = columns[1].number_input("Time limit [s]", 10, 3600, 300)
        asked = columns[2].form_submit_button(
            "Price", type="primary", icon=":material/sell:", width="stretch"
        )
    if asked:
        _start(roster_id, tuple(kinds), float(limit))
        st.rerun()


def _start(roster_id: str, kinds: tuple[Kind, ...], limit_s: float) -> None:
    def work(context: Context, run: Run) -> tuple[RosterProblem, SensitivityReport]:
        return sensitivity_of_roster(
            context, roster_id, kinds=kinds, time_limit_s=limit_s, progress=run.told, stop=run.stop
        )

    run = Run(f"Pricing {roster_id}", limit_s, "what is priced so far is shown")
    runs.start(KIND, session.url(), session.context().who, run, work)
