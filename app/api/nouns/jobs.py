"""Jobs: how far one has come, its answer, stopping it, saving what it found."""

from typing import Any, cast

from app.api.parts.endpoint import Desk, with_desk
from app.api.parts.route import Route
from app.services.context import Context
from app.services.jobs.job import Job
from app.services.jobs.kinds import KINDS
from app.services.jobs.of_reads import Designed
from app.services.jobs.orders import dismiss_job, job_answer, job_seen, jobs_seen, stop_job
from app.services.roster.activities import PlacedActivities, activities_json, save_activities
from app.services.roster.changes.repair import Repaired, save_repaired
from app.services.roster.changes.reroster import RerosterReport, save_rerostered
from app.services.roster.check import diff_rosters
from app.services.roster.evaluation.proof import roster_summary
from app.services.shift_design.design import adopt_design, missed_by
from data.model.errors import InvalidValue, NotFound
from data.model.language import tr

TAG = "Jobs"
_LISTED = 1000


@with_desk
def jobs_of(
    context: Context, kind: str = "", going: bool = False, *, desk: Desk
) -> tuple[dict[str, Any], ...]:
    """Jobs that one may see, newest first.

    Parameters
    ----------
    kind
        `build`, `reroster`, `repair`, `forecast`...
    going
        Only those that wait or work.
    """
    if kind and kind not in KINDS:
        raise NotFound(
            tr("there is no kind of job {kind}; there are: {kinds}", kind=kind,
               kinds=", ".join(KINDS))
        )  # fmt: skip
    found = jobs_seen(context, desk.work.jobs, kind, going=going, limit=_LISTED)
    return tuple(_told(job) for job in found)


@with_desk
def job(context: Context, job_id: str, *, desk: Desk) -> dict[str, Any]:
    """How far a job has come, or how it ended and what it made."""
    return _told(job_seen(context, desk.work.jobs, job_id))


@with_desk
def stop(context: Context, job_id: str, *, desk: Desk) -> dict[str, Any]:
    """Ask a job to stop: one that waits never begins, a search keeps the best it has found."""
    return _told(stop_job(context, desk.work.jobs, job_id))


@with_desk
def put_away(context: Context, job_id: str, *, desk: Desk) -> None:
    """Put the answer of a finished job away on one's own pages; it can still be read."""
    job_seen(context, desk.work.jobs, job_id)
    dismiss_job(context, desk.work.jobs, job_id)


@with_desk
def answer(context: Context, job_id: str, *, desk: Desk) -> Any:
    """What a finished job answered."""
    found = job_answer(context, desk.work.jobs, job_id)
    match found:
        case RerosterReport():
            return _rerostered(found)
        case Repaired():
            return _repaired(found)
        case PlacedActivities():
            return activities_json(found)
        case Designed():
            return found.design
    return found


@with_desk
def save(context: Context, job_id: str, why: str = "", *, desk: Desk) -> dict[str, Any]:
    """Save what a reroster, a repair or a placing of activities found, as a new roster."""
    found = job_answer(context, desk.work.jobs, job_id)
    match found:
        case RerosterReport():
            saved = save_rerostered(context, found, why)
        case Repaired():
            saved = save_repaired(context, found, why)
        case PlacedActivities():
            saved = save_activities(context, found, why)
        case _:
            raise InvalidValue(
                tr(
                    "{job} has nothing to save: a build saves its roster itself, other jobs only "
                    "answer",
                    job=job_id,
                )
            )
    return {**roster_summary(saved), "parent_id": saved.parent_id}


@with_desk
def adopt(context: Context, job_id: str, codes: int, why: str, *, desk: Desk) -> dict[str, Any]:
    """Make a design the shift templates of the staff; saved rosters keep theirs.

    Parameters
    ----------
    codes
        Size of the design to take [codes].
    """
    found = job_answer(context, desk.work.jobs, job_id)
    options = found.design.options if isinstance(found, Designed) else ()
    option = next((one for one in options if one.most == codes), None)
    if option is None:
        sizes = ", ".join(str(one.most) for one in options) or tr("none")
        raise NotFound(tr("{job} has no design of {codes} codes; it has: {sizes}",
                          job=job_id, codes=codes, sizes=sizes))  # fmt: skip
    missed = missed_by(cast(Designed, found).problem, option)
    adopt_design(context, cast(Designed, found).problem, option.templates, why)
    return {"adopted": [one.code for one in option.templates], "missed": missed}


def _told(job: Job) -> dict[str, Any]:
    return {**job.as_json(), "keeps": job.keeps}


def _rerostered(report: RerosterReport) -> dict[str, Any]:
    found = report.found
    return {
        "parent_id": report.parent_id,
        "points": {
            "published": found.published.objective,
            "open": found.open.objective,
            "after": found.after.objective,
        },
        "hard_violations": found.after.hard_violations,
        "change_points": found.change_points,
        "saved": found.saved,
        "changes": diff_rosters(report.before, found.roster),
        "touched": found.touched,
        "proven": found.proven,
        "stopped": found.stopped,
        "outlook": found.outlook,
        "newer_requirement": report.newer_requirement or None,
        "course_of": report.course_of,
        "seconds": found.seconds,
    }


def _repaired(repaired: Repaired) -> dict[str, Any]:
    found = repaired.found
    return {
        "parent_id": repaired.edited_id,
        "needed": found.needed,
        "whole": found.whole,
        "points": {"edited": found.before.objective, "after": found.after.objective},
        "hard_violations": {
            "edited": found.before.hard_violations,
            "after": found.after.hard_violations,
        },
        "change_points": found.change_points,
        "changes": diff_rosters(repaired.before, found.roster),
        "touched": found.touched,
        "reasons": {one.agent_id: one.sentences for one in found.reasons},
        "proven": found.proven,
        "conflicts": found.conflicts,
        "seconds": found.seconds,
    }


ROUTES = (
    Route("GET", "/jobs", jobs_of, listed=True),
    Route("GET", "/jobs/{job_id}", job),
    Route("DELETE", "/jobs/{job_id}", stop),
    Route("GET", "/jobs/{job_id}/answer", answer),
    Route("POST", "/jobs/{job_id}/saving", save, status=201, example={"why": "A007 is sick"}),
    Route("POST", "/jobs/{job_id}/adoption", adopt, limits={"codes": (1, 1000)},
          example={"codes": 8, "why": "fewer kinds of shift"}),
    Route("POST", "/jobs/{job_id}/dismissal", put_away),
)  # fmt: skip
