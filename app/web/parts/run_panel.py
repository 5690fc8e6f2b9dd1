"""Live view of work in a thread: steps or gap curve, Stop, and how it ended."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.web import runs, session
from app.web.parts.palette import ACCENT, QUIET
from app.web.parts.wording import in_words_of_pages, number, percent
from app.web.runs import Run
from data.model.language import tr

REFRESH_S = 1.0


def run_panel(kind: str, done: Callable[[Any], None]) -> bool:
    """Show this person's run of a kind, if there is one.

    Parameters
    ----------
    done
        Draws the answer of a finished run.

    Returns
    -------
    bool
        Whether the run is still going.
    """
    run = _mine(kind)
    if run is None:
        return False
    if run.going:
        _live(kind)
        return True
    with st.container(border=True):
        if run.trouble and run.stop.is_set():
            st.info(
                f"**{run.title}:** {in_words_of_pages(run.trouble)}.", icon=":material/stop_circle:"
            )
        elif run.trouble:
            st.error(
                tr(
                    "**{title} failed.** {in_words_of_pages}",
                    title=run.title,
                    in_words_of_pages=in_words_of_pages(run.trouble),
                ),
                icon=":material/error:",
            )
        else:
            done(run.answer)
        st.button(
            tr("Dismiss"),
            key=f"dismiss_{kind}",
            type="tertiary",
            icon=":material/close:",
            on_click=_forget,
            args=(kind,),
        )
    return False


@st.fragment(run_every=REFRESH_S)
def _live(kind: str) -> None:
    run = _mine(kind)
    if run is None or not run.going:
        st.rerun()
    else:
        with st.container(border=True):
            _head(run)
            st.progress(*_done(run))
            if run.trace and not run.preparing:
                _figures(run)


def _head(run: Run) -> None:
    title, button = st.columns([4, 1], vertical_alignment="center")
    limit = (
        tr(" of {limit_s:.0f} s", limit_s=run.limit_s) if run.limit_s and not run.preparing else ""
    )
    title.markdown(
        tr(
            "**{title}** · {seconds:.0f} s{limit}",
            title=run.title,
            seconds=run.seconds,
            limit=limit,
        )
    )
    if run.keeps:
        stopping = run.stop.is_set()
        button.button(
            tr("Stopping") if stopping else tr("Stop"),
            icon=":material/stop_circle:",
            width="stretch",
            disabled=stopping,
            on_click=run.stop.set,
            help=tr("Then {keeps}.", keeps=run.keeps),
        )


def _done(run: Run) -> tuple[float, str]:
    """Share of the work or of its time that is over, and what is being done."""
    if run.stop.is_set():
        return _share(run), tr("stopping: {keeps}", keeps=run.keeps)
    what, done, total = run.step
    if run.limit_s or not what:
        return _share(run), run.phase or tr("reading the problem")
    return _share(run), tr("{done} of {total}: {what}", done=done, total=total, what=what)


def _share(run: Run) -> float:
    _, done, total = run.step
    if run.limit_s:
        return 0.0 if run.preparing else min(1.0, run.seconds / run.limit_s)
    return done / total if total else 0.0


def _figures(run: Run) -> None:
    objective, bound = _last(run.trace, 1), _last(run.trace, 2)
    for column, (label, value, says) in zip(
        st.columns(3),
        (
            (
                tr("Cost so far"),
                number(objective),
                tr("Of the best roster found; lower is better."),
            ),
            (tr("Lower bound"), number(bound), tr("Proven: no roster can cost less.")),
            (
                tr("Optimality gap"),
                percent(_gap(objective, bound)),
                tr("How much cheaper a roster could be at most."),
            ),
        ),
        strict=True,
    ):
        column.metric(label, value, help=says)
    if len(run.trace) > 1:
        st.altair_chart(gap_curve(tuple(run.trace)), width="stretch")


def gap_curve(trace: tuple[tuple[float, float | None, float | None], ...]) -> alt.Chart:
    """Objective and bound over the seconds of a solve."""
    frame = pd.DataFrame(trace, columns=["seconds", "cost", tr("lower bound")])
    long = frame.melt("seconds", var_name="line", value_name="value").dropna()
    colours = alt.Scale(domain=["cost", tr("lower bound")], range=[ACCENT, QUIET])
    chart: alt.Chart = (
        alt.Chart(long, height=260)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("seconds:Q", title="seconds"),
            y=alt.Y("value:Q", title="cost", scale=alt.Scale(zero=False)),
            color=alt.Color("line:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            tooltip=[
                "line:N",
                alt.Tooltip("seconds:Q", format=".1f"),
                alt.Tooltip("value:Q", format=",.0f"),
            ],
        )
    )
    return chart


def _mine(kind: str) -> Run | None:
    return runs.run_of(kind, session.url(), session.context().who)


def _forget(kind: str) -> None:
    runs.forget(kind, session.url(), session.context().who)


def _last(trace: list[tuple[float, float | None, float | None]], place: int) -> float | None:
    known = [state[place] for state in trace if state[place] is not None]
    value = known[-1] if known else None
    return None if value is None else float(value)


def _gap(objective: float | None, bound: float | None) -> float | None:
    if objective is None or bound is None:
        return None
    return max(0.0, (objective - bound) / max(1.0, abs(objective)))
