"""Fixtures of the use cases and the command line."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest

from app.cli.main import main
from app.services.context import Context
from data.model.publication import SavedRoster
from data.store import Store
from data.store import store as store_module
from tests.app.small_centre import NOW, SmallCentre, a_copy_of, a_small_centre
from tests.app.web.web_page import WHO
from tests.clock import at_the_time
from tests.made_once import an_empty_database, made_once

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="session", autouse=True)
def _new_databases_are_copied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A new file starts as a copy of an empty database; `tests/data/store` makes its own."""
    empty = an_empty_database(tmp_path_factory)
    find_file = store_module.find_file

    def found(path: Path, *, make: bool) -> None:
        if make and not path.exists() and path.parent.is_dir():
            copyfile(empty, path)
            path.chmod(0o600)
        find_file(path, make=make)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_module, "find_file", found)
        yield


@pytest.fixture(scope="session", autouse=True)
def _the_present_is_that_of_the_small_centre() -> Iterator[None]:
    """Pages, commands and the interface are asked on one day, whatever day it is: NOW.

    On other days leave that is entered today may lie in the month or the year after, and what
    stands in a file may be too old to be shown.
    """
    with pytest.MonkeyPatch.context() as patch:
        at_the_time(patch, NOW)
        yield


SEARCHES = (
    "rostering.solver.solve.solve_as_it_is",
    "app.services.roster.changes.repair.repair_around_edits",
    "app.services.roster.changes.reroster.reroster",
    "app.services.roster.evaluation.sensitivity.worth",
    "app.services.shift_design.design.design_shifts",
)
HASTE_S = 0.25


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What fronts search for ends after a quarter of a second; they take no less than whole ones.

    For tests of what is asked and told: what is found is the rooms' own affair.
    """

    def in_haste(search: Callable[..., Any]) -> Callable[..., Any]:
        def found(problem: Any, *given: Any, **options: Any) -> Any:
            if "time_limit_s" in options:
                options["time_limit_s"] = min(HASTE_S, options["time_limit_s"])
            else:
                wanted, *given = given  # a request for a design holds its limit
                given = [replace(wanted, time_limit_s=HASTE_S), *given]
            return search(problem, *given, **options)

        return found

    for name in SEARCHES:
        module, _, search = name.rpartition(".")
        monkeypatch.setattr(name, in_haste(getattr(import_module(module), search)))


@pytest.fixture
def peakshift(monkeypatch: pytest.MonkeyPatch, capsys: Capture):
    """Run the real entry point: exit code, standard output, standard error."""

    monkeypatch.setattr("app.cli.main.still_at_work", lambda: False)  # that would end the tests

    def call(url: str, *words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["peakshift", "--db", url, "--as", "tester", *words])
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        else:
            code = 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture(autouse=True)
def _no_jobs_left() -> Iterator[None]:
    """A test that carried out jobs leaves none behind for the next one's database."""
    yield
    if "app.services.jobs.worker" in sys.modules:
        sys.modules["app.services.jobs.worker"].close()


@pytest.fixture(scope="session")
def small_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small centre with history and staff, to be copied."""

    def make(folder: Path) -> None:
        a_small_centre(folder).context.store.close()

    return made_once(tmp_path_factory, "small", make)


@pytest.fixture
def small(small_once: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A small centre with history and staff, the test's own to change."""
    centre = a_copy_of(small_once, tmp_path / "small")
    yield centre
    centre.context.store.close()


@pytest.fixture
def url(rostered: tuple[SmallCentre, SavedRoster], monkeypatch: pytest.MonkeyPatch) -> str:
    """The rostered store, named to the pages."""
    monkeypatch.setenv("PEAKSHIFT_DB", rostered[0].url)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return rostered[0].url


@pytest.fixture
def seeded(url: str, rostered: tuple[SmallCentre, SavedRoster]) -> tuple[Context, SavedRoster]:
    """Somebody else's desk at the store of the pages, and its roster."""
    return Context(Store.open(url), "somebody else", lambda: NOW), rostered[1]
