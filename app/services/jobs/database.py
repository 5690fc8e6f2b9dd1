"""The jobs of one database: asked for, listed, stopped, read.

What everybody may watch of a running job (progress, a wish to stop, how it ended) are attributes
of the engine's workflow. Lists are read without the engine; it is loaded where something changes.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from app.locale import LANGUAGES, catalogue
from app.services.context import Context
from app.services.jobs.job import MOST_TRIES, WORKFLOW, Job, State
from app.services.jobs.kinds import kind_of
from app.services.jobs.reached import Reached
from data.model.codec import to_json
from data.model.errors import Conflict, NotFound
from data.model.language import spoken, tr
from data.store import Store
from data.store.job_tables import JobRow, JobRows, job_tables

if TYPE_CHECKING:
    from app.services.jobs.engine import Client

LISTED = 50
DISMISSED = "dismissed "
LOCK = "jobs"
"""Held by the process that carries them out; it dies with it."""
_FORGOTTEN_AT_ONCE = 1000
_LOOK_AGAIN_S = 2.0
"""Pages ask all the time: a server without jobs is looked at so often [s]."""
_GOING = ("ENQUEUED", "DELAYED", "PENDING")


class Jobs:
    """The jobs of one database, for any thread of any process; only `start` makes tables."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._rows: JobRows | None = None
        self._client: Client | None = None
        self._looked_at = -_LOOK_AGAIN_S
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._client is not None:
                self._client.destroy()
            if self._rows is not None:
                self._rows.close()
            self._client = self._rows = None

    def start(self, context: Context, order: Any, role: str = "", key: str = "") -> Job:
        """Ask for a job; it begins as soon as its queue has room and a server runs.

        Parameters
        ----------
        role
            By which it is allowed; the job acts by it.
        key
            The same key of the same kind gives the same job: asked for twice, it starts once.
        """
        kind = kind_of(order)
        of_key = sha256(key.encode()).hexdigest()[:16]
        new = context.new_id(f"J-{kind.name}", f"{context.clock():%Y%m%d}")
        job_id = f"J-{kind.name}-{of_key}" if key else new
        shown = {"kind": kind.name, "who": context.who, "about": kind.about(order)}
        with self._open(make=True) as client:
            assert client is not None, tr("its tables were just made")
            client.enqueue(
                {
                    "workflow_name": WORKFLOW,
                    "workflow_id": job_id,
                    "queue_name": kind.lane,
                    "attributes": shown,
                },
                kind.name,
                to_json(order),
                _person(context, role),
            )
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """A job as it stands; NotFound if there is none under the id."""
        return _job(self._row(job_id))

    def list(self, kind: str = "", *, going: bool = False, limit: int = LISTED) -> tuple[Job, ...]:
        """Jobs, newest first.

        Parameters
        ----------
        going
            Only those that wait or work.
        limit
            Most jobs returned [-].
        """
        rows = self._read()
        prefix, status = f"J-{kind}-" if kind else "", _GOING if going else ()
        found = rows.find(WORKFLOW, prefix=prefix, status=status, limit=limit) if rows else ()
        return tuple(map(_job, found))

    def stop(self, who: str, job_id: str) -> Job:
        """Ask a job to stop: one that waits never begins, one that works keeps what it may.

        Raises
        ------
        NotFound
            If there is no such job.
        """
        row = self._row(job_id)
        with self._open() as client:
            if client and row.status in _GOING:
                client.update_workflow_attributes(job_id, {"stop": {"who": who}}, merge=True)
                if row.status != "PENDING":
                    client.cancel_workflow(job_id)
        return self.get(job_id)

    def dismiss(self, who: str, job_id: str) -> None:
        """Put the answer of a finished job away for one person; it can still be read."""
        # SQLite's own JSON takes names of plain letters only.
        self.note(job_id, {DISMISSED + sha256(who.encode()).hexdigest()[:12]: who})

    def note(self, job_id: str, facts: Mapping[str, Any]) -> None:
        """Write what watchers of a job see; facts under other names stay."""
        with self._open() as client:
            if client:
                client.update_workflow_attributes(job_id, dict(facts), merge=True)

    def answer(self, job_id: str) -> Any:
        """What a finished job answered, as JSON values.

        Raises
        ------
        NotFound
            If there is no such job, or it has no answer: it still runs, failed or was stopped.
        """
        job = self.get(job_id)
        with self._open() as client:
            if client and job.state == "done":
                for found in client.list_workflows(workflow_ids=[job_id], load_input=False):
                    return found.output
        raise NotFound(tr("job {job} has no answer: it is {state}", job=job_id, state=job.state))

    def forget(self, ended_before: datetime) -> int:
        """Take finished jobs and their answers away; what they saved stays. How many went [-]."""
        with self._open() as client:
            found = client and client.list_workflows(
                name=WORKFLOW,
                status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
                completed_before=ended_before.isoformat(),
                limit=_FORGOTTEN_AT_ONCE,
                load_input=False,
                load_output=False,
            )
            if client and found:
                client.delete_workflows([status.workflow_id for status in found])
        return len(found or ())

    def _row(self, job_id: str) -> JobRow:
        rows = self._read()
        found = rows.find(WORKFLOW, job_id=job_id) if rows else ()
        if not found:
            raise NotFound(
                tr("there is no job {job} (`peakshift job list` shows those there are)", job=job_id)
            )
        return found[0]

    def _read(self) -> JobRows | None:
        """What reads the tables; None where no job was ever asked for."""
        if self._rows is not None:
            return self._rows
        with self._lock:
            again = time.monotonic() - self._looked_at > _LOOK_AGAIN_S
            if self._rows is None and again:
                self._looked_at = time.monotonic()
                tables = job_tables(self.url, make=False)
                self._rows = JobRows(tables) if tables.there else None
            return self._rows

    @contextmanager
    def _open(self, *, make: bool = False) -> "Iterator[Client | None]":
        """The engine's client; None where no job was ever asked for."""
        if not make and self._read() is None:
            yield None
            return
        from app.services.jobs import engine

        with self._lock:
            tables = self._rows.tables if self._rows else job_tables(self.url, make=make)
            if self._client is None:
                if make:
                    engine.migrate(tables)
                self._client = engine.client_of(tables)
                self._rows = self._rows or JobRows(tables)  # others read what is there by now
            client = self._client
        with engine.engine_in_plain_words(tables.where):
            yield client


def attended(url: str) -> bool:
    """Whether some process carries out the jobs of a database."""
    with Store.open(url, make=False) as store:
        me = Context(store)
        try:
            with store.alone(LOCK, me.who, me.clock()):
                return False
        except Conflict:
            return True


def _person(context: Context, role: str) -> dict[str, Any]:
    """Who asked, as the job will act."""
    return {
        "who": context.who,
        "signed_in": context.signed_in,
        "token_id": context.token_id,
        "role": role,
        "language": next((code for code in LANGUAGES if catalogue(code) is spoken()), "en"),
    }


def _job(row: JobRow) -> Job:
    facts: dict[str, Any] = row.facts or {}
    ended: dict[str, Any] = facts.get("ended") or {}
    said = str(ended.get("said", ""))
    if row.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
        said = tr("the program died {n} times while it worked on this; it is not tried again",
                  n=MOST_TRIES)  # fmt: skip
    elif row.status == "ERROR":
        said = tr("another version of PeakShift began it; start it anew")
    stopped_by = str((facts.get("stop") or {}).get("who", ""))
    state = _state(row.status, ended, stopped_by)
    return Job(
        job_id=row.job_id,
        kind=str(facts.get("kind", "")),
        state=state,
        who=str(facts.get("who", "")),
        asked_at=_instant(row.asked_at) or datetime.fromtimestamp(0, UTC),
        begun_at=_instant(row.begun_at),
        ended_at=None if state in ("waiting", "running", "stopping") else _instant(row.ended_at),
        about=facts.get("about") or {},
        stopped_by=stopped_by,
        said=said,
        made=ended.get("made") or {},
        reached=Reached.of(facts.get("reached")),
        dismissed=tuple(str(who) for name, who in facts.items() if name.startswith(DISMISSED)),
        tries=int(row.tries or 0),
    )


def _state(status: str, ended: Mapping[str, Any], stopped_by: str) -> State:
    if status in ("ENQUEUED", "DELAYED"):
        return "waiting"
    if status == "PENDING":
        return "stopping" if stopped_by else "running"
    if status == "CANCELLED":
        return "stopped"
    if status == "SUCCESS":
        how: State = ended.get("how", "done")
        return how
    return "failed"


def _instant(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
