"""Who bears how much: the ledger before this roster, what it adds, the fair share; wishes."""

import altair as alt
import pandas as pd
import streamlit as st

from app.services.roster.evaluation.fairness import Burden, burdens, spread
from app.web.pages.roster.wishes import wishes_view
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, BAND, SHORT
from app.web.reads import Judged
from data.model.language import phrase, tr

TITLES = {
    "night": phrase("Nights"),
    "weekend": phrase("Weekend shifts"),
    "holiday": phrase("Holiday shifts"),
    "unpopular": phrase("Unpopular starts"),
}
WISHES = "wishes"
ROW_PX = 17


def fairness_view(judged: Judged) -> None:
    """Draw bars of before and now for every agent, one kind at a time; or everybody's wishes."""
    shown = {**{kind: tr(title) for kind, title in TITLES.items()}, WISHES: tr("Wishes")}
    kind = st.segmented_control(
        tr("Kind"),
        list(shown),
        default="night",
        required=True,
        format_func=shown.__getitem__,
        key="fairness_kind",
    )
    if kind == WISHES:
        wishes_view(judged)
        return
    found = burdens(judged.problem, judged.roster)
    figures = spread(found, kind)
    if not figures:
        st.info(
            tr(
                "No contract and no day of this roster allows {titles}.",
                titles=tr(TITLES[kind]).lower(),
            )
        )
        return
    _figures(figures)
    mine = [b for b in found if b.kind == kind and (b.share is not None or b.after)]
    mine.sort(key=lambda b: (-b.after, b.name))
    left, right = st.columns([3, 2], gap="large")
    with left:
        draw(_bars(mine))
    with right:
        st.dataframe(_table(mine), hide_index=True, height=560)
        st.caption(
            tr(
                "The fair share spreads the shifts needed in proportion to working "
                "days and presence; who bore more before owes less now. People "
                "without a ledger yet owe no back pay. Red marks: the share, on top "
                "of what was borne before."
            )
        )


def _figures(figures: dict[str, float]) -> None:
    cells = (
        (
            tr("People who can"),
            f"{figures['agents']:.0f}",
            tr("Contract, leave and hours allow it."),
        ),
        (
            tr("Before: least to most"),
            f"{figures['before_least']:.0f} – {figures['before_most']:.0f}",
            tr("As published rosters had it."),
        ),
        (
            tr("After: least to most"),
            f"{figures['after_least']:.0f} – {figures['after_most']:.0f}",
            tr("With this roster."),
        ),
        (tr("After: mean"), f"{figures['after_mean']:.1f}", tr("Over those who can.")),
        (
            tr("Over their share"),
            f"{figures['over_share']:.0f}",
            tr("People whom this roster asks more."),
        ),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)


def _bars(mine: list[Burden]) -> alt.LayerChart | alt.FacetChart:
    rows = [f"{b.name} · {b.agent_id}" for b in mine]
    long = pd.DataFrame(
        [
            {"who": who, "part": part, "order": order, "shifts": value}
            for who, b in zip(rows, mine, strict=True)
            for order, (part, value) in enumerate(
                ((tr("before"), b.before), (tr("this roster"), b.now))
            )
        ]
    )
    fair = pd.DataFrame(
        [
            {"who": who, "fair": b.before + b.share}
            for who, b in zip(rows, mine, strict=True)
            if b.share is not None
        ]
    )
    colours = alt.Scale(domain=[tr("before"), tr("this roster")], range=[BAND, ACCENT])
    y = alt.Y("who:N", sort=rows, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False))
    bars = (
        alt.Chart(long)
        .mark_bar(height=ROW_PX - 5)
        .encode(
            y=y,
            x=alt.X("shifts:Q", title=tr("shifts"), axis=alt.Axis(tickMinStep=1, orient="top")),
            color=alt.Color("part:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("who:N"), alt.Tooltip("part:N"), alt.Tooltip("shifts:Q")],
        )
    )
    marks = (
        alt.Chart(fair)
        .mark_tick(color=SHORT, thickness=2, size=ROW_PX - 3)
        .encode(
            y=y,
            x=alt.X("fair:Q"),
            tooltip=[alt.Tooltip("who:N"), alt.Tooltip("fair:Q", title=tr("fair in all"))],
        )
    )
    return alt.layer(bars, marks).properties(height=max(120, ROW_PX * len(rows)))


def _table(mine: list[Burden]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            tr("Agent"): [b.name for b in mine],
            tr("Before"): [b.before for b in mine],
            tr("Now"): [b.now for b in mine],
            tr("Fair share"): [b.share for b in mine],
            tr("After"): [b.after for b in mine],
        }
    )
