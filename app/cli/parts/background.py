"""`--in-background`: a command's work as a job, which goes on when the terminal is closed."""

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.parts.output import answer
from app.cli.parts.session import Session
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.context import Context

InBackground = Annotated[
    bool,
    typer.Option(
        "--in-background", help="As a job: the terminal is free at once, `job watch` shows it."
    ),
]


def send(call: typer.Context, context: "Context", order: Any) -> None:
    """Ask for a job and say its id; where no server carries out jobs, a process of its own does."""
    from app.services.jobs.database import Jobs, attended
    from app.services.jobs.orders import start_job

    session: Session = call.obj
    jobs = Jobs(session.url)
    try:
        job = start_job(context, jobs, order)
    finally:
        jobs.close()
    if not attended(session.url):
        _begin(session.url)
    answer(
        tr(
            "{job_id}: {title}. `peakshift job watch {job_id}` shows how it "
            "goes, `peakshift job stop {job_id}` stops it.",
            job_id=job.job_id,
            title=job.title,
        ),
        job=job.as_json(),
    )


def _begin(url: str) -> None:
    """A process that works until no job is left; it outlives the terminal."""
    subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "job", "work", "--until-idle"],
        env={**os.environ, "PEAKSHIFT_DB": url},  # not among its words: those anybody can list
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
