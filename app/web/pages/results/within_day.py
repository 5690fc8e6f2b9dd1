"""Was forecasting the rest of the day again of use: a verdict, a picture by hour."""

from datetime import date

import altair as alt
import pandas as pd
import streamlit as st

from app.services.day.rest.scores import RestScores, rest_scores
from app.web import session
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, QUIET
from app.web.parts.wording import percent, plain
from data.model.language import tr


def within_day(first: date, last: date) -> None:
    """Draw the section; nothing where no day was forecast again."""
    found = rest_scores(session.context(), first, last)
    if not found.hours:
        return
    st.subheader(
        tr("Within the day"),
        anchor=False,
        help=tr(
            "Was it of use to forecast the rest of a day again? Its error with and without, by "
            "the hour at which it was made."
        ),
    )
    st.markdown(plain(found.sentence))
    draw(_chart(found))
    known = [one for one in found.hours if one.inside_share == one.inside_share]
    if known:
        days = sum(one.days for one in known)
        share = sum(one.days * one.inside_share for one in known) / days
        st.caption(
            tr(
                "{share} of the rests lay in their 80 % range ({count} in all).",
                share=percent(share),
                count=days,
            )
        )


def _chart(found: RestScores) -> alt.Chart:
    before, again = tr("forecast before the day"), tr("forecast again within it")
    rows = [
        {"hour": f"{one.hour:02d}:00", "how": how, "error": error, "days": one.days}
        for one in found.hours
        for how, error in ((before, one.without_share), (again, one.with_share))
    ]
    drawn: alt.Chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("hour:O", title=tr("hour at which the rest begins")),
            y=alt.Y(
                "error:Q",
                title=tr("error of the rest of the day"),
                axis=alt.Axis(format=".0%"),
            ),
            color=alt.Color(
                "how:N",
                title=None,
                sort=[before, again],
                scale=alt.Scale(range=[QUIET, ACCENT]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("hour:O", title=tr("from")),
                alt.Tooltip("how:N", title=tr("forecast")),
                alt.Tooltip("error:Q", title=tr("error"), format=".1%"),
                alt.Tooltip("days:Q", title=tr("queue-days")),
            ],
        )
        .properties(height=220)
    )
    return drawn
