"""Menu: which few shift codes serve best."""

import streamlit as st

from app.services.design_menu import menu_for
from app.services.desk import Desk
from app.web import runs, session
from app.web.runs import Run
from app.web.widgets.menu_view import menu_view
from app.web.widgets.messages import heading, nothing_yet
from app.web.widgets.pickers import pick_requirement
from app.web.widgets.run_panel import run_panel
from data.store.summaries import RequirementSummary
from rostering.menu_design import MenuDesign, Wanted
from rostering.problem import RosterProblem

KIND = "menu"
SIZES = (4, 6, 8, 10, 12, 16, 20, 24)


def show() -> None:
    """Draw the page."""
    heading("Menu", "Which few shifts should there be, and what does it cost to have so few?")
    session.centre()
    store = session.desk().store
    listed = store.list_requirements()
    if not listed or not store.load_staff().agents:
        nothing_yet(
            "Nothing to design for",
            "A menu is designed for people and the heads they have to meet.",
            page="requirement",
            label="Work out the heads",
        )
        return
    if not run_panel(KIND, lambda answer: menu_view(*answer)):
        _ask(listed)


def _ask(listed: tuple[RequirementSummary, ...]) -> None:
    with st.form("menu"):
        named = pick_requirement(listed, "For the requirement")
        columns = st.columns([4, 2, 2, 2], vertical_alignment="bottom")
        sizes = columns[0].multiselect("Sizes [codes]", SIZES, [4, 6, 8, 10, 12, 16])
        step = columns[1].selectbox("Starts every [min]", (15, 30, 60), 1)
        seconds = columns[2].number_input("Seconds for each size", 1, 600, 10)
        any_start = columns[3].checkbox(
            "Any time of day", help="Otherwise only starts that today's menu has."
        )
        asked = st.form_submit_button("Design", type="primary", icon=":material/restaurant_menu:")
    if asked and not sizes:
        st.warning("Choose at least one size.")
    elif asked:
        chosen = next(r for r in listed if r.requirement_id == named)
        wanted = Wanted(int(step), bool(any_start), tuple(sorted(sizes)), float(seconds))
        _start(chosen, wanted)
        st.rerun()


def _start(chosen: RequirementSummary, wanted: Wanted) -> None:
    weeks = max(1, min(4, chosen.days // 7))

    def work(desk: Desk, run: Run) -> tuple[RosterProblem, MenuDesign]:
        return menu_for(desk, chosen.first, weeks, wanted, run.count, chosen.requirement_id)

    runs.start(KIND, session.url(), session.desk().who, Run("Designing menus"), work)
