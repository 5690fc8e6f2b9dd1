"""Fixtures that the pages' tests and the browser journeys share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from app.services.make_forecast import forecast_all
from app.services.set_requirement import set_requirement
from tests.app.small_centre import SmallCentre, a_small_centre

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> SmallCentre:
    """A small centre with forecasts and a requirement, not rostered yet; copy it to change it."""
    centre = a_small_centre(tmp_path_factory.mktemp("staffed"))
    forecast_all(centre.desk, weeks=4, members=("seasonal_naive", "glm_days"))
    set_requirement(centre.desk)
    return centre


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of the system or Playwright's own; skips, saying so, where there is none."""
    with sync_playwright() as driver:
        path = _chromium(driver)
        if path is None:
            pytest.skip("no browser: install chromium, or run `playwright install chromium`")
        opened = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield opened
        opened.close()


def _chromium(driver: Playwright) -> str | None:
    named = os.environ.get("PEAKSHIFT_BROWSER", "")
    on_path = (found for name in (named, *NAMES) if name and (found := shutil.which(name)))
    own = driver.chromium.executable_path
    return next(on_path, own if Path(own).is_file() else None)
