"""Jobs as they run: one on its page, with steps or gap curve, Stop, and how it ended; all in the
side bar of every page, with a Stop for each."""

from collections.abc import Callable
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from app.services.jobs.job import Job
from app.services.jobs.reached import Point, Reached
from app.web import jobs, session
from app.web.parts.charts.drawing import draw
from app.web.parts.charts.palette import ACCENT, QUIET
from app.web.parts.wording import ended, in_words_of_pages, number, percent, plain
from data.model.language import tr
from data.model.result import gap_between

REFRESH_S, SIDE_REFRESH_S = 1.0, 2.0
PAGE, SIDE = "page", "side"
"""Where a job is shown; the two buttons have names of their own."""
_GOING = "jobs_going"


def run_panel(kind: str, done: Callable[[Any], None], **about: Any) -> bool:
    """Show the centre's job of a kind, if there is one, whoever asked for it.

    Parameters
    ----------
    done
        Draws the answer of a finished job.
    about
        What the job must be about, as in `Job.about`.

    Returns
    -------
    bool
        Whether the job still waits or works.
    """
    job = jobs.current(kind, **about)
    if job is None:
        return False
    if job.going:
        _live(kind, about)
        return True
    with st.container(border=True):
        _ended(job, done)
        st.button(
            tr("Dismiss"),
            key=f"dismiss_{job.job_id}",
            type="tertiary",
            icon=":material/close:",
            on_click=jobs.dismiss,
            args=(job.job_id,),
        )
    return False


def _ended(job: Job, done: Callable[[Any], None]) -> None:
    said = in_words_of_pages(job.said)
    if job.state == "stopped":
        why = f" {ended(said)}" if said else ""
        by = tr("stopped by {who}", who=plain(job.stopped_by)) if job.stopped_by else tr("stopped")
        st.info(f"**{plain(job.title)}:** {by}.{why}", icon=":material/stop_circle:")
    elif job.state == "failed":
        st.error(
            tr("**{title} failed.** {why}", title=plain(job.title), why=said),
            icon=":material/error:",
        )
    else:
        done(jobs.answer(job))


@st.fragment(run_every=REFRESH_S)
def _live(kind: str, about: dict[str, Any]) -> None:
    job = jobs.current(kind, **about)
    if job is None or not job.going:
        st.rerun()
    with st.container(border=True):
        _head(job)
        st.progress(*done_so_far(job))
        if job.reached.trace and not job.reached.preparing:
            _figures(job.reached)


def _head(job: Job) -> None:
    title, button = st.columns([4, 1], vertical_alignment="center")
    seconds, limit_s = job.seconds(session.context().clock()), job.reached.limit_s
    limit = (
        tr(" of {limit_s:.0f} s", limit_s=limit_s) if limit_s and not job.reached.preparing else ""
    )
    time = (
        tr(" · {seconds:.0f} s{limit}", seconds=seconds, limit=limit)
        if job.state != "waiting"
        else ""
    )
    title.markdown(f"**{plain(job.title)}**{time}{by_whom(job)}")
    with button:
        stop_button(job, PAGE)


def by_whom(job: Job) -> str:
    """Who asked for it, where it is somebody else."""
    return "" if job.who == session.context().who else f" · {plain(job.who)}"


def stop_button(job: Job, place: str) -> None:
    """Stop it, whoever asked for it; a page may show one job at two places."""
    stopping = job.state == "stopping"
    st.button(
        tr("Stopping") if stopping else tr("Stop") if place == PAGE else tr("Stop this job"),
        key=f"stop_{place}_{job.job_id}",
        icon=":material/stop_circle:",
        width="stretch",
        disabled=stopping,
        on_click=jobs.stop,
        args=(job.job_id,),
        help=tr("Then {what}.", what=job.keeps),
    )


def done_so_far(job: Job) -> tuple[float, str]:
    """Share of the work or of its time that is over, and what is being done."""
    if job.state == "waiting":
        return 0.0, tr("waits until the jobs before it are done; you may close this page")
    if job.state == "stopping":
        return _share(job), tr("stopping: {what}", what=job.keeps)
    return _share(job), job.doing(session.context().clock()) or tr("beginning")


def _share(job: Job) -> float:
    _, done, total = job.reached.step
    if job.reached.limit_s:
        seconds = job.seconds(session.context().clock())
        return 0.0 if job.reached.preparing else min(1.0, seconds / job.reached.limit_s)
    return done / total if total else 0.0


def _figures(reached: Reached) -> None:
    trace = reached.trace
    objective, bound = reached.best
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
                percent(gap_between(objective, bound)),
                tr("How much cheaper a roster could be at most."),
            ),
        ),
        strict=True,
    ):
        column.metric(label, value, help=says)
    if reached.distance:
        st.caption(ended(reached.distance.sentence))
    if len(trace) > 1:
        draw(gap_curve(trace))


def gap_curve(trace: tuple[Point, ...]) -> alt.Chart:
    """Objective and bound over the seconds of a solve."""
    frame = pd.DataFrame(trace, columns=["seconds", tr("cost"), tr("lower bound")])
    long = frame.melt("seconds", var_name="line", value_name="value").dropna()
    colours = alt.Scale(domain=[tr("cost"), tr("lower bound")], range=[ACCENT, QUIET])
    chart: alt.Chart = (
        alt.Chart(long, height=260)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("seconds:Q", title=tr("seconds")),
            y=alt.Y("value:Q", title=tr("cost"), scale=alt.Scale(zero=False)),
            color=alt.Color("line:N", title=None, scale=colours, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("line:N"),
                alt.Tooltip("seconds:Q", format=".1f"),
                alt.Tooltip("value:Q", format=",.0f"),
            ],
        )
    )
    return chart


def job_panel() -> None:
    """Draw the jobs that wait or work; nothing where there are none."""
    if jobs.going():
        with st.sidebar:
            _going_live()


@st.fragment(run_every=SIDE_REFRESH_S)
def _going_live() -> None:
    going = jobs.going()
    before = st.session_state.get(_GOING, ())
    st.session_state[_GOING] = tuple(job.job_id for job in going)
    if before and not going:
        st.rerun()  # the page shows what came of it, and nothing asks again
    for job in going:
        with st.container(border=True, key=f"job_{job.job_id}"):
            share, doing = done_so_far(job)
            st.markdown(f"**{plain(job.title)}**{by_whom(job)}")
            st.progress(share, doing)
            stop_button(job, SIDE)
