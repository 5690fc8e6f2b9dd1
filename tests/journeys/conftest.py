"""Somebody at the pages of a store of the test's own, rostered already or not yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.services.context import Context
from data.model.publication import SavedRoster
from tests.app.small_centre import NOW, SmallCentre, a_copy_of
from tests.app.web.web_page import WHO
from tests.journeys.pages import Visitor, the_app

Planned = tuple[Context, SavedRoster]


@pytest.fixture(autouse=True)
def _the_time_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a journey expects goes by the real clock, as the server does.

    Tests of fronts in the same process may have stopped it (`tests/app/conftest.py`).
    """
    monkeypatch.setattr("app.services.context.datetime", datetime)


@pytest.fixture
def context(staffed_once: Path, tmp_path: Path) -> Iterator[Context]:
    """A staffed store of the test's own, to ask what the pages did to it."""
    centre = a_copy_of(staffed_once, tmp_path / "staffed")
    with centre.context.store as store:
        yield Context(store, "test", lambda: NOW)


@pytest.fixture
def manager(browser: Browser, context: Context, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the pages of that store."""
    with _at_the_pages(browser, context.store.where, tmp_path) as visitor:
        yield visitor


@pytest.fixture
def planned(rostered: tuple[SmallCentre, SavedRoster]) -> Planned:
    """A desk at a rostered store of the test's own, and its roster."""
    centre, saved = rostered
    return Context(centre.context.store, "test", lambda: NOW), saved


@pytest.fixture
def visitor(browser: Browser, planned: Planned, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the pages of the rostered store."""
    with _at_the_pages(browser, planned[0].store.where, tmp_path) as found:
        yield found


@contextmanager
def _at_the_pages(browser: Browser, url: str, folder: Path) -> Iterator[Visitor]:
    with the_app(url, WHO, folder) as address:
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        yield Visitor(page, address)
        page.screenshot(path=folder / "last.png")  # where a failing journey ended
        page.close()
        assert not [text for text in said if "Content Security Policy" in text]
