"""A process killed in any step of any job: nothing is lost, nothing is done twice."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services.audit import verify_trail
from app.services.context import Context
from app.services.jobs.database import Jobs
from app.services.jobs.job import Job
from app.services.jobs.kinds import KINDS
from app.services.jobs.orders import job_answer
from data.store import Store
from data.store.copying import copy_store
from tests.app.services.jobs.processes import ELSEWHERE, WAIT_S, Kill, a_worker, ask, every_kill

pytestmark = pytest.mark.slow

KILLS = every_kill()
SOON = {
    "sqlite": {
        ("build", "save", "carried out"),
        ("refresh", "save", "carried out"),
    },
    "postgres": {("import", "import", "carried out")},
}
"""Those that the default run tries: between saving and noting, and between two steps."""
DATABASES = {"sqlite": (), "postgres": (pytest.mark.postgres,)}
Ended = tuple[Job, Counter[str], list[str]]
_undisturbed: dict[tuple[str, str], Ended] = {}


@dataclass
class Place:
    """A database of a test's own, with what jobs left in it."""

    url: str
    folder: Path

    def carried_out(self, kind: str, kill: Kill | None = None) -> Ended:
        """A job of a kind, killed once and gone on with: what the trail tells, steps begun."""
        log = self.folder / "steps.log"
        with Store.open(self.url) as store:
            context = Context(store, "planner")
            asked = ask(context, self.url, kind, self.folder)
            if kill is not None:
                process = a_worker(self.url, log, kill)
                process.join(WAIT_S)
                assert process.exitcode == -9
            process = a_worker(self.url, log)
            process.join(WAIT_S)
            assert process.exitcode == 0
            jobs = Jobs(self.url)
            job = jobs.get(asked.job_id)
            assert job_answer(context, jobs, job.job_id) is not None
            jobs.close()
            mine = [e for e in store.audit(limit=10_000) if e.detail.get("job") == job.job_id]
            assert verify_trail(context).intact
            assert len({roster.roster_id for roster in store.list_rosters()}) >= 1
        return job, Counter(entry.verb for entry in mine), log.read_text("utf-8").split("\n")[:-1]


@pytest.fixture
def place(
    request: pytest.FixtureRequest, rostered_once: Path, tmp_path: Path
) -> Callable[[str], Place]:
    """Gives places that hold the rostered centre, by the kind of database."""
    count = iter(range(100))

    def make(database: str) -> Place:
        folder = tmp_path / f"place{next(count)}"
        shutil.copytree(rostered_once, folder)
        url = str(folder / "centre.sqlite")
        if database == "postgres":
            there = request.getfixturevalue("new_postgres_url")()
            with Store.open(url) as source, Store.open(there) as target:
                copy_store(source, target, lambda what, done, of: None)
            url = there
        return Place(url, folder)

    return make


def cases(*, soon: bool) -> Iterator[object]:
    for database, marks in DATABASES.items():
        for kind, kill in KILLS:
            if ((kind, kill.step, kill.moment) in SOON[database]) == soon:
                name = f"{database}: {kind}, {kill.step}, {kill.moment}"
                yield pytest.param(database, kind, kill, id=name, marks=marks)


def check(database: str, kind: str, kill: Kill, place: Callable[[str], Place]) -> None:
    if (database, kind) not in _undisturbed:
        _undisturbed[database, kind] = place(database).carried_out(kind)
    whole, expected, steps = _undisturbed[database, kind]
    assert (whole.state, tuple(steps)) == ("done", KINDS[kind].steps), whole.said
    job, told, begun = place(database).carried_out(kind, kill)
    assert job.state == "done", job.said
    assert told == expected, "something was lost, or done twice"
    again = begun.copy()
    for step in steps:
        again.remove(step)
    assert again == ([] if kill.moment == "noted" else [kill.step]), "a finished step was repeated"
    made, of_whole = ({name: len(ids) for name, ids in j.made.items()} for j in (job, whole))
    assert made == of_whole


@pytest.mark.parametrize(("database", "kind", "kill"), cases(soon=True))
def test_a_job_killed_in_a_step_is_gone_on_with(
    database: str, kind: str, kill: Kill, place: Callable[[str], Place]
) -> None:
    check(database, kind, kill, place)


@pytest.mark.heavy
@pytest.mark.parametrize(("database", "kind", "kill"), cases(soon=False))
def test_a_job_killed_at_any_moment_is_gone_on_with(
    database: str, kind: str, kill: Kill, place: Callable[[str], Place]
) -> None:
    check(database, kind, kill, place)


def test_every_step_of_every_kind_is_killed_at_every_moment() -> None:
    assert len(KILLS) * len(DATABASES) > 100
    assert {kind for kind, _ in KILLS} == {*KINDS} - {*ELSEWHERE}
