"""`peakshift job`: work that goes on without this terminal: watched, stopped, carried out."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.parts.command import Noun
from app.cli.parts.exits import Exit, leave
from app.cli.parts.output import (
    answer,
    answers,
    errors,
    hours_better,
    print_json,
    print_table,
    share,
)
from app.cli.parts.session import Session, clock_of, context_of
from data.model.language import tr

if TYPE_CHECKING:
    from app.services.jobs.database import Jobs
    from app.services.jobs.job import Job

app = Noun()
JobId = Annotated[str, typer.Argument(help="Job, by its id (`job list`).")]
_LOOK_S = 0.5


@app.command("list")
def list_(
    call: typer.Context,
    going: Annotated[bool, typer.Option("--going", help="Only those that wait or work.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    json: bool = False,
) -> None:
    """List jobs, newest first: from pages, from `--in-background`, from anywhere."""
    from app.services.jobs.job import state_in_words
    from app.services.jobs.orders import jobs_seen

    with context_of(call) as context, _jobs(call) as jobs:
        found, clock = jobs_seen(context, jobs, going=going, limit=limit), clock_of(context)
        _warn_if_alone(call, any(job.going for job in found))
    if json:
        print_json([job.as_json() for job in found])
        return
    rows = [
        [job.job_id, state_in_words(job.state), job.title, job.who, clock(job.asked_at)]
        for job in found
    ]
    print_table("Jobs", ["job", "state", "what", "who", "asked on"], rows)


@app.command()
def show(call: typer.Context, job_id: JobId, json: bool = False) -> None:
    """Show how far a job has come, or how it ended."""
    from app.services.jobs.orders import job_seen

    with context_of(call) as context, _jobs(call) as jobs:
        job = job_seen(context, jobs, job_id)
        _warn_if_alone(call, job.going)
    _print(job, json=json)


@app.command()
def watch(call: typer.Context, job_id: JobId, json: bool = False) -> None:
    """Watch a job until it ends; Ctrl-C ends the watching, not the job."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from app.services.jobs.orders import job_seen

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with (
        context_of(call) as context,
        _jobs(call) as jobs,
        Progress(*columns, console=errors, transient=True) as bar,
    ):
        job = job_seen(context, jobs, job_id)
        _warn_if_alone(call, job.going)
        task, pause = bar.add_task(job.title, total=None), threading.Event()
        while job.going:
            reached = job.reached
            total = reached.limit_s or reached.step[2] or None
            done = job.seconds(_now()) if reached.limit_s else reached.step[1]
            bar.update(task, description=_doing(job), total=total, completed=done)
            pause.wait(_LOOK_S)
            job = jobs.get(job_id)
    _print(job, json=json)


@app.command()
def stop(call: typer.Context, job_id: JobId, json: bool = False) -> None:
    """Stop a job: one that waits never begins, a search keeps the best it has found."""
    from app.services.jobs.orders import stop_job

    with context_of(call) as context, _jobs(call) as jobs:
        job = stop_job(context, jobs, job_id)
    ended = (
        ""
        if job.state == "stopping"
        else tr(" {job_id} is {state}.", job_id=job.job_id, state=job.state)
    )
    kept = tr("Then {keeps}.", keeps=job.keeps) if job.state == "stopping" else ""
    if json:
        print_json(job.as_json())
    else:
        answers.print(
            tr(
                "{title}: asked to stop. {saved}{ended}", title=job.title, saved=kept, ended=ended
            ).strip()
        )


@app.command()
def result(call: typer.Context, job_id: JobId, json: bool = False) -> None:
    """Print what a finished job made, or with --json its whole answer; exit 4 if it has none."""
    from app.services.jobs.orders import job_answer, job_seen
    from data.model.codec import to_json

    with context_of(call) as context, _jobs(call) as jobs:
        job = job_seen(context, jobs, job_id)
        found = to_json(job_answer(context, jobs, job_id)) if job.state == "done" else None
    if json:
        print_json({"job": job.as_json(), "answer": found})
    else:
        _print(job)
    leave(Exit.DONE if job.state == "done" else Exit.NOTHING)


@app.command()
def work(
    call: typer.Context,
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="End when no job waits or works any more.")
    ] = False,
    json: bool = False,
) -> None:
    """Carry out jobs here, without pages, as `peakshift ui` does; one process a database works.

    A signal, or a kill, ends it at once: whoever works next goes on with what it left.
    """
    from app.services.jobs import worker

    session: Session = call.obj
    over = threading.Event()
    with context_of(call), _signals(over), _jobs(call) as jobs:
        if not worker.work_here(session.url):
            answer(
                tr("Another process carries out the jobs of this database; this one did nothing."),
                working=False,
            )
            leave(Exit.COULD_NOT)
        errors.print(tr("Carrying out jobs; Ctrl-C ends it, and nothing is lost"))
        try:
            while not over.wait(_LOOK_S):
                if until_idle and not jobs.list(going=True, limit=1):
                    break
        finally:
            worker.close()
    answer(tr("No longer carrying out jobs."), working=True)


def _warn_if_alone(call: typer.Context, going: bool) -> None:
    """Say so where jobs wait for a process that carries them out."""
    if not going:
        return
    from app.services.jobs.database import attended

    session: Session = call.obj
    if not attended(session.url):
        errors.print(
            tr(
                "Note: no process carries out the jobs of this database now; they go on as soon as"
                " `peakshift ui` or `peakshift job work` runs."
            )
        )


@contextmanager
def _jobs(call: typer.Context) -> Iterator["Jobs"]:
    from app.services.jobs.database import Jobs

    session: Session = call.obj
    jobs = Jobs(session.url)
    try:
        yield jobs
    finally:
        jobs.close()


@contextmanager
def _signals(over: threading.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set an event."""

    def hear(_number: int, _frame: FrameType | None) -> None:
        over.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _doing(job: "Job") -> str:
    return f"{job.title}: {job.doing(_now()) or job.state}"


def _now() -> datetime:
    from app.services.context import wall_clock

    return wall_clock()


def _print(job: "Job", *, json: bool = False) -> None:
    from data.model.result import gap_between

    if json:
        print_json(job.as_json())
        return
    lines = [
        f"{job.job_id}: {job.title}",
        tr("{state}, asked for by {who}", state=job.state, who=job.who),
    ]
    if job.going:
        lines.append(_doing(job))
    if job.reached.trace:
        objective, bound = job.reached.best
        lines.append(
            tr(
                "cost {objective}, at least {bound}, gap {share}{hours}",
                objective=objective,
                bound=bound,
                share=share(gap_between(objective, bound)),
                hours=hours_better(job.reached.distance),
            )
        )
    if job.stopped_by:
        lines.append(tr("stopped by {stopped_by}", stopped_by=job.stopped_by))
    lines += [job.said] if job.said else []
    lines += [tr("made {kind}: {ids}", kind=kind, ids=_ids(ids)) for kind, ids in job.made.items()]
    answers.print("\n".join(lines), highlight=False)


def _ids(made: object) -> str:
    return ", ".join(map(str, made)) if isinstance(made, list) else str(made)
