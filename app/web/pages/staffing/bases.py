"""Mean, p50, p80, p95 and expected service side by side: agents required, hours, cost."""

from datetime import date
from functools import partial
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.jobs.of_reads import CompareOrder
from app.services.staffing.shrinkage import shrinkages_of
from app.services.staffing.what_if import hour_cents_of
from app.web import jobs, session
from app.web.parts import allowed
from app.web.parts.assumptions import DEFINITIONS
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import QUEUES
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import day_long, day_short, plain
from data.model.codec import digest
from data.model.language import phrase, tr
from data.model.requirement import Requirement
from data.model.shift import clock
from data.model.words import basis_in_words
from data.store import documents
from rostering.staffing.compare import Choice

ALL = phrase("All queues")


KIND = "compare_bases"


def bases_view(requirement: Requirement) -> None:
    """The comparison for the forecasts of a requirement and the targets of today, once asked."""
    context = session.context()
    queues, staff = context.store.load(documents.QUEUES), session.staff()
    judged = "judge" in requirement.made_with
    known = digest((queues, hour_cents_of(context), shrinkages_of(context), staff, judged))
    about = {"forecasts": list(requirement.forecast_ids), "known": known}
    run_panel(KIND, partial(_compared, requirement, judged), **about)
    if jobs.current(KIND, **about) is None:
        st.caption(
            tr(
                "What the staffing need comes to on five bases, each worked out in full: mean, "
                "p50, p80, p95 and expected. The page can be left meanwhile."
            )
        )
        if allowed.button(
            tr("Compare five bases"),
            "compare_requirements",
            type="primary",
            icon=":material/calculate:",
        ):
            jobs.start(CompareOrder(requirement.forecast_ids, judged, known))
            st.rerun()


def _compared(requirement: Requirement, judged: bool, choices: tuple[Choice, ...]) -> None:
    context = session.context()
    queues, paid = context.store.load(documents.QUEUES), hour_cents_of(context)
    way = (
        tr("Every row is corrected by simulation.")
        if judged
        else tr("Each queue alone by formula: what shared skills save is not taken off.")
    )
    st.dataframe(
        _table(choices, requirement), hide_index=True, column_config=_columns(requirement.queue_ids)
    )
    counted = {
        tr(DEFINITIONS[q.target.definition]) for q in queues if q.queue_id in _answered(choices)
    }
    st.caption(
        tr(
            "Every row meets today's target in every slot on its own basis. "
            "Right: share answered in time ({counted}) expected over what may "
            "come, weighted by contacts. Cost at the contracts' mean paid hour, "
            "{paid:,.2f}, paid breaks included. {way}",
            counted=tr("; ").join(sorted(counted)),
            paid=paid / 100,
            way=way,
        )
    )
    _one_day(choices, requirement)


def _answered(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choices[0].expected_share)


def _table(choices: tuple[Choice, ...], requirement: Requirement) -> pd.DataFrame:
    weeks = len(requirement.grid.days) / 7
    base = choices[0].rostered_hours
    return pd.DataFrame(
        [
            {
                tr("Basis"): basis_in_words(choice.basis),
                tr("Hours a week"): choice.rostered_hours / weeks,
                tr("Beside {basis}", basis=basis_in_words(choices[0].basis)): 100
                * (choice.rostered_hours / base - 1)
                if base
                else 0,
                tr("Cost a week"): choice.cost_cents / 100 / weeks,
                tr("Agents at the peak"): int(choice.requirement.heads.sum(axis=0).max()),
                **{queue: 100 * share for queue, share in choice.expected_share.items()},
            }
            for choice in choices
        ]
    )


def _columns(queue_ids: tuple[str, ...]) -> dict[str, Any]:
    names = {q.queue_id: q.name for q in session.context().store.load(documents.QUEUES)}
    share = {
        queue_id: st.column_config.NumberColumn(names.get(queue_id, queue_id), format="%.1f%%")
        for queue_id in queue_ids
    }
    whole = st.column_config.NumberColumn(format="%,.0f")
    beside = st.column_config.NumberColumn(format="%+.1f%%")
    return {
        tr("Hours a week"): whole,
        tr("Cost a week"): whole,
        tr("Beside {basis}", basis=basis_in_words("mean")): beside,
        **share,
    }


def _one_day(choices: tuple[Choice, ...], requirement: Requirement) -> None:
    st.subheader(tr("Agents required by slot"), anchor=False)
    left, right = st.columns([1, 2])
    queue = left.selectbox(tr("Queue"), [ALL, *requirement.queue_ids], format_func=tr)
    days = requirement.grid.days
    day = days[0]
    if len(days) > 1:
        day = right.select_slider(
            tr("Day"), days, value=_busiest(requirement), format_func=day_short
        )
    wide = _heads(choices, queue, day)
    draw(_chart(wide))
    with st.expander(
        tr(
            "The same as a table: {queue}, {day_long}",
            queue=plain(tr(queue)),
            day_long=day_long(day),
        )
    ):
        st.dataframe(wide.drop(columns="start"), hide_index=True)


def _busiest(requirement: Requirement) -> date:
    heads = np.bincount(requirement.grid.day_index, requirement.heads.sum(axis=0))
    return requirement.grid.days[int(heads.argmax())]


def _heads(choices: tuple[Choice, ...], queue: str, day: date) -> pd.DataFrame:
    grid = choices[0].requirement.grid
    part = grid.day == np.datetime64(day, "D")
    wide = {
        "start": grid.local[part],
        tr("Slot"): [clock(int(m)) for m in grid.minute_of_day[part]],
    }
    for choice in choices:
        found = choice.requirement
        rows = slice(None) if queue == ALL else [found.queue_ids.index(queue)]
        wide[basis_in_words(choice.basis)] = found.heads[rows].sum(axis=0)[part]
    return pd.DataFrame(wide)


def _chart(wide: pd.DataFrame) -> alt.Chart:
    names = [str(name) for name in wide if name not in ("start", tr("Slot"))]
    long = wide.melt(["start", tr("Slot")], names, var_name="basis", value_name="agents")
    chart: alt.Chart = (
        alt.Chart(long, height=300)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%H:%M")),
            y=alt.Y("agents:Q", title=tr("agents required")),
            color=alt.Color(
                "basis:N",
                title=None,
                scale=alt.Scale(domain=names, range=list(QUEUES[: len(names)])),
                legend=alt.Legend(orient="top"),
            ),
            # Mean and p50 often ask for the same: the dashes let the line below show through.
            strokeDash=alt.StrokeDash(
                "basis:N",
                scale=alt.Scale(
                    domain=names,
                    range=[[4, 4] if n == basis_in_words("p50") else [1, 0] for n in names],
                ),
                legend=None,
            ),
            tooltip=[alt.Tooltip("Slot:O"), alt.Tooltip("basis:N"), alt.Tooltip("agents:Q")],
        )
    )
    return chart
