"""What the centre's jobs are doing, in the side bar of every page, with a Stop for each."""

import streamlit as st

from app.web import jobs
from app.web.parts.running.run_panel import SIDE, by_whom, done_so_far, stop_button
from app.web.parts.wording import plain

REFRESH_S = 2.0
_GOING = "jobs_going"


def job_panel() -> None:
    """Draw the jobs that wait or work; nothing where there are none."""
    if jobs.going():
        with st.sidebar:
            _live()


@st.fragment(run_every=REFRESH_S)
def _live() -> None:
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
