"""The engine of jobs: DBOS keeps them in a database, hands them out and goes on after a crash.

DBOS is imported here and nowhere else. A job is one of its workflows; what everybody may watch of
a running one (progress, a wish to stop, how it ended) are the workflow's attributes.
"""

import json
import logging
import threading
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, Serializer, WorkflowStatus, error

from app.locale import LANGUAGES, catalogue
from app.services.context import Context
from app.services.jobs.job import Job, State
from app.services.jobs.kinds import LANES, kind_of
from app.services.jobs.reached import Reached
from data.model.codec import to_json
from data.model.errors import NotFound, StoreUnavailable
from data.model.language import spoken, tr
from data.store.faults import in_plain_words
from data.store.job_tables import JobTables, job_tables

APP, WORKFLOW, EXECUTOR = "peakshift", "job", "peakshift"
FORM = "1"
"""Version of what the engine keeps; jobs of another one are not gone on with."""
MOST_TRIES = 20
"""A job under which the program died so often is given up: it may be what kills it [-]."""
LISTED = 50
_LOOK_FOR_WORK_S = 0.3
_FORGOTTEN_AT_ONCE = 1000
_LOOK_AGAIN_S = 2.0
"""Pages ask all the time: a server without jobs is looked at so often [s]."""
DISMISSED = "dismissed "
_ANY_SCHEMA = "dbos"
"""A file has no schemas; the engine asks for a name all the same."""
_PACKED, _LONG = "zlib:", 20_000
_GOING = ["ENQUEUED", "DELAYED", "PENDING"]

# Its log is ours: without a handler of its own it would write where standard error was at first.
logging.getLogger("dbos").addHandler(logging.NullHandler())

Work = Callable[[str, str, Any, dict[str, Any]], Any]
"""Carries out a job: its id, kind, order and person."""
_work: Work | None = None


class _Json(Serializer):
    """JSON, packed where it is long: nothing that is read back can run as a program."""

    def serialize(self, data: Any) -> str:
        """Text of JSON values; of an error, what it says."""
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
        if len(text) < _LONG:
            return text
        return _PACKED + b64encode(zlib.compress(text.encode(), 6)).decode()

    def deserialize(self, serialized_data: str) -> Any:
        """The values again."""
        if serialized_data.startswith(_PACKED):
            packed = b64decode(serialized_data[len(_PACKED) :])
            return json.loads(zlib.decompress(packed))
        return json.loads(serialized_data)

    def name(self) -> str:
        """How rows of this form are marked."""
        return "peakshift_json"


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MOST_TRIES)
def _carry_out(kind: str, order: Any, person: dict[str, Any]) -> Any:
    assert _work is not None, tr("the engine works only after `begin_work`")
    return _work(str(DBOS.workflow_id), kind, order, person)


def record(name: str, work: Callable[[], Any]) -> Any:
    """Carry out a step of the job in this thread and note its answer, or give the one noted."""
    return DBOS.run_step({"name": name}, work)


def begin_work(url: str, work: Work) -> None:
    """Hand out the jobs of a database to this process; those that died with another go on."""
    global _work
    tables = job_tables(url, make=True)
    _work = work
    # Whoever calls may have an event loop of its own going, which the engine would take for its.
    with _in_plain_words(tables.where), ThreadPoolExecutor(1) as apart:
        apart.submit(_launch, tables).result()


def _launch(tables: JobTables) -> None:
    """Start the engine and its queues."""
    config: DBOSConfig = {
        "name": APP,
        "system_database_url": tables.address,
        "dbos_system_schema": tables.schema or _ANY_SCHEMA,
        "sys_db_pool_size": 5,
        "serializer": _Json(),
        "application_version": FORM,
        "executor_id": EXECUTOR,
        "log_level": "ERROR",
    }
    DBOS(config=config)
    DBOS.launch()
    for lane, most in LANES.items():
        DBOS.register_queue(
            lane,
            global_concurrency=most,
            polling_interval_sec=_LOOK_FOR_WORK_S,
            on_conflict="always_update",
        )


def is_own(fault: Exception) -> bool:
    """Whether a fault is the engine's, which it must meet itself."""
    return isinstance(fault, error.DBOSException)


def end_work() -> None:
    """Hand out no more; what still runs notes nothing any more."""
    DBOS.destroy()


class Jobs:
    """The jobs of one database, for any thread of any process; only `start` makes tables."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client: DBOSClient | None = None
        self._where = url
        self._looked_at = -_LOOK_AGAIN_S
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._client is not None:
                self._client.destroy()
            self._client = None

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
        return _job(self._status(job_id, output=False))

    def list(self, kind: str = "", *, going: bool = False, limit: int = LISTED) -> tuple[Job, ...]:
        """Jobs, newest first.

        Parameters
        ----------
        going
            Only those that wait or work.
        limit
            Most jobs returned [-].
        """
        with self._open() as client:
            found = client and client.list_workflows(
                name=WORKFLOW,
                workflow_id_prefix=f"J-{kind}-" if kind else None,
                status=_GOING if going else None,
                limit=limit,
                sort_desc=True,
                load_input=False,
                load_output=False,
            )
        return tuple(_job(status) for status in found or ())

    def stop(self, who: str, job_id: str) -> Job:
        """Ask a job to stop: one that waits never begins, one that works keeps what it may.

        Raises
        ------
        NotFound
            If there is no such job.
        """
        status = self._status(job_id, output=False)
        with self._open() as client:
            if client and status.status in _GOING:
                client.update_workflow_attributes(job_id, {"stop": {"who": who}}, merge=True)
                if status.status != "PENDING":
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
        status = self._status(job_id, output=True)
        job = _job(status)
        if job.state != "done":
            raise NotFound(
                tr("job {job} has no answer: it is {state}", job=job_id, state=job.state)
            )
        return status.output

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

    def _status(self, job_id: str, *, output: bool) -> WorkflowStatus:
        with self._open() as client:
            found = client and client.list_workflows(
                workflow_ids=[job_id], load_input=False, load_output=output
            )
        if not found:
            raise NotFound(
                tr("there is no job {job}; `peakshift job list` shows those there are", job=job_id)
            )
        return found[0]

    @contextmanager
    def _open(self, *, make: bool = False) -> Iterator[DBOSClient | None]:
        """The client; None where no job was ever asked for."""
        if self._client is None:
            with self._lock:
                again = time.monotonic() - self._looked_at > _LOOK_AGAIN_S
                if self._client is None and (make or again):
                    self._connect(make=make)
        with _in_plain_words(self._where):
            yield self._client

    def _connect(self, *, make: bool) -> None:
        self._looked_at = time.monotonic()
        tables = job_tables(self.url, make=make)
        self._where = tables.where
        if make:
            _migrate(tables)
        elif not tables.there:
            return
        with _in_plain_words(tables.where):
            self._client = DBOSClient(
                system_database_url=tables.address,
                dbos_system_schema=tables.schema or _ANY_SCHEMA,
                serializer=_Json(),
                application_name=APP,
                retry_connection_errors=False,
            )


_migrated: set[tuple[str, str]] = set()


def _migrate(tables: JobTables) -> None:
    """Make the engine's tables, or bring those of an earlier version up to date."""
    place = (tables.address, tables.schema)
    if place not in _migrated or not tables.there:
        with _in_plain_words(tables.where):
            DBOS.migrate(tables.address, schema=tables.schema or _ANY_SCHEMA)
        _migrated.add(place)


@contextmanager
def _in_plain_words(where: str) -> Iterator[None]:
    """Faults of the engine and its database as ours."""
    try:
        with in_plain_words(where):
            yield
    except error.DBOSException as fault:
        raise StoreUnavailable(tr("database {where}: {fault}", where=where, fault=fault)) from fault


def _person(context: Context, role: str) -> dict[str, Any]:
    """Who asked, as the job will act."""
    return {
        "who": context.who,
        "signed_in": context.signed_in,
        "token_id": context.token_id,
        "role": role,
        "language": next((code for code in LANGUAGES if catalogue(code) is spoken()), "en"),
    }


def _job(status: WorkflowStatus) -> Job:
    facts: dict[str, Any] = status.attributes or {}
    ended: dict[str, Any] = facts.get("ended") or {}
    said = str(ended.get("said", ""))
    if status.status == "MAX_RECOVERY_ATTEMPTS_EXCEEDED":
        said = tr("the program died {n} times while it worked on this; it is not tried again",
                  n=MOST_TRIES)  # fmt: skip
    elif status.status == "ERROR":
        said = tr("another version of PeakShift began it; start it anew")
    stopped_by = str((facts.get("stop") or {}).get("who", ""))
    state = _state(status.status, ended, stopped_by)
    return Job(
        job_id=status.workflow_id,
        kind=str(facts.get("kind", "")),
        state=state,
        who=str(facts.get("who", "")),
        asked_at=_instant(status.created_at) or datetime.fromtimestamp(0, UTC),
        begun_at=_instant(status.dequeued_at),
        ended_at=None
        if state in ("waiting", "running", "stopping")
        else _instant(status.completed_at),
        about=facts.get("about") or {},
        stopped_by=stopped_by,
        said=said,
        made=ended.get("made") or {},
        reached=Reached.of(facts.get("reached")),
        dismissed=tuple(str(who) for name, who in facts.items() if name.startswith(DISMISSED)),
        tries=int(status.recovery_attempts or 0),
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
