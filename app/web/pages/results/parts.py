"""The parts of the page: one sentence, queues, days, changes."""

import math
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from app.services.results import EditsWorth, QueueResult, Results
from app.web.pages.results.charts import day_chart
from app.web.parts.charts.drawing import draw
from app.web.parts.wording import DASH, percent, plain, span
from data.model.language import tr, trn

POOR_POINTS = 0.02
"""So far below its target, a queue is named [-]."""


def in_one_line(found: Results) -> str:
    """What a manager would say of these days."""
    contacts = sum(queue.contacts for queue in found.queues)
    parts = [
        tr(
            "**{days}: {contacts} contacts came.**",
            days=span(found.first, found.last),
            contacts=f"{contacts:,.0f}",
        ),
        _beside_the_forecast(found),
    ]
    counted = [q for q in found.queues if math.isfinite(q.reached_share)]
    poor = [q.name for q in counted if q.reached_share < q.target_share - POOR_POINTS]
    if poor:
        parts.append(tr("Below target: {queues}.", queues=plain(tr(", ").join(poor))))
    elif counted:
        parts.append(tr("Every queue that is counted reached its target."))
    else:
        parts.append(tr("The history does not count how many were answered in time."))
    return " ".join(parts)


def _beside_the_forecast(found: Results) -> str:
    """How much more or less came than was forecast, on the days that had been forecast."""
    told = [day for day in found.days if math.isfinite(day.expected)]
    expected = sum(day.expected for day in told)
    if expected <= 0:
        return tr("No forecast was made before these days.")
    share = sum(day.contacts for day in told) / expected - 1
    more = tr("more") if share > 0 else tr("fewer")
    days, of = (len({one.day for one in part}) for part in (told, found.days))
    if days < of:
        return tr(
            "{days} of these {of} days were forecast before they began: on them {share} {more} "
            "came than expected.",
            days=days,
            of=of,
            share=percent(abs(share)),
            more=more,
        )
    return tr(
        "That is {share} {more} than the forecasts made before each day expected.",
        share=percent(abs(share)),
        more=more,
    )


def by_queue(found: Results, targets: Mapping[str, str]) -> None:
    """A row a queue: contacts, errors, target (by id, in words) and reached."""
    st.subheader(tr("By queue"), anchor=False)
    rows = pd.DataFrame([_row(queue, targets) for queue in found.queues])
    st.dataframe(rows.loc[:, (rows != DASH).any()], hide_index=True)


def _row(queue: QueueResult, targets: Mapping[str, str]) -> dict[str, str]:
    def share(value: float) -> str:
        return percent(value) if math.isfinite(value) else DASH

    return {
        tr("Queue"): queue.name,
        tr("Contacts"): f"{queue.contacts:,.0f}",
        tr("Forecast, all in all"): f"{queue.bias_share:+z.1%}"
        if math.isfinite(queue.bias_share)
        else DASH,
        tr("Error per slot"): share(queue.wape_share),
        tr("Error of the 8-week mean"): share(queue.baseline_wape_share),
        tr("Target"): targets.get(queue.queue_id, DASH),
        tr("Reached"): share(queue.reached_share),
    }


def by_day(found: Results) -> None:
    """What came and what was expected, by day."""
    st.subheader(tr("By day"), anchor=False)
    names = {queue.queue_id: queue.name for queue in found.queues}
    draw(day_chart(found, names))


def edits(found: Results) -> None:
    """What was changed since each build, and what that was worth by what came."""
    st.subheader(tr("What changes after the build brought"), anchor=False)
    if not found.edits:
        st.caption(tr("No published roster covers these days."))
        return
    for one in found.edits:
        st.markdown(
            tr(
                "Version {version} ({days}): {changed}.",
                version=one.version,
                days=trn("{n} day", "{n} days", one.days),
                changed=_changed(one),
            )
        )
    if any(one.cells for one in found.edits):
        st.caption(
            tr("Short of what came: agents that the contacts that really came would have required, "
               "by the formula of each queue, less the agents on the floor. Formulas know nothing "
               "of shared skills, so only the difference is given.")
        )  # fmt: skip


def _changed(one: EditsWorth) -> str:
    """What changes since the build brought; the hours short by formula alone would mislead."""
    if not one.cells:
        return tr("published as built")
    cells = trn("{n} cell changed since the build", "{n} cells changed since the build", one.cells)
    hours = f"{abs(one.saved_h):,.1f}"
    if hours == "0.0":
        return tr("{cells}, as short of what came as before", cells=cells)
    if one.saved_h > 0:
        return tr("{cells}, {hours} agent hours less short of what came", cells=cells, hours=hours)
    return tr("{cells}, {hours} agent hours more short of what came", cells=cells, hours=hours)
