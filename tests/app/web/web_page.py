"""Pages drawn without a browser, on stores of a test's own."""

import sqlite3
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from app.services.context import Context
from app.services.jobs.database import Jobs
from app.services.jobs.job import Job
from app.web.pages.today import learning
from data.store import Store
from tests.app.small_centre import NOW, SmallCentre

TIMEOUT_S = 60
WHO, WAIT_S = "王芳 Wang", 90
"""Who acts on the pages, and how long work in a thread may take [s]."""


def _wait_for(runner: LocalScriptRunner, timeout: float) -> None:
    """Wait until the page is drawn, without asking a thousand times a second."""
    assert runner._script_thread is not None
    runner._script_thread.join(timeout)
    assert runner.script_stopped(), f"the page was not drawn in {timeout:g} s"


# As the server does: what installed packages declare is read once, each page is compiled once.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
local_script_runner.ScriptCache = cache(ScriptCache)
local_script_runner.require_widgets_deltas = _wait_for
config.set_option("runner.magicEnabled", False)
learning.PATIENCE_S = TIMEOUT_S  # what is learnt beside a page is there when it is drawn


def a_page(name: str) -> AppTest:
    """A page of the app, not run yet; the store is the one that `PEAKSHIFT_DB` names."""
    return AppTest.from_function(_draw, args=(name,), default_timeout=TIMEOUT_S)


def a_copy(url: str, folder: Path) -> str:
    """The path of a copy of an SQLite store."""
    target = folder / "copy.sqlite"
    with sqlite3.connect(url) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    source.close()
    copy.close()
    return str(target)


def a_copy_context(centre: SmallCentre) -> Context:
    """A desk at a copy of a centre's store, beside it, for tests that change something."""
    folder = Path(tempfile.mkdtemp(dir=centre.folder))
    return Context(Store.open(a_copy(centre.url, folder)), "tester", lambda: NOW)


def words(page: AppTest) -> str:
    """Everything that a page says, in one text."""
    kinds: tuple[Any, ...] = (
        page.title, page.subheader, page.markdown, page.caption, page.info, page.success,
        page.warning, page.error,
    )  # fmt: skip
    said = "\n".join(str(element.value) for kind in kinds for element in kind)
    return said.replace("\u2060", "")  # word joiners keep what people typed from being carried out


def press(page: AppTest, label: str) -> AppTest:
    """Press the first button whose label begins so, and draw the page again."""
    next(b for b in page.button if b.label.startswith(label)).click().run()
    assert not page.exception
    return page


def finished(page: AppTest, kind: str, url: str) -> AppTest:
    """Wait for the job that the page asked for, and draw the page again."""
    job = ended(url, kind)
    assert job.state == "done", job.said
    page.run()
    assert not page.exception
    return page


def ended(url: str, kind: str) -> Job:
    """The newest job of a kind, when it has ended."""
    jobs = Jobs(url)
    try:
        deadline = time.monotonic() + WAIT_S
        while (found := jobs.list(kind)[0]).going:
            assert time.monotonic() < deadline, found
            time.sleep(0.1)
        return found
    finally:
        jobs.close()


def _draw(name: str) -> None:
    from app.web.navigation import run

    run(name)
