"""What the night prepared: days whose forecast moved, and a reroster to publish or put away."""

import altair as alt
import pandas as pd
import streamlit as st

from app.services.day.recourse.night import (
    dismiss_night_proposal,
    night_proposal,
    publish_night_proposal,
)
from app.web import session
from app.web.parts import allowed
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, QUIET
from app.web.parts.wording import day_short, go, percent, shown_errors
from data.model.day.recourse import NightProposal
from data.model.language import tr, trn


def night_view() -> None:
    """Draw the reroster that waits for an answer; nothing where none does."""
    found = night_proposal(session.context())
    if found is None or not found.waits:
        return
    days = len({one.day for one in found.moved})
    with st.container(border=True):
        st.markdown(
            tr(
                "**{days} since the plan was made: a reroster is prepared.** {people}; missing "
                "agent-hours of these days fall from {before:g} to {after:g}.",
                days=trn("The forecast of {n} published day moved",
                         "The forecasts of {n} published days moved", days),
                people=trn("{n} person would work otherwise", "{n} people would work otherwise",
                           found.people),
                before=found.short_before_h, after=found.short_after_h,
            )
        )  # fmt: skip
        with st.popover(tr("How?"), type="tertiary"):
            _how(found)
        why = st.text_input(tr("Reason"), key="night_why")
        with st.container(horizontal=True, vertical_alignment="center"):
            go("roster", tr("Look at it"), roster=found.roster_id)
            publish = allowed.button(
                tr("Publish it"), "publish_night_proposal", type="primary", key="night_publish"
            )
            dismiss = allowed.button(
                tr("Leave the plan as it is"), "dismiss_night_proposal", key="night_dismiss"
            )
        if publish or dismiss:
            _answer(publish, why)


def _answer(publish: bool, why: str) -> None:
    with shown_errors():
        if publish:
            with st.spinner(tr("Checking, simulating, publishing")):
                done = publish_night_proposal(session.context(), why)
            st.toast(tr("Published as version {version}", version=done.version))
        else:
            dismiss_night_proposal(session.context(), why)
        st.rerun()


def _how(found: NightProposal) -> None:
    """The days that moved as a picture, and what the month still needs."""
    names = session.queue_names()
    staffed, now = tr("staffed for"), tr("newest forecast")
    rows = [
        {
            "day": day_short(one.day),
            "queue": names.get(one.queue_id, one.queue_id),
            "what": what,
            "contacts": contacts,
        }
        for one in found.moved
        for what, contacts in ((staffed, one.before), (now, one.after))
    ]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar()
        .encode(
            x=alt.X("contacts:Q", title=tr("Contacts of the day")),
            y=alt.Y("day:N", title=None, sort=None),
            yOffset=alt.YOffset("what:N", sort=[staffed, now]),
            color=alt.Color(
                "what:N", title=None, scale=alt.Scale(domain=[staffed, now],
                                                      range=[QUIET, ACCENT]),
            ),
            row=alt.Row("queue:N", title=None),
            tooltip=[alt.Tooltip(name) for name in ("day", "queue", "what", "contacts")],
        )
    )  # fmt: skip
    draw(chart)
    for aim in found.aims:
        if aim.counted and abs(aim.aim_share - aim.target_share) > 0.0005:
            st.caption(
                tr(
                    "{queue}: {reached} in time this month so far, target {target}; the moved days "
                    "are staffed for {aim}.",
                    queue=names.get(aim.queue_id, aim.queue_id),
                    reached=percent(aim.in_time / aim.counted),
                    target=percent(aim.target_share, 0),
                    aim=percent(aim.aim_share),
                )
            )
