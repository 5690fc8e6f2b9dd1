"""Jobs are asked for, wait their turn, are watched, stopped, answered, put away, allowed or not."""

import logging
import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cli.parts import output
from app.locale import catalogue
from app.services.context import Context
from app.services.jobs import of_data, of_reads, worker
from app.services.jobs.database import LOCK, Jobs, attended
from app.services.jobs.job import WORKFLOW, Job
from app.services.jobs.of_data import RefreshOrder
from app.services.jobs.of_reads import SimulateOrder
from app.services.jobs.orders import (
    dismiss_job,
    job_answer,
    job_seen,
    jobs_seen,
    start_job,
    stop_job,
)
from app.services.jobs.reached import Reached
from app.services.running.night_summary import RefreshSummary
from data.model.errors import InvalidValue, NotAllowed, NotFound
from data.model.language import speaking, spoken
from data.model.publication import SavedRoster
from data.model.users import AGENT, PLANNER, PUBLISHER
from data.store.job_tables import JobRow, JobRows, job_tables
from rostering.solver.progress import Progress
from tests.app.services.access.team import a_team
from tests.app.small_centre import NOW, SmallCentre

WAIT_S = 60


@pytest.fixture
def jobs(rostered: tuple[SmallCentre, SavedRoster]) -> Iterator[Jobs]:
    """The jobs of the rostered centre."""
    found = Jobs(rostered[0].url)
    yield found
    worker.close()
    found.close()


@pytest.fixture
def desk(rostered: tuple[SmallCentre, SavedRoster]) -> Context:
    """A planner's context at the rostered centre."""
    return Context(rostered[0].context.store, "planner")


@pytest.fixture
def simulating(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A simulation that ends when `go` is set; `begun` is set when it begins."""
    seen: dict[str, Any] = {"go": threading.Event(), "begun": threading.Event()}

    def simulate(_context: Context, _saved: SavedRoster, *, progress: Any, **_: Any) -> Any:
        seen["language"] = spoken()
        progress(1, 3)
        seen["begun"].set()
        while not seen["go"].wait(0.02):
            progress(2, 3)
        return {"replications": 3}

    monkeypatch.setattr(of_reads, "simulate_saved", simulate)
    return seen


def until(jobs: Jobs, job_id: str, true: Callable[[Job], bool]) -> Job:
    deadline = time.monotonic() + WAIT_S
    while not true(job := jobs.get(job_id)):
        assert time.monotonic() < deadline, job
        time.sleep(0.05)
    return job


def ended(jobs: Jobs, job_id: str) -> Job:
    return until(jobs, job_id, lambda job: not job.going)


def an_order(desk: Context) -> SimulateOrder:
    return SimulateOrder(desk.store.list_rosters()[0].roster_id, 3)


def test_a_job_is_watched_and_answers_whoever_asks(
    jobs: Jobs, desk: Context, simulating: dict[str, Any]
) -> None:
    with speaking(catalogue("zh-CN")):
        job = start_job(desk, jobs, an_order(desk))
    assert (job.state, job.who, job.tries) == ("waiting", "planner", 0)
    with pytest.raises(NotFound, match="has no answer"):
        job_answer(desk, jobs, job.job_id)
    assert worker.work_here(jobs.url)
    assert simulating["begun"].wait(WAIT_S)
    job = until(jobs, job.job_id, lambda job: job.reached.step[1] > 0)
    assert (job.state, job.reached.step[2]) == ("running", 3)
    assert simulating["language"] is catalogue("zh-CN"), "the language of who asked travels"
    simulating["go"].set()
    job = ended(jobs, job.job_id)
    assert (job.state, job.said, job.tries) == ("done", "", 1)
    assert job_answer(desk, jobs, job.job_id) == {"replications": 3}
    dismiss_job(desk, jobs, job.job_id)
    assert jobs.get(job.job_id).dismissed == ("planner",)


def test_the_same_key_asks_for_one_job(jobs: Jobs, desk: Context) -> None:
    once = start_job(desk, jobs, an_order(desk), key="令牌 1")
    twice = start_job(desk, jobs, an_order(desk), key="令牌 1")
    other = start_job(desk, jobs, an_order(desk), key="令牌 2")
    assert once.job_id == twice.job_id != other.job_id
    assert [job.job_id for job in jobs.list("simulate")] == [other.job_id, once.job_id]
    assert jobs.list("build") == ()


def test_what_is_read_without_the_engine_is_what_the_engine_says(
    jobs: Jobs, desk: Context, simulating: dict[str, Any]
) -> None:
    from app.services.jobs import engine

    stopped = stop_job(desk, jobs, start_job(desk, jobs, an_order(desk)).job_id)
    simulating["go"].set()
    done = start_job(desk, jobs, an_order(desk))
    assert worker.work_here(jobs.url)
    ended(jobs, done.job_id)
    worker.close()
    waits = start_job(desk, jobs, an_order(desk))
    rows = JobRows(job_tables(jobs.url))
    client = engine.client_of(rows.tables)
    told = client.list_workflows(name=WORKFLOW, sort_desc=True)
    client.destroy()
    assert rows.find(WORKFLOW) == tuple(
        JobRow(
            one.workflow_id,
            one.status,
            one.created_at,
            one.dequeued_at,
            one.completed_at,
            one.recovery_attempts,
            one.attributes,
        )
        for one in told
    )
    assert [one.workflow_id for one in told] == [waits.job_id, done.job_id, stopped.job_id]
    assert [row.job_id for row in rows.find(WORKFLOW, status=("SUCCESS",))] == [done.job_id]
    assert [row.job_id for row in rows.find(WORKFLOW, limit=1)] == [waits.job_id]
    assert rows.find(WORKFLOW, prefix="J-simul_te-") == ()
    rows.close()


def test_a_job_that_waits_is_stopped_and_never_begins(
    jobs: Jobs, desk: Context, simulating: dict[str, Any]
) -> None:
    job = stop_job(desk, jobs, start_job(desk, jobs, an_order(desk)).job_id)
    assert (job.state, job.stopped_by) == ("stopped", "planner")
    assert worker.work_here(jobs.url)
    simulating["go"].set()
    last = start_job(desk, jobs, an_order(desk))
    assert ended(jobs, last.job_id).state == "done"
    assert jobs.get(job.job_id).begun_at is None


def test_a_read_is_stopped_at_once_and_says_so(
    jobs: Jobs, desk: Context, simulating: dict[str, Any]
) -> None:
    job = start_job(desk, jobs, an_order(desk))
    assert worker.work_here(jobs.url)
    assert simulating["begun"].wait(WAIT_S)
    stop_job(desk, jobs, job.job_id)
    job = ended(jobs, job.job_id)
    assert (job.state, job.stopped_by) == ("stopped", "planner")
    assert "nothing more was saved" in job.said


def test_a_server_that_ends_leaves_its_jobs_to_the_next(
    jobs: Jobs, desk: Context, simulating: dict[str, Any]
) -> None:
    job = start_job(desk, jobs, an_order(desk))
    assert worker.work_here(jobs.url)
    assert attended(jobs.url)
    assert simulating["begun"].wait(WAIT_S)
    worker.close()
    assert not attended(jobs.url)
    assert jobs.get(job.job_id).state == "running"
    simulating["go"].set()
    assert worker.work_here(jobs.url)
    job = ended(jobs, job.job_id)
    assert (job.state, job.tries) == ("done", 2)


def test_a_second_refresh_waits_for_the_first(
    jobs: Jobs, desk: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = threading.Event(), threading.Event()

    def refresh(*_: Any, **__: Any) -> RefreshSummary:
        begun.set()
        assert go.wait(WAIT_S)
        return RefreshSummary("2026-01-01", "ok")

    monkeypatch.setattr(of_data, "refresh", refresh)
    order = RefreshOrder(str(tmp_path / "inbox"), str(tmp_path / "night.json"))
    first, second = (start_job(desk, jobs, order).job_id for _ in range(2))
    assert worker.work_here(jobs.url)
    assert begun.wait(WAIT_S)
    read = start_job(desk, jobs, SimulateOrder(desk.store.list_rosters()[0].roster_id, 2))
    assert ended(jobs, read.job_id).state == "done", "reads go beside it"
    assert (jobs.get(first).state, jobs.get(second).state) == ("running", "waiting")
    go.set()
    assert (ended(jobs, first).state, ended(jobs, second).state) == ("done", "done")
    assert jobs.get(first).ended_at <= jobs.get(second).begun_at  # type: ignore[operator]


def test_a_refresh_beside_one_of_the_command_line_says_whose_that_is(
    jobs: Jobs, desk: Context, tmp_path: Path
) -> None:
    order = RefreshOrder(str(tmp_path / "inbox"), str(tmp_path / "night.json"))
    with desk.store.alone("refresh", "the timer", desk.clock()):
        job = start_job(desk, jobs, order)
        assert worker.work_here(jobs.url)
        job = ended(jobs, job.job_id)
    assert job.state == "failed"
    assert "another refresh" in job.said
    assert "the timer since" in job.said


def test_only_one_process_carries_out_the_jobs_of_a_database(jobs: Jobs, desk: Context) -> None:
    with desk.store.alone(LOCK, "another server", desk.clock()):
        assert not worker.work_here(jobs.url)
        assert attended(jobs.url)
    assert worker.work_here(jobs.url)


def test_roles_are_asked_for_each_job(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    jobs, order = Jobs(team.url), of_data.ForecastOrder(1)
    planner, publisher, agent = (team.as_(role) for role in (PLANNER, PUBLISHER, AGENT))
    with pytest.raises(NotAllowed, match="may not"):
        start_job(publisher, jobs, order)
    job = start_job(planner, jobs, order)
    assert jobs_seen(publisher, jobs) == (job,), "who sees forecasts sees that one is made"
    with pytest.raises(NotAllowed):
        stop_job(publisher, jobs, job.job_id)
    assert jobs_seen(agent, jobs) == ()
    with pytest.raises(NotFound, match="that you may see"):
        job_seen(agent, jobs, job.job_id)
    assert stop_job(planner, jobs, job.job_id).state == "stopped"
    jobs.close()
    team.store.close()


def test_looking_makes_no_file_and_a_list_of_jobs_is_its_owners_alone(
    jobs: Jobs, desk: Context
) -> None:
    place = Path(job_tables(jobs.url).where)
    assert place.name == "centre-jobs.sqlite"
    assert jobs.list() == ()
    with pytest.raises(NotFound, match="no job J-1"):
        jobs.get("J-1")
    assert not place.exists()
    start_job(desk, jobs, an_order(desk))
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_database_that_is_gone_with_its_connection_keeps_no_jobs() -> None:
    with pytest.raises(InvalidValue, match="outlives this program"):
        job_tables("sqlite:///file:x?mode=memory&uri=true")


def test_a_search_that_says_nothing_says_since_when() -> None:
    reached = Reached(30.0, "better bound", trace=((20.0, 90.0, 70.0), (30.0, None, 80.0)),
                      limit_s=900.0, at=NOW)  # fmt: skip
    job = Job("J", "build", "running", "ada", NOW, begun_at=NOW, reached=reached)
    assert job.doing(NOW + timedelta(seconds=2)) == "better bound"
    assert (
        job.doing(NOW + timedelta(seconds=40)) == "better bound \N{MIDDLE DOT} last word 40 s ago"
    )
    assert job.seconds(NOW + timedelta(seconds=40)) == 70
    assert reached.best == (90.0, 80.0)


def test_a_command_says_at_every_second_how_long_a_search_has_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = output._Told("Building")
    told.hear(Progress(20.0, 90.0, 70.0, "better roster"))
    told.hear(Progress(30.0, None, 80.0, "better bound"))
    assert told.said()[0] == "Building: 90 points, at least 80, gap 11.1%"
    later = time.monotonic() + 40
    monkeypatch.setattr(time, "monotonic", lambda: later)
    text, seconds = told.said()
    assert text.endswith("gap 11.1% \N{MIDDLE DOT} last word 40 s ago")
    assert round(seconds) == 70


def test_a_server_without_a_centre_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, records = threading.Event(), list[logging.LogRecord]()

    def heard(record: logging.LogRecord) -> None:
        records.append(record)
        told.set()

    monkeypatch.setattr(worker.log, "handle", heard)
    worker.serve(f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert told.wait(WAIT_S)
    worker.close()
    (record,) = records
    assert "there is no such file" in record.getMessage()
    assert record.exc_info is None
