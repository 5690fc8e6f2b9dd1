"""Use cases of jobs: ask for one, see, stop, read and put away; the person is asked for each."""

from typing import Any

from app.services.access.asking import asked, need, why_not
from app.services.context import Context
from app.services.jobs.database import LISTED, Jobs
from app.services.jobs.job import Job
from app.services.jobs.kinds import KINDS, kind_named, kind_of
from data.model.codec import from_json
from data.model.errors import NotFound
from data.model.language import tr


@asked
def start_job(context: Context, jobs: Jobs, order: Any, key: str = "") -> Job:
    """Ask for a job; it acts by the role that allows its use case now.

    Parameters
    ----------
    order
        One of the orders of `app.services.jobs.of_...`; its type names the kind.
    key
        The same key of the same kind gives the same job: asked for twice, it starts once.

    Raises
    ------
    NotAllowed
        If the person may not do what is ordered.
    """
    return jobs.start(context, order, need(context, kind_of(order).verb), key)


@asked
def jobs_seen(
    context: Context, jobs: Jobs, kind: str = "", *, going: bool = False, limit: int = LISTED
) -> tuple[Job, ...]:
    """Jobs that the person may see, newest first.

    Parameters
    ----------
    going
        Only those that wait or work.
    limit
        Most jobs looked at [-].
    """
    found = jobs.list(kind, going=going, limit=limit)
    hidden = {name for name in {job.kind for job in found} if not _sees(context, name)}
    return tuple(job for job in found if job.kind not in hidden or job.who == context.who)


@asked
def job_seen(context: Context, jobs: Jobs, job_id: str) -> Job:
    """A job as it stands; NotFound where the person may not see it, as where there is none."""
    job = jobs.get(job_id)
    if job.who != context.who and not _sees(context, job.kind):
        raise NotFound(tr("there is no job {job} that you may see", job=job_id))
    return job


@asked
def stop_job(context: Context, jobs: Jobs, job_id: str) -> Job:
    """Ask a job to stop: one that waits never begins, one that works keeps what it may.

    Raises
    ------
    NotAllowed
        If it is somebody else's, and the person may not do what it does.
    """
    job = job_seen(context, jobs, job_id)
    if job.who != context.who:
        need(context, kind_named(job.kind).verb)
    return jobs.stop(context.who, job_id)


@asked
def job_answer(context: Context, jobs: Jobs, job_id: str) -> Any:
    """What a finished job answered, as the type of its kind.

    Raises
    ------
    NotFound
        If there is no such job, or it has no answer: it still runs, failed or was stopped.
    InvalidValue
        If another version of PeakShift answered it in another form.
    """
    job = job_seen(context, jobs, job_id)
    return from_json(kind_named(job.kind).work.answer, jobs.answer(job_id))


@asked
def dismiss_job(context: Context, jobs: Jobs, job_id: str) -> None:
    """Put the answer of a finished job away for this person; it can still be read."""
    jobs.dismiss(context.who, job_id)


def _sees(context: Context, name: str) -> bool:
    kind = KINDS.get(name)
    return kind is None or not why_not(context, kind.seen_by)
