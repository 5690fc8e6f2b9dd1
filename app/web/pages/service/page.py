"""Service: what a roster gives its callers, when, and how sure that is."""

from typing import Any

import streamlit as st

from app.services.roster.evaluation.service import certificate_of, simulate_saved
from app.web import jobs, reads, session
from app.web.pages.service.days_and_queues import service_days, service_queues
from app.web.pages.service.if_away import if_away_form
from app.web.pages.service.simulate import KIND, service_source, simulate_form
from app.web.pages.service.slots import service_slots
from app.web.parts.cached import cached
from app.web.parts.pickers import pick_roster, rosters_to_choose
from app.web.parts.wording import go, heading, number
from app.web.reads import Judged
from data.model.language import phrase, tr

QUICK = 4
"""Horizons simulated before anybody asks: enough for the lights, at once."""


def show() -> None:
    """Draw the page."""
    heading(
        tr("Service"), tr("Who will be answered in time by this roster, and when will people wait?")
    )
    usable = rosters_to_choose()
    if not usable:
        return
    judged = reads.judged(session.url(), pick_roster(usable))
    if judged is None:
        return
    report, source = _report(judged)
    simulate_form(judged.saved.roster_id, simulated="quick" not in report)
    st.info(source, icon=":material/fact_check:")
    service_queues(report)
    if_away_form(judged)
    queue_id = service_slots(report, judged.problem)
    service_days(report["queues"][queue_id])
    service_source(report)
    go("publish", tr("Publish a roster"))


def _report(judged: Judged) -> tuple[dict[str, Any], str]:
    """The best report there is, and a sentence that says which."""
    roster_id = judged.saved.roster_id
    job = jobs.current(KIND, roster=roster_id)
    if job and job.state == "done":
        report: dict[str, Any] = jobs.answer(job)
        return report, (
            tr(
                "**Simulated on this page**, contact by contact, under the "
                "forecast's uncertainty: {replications} times the whole period. "
                "Publishing simulates once more and saves that certificate for good.",
                replications=report["replications"],
            )
        )
    kept = certificate_of(session.context(), roster_id)
    if kept:
        return kept.report, (
            tr(
                "**Certificate of version {version}**, made when it was published: "
                "{number} times the whole period simulated, contact by contact, "
                "under the forecast's uncertainty.",
                version=kept.version,
                number=number(kept.report.get("replications")),
            )
        )
    return _predicted(session.url(), roster_id), (
        tr(
            "**A quick look**: {quick} times the whole period simulated, contact "
            "by contact, under the forecast's uncertainty. Simulate more often "
            "for reliable figures.",
            quick=QUICK,
        )
    )


@cached(phrase("Simulating the service"), 8)
def _predicted(url: str, roster_id: str) -> dict[str, Any]:
    judged = reads.judged(url, roster_id)
    context = session.shared_context(url)
    if judged is None:
        return {}
    found = simulate_saved(context, judged.saved, replications=QUICK, behind=False)
    return {**found, "quick": True}
