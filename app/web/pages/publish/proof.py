"""The simulated service of a proof, as a manager reads it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app.web import reads, session
from app.web.parts.assumptions import definition_in_words
from app.web.parts.roster.scorecard import (
    bound_again,
    hours_cell,
    nobody_view,
    relaxed_view,
    title_of,
)
from app.web.parts.wording import DASH, day_short, number, percent
from data.model.language import tr
from data.model.publication import Publication
from data.model.result import Distance

HOUR_S = 3600


def service_table(service: Mapping[str, Any]) -> None:
    """Draw the service report of a published version."""
    queues = service.get("queues") or {}
    if not queues:
        st.caption(tr("No service was simulated for this version."))
        return
    st.dataframe(
        pd.DataFrame([_row(queue_id, found) for queue_id, found in queues.items()]),
        hide_index=True,
    )
    if all("range" in found for found in queues.values()):
        brackets = tr("in brackets what the period may come to, in eight of ten of them")
    else:
        sure = percent(service.get("confidence", 0.95), 0)
        brackets = tr("in brackets the {sure} confidence interval of the mean", sure=sure)
    st.caption(
        tr(
            "{count} simulated periods under the forecast's uncertainty; {brackets}. Target met: "
            "share of simulated periods that reach the target.",
            count=service.get("replications"),
            brackets=brackets,
        )
    )


def _row(queue_id: str, found: Mapping[str, Any]) -> dict[str, str]:
    return {
        tr("Queue"): session.queue_names().get(queue_id, queue_id),
        tr("Target"): _target(found),
        tr("Service level"): _interval(found),
        tr("Target met"): percent(found.get("kept_share"), 0),
        tr("Worst day"): _worst_day(found.get("days") or ()),
        tr("Answered after"): _seconds(found.get("asa_s")),
        tr("Abandoned"): percent(_mean(found.get("abandonment_share"))),
        tr("Occupancy"): percent(_mean(found.get("occupancy_share"))),
        tr("Counted"): definition_in_words(str(found.get("definition", ""))),
    }


def _target(found: Mapping[str, Any]) -> str:
    seconds = float(found.get("threshold_s", 0))
    span = (
        tr("{seconds:g} h", seconds=seconds / HOUR_S)
        if seconds >= HOUR_S
        else tr("{seconds:.0f} s", seconds=seconds)
    )
    return tr("{percent} in {span}", percent=percent(found.get("target_share"), 0), span=span)


def _interval(found: Mapping[str, Any]) -> str:
    """Mean service level and what may come; of older certificates the mean's interval."""
    estimate = found.get("service_level")
    if not estimate or estimate.get("mean") is None:
        return DASH
    low, high = (found.get("range") or {}).get("service_level") or (
        estimate.get("low"),
        estimate.get("high"),
    )
    return tr(
        "{percent} ({percent2} to {percent3})",
        percent=percent(estimate["mean"]),
        percent2=percent(low),
        percent3=percent(high),
    )


def _mean(estimate: Mapping[str, Any] | None) -> float | None:
    return estimate.get("mean") if estimate else None


def _seconds(estimate: Mapping[str, Any] | None) -> str:
    mean = _mean(estimate)
    if mean is None:
        return DASH
    return tr("{mean:.0f} min", mean=mean / 60) if mean >= 600 else tr("{mean:.0f} s", mean=mean)


def _worst_day(days: Any) -> str:
    known = [(_mean(day.get("service_level")), day["day"]) for day in days]
    levels = [(level, day) for level, day in known if level is not None]
    if not levels:
        return DASH
    level, day = min(levels)
    return tr(
        "{percent} on {day_short}",
        percent=percent(level),
        day_short=day_short(date.fromisoformat(day)),
    )


SHOWN = (
    "engine",
    "bound_by",
    "seed",
    "problem_digest",
    "roster_digest",
    "requirement_id",
    "program",
)


def proof_view(found: Publication) -> None:
    """Draw the relaxed rules and the simulated service, and below them the proof."""
    proof = found.proof
    relaxed = proof.get("gave_way") or []
    relaxed_view([one["sentence"] for one in relaxed], sum(one["points"] for one in relaxed))
    nobody_view(proof.get("nobody_can_serve") or ())
    st.markdown(tr("**Simulated service**"))
    service_table(proof.get("service") or {})
    with st.expander(tr("Proof"), icon=":material/verified:"):
        cells = (
            (tr("Hard rules broken"), number(proof.get("hard_violations"))),
            (tr("Cost"), number(proof.get("objective"))),
            (tr("Lower bound"), number(proof.get("bound"))),
            (tr("Optimality gap"), percent(proof.get("gap"))),
            hours_cell(Distance.of_json(proof.get("distance")))[:2],
        )
        for column, (label, value) in zip(st.columns(len(cells)), cells, strict=True):
            column.metric(label, value)
        st.markdown(tr("**Cost breakdown**"))
        costs = [(title_of(rule), cost) for rule, cost in (proof.get("bill") or {}).items()]
        st.dataframe(
            pd.DataFrame(costs, columns=[tr("For"), tr("Cost")]), hide_index=True, width="content"
        )
        saved = reads.saved_roster(session.url(), found.roster_id)
        bound_again(found.roster_id, saved.result, "proof")
        st.caption(" · ".join(f"{name.replace('_', ' ')} {proof.get(name)}" for name in SHOWN))
