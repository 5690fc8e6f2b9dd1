"""From what a service report was computed: enough to compute it again."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from app.services.centre import planning_of
from app.services.jobs.of_reads import SimulateOrder
from app.services.roster.evaluation.service import certificate_of
from app.web import jobs, session
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import percent
from data.model.language import tr

KIND = "simulate"


def service_source(report: Mapping[str, Any]) -> None:
    """Draw seeds, replications, assumptions and digests."""
    with st.expander(tr("Proof"), icon=":material/fingerprint:"):
        st.table(
            pd.DataFrame(_lines(report), columns=[tr("What"), tr("Value")]).set_index(tr("What")),
            border=False,
        )


def _lines(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    inputs = report.get("inputs") or {}
    lines = [
        (
            "days",
            tr("{report} to {report2}", report=report.get("first"), report2=report.get("last")),
        )
    ]
    if "replications" in report:
        policy = report.get("policy") or {}
        lines += [
            (tr("simulated periods"), str(report["replications"])),
            ("seed", str(report.get("seed"))),
            (
                tr("next contact, next agent"),
                ", ".join(map(str, policy.values())).replace("_", " "),
            ),
            ("shrinkage", "; ".join(_shrinkage(s) for s in report.get("shrinkages") or ())),
            (tr("spread of handle times"), _behaviours(report.get("behaviours") or {})),
            ("program", str(report.get("program"))),
        ]
    else:
        lines.append(("way", tr("Erlang formulas on expected contacts, slot by slot")))
    forecasts, digests = inputs.get("forecasts") or {}, inputs.get("forecast_digests") or {}
    lines += [
        (
            tr("forecast of {queue}", queue=queue),
            " · ".join((str(version), str(digests.get(queue, "")))).strip(" ·"),
        )
        for queue, version in forecasts.items()
    ]
    lines += [(name, str(inputs[name])) for name in _DIGESTS if name in inputs]
    return lines


_DIGESTS = ("requirement", "roster", "agents", "queues")


def _shrinkage(found: Mapping[str, Any]) -> str:
    drawn = str(found.get("drawn"))
    how = (
        tr("placed by the roster, not drawn")
        if drawn == "no"
        else tr("drawn as {drawn}", drawn=drawn)
    )
    return f"{found.get('name')} {percent(found.get('share'))} ({how})"


def _behaviours(found: Mapping[str, Any]) -> str:
    parts = [
        f"{queue} {b['handle_cv']:.2f} ({(tr('from history') if b['fitted'] else tr('assumed'))})"
        for queue, b in found.items()
    ]
    return "; ".join(parts) or tr("1.00 for every queue (assumed)")


def simulate_form(roster_id: str, simulated: bool) -> None:
    """Ask for a simulation, or show the one that runs.

    Parameters
    ----------
    simulated
        Whether more than a quick look is on the page already.
    """
    job = jobs.current(KIND, roster=roster_id)
    done = job is not None and job.state == "done"
    # A finished simulation is the report on this page: it needs no panel of its own.
    if job and not done and run_panel(KIND, lambda answer: None, roster=roster_id):
        return
    if job and done and certificate_of(session.context(), roster_id):
        label = tr("Back to the published certificate")
        st.button(label, on_click=jobs.dismiss, args=(job.job_id,))
    label = tr("Simulate again") if simulated else tr("Simulate this roster")
    with st.expander(label, icon=":material/casino:", expanded=not simulated), st.form("simulate"):
        left, right, _ = st.columns([2, 1, 2])
        usual = planning_of(session.context()).simulate_replications
        replications = left.slider(
            tr("Simulated periods"),
            2,
            max(100, usual),
            usual,
            help=tr("More take longer and narrow the intervals."),
        )
        seed = right.number_input(tr("Seed"), 0, 2**31 - 1, 0, help=tr("Same seed, same callers."))
        asked = st.form_submit_button(label, type="primary", icon=":material/play_arrow:")
    if asked:
        jobs.start(SimulateOrder(roster_id, replications, int(seed)))
        st.rerun()
