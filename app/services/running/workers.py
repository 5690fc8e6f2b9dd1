"""Where heavy work runs: processes of this machine, or a Dask cluster when one is named."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from types import ModuleType


@contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """Executor fit for a number of jobs.

    Notes
    -----
    `PEAKSHIFT_DASK` names a scheduler (`tcp://host:8786`); without it one process a core is
    used, or a thread where a pool would cost more than it saves. Processes are spawned, since
    a fork of a threaded server can hang.
    """
    address = os.environ.get("PEAKSHIFT_DASK", "")
    if address:
        from distributed import Client

        with closing(Client(address)) as client:  # type: ignore[no-untyped-call]
            yield client.get_executor()  # type: ignore[no-untyped-call]
    elif jobs <= 2:
        with ThreadPoolExecutor(1) as executor:
            yield executor
    else:
        context = multiprocessing.get_context("spawn")
        count = min(jobs, os.cpu_count() or 1)
        with (
            plain_main(),
            ProcessPoolExecutor(count, mp_context=context, initializer=_leave_ctrl_c) as executor,
        ):
            try:
                yield executor
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)  # nobody waits for the rest
                raise


def _leave_ctrl_c() -> None:
    """Ctrl-C reaches every process of a terminal; the one that started the others decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def plain_main() -> Iterator[None]:
    """Let children start without running `__main__` again: Streamlit makes that the page."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
