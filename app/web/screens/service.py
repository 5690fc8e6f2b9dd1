"""Service: what a roster gives its callers, when, and how sure that is."""

from typing import Any

import streamlit as st

from app.services.desk import Desk
from app.services.service_of_roster import certificate_of
from app.services.simulate_roster import simulate_kept
from app.web import reads, runs, session
from app.web.reads import Judged
from app.web.runs import Run
from app.web.widgets.messages import go, heading, nothing_yet
from app.web.widgets.pickers import pick_roster
from app.web.widgets.run_panel import run_panel
from app.web.widgets.service_days import service_days
from app.web.widgets.service_queues import service_queues
from app.web.widgets.service_slots import service_slots
from app.web.widgets.service_source import service_source
from app.web.widgets.wording import number

QUICK = 4
"""Horizons simulated before anybody asks: enough for the lights, at once."""


def show() -> None:
    """Draw the page."""
    heading("Service", "Who will be answered in time by this roster, and when will people wait?")
    session.centre()
    listed = session.desk().store.list_rosters()
    usable = [roster for roster in listed if roster.first is not None]
    if not usable:
        nothing_yet(
            "No roster to judge",
            "The service of a roster is worked out from who is on the floor when.",
            page="roster",
            label="Build a roster",
        )
        return
    judged = reads.judged(session.url(), pick_roster(usable, "service_roster_id"))
    if judged is None:
        return
    report, source = _report(judged)
    _more(judged, simulated="quick" not in report)
    st.info(source, icon=":material/fact_check:")
    service_queues(report)
    queue_id = service_slots(report, judged.problem)
    service_days(report["queues"][queue_id])
    service_source(report)
    go("publish", "Publish a roster")


def _report(judged: Judged) -> tuple[dict[str, Any], str]:
    """The best report there is, and a sentence that says which."""
    roster_id = judged.saved.roster_id
    run = runs.run_of(_kind(roster_id), session.url(), session.desk().who)
    if run and not run.going and run.answer:
        return run.answer, (
            "**Simulated on this page**, contact by contact, under the forecast's uncertainty: "
            f"{run.answer['replications']} times the whole horizon. Publishing simulates once "
            "more and keeps that certificate for good."
        )
    kept = certificate_of(session.desk(), roster_id)
    if kept:
        return kept.report, (
            f"**Certificate of version {kept.version}**, kept when it was published: "
            f"{number(kept.report.get('replications'))} times the whole horizon simulated, contact "
            "by contact, under the forecast's uncertainty."
        )
    return _predicted(session.url(), roster_id), (
        f"**A quick look**: {QUICK} times the whole horizon simulated, contact by contact, under "
        "the forecast's uncertainty. Simulate more often for figures to promise by."
    )


@st.cache_resource(max_entries=8, show_spinner="Simulating the service")
def _predicted(url: str, roster_id: str) -> dict[str, Any]:
    judged = reads.judged(url, roster_id)
    desk = Desk(session.store_at(url))
    if judged is None:
        return {}
    return {**simulate_kept(desk, judged.saved, replications=QUICK), "quick": True}


def _more(judged: Judged, simulated: bool) -> None:
    """Ask for a simulation, or show the one that runs."""
    roster_id = judged.saved.roster_id
    kind = _kind(roster_id)
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
    runs.start(_kind(roster_id), session.url(), session.desk().who, run, work)


def _kind(roster_id: str) -> str:
    return f"service of {roster_id}"
