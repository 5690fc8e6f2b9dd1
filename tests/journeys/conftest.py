"""Somebody at the pages of a store of the test's own, rostered already or not yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.services.build_roster import build_roster
from app.services.desk import Desk
from data.model.saved_roster import SavedRoster
from data.store import Store
from tests.app.small_centre import NOW, SmallCentre
from tests.app.web_page import WHO, a_copy
from tests.journeys.pages import Visitor, the_app

Planned = tuple[Desk, SavedRoster]


@pytest.fixture
def desk(staffed: SmallCentre, tmp_path: Path) -> Iterator[Desk]:
    """A staffed store of the test's own, to ask what the pages did to it."""
    with Store.open(a_copy(staffed.url, tmp_path)) as store:
        yield Desk(store, "test", lambda: NOW)


@pytest.fixture
def manager(browser: Browser, desk: Desk, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the pages of that store."""
    with _at_the_pages(browser, desk.store.where, tmp_path) as visitor:
        yield visitor


@pytest.fixture(scope="session")
def planned_once(
    staffed: SmallCentre, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, SavedRoster]:
    """A store with one built week, made once and then only copied."""
    path = a_copy(staffed.url, tmp_path_factory.mktemp("planned"))
    with Store.open(path) as store:
        desk = Desk(store, "planner", lambda: NOW)
        saved = build_roster(desk, store.list_requirements()[0].first, 1, time_limit_s=10)
    return path, saved


@pytest.fixture
def planned(planned_once: tuple[str, SavedRoster], tmp_path: Path) -> Iterator[Planned]:
    """A desk at a copy of the rostered store, and its roster."""
    with Store.open(a_copy(planned_once[0], tmp_path)) as store:
        yield Desk(store, "test", lambda: NOW), planned_once[1]


@pytest.fixture
def visitor(browser: Browser, planned: Planned, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the pages of the rostered store."""
    with _at_the_pages(browser, planned[0].store.where, tmp_path) as found:
        yield found


@contextmanager
def _at_the_pages(browser: Browser, url: str, folder: Path) -> Iterator[Visitor]:
    with the_app(url, WHO, folder) as address:
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        yield Visitor(page, address)
        page.screenshot(path=folder / "last.png")  # where a failing journey ended
        page.close()
