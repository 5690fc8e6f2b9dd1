"""Accuracy by weeks ahead, by kind of day and by member, scored on demand."""

import math

import altair as alt
import pandas as pd
import streamlit as st

from app.services.jobs.of_reads import AccuracyOrder
from app.web import jobs
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT
from app.web.parts.run_panel import run_panel
from app.web.parts.wording import percent, plain
from data.model.forecast import Forecast
from data.model.language import tr
from data.model.words import short_date
from forecasting.evaluation.score import BacktestScore

KIND = "accuracy"
SCORES_LOOKED_AT = 200
"""Scores of versions older than so many are made anew [-]."""


def accuracy_view(forecast: Forecast) -> None:
    """The score of this version's members, or the button that makes it."""
    st.caption(
        tr(
            "Rolling origins: the same members forecast the past with what was "
            "known then. Error is the sum of absolute slot errors over the sum "
            "of contacts (WAPE)."
        )
    )
    going = run_panel(KIND, _done)
    score = _kept(forecast.version_id)
    if score is not None:
        _shown(score)
    elif not going and st.button(tr("Score on the past"), icon=":material/speed:"):
        _start(forecast)


def _start(forecast: Forecast) -> None:
    members = tuple(n for n in forecast.members if n != "parent_share") or None
    jobs.start(AccuracyOrder(forecast.version_id, forecast.queue_id, members))
    st.rerun()


def _kept(version_id: str) -> BacktestScore | None:
    """The score that was made of a version last, by whoever; None where there is none."""
    done = (j for j in jobs.seen(KIND, SCORES_LOOKED_AT) if j.state == "done")
    job = next((job for job in done if job.about["version"] == version_id), None)
    if job is None:
        return None
    found: BacktestScore = jobs.answer(job)
    return found


def _done(score: BacktestScore) -> None:
    st.success(
        tr(
            "{series_id} is scored; the figures stay with this version.",
            series_id=plain(score.series_id),
        )
    )


def _shown(score: BacktestScore) -> None:
    cells = (
        (tr("Forecast error"), percent(score.wape), tr("WAPE per slot over all origins.")),
        (
            tr("8-week mean"),
            percent(score.mean8w_wape),
            tr("Error of the baseline on the same days."),
        ),
        (
            tr("Ratio"),
            f"{score.ratio:.3f}",
            tr("Error by that of the baseline; below 1 is better."),
        ),
        (
            tr("Poisson floor"),
            percent(score.floor),
            tr("What even a perfect forecast would miss by."),
        ),
        (tr("Bias"), f"{score.bias:+z.1%}", tr("Forecast over actual, less one.")),
        (tr("80 % band covers"), percent(score.cover80), tr("Share of slots inside p10 to p90.")),
    )
    for column, (label, value, says) in zip(st.columns(len(cells)), cells, strict=True):
        column.metric(label, value, help=says)
    st.caption(_covers(score))
    tables = (
        (tr("By weeks ahead"), dict(score.by_lead)),
        (tr("By kind of day"), dict(score.by_day_class)),
        (tr("By member"), dict(sorted(score.members.items(), key=lambda item: item[1]))),
    )
    for column, (title, values) in zip(st.columns(3, gap="large"), tables, strict=True):
        with column:
            st.markdown(f"**{title}**")
            draw(_bars(values))
    days = tr(", ").join(short_date(day) for day in score.origins)
    st.caption(tr("Forecast from {days}.", days=days))


def _covers(score: BacktestScore) -> str:
    """What the bands held of slots, of spans and of days, where any was known."""
    of = (
        ("slots", score.cover80, score.cover95),
        (tr("four-hour spans"), score.span_cover80, score.span_cover95),
        (tr("day totals"), score.day_cover80, score.day_cover95),
    )
    known = [
        tr("{percent} and {percent2} of {what}", percent=percent(a), percent2=percent(b), what=what)
        for what, a, b in of
        if math.isfinite(a)
    ]
    return tr("The 80 % and the 95 % band held {known}.", known=tr(", ").join(known))


def _bars(values: dict[str, float]) -> alt.LayerChart | alt.FacetChart:
    frame = pd.DataFrame({"what": list(values), "error": list(values.values())})
    y = alt.Y("what:N", title=None, sort=None)
    x = alt.X("error:Q", title=tr("WAPE"), axis=alt.Axis(format=".0%"))
    base = alt.Chart(frame, height=alt.Step(26)).encode(y=y, x=x)
    labels = base.mark_text(align="left", dx=4).encode(text=alt.Text("error:Q", format=".1%"))
    return alt.layer(base.mark_bar(color=ACCENT), labels)
