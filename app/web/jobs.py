"""Jobs as pages use them: started here, found again from any browser, their answers read once."""

from datetime import timedelta
from typing import Any

import streamlit as st

from app.services.context import Context
from app.services.jobs import worker
from app.services.jobs.database import Jobs
from app.services.jobs.job import Job
from app.services.jobs.orders import (
    dismiss_job,
    job_answer,
    job_seen,
    jobs_seen,
    start_job,
    stop_job,
)
from app.web import session
from app.web.parts.cached import cached
from data.model.language import phrase

SHOWN_FOR = timedelta(hours=24)
"""How long the answer of a finished job is on its page, unless it is dismissed."""
LOOKED_AT = 20
_WATCHED = "watched_jobs"


@st.cache_resource(show_spinner=False)
def jobs_of(url: str) -> Jobs:
    """The jobs of a database, for every session of this server."""
    return Jobs(url)


def all_jobs() -> Jobs:
    """The jobs of this app's database."""
    return jobs_of(session.url())


def start(order: Any) -> Job:
    """Ask for a job in this person's name; it goes on when the page is closed."""
    job = start_job(session.context(), all_jobs(), order)
    _watched().add(job.job_id)
    worker.work_here(session.url())  # where no server does: a page drawn by Streamlit alone
    return job


def current(kind: str, **about: Any) -> Job | None:
    """The job of a kind that goes on in this centre, else the last whose answer is to be shown.

    Parameters
    ----------
    about
        What it must be about, as in `Job.about`.

    Notes
    -----
    One that goes on is shown to everybody. An answer is shown to who asked for it, at whatever
    browser, and to who watched it here.
    """
    found = [job for job in seen(kind, LOOKED_AT) if _is_about(job, about)]
    begun = sorted((j for j in found if j.going), key=lambda j: (j.state == "waiting", j.asked_at))
    if begun:
        _watched().add(begun[0].job_id)
        _attended(session.url())
        return begun[0]
    return found[0] if found and _to_be_shown(found[0]) else None


def dismiss(job_id: str) -> None:
    """Put an answer away."""
    dismiss_job(session.context(), all_jobs(), job_id)


def dismiss_kind(kind: str, **about: Any) -> None:
    """Put the answer of a kind away that is on the page."""
    job = current(kind, **about)
    if job is not None and not job.going:
        dismiss(job.job_id)


def stop(job_id: str) -> None:
    """Ask a job to stop, whoever asked for it."""
    stop_job(session.context(), all_jobs(), job_id)


def answer(job: Job) -> Any:
    """What a finished job answered, as the type of its kind."""
    context = session.context()
    job_seen(context, all_jobs(), job.job_id)
    return _answer(session.url(), job.job_id, context)


def going() -> tuple[Job, ...]:
    """Jobs that wait or work and that this person may see, the oldest first."""
    found = jobs_seen(session.context(), all_jobs(), going=True)
    return tuple(sorted(found, key=lambda job: job.asked_at))


def seen(kind: str, limit: int) -> tuple[Job, ...]:
    """The newest jobs of a kind, whoever asked for them."""
    return jobs_seen(session.context(), all_jobs(), kind, limit=limit)


@cached(phrase("Reading the answer"), 16)
def _answer(url: str, job_id: str, _context: Context) -> Any:
    return job_answer(_context, jobs_of(url), job_id)


@st.cache_data(ttl=5, show_spinner=False)
def _attended(url: str) -> bool:
    """Take the jobs over where the process that had them has ended."""
    return worker.work_here(url)


def _watched() -> set[str]:
    found: set[str] = st.session_state.setdefault(_WATCHED, set())
    return found


def _is_about(job: Job, about: dict[str, Any]) -> bool:
    return all(job.about.get(name) == value for name, value in about.items())


def _to_be_shown(job: Job) -> bool:
    who = session.context().who
    mine = job.who == who or job.job_id in _watched()
    ended = job.ended_at or job.asked_at
    return mine and who not in job.dismissed and session.context().clock() - ended < SHOWN_FOR
