"""The engine of jobs: DBOS keeps them in a database, hands them out and goes on after a crash.

DBOS is imported here and nowhere else. A job is one of its workflows; `database` shows them, and
loads this as soon as there are any.
"""

import json
import logging
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, Serializer, error

from app.services.jobs.job import MOST_TRIES, WORKFLOW
from app.services.jobs.kinds import LANES
from data.model.errors import StoreUnavailable
from data.model.language import tr
from data.store.faults import in_plain_words
from data.store.job_tables import JobTables, job_tables

APP, EXECUTOR = "peakshift", "peakshift"
FORM = "1"
"""Version of what the engine keeps; jobs of another one are not gone on with."""
_LOOK_FOR_WORK_S = 0.3
_ANY_SCHEMA = "dbos"
"""A file has no schemas; the engine asks for a name all the same."""
_PACKED, _LONG = "zlib:", 20_000

# Its log is ours: without a handler of its own it would write where standard error was at first.
logging.getLogger("dbos").addHandler(logging.NullHandler())

Client = DBOSClient
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
    with engine_in_plain_words(tables.where), ThreadPoolExecutor(1) as apart:
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


_migrated: set[tuple[str, str]] = set()


def migrate(tables: JobTables) -> None:
    """Make the engine's tables, or bring those of an earlier version up to date."""
    place = (tables.address, tables.schema)
    if place not in _migrated or not tables.there:
        with engine_in_plain_words(tables.where):
            DBOS.migrate(tables.address, schema=tables.schema or _ANY_SCHEMA)
        _migrated.add(place)


@contextmanager
def engine_in_plain_words(where: str) -> Iterator[None]:
    """Faults of the engine and its database as ours."""
    try:
        with in_plain_words(where):
            yield
    except error.DBOSException as fault:
        raise StoreUnavailable(tr("database {where}: {fault}", where=where, fault=fault)) from fault


def client_of(tables: JobTables) -> Client:
    """What asks the engine's tables, from any process."""
    with engine_in_plain_words(tables.where):
        return DBOSClient(
            system_database_url=tables.address,
            dbos_system_schema=tables.schema or _ANY_SCHEMA,
            serializer=_Json(),
            application_name=APP,
            retry_connection_errors=False,
        )
