"""How often a roster's service is simulated: the form, and the run that it starts."""

from typing import Any

import streamlit as st

from app.services.desk import Desk
from app.services.service_of_roster import certificate_of
from app.services.simulate_roster import simulate_kept
from app.web import runs, session
from app.web.runs import Run
from app.web.widgets.run_panel import run_panel


def simulate_form(roster_id: str, simulated: bool) -> None:
    """Ask for a simulation, or show the one that runs.

    Parameters
    ----------
    simulated
        Whether more than a quick look is on the page already.
    """
    kind = kind_of(roster_id)
    run = runs.run_of(kind, session.url(), session.desk().who)
    # A finished run is the report on this page: it needs no panel of its own.
    if run and (run.going or run.trouble) and run_panel(kind, lambda answer: None):
        return
    if run and run.answer and certificate_of(session.desk(), roster_id):
        forget = (kind, session.url(), session.desk().who)
        st.button("Back to the published certificate", on_click=runs.forget, args=forget)
    label = "Simulate again" if simulated else "Simulate this roster"
    with st.expander(label, icon=":material/casino:", expanded=not simulated), st.form("simulate"):
        left, right, _ = st.columns([2, 1, 2])
        replications = left.slider(
            "Simulated horizons", 2, 100, 20, help="More take longer and narrow the intervals."
        )
        seed = right.number_input("Seed", 0, 2**31 - 1, 0, help="Same seed, same callers.")
        asked = st.form_submit_button(label, type="primary", icon=":material/play_arrow:")
    if asked:
        _start(roster_id, replications, int(seed))
        st.rerun()


def _start(roster_id: str, replications: int, seed: int) -> None:
    def work(desk: Desk, run: Run) -> dict[str, Any]:
        def tell(done: int, total: int) -> None:
            run.count("horizons simulated", done, total)

        saved = desk.store.load_roster(roster_id)
        return simulate_kept(desk, saved, replications=replications, seed=seed, progress=tell)

    run = Run(f"Simulating {roster_id}")
    runs.start(kind_of(roster_id), session.url(), session.desk().who, run, work)


def kind_of(roster_id: str) -> str:
    """Under which name its simulation runs."""
    return f"service of {roster_id}"
