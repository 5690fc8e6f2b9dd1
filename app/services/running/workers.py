"""Where heavy work runs: processes of this machine, or a Dask cluster when one is named."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing, contextmanager
from types import ModuleType

from app.locale import best_match, catalogue
from data.model.language import spoken, use


@contextmanager
def workers(jobs: int) -> Iterator[Executor]:
    """Executor fit for a number of jobs.

    Notes
    -----
    `PEAKSHIFT_DASK` names a scheduler (`tcp://host:8786`); without it one process a core is
    used, or a thread where a pool would cost more than it saves. Processes are spawned, since
    a fork of a threaded server can hang. Both say what they find in the language in use.
    """
    address = os.environ.get("PEAKSHIFT_DASK", "")
    if address:
        from distributed import Client

        with closing(Client(address)) as client:  # type: ignore[no-untyped-call]
            yield client.get_executor()  # type: ignore[no-untyped-call]
    elif jobs <= 2:
        with ThreadPoolExecutor(1, initializer=use, initargs=(spoken(),)) as executor:
            yield executor
    else:
        context = multiprocessing.get_context("spawn")
        count = min(jobs, os.cpu_count() or 1)
        with (
            plain_main(),
            ProcessPoolExecutor(
                count,
                mp_context=context,
                initializer=_begin,
                initargs=(spoken().info().get("language", ""),),
            ) as executor,
        ):
            try:
                yield executor
            except BaseException:
                executor.shutdown(wait=False, cancel_futures=True)  # nobody waits for the rest
                raise


def _begin(language: str) -> None:
    """Speak as whoever asked does, and leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use(catalogue(best_match(language)))


@contextmanager
def plain_main() -> Iterator[None]:
    """Let children start without running `__main__` again: Streamlit makes that the page."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
