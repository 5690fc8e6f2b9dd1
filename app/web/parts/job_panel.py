"""What the centre's jobs are doing, in the side bar of every page, with a Stop for each."""

import streamlit as st

from app.services.jobs.job import Job
from app.web import jobs
from app.web.parts.run_panel import done_so_far, head
from data.model.language import trn

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
    with st.expander(_count(going), icon=":material/progress_activity:", expanded=len(going) > 1):
        for job in going:
            head(job, place="side")
            st.progress(*done_so_far(job))


def _count(going: tuple[Job, ...]) -> str:
    return trn("{n} job", "{n} jobs", len(going))
