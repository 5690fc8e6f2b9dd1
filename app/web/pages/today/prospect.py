"""What a proposal would bring: in a sentence, and queue by queue as a picture."""

import altair as alt
import pandas as pd
import streamlit as st

from app.web import session
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, NOW, QUIET
from app.web.parts.wording import percent, plain
from data.model.day.proposals import Proposal
from data.model.language import tr, trn

_ROW = 34  # height of a queue in the picture [px]


def prospect(proposal: Proposal) -> None:
    """Draw what a proposal costs, whom it asks, what it is proven to be, and what callers get."""
    st.markdown(sentence(proposal))
    if proposal.effects:
        draw(chart(proposal))
    for note in proposal.notes:
        st.caption(plain(note))


def sentence(proposal: Proposal) -> str:
    """People asked, cost, missing hours before and after, and how good the set is."""
    if not proposal.actions:
        return (
            tr(
                "**Nothing helps more than it costs**: proven among {n} actions that keep every "
                "rule.",
                n=proposal.looked_at,
            )
            if proposal.proven
            else tr(
                "**Nothing was found in the time given**, which proves nothing: look again, or "
                "give it more time (Settings, planning defaults)."
            )
        )
    before = sum(one.short_before_h for one in proposal.effects)
    after = sum(one.short_after_h for one in proposal.effects)
    proof = (
        tr("proven cheapest of {n} actions that keep every rule", n=proposal.looked_at)
        if proposal.proven
        else tr("at most {gap} dearer than the cheapest", gap=percent(proposal.gap))
    )
    return tr(
        "**{people} asked, {cost:,.2f} altogether; missing agent-hours fall from {before:g} to "
        "{after:g}** ({proof}).",
        people=trn("{n} person", "{n} people", proposal.people),
        cost=proposal.cost_cents / 100,
        before=before,
        after=after,
        proof=proof,
    )


def chart(proposal: Proposal) -> alt.LayerChart | alt.FacetChart:
    """Service of the rest of the day by queue, without and with the proposal, and its target."""
    names = session.queue_names()
    without, with_it = tr("as planned"), tr("with all of it")
    rows = [
        {
            "queue": names.get(one.queue_id, one.queue_id),
            "what": what,
            "mean": effect.mean,
            "low": effect.low,
            "high": effect.high,
            "target": one.target_share,
        }
        for one in proposal.effects
        for what, effect in ((without, one.before), (with_it, one.after))
    ]
    base = alt.Chart(pd.DataFrame(rows))
    queue = alt.Y("queue:N", title=None, sort=None, axis=alt.Axis(labelLimit=260))
    share = alt.X(
        "mean:Q", title=tr("Answered in time in the rest of the day"), axis=alt.Axis(format="%"),
        scale=alt.Scale(zero=False),
    )  # fmt: skip
    colour = alt.Color(
        "what:N", title=None, scale=alt.Scale(domain=[without, with_it], range=[QUIET, ACCENT]),
        legend=alt.Legend(orient="top"),
    )  # fmt: skip
    offset = alt.YOffset("what:N", sort=[without, with_it])
    tips = [
        alt.Tooltip("queue:N", title=tr("Queue")),
        alt.Tooltip("what:N", title=tr("What")),
        alt.Tooltip("mean:Q", title=tr("Answered in time"), format=".1%"),
        alt.Tooltip("low:Q", title=tr("from"), format=".1%"),
        alt.Tooltip("high:Q", title=tr("to"), format=".1%"),
        alt.Tooltip("target:Q", title=tr("Target"), format=".0%"),
    ]
    line = base.mark_rule(strokeWidth=2).encode(
        y=queue, yOffset=offset, x=alt.X("low:Q"), x2=alt.X2("high:Q"), color=colour, tooltip=tips
    )
    dot = base.mark_point(filled=True, size=70, opacity=1).encode(
        y=queue, yOffset=offset, x=share, color=colour, tooltip=tips
    )
    target = base.mark_tick(thickness=2, size=_ROW, color=NOW).encode(y=queue, x=alt.X("target:Q"))
    height = max(2, len(proposal.effects)) * _ROW + 60
    return alt.layer(target, line, dot).properties(height=height)
