"""The app as a process, and what a person does on its pages."""

import io
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests import ROOT

START_S = 60
TRIES = 8
SETTLED = """() => !document.querySelector('[data-testid="stStatusWidget"]')
  && !document.querySelector('[data-testid="stSkeleton"]')
  && !document.querySelector('[data-testid="stApp"][data-test-script-state="running"]')"""


@contextmanager
def the_app(
    url: str,
    who: str,
    folder: Path,
    port: int = 0,
    home: Path | None = None,
    end: signal.Signals = signal.SIGTERM,
    at: datetime | None = None,
) -> Iterator[str]:
    """`peakshift ui` on a store, as people start it; gives its address.

    Parameters
    ----------
    home
        Home folder of who starts it, where its secrets may lie.
    end
        How its processes are ended.
    at
        Moment that the app takes for the present one; the real one if None.
    """
    port = port or a_free_port()
    command = [sys.executable, "-m", "app.cli.main", "--db", url, "--as", who]
    command += ["ui", "--no-browser", "--port", str(port)]
    named = {"PEAKSHIFT_DB": url, "PEAKSHIFT_USER": who}
    if at is not None:
        command = [sys.executable, "-m", "tests.journeys.at_a_moment", at.isoformat(), str(port)]
    log = (folder / "app.log").open("w")
    root = ROOT
    environment = {**os.environ, **named, **({"HOME": str(home)} if home else {})}
    process = subprocess.Popen(
        command, cwd=root, stdout=log, stderr=log, env=environment, start_new_session=True
    )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", process, folder / "app.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, end)
        process.wait(20)
        log.close()


def a_free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(health: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"the app did not start: {log.read_text()}")


@dataclass(frozen=True)
class Visitor:
    """Somebody at the pages."""

    page: Page
    address: str

    def opens(self, title: str) -> None:
        """Go to a page by the side bar, or to the first one."""
        if self.page.url == "about:blank":
            self.page.goto(self.address)
        self.page.get_by_test_id("stSidebarNav").get_by_text(title, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible(timeout=40_000)
        self.settles()

    def settles(self) -> None:
        """Wait until the page has been drawn."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(SETTLED, timeout=60_000)

    def sees(self, text: str | re.Pattern[str], timeout_s: float = 20) -> None:
        """Expect a text on the page."""
        found = self.page.get_by_test_id("stApp").get_by_text(text).first
        expect(found).to_be_visible(timeout=timeout_s * 1000)

    def presses(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press a button."""
        (within or self.page).get_by_role("button", name=name).first.click()
        self.settles()

    def chooses(self, label: str, text: str) -> None:
        """Choose in a select box by typing."""
        box = self.page.get_by_role("combobox", name=label, exact=True)
        box.click()
        box.fill(text)
        self.page.get_by_role("option").filter(has_text=text).first.click()

    def fills(self, label: str, text: str, within: Locator | None = None) -> None:
        """Fill a text or number field and leave it."""
        place = within or self.page
        text_field = place.get_by_role("textbox", name=label)
        field = text_field.or_(place.get_by_role("spinbutton", name=label)).first
        field.fill(text)
        field.press("Tab")
        self.settles()

    def picks_a_day(self, label: str, day: date) -> None:
        """Type a day into a date field; its parts are fields of their own."""
        self.settles()  # a field drawn anew forgets what was typed half
        parts = {"year": f"{day:%Y}", "month": f"{day:%m}", "day": f"{day:%d}"}
        for part, text in parts.items():
            field = self.page.get_by_role("spinbutton", name=f"{part}, {label}").last
            field.click()
            self.page.keyboard.type(text)
            expect(field).to_have_text(text)
        self.page.keyboard.press("Escape")
        self.settles()

    def picks_the_cell(self, day: int) -> None:
        """Click the first row of a week's matrix on a day; it is a canvas, so by its pixels."""
        agent_px, hours_px, day_px, header_px, row_px = 180, 60, 72, 35, 30
        canvas = self.page.get_by_test_id("data-grid-canvas").first
        box = canvas.bounding_box()
        assert box is not None
        # A week is narrower than the page: every column but the pinned one grows by the same.
        grown = max(0.0, (box["width"] - agent_px - hours_px - 7 * day_px) / 8)
        left = agent_px + hours_px + grown
        at = {"x": left + (day_px + grown) * (day + 0.5), "y": header_px + row_px / 2}
        for _ in range(TRIES):  # a canvas cannot tell whether it is ready for a click
            canvas.click(position=at, force=True)  # a transparent scroller lies over it
            self.settles()
            if self.page.get_by_text("Who could take over").count():
                return
            self.page.wait_for_timeout(1000)
        raise AssertionError("no click on the matrix picked a cell")

    def draws(self, colour: str) -> bool:
        """Whether some chart of the page has the colour (charts are canvases, so by its pixels)."""
        wanted = tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
        for chart in self.page.get_by_test_id("stVegaLiteChart").all():
            with Image.open(io.BytesIO(chart.screenshot())) as picture:
                pixels = np.asarray(picture.convert("RGB"), dtype=int)
            if (np.abs(pixels - wanted).max(axis=2) <= 2).any():
                return True
        return False
