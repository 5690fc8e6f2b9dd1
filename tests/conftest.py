"""Fixtures that the pages' tests and the browser journeys share.

All processes of a run wait while the first loads this: what is tested is imported inside.
"""

import gc
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.made_once import made_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

    from data.model.publication import SavedRoster
    from tests.app.small_centre import SmallCentre

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # It reaches nothing but this machine; a route of the driver would switch its cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


MEMORY, LEAST_FREE = Path("/dev/shm"), 4 * 2**30
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > LEAST_FREE:
    # Databases of tests wait for no disk there: a commit takes 1 ms instead of 10 to 40. What dies
    # with power is no subject of a test; what dies with its process is, and stays so.
    os.environ.setdefault("TMPDIR", str(MEMORY))
    tempfile.tempdir = None


# As `app` has it, for tests that load numpy without it: threads that wait for more of a small fit
# turn, and took fifty times the processor time of finding which queue leads which.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Nothing that is loaded is garbage: to look for some takes a third of the time of collecting tests.
gc.disable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look through living objects seldom: libraries and catalogues stay until the end."""
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """The end of a process frees its memory: five rounds of looking for what is free take 3 s."""
    gc.freeze()


SLOW = {"staffed_once", "rostered_once", "browser"}
"""Fixtures that take seconds, and so do the tests that ask for them."""


TOGETHER = ("browser", "postgres")
"""Marks of tests that one process has all of: a browser or a server takes seconds to start."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow by its fixtures, and which tests one process has all of; journeys first."""
    for item in items:
        if SLOW.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
        group = next((mark for mark in TOGETHER if item.get_closest_marker(mark)), "")
        if not group and _shares_with_its_module(item):
            group = item.nodeid.partition("::")[0]
        if group and item.config.getoption("loadgroup", False):
            # By `--dist loadgroup` what stands behind an @ stays together. pytest-xdist 3.8 writes
            # the group of a mark where pytest 9.2 no longer reads it, and parts all tests.
            item._id = type(item._id).parse(f"{item.nodeid}@{group}")
    items.sort(key=lambda item: "browser" not in item.keywords)


def _shares_with_its_module(item: pytest.Item) -> bool:
    """Whether it asks for what its module makes once: in each process that has one of its tests."""
    asked = getattr(item, "_fixtureinfo", None)
    found = asked.name2fixturedefs.values() if asked else ()
    return any(one.scope == "module" for (*_, one) in found)


@pytest.fixture(scope="session", autouse=True)
def one_compilation_a_kernel() -> Iterator[None]:
    """Nothing that this process tried made a kernel compile for other types than it states."""
    yield
    compiled = sys.modules.get("rostering.compiled")
    for kernel in compiled.KERNELS if compiled else ():
        others = [types for types in kernel.dispatcher.overloads if types != kernel.signature]
        assert not others, f"{kernel.address} was compiled again, for {others}"


@pytest.fixture(scope="session")
def staffed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small centre with forecasts and a requirement, not rostered yet; only copied."""

    def make(folder: Path) -> None:
        from tests.app.small_centre import a_small_centre
        from tests.app.small_week import staff_it

        centre = a_small_centre(folder)
        staff_it(centre.context)
        centre.context.store.close()

    return made_once(tmp_path_factory, "staffed", make)


@pytest.fixture(scope="session")
def rostered_once(staffed_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small centre with the kept week as its one roster, to be copied."""

    def make(folder: Path) -> None:
        from app.services.context import Context
        from data.store import Store
        from tests.app.small_centre import NOW
        from tests.app.small_week import save_small_week

        shutil.copytree(staffed_once, folder, dirs_exist_ok=True)
        with Store.open(str(folder / "centre.sqlite")) as store:
            save_small_week(Context(store, "tester", lambda: NOW))

    return made_once(tmp_path_factory, "rostered", make)


@pytest.fixture(scope="session")
def running_once(rostered_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a centre on a busy morning with a published roster and a saved proposal."""

    def make(folder: Path) -> None:
        from tests.app.running_centre import make_running

        shutil.copytree(rostered_once, folder, dirs_exist_ok=True)
        make_running(folder)

    return made_once(tmp_path_factory, "running_day", make)


@pytest.fixture
def rostered(rostered_once: Path, tmp_path: Path) -> Iterator[tuple["SmallCentre", "SavedRoster"]]:
    """A copy of the rostered centre and its roster, the test's own to change."""
    from tests.app.small_centre import a_copy_of

    centre = a_copy_of(rostered_once, tmp_path / "rostered")
    (listed,) = centre.context.store.list_rosters()
    yield centre, centre.context.store.load_roster(listed.roster_id)
    centre.context.store.close()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A Chromium of the system or Playwright's own; skips, saying so, where there is none."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        path = a_chromium(driver)
        if path is None:
            pytest.skip("no browser: install chromium, or run `playwright install chromium`")
        opened = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


def a_chromium(driver: "Playwright") -> str | None:
    named = os.environ.get("PEAKSHIFT_BROWSER", "")
    on_path = (found for name in (named, *NAMES) if name and (found := shutil.which(name)))
    own = driver.chromium.executable_path
    return next(on_path, own if Path(own).is_file() else None)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a server of this test process, ending where a database's name goes."""
    from tests.postgres import a_postgres

    with ExitStack() as until_the_end:
        try:
            address = until_the_end.enter_context(a_postgres(durable=False))
        except Exception as error:
            pytest.skip(f"the PostgreSQL of the wheel cannot start here: {error!r}")
        yield address


@pytest.fixture(scope="session")
def new_postgres_url(postgres_server: str) -> Callable[[], str]:
    """Gives schemas, made in milliseconds where a database takes a second."""
    import psycopg

    count = itertools.count()

    def make() -> str:
        name = f"test_{next(count)}"
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}")
        return f"{postgres_server}&options=-csearch_path%3D{name}"

    return make


@pytest.fixture
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """A schema of a test's own."""
    return new_postgres_url()
