"""Agents required, hours and cost now and after a change."""

from dataclasses import replace
from datetime import date
from functools import partial

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from app.services.centre import set_queue
from app.services.jobs.of_reads import Changed, WhatIfOrder
from app.services.staffing.what_if import Change, Consequence
from app.web import jobs, session
from app.web.parts import allowed
from app.web.parts.assumptions import promise_of
from app.web.parts.charts.cover import ALL
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, QUIET
from app.web.parts.forms import given
from app.web.parts.pickers import pick_queue, pick_week
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import go, number, plain, shown_errors, signed
from data.model.codec import digest
from data.model.language import phrase, tr
from data.model.queue import Queue, ServiceTarget
from data.model.requirement import Requirement
from data.model.words import basis_in_words
from data.store import documents
from rostering.staffing.shrinkage import paid_hours

NOW, THEN = phrase("as it is"), phrase("with the change")


def before_after(found: Consequence, queue_id: str) -> None:
    """Draw what a change does."""
    weeks = len(found.before.grid.days) / 7
    now, then = (hours / weeks for hours in found.hours)
    peaks = [int(r.heads.sum(axis=0).max()) for r in (found.before, found.after)]
    cells = (
        (tr("Agent-hours a week"), then.sum(), then.sum() - now.sum()),
        (tr("Agents at the peak"), peaks[1], peaks[1] - peaks[0]),
        (tr("Cost a week"), _cost(found) / weeks, found.cost_cents / 100 / weeks),
    )
    for column, (label, value, more) in zip(st.columns(3), cells, strict=True):
        same = round(more) == 0
        column.metric(
            label,
            number(value),
            signed(round(more)),
            delta_color="off" if same else "inverse",
            delta_arrow="off" if same else "auto",
        )
    st.caption(
        tr(
            "Cost at the contracts' mean paid hour, {hour_cents:,.2f}, breaks paid.",
            hour_cents=found.hour_cents / 100,
        )
    )
    st.dataframe(_table(found, now, then), hide_index=True)
    _week(found, queue_id)


def _cost(found: Consequence) -> float:
    after = found.after
    return paid_hours(after.heads, after.shrinkages, after.grid) * found.hour_cents / 100


def _table(found: Consequence, now: np.ndarray, then: np.ndarray) -> pd.DataFrame:
    names = session.queue_names()
    peak_now, peak_then = found.peaks
    return pd.DataFrame(
        {
            tr("Queue"): [names.get(q, q) for q in found.before.queue_ids],
            tr("Hours a week, now"): now.round(),
            tr("with the change"): then.round(),
            tr("Difference"): [signed(round(value)) for value in then - now],
            tr("Agents at the peak, now"): peak_now,
            tr("then at the peak"): peak_then,
        }
    )


def _week(found: Consequence, queue_id: str) -> None:
    names = {queue_id: queue_id, **session.queue_names()}
    grid, row = found.before.grid, found.before.queue_ids.index(queue_id)
    first = pick_week(grid.days)
    part = _days(grid.day, first)
    wide = pd.DataFrame(
        {
            "start": grid.local[part],
            tr(NOW): found.before.heads[row, part],
            tr(THEN): found.after.heads[row, part],
        }
    )
    long = wide.melt("start", var_name="when", value_name="agents")
    chart = (
        alt.Chart(long, height=260)
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(
            x=alt.X("start:T", title=None, axis=alt.Axis(format=tr("%a %d %b"), tickCount="day")),
            y=alt.Y("agents:Q", title=tr("agents required, {queue}", queue=names[queue_id])),
            color=alt.Color(
                "when:N",
                title=None,
                scale=alt.Scale(domain=[tr(NOW), tr(THEN)], range=[QUIET, ACCENT]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("start:T", format=tr("%a %d %b %H:%M")),
                alt.Tooltip("when:N"),
                alt.Tooltip("agents:Q"),
            ],
        )
    )
    draw(chart)


def _days(day: np.ndarray, first: date) -> np.ndarray:
    offset = (day - np.datetime64(first, "D")).astype(np.int64)
    return np.asarray((offset >= 0) & (offset < 7))


KIND = "what_if"
MOST_IN_TIME_PERCENT = 99.0
"""No number of agents answers everybody in time [%]."""
MOST_PERCENT = 50


def what_if_view(requirement: Requirement) -> None:
    """Ask for a change of one queue, show what it does, offer to save its target."""
    st.caption(
        tr(
            "Looking changes nothing. Both sides are worked out from the same "
            "forecasts, with the basis ({made_with}) and shrinkage; *now* is "
            "today's target.",
            made_with=basis_in_words(requirement.made_with.get("basis", "mean")),
        )
    )
    queue_id = pick_queue(requirement.queue_ids)
    queues = session.context().store.load(documents.QUEUES)
    queue = next(q for q in queues if q.queue_id == queue_id)
    known = digest(queues)
    seen = session.shown_before(f"what_if_seen_{queue_id}", queue)
    about = {"requirement": requirement.requirement_id, "queues": [queue_id], "known": known}
    form, answer = st.container(), st.container()
    with answer:
        going = run_panel(KIND, partial(_answer, queue, seen), **about)
    with form:
        target, handle, volume, everywhere, asked = _form(queue, going=going)
    go("sick_and_surge", tr("People out, or a storm? See what it does to a roster"))
    if asked:
        change = Change(
            {queue_id: target},
            handle_factor=1 + handle / 100,
            volume_factor=1 + volume / 100,
            queue_ids=() if everywhere else (queue_id,),
        )
        jobs.dismiss_kind(KIND, **about)
        jobs.start(WhatIfOrder(requirement.requirement_id, change, known))
        st.rerun()


def _answer(queue: Queue, seen: Queue, made: Changed) -> None:
    target = made.change.targets[queue.queue_id]
    st.markdown(_asked_for(replace(queue, target=target), made.change))
    before_after(made.found, queue.queue_id)
    if target != queue.target:
        _keep(queue, seen, target)


def _asked_for(queue: Queue, change: Change) -> str:
    """What the answer is for: it stays when the form is filled in anew."""
    where = plain(queue.name) if change.queue_ids else tr(ALL)
    return tr(
        "**{name}: {target}.** Handle time {handle:+.0%}, contacts {volume:+.0%} ({where}).",
        name=plain(queue.name),
        target=promise_of(queue),
        handle=change.handle_factor - 1,
        volume=change.volume_factor - 1,
        where=where,
    )


def _form(queue: Queue, *, going: bool) -> tuple[ServiceTarget, int, int, bool, bool]:
    key = queue.queue_id
    with st.form(f"what_if_{key}"):
        wanted = _wanted(queue)
        world = st.columns([3, 3, 2], vertical_alignment="center")
        span = (-MOST_PERCENT, MOST_PERCENT, 0, 5)
        handle = world[0].slider(tr("Handle time [± %]"), *span, key=f"handle_{key}")
        volume = world[1].slider(tr("Contacts [± %]"), *span, key=f"volume_{key}")
        everywhere = world[2].checkbox(tr("± % for all queues"), key=f"all_{key}")
        asked = allowed.submit(
            tr("Show what that changes"),
            "what_if",
            refused=tr("It is being worked out already.") if going else "",
            type="primary",
        )
    return wanted, handle, volume, everywhere, asked


def _wanted(queue: Queue) -> ServiceTarget:
    target, key = queue.target, queue.queue_id
    waits = queue.deferrable_due_min is not None
    promise = st.columns(4)
    share = promise[0].number_input(
        tr("Answered in time [%]"),
        1.0,
        MOST_IN_TIME_PERCENT,
        min(MOST_IN_TIME_PERCENT, 100 * target.service_share),
        1.0,
        key=f"share_{key}",
        format="%.0f",
        disabled=waits,
        help=tr("Work that can wait is planned to be done when it is due.") if waits else None,
    )
    threshold = promise[1].number_input(
        tr("within [s]"),
        0.0,
        3600.0,
        float(target.threshold_s),
        5.0,
        key=f"within_{key}",
        format="%.0f",
        disabled=waits,
    )
    cap = promise[2].number_input(
        tr("Occupancy at most [%]"),
        1.0,
        100.0,
        100 * target.occupancy_cap_share,
        1.0,
        key=f"cap_{key}",
        format="%.0f",
    )
    least = promise[3].number_input(
        tr("Agents at least"), 0, 1000, target.min_heads, key=f"least_{key}"
    )
    return replace(
        target,
        service_share=round(share / 100, 4),
        threshold_s=threshold,
        occupancy_cap_share=round(cap / 100, 4),
        min_heads=least,
    )


def _keep(queue: Queue, seen: Queue, target: ServiceTarget) -> None:
    with st.form("keep_target"):
        st.markdown(
            tr(
                "**Make this the target of {name}?** The next staffing need is "
                "worked out for it; saved ones stay as they are. Handle time and "
                "contacts are not changed: they come from the forecast.",
                name=queue.name,
            )
        )
        why = st.text_input(tr("Reason"))
        asked = allowed.submit(tr("Save this target"), "set_queue", icon=":material/save:")
    if asked and given(why):
        with shown_errors():
            set_queue(session.context(), queue.queue_id, target=target, why=why, seen=seen)
            st.toast(tr("{name}: the new target is saved.", name=plain(queue.name)))
            st.rerun()
