"""Pictures of the pages for people: `python -m tests.journeys.screenshots`.

Without arguments it makes the sample centre (a few minutes), starts the app on it and retakes the
pictures of the READMEs in `docs/images`, light and English, and in `docs/images/zh`, dark and
Chinese. `--db` takes a store that is there; `--at` shows it as at another moment; `--all` takes
every page, at a desk's and a phone's width, into a folder of your own, to look at.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from app.web.navigation import PAGES
from tests import ROOT
from tests.conftest import ARGUMENTS, a_chromium
from tests.journeys.pages import Visitor, the_app

OF_README = ("today", "roster", "sick_and_surge")
README_LOOKS: dict[str, tuple[str, Literal["light", "dark"]]] = {
    "docs/images": ("en-GB", "light"),
    "docs/images/zh": ("zh-CN", "dark"),
}
"""Folder of pictures -> language and scheme of who looks."""
DESK, OPEN, PHONE = (1280, 720), (1280, 900), (390, 844)
WHO = "Wang Fang"
COLOURS = 256
"""Of a picture: few enough for a small file, enough for charts and shades."""


def main() -> None:
    """Take what the arguments ask for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--db", help="store to show; a fresh sample centre if none")
    asked.add_argument("--at", type=datetime.fromisoformat, help="moment to show, with offset")
    asked.add_argument("--all", type=Path, metavar="FOLDER", help="every page, two widths")
    asked.add_argument("--only", nargs="*", default=list(PAGES), help="pages of --all")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.db or _a_sample(Path(folder))
        with the_app(url, WHO, Path(folder), at=options.at) as address, _a_browser() as browser:
            if options.all:
                for width, size in {"desk": DESK, "phone": PHONE}.items():
                    with _readers(browser, size, "en-GB", "light") as reader:
                        _take(reader, address, options.only, size, options.all / width, whole=True)
            else:
                for folder_of, (language, scheme) in README_LOOKS.items():
                    with _readers(browser, OPEN, language, scheme) as reader:
                        _take(reader, address, OF_README, OPEN, ROOT / folder_of, whole=False)


def _a_sample(folder: Path) -> str:
    url = str(folder / "sample.sqlite")
    subprocess.run(
        [sys.executable, "-m", "app.cli.main", "--db", url, "demo"], cwd=ROOT, check=True
    )
    return url


@contextmanager
def _a_browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        path = a_chromium(driver)
        if path is None:
            sys.exit("no browser: install chromium, or run `playwright install chromium`")
        browser = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def _readers(
    browser: Browser, size: tuple[int, int], language: str, scheme: Literal["light", "dark"]
) -> Iterator[BrowserContext]:
    """A browser's window of somebody who reads a language, on a light or a dark machine."""
    width, height = size
    reader = browser.new_context(
        viewport={"width": width, "height": height}, locale=language, color_scheme=scheme
    )
    yield reader
    reader.close()


def _take(
    reader: BrowserContext,
    address: str,
    names: tuple[str, ...] | list[str],
    size: tuple[int, int],
    folder: Path,
    *,
    whole: bool,
) -> None:
    """Pictures of pages; `whole` ones are as tall as their page."""
    folder.mkdir(parents=True, exist_ok=True)
    width, height = size
    for name in names:
        page = reader.new_page()
        page.goto(f"{address}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=120_000)
        visitor = Visitor(page, address)
        with suppress(PlaywrightTimeout):  # on a busy machine a page that refreshes never rests
            visitor.settles()
        if name == "sick_and_surge":  # somebody is sick, or the picture shows an empty form
            page.get_by_role("combobox", name=re.compile("Who is out|谁缺勤|谁不在")).click()
            page.get_by_role("option").nth(5).click()
            page.keyboard.press("Escape")
            with suppress(PlaywrightTimeout):
                visitor.settles()
        page.wait_for_timeout(2500)  # charts and tables are drawn after the page has settled
        if whole:
            inner = page.get_by_test_id("stMainBlockContainer").bounding_box()
            tall = int(inner["height"]) + 80 if inner else height
            page.set_viewport_size({"width": width, "height": max(height, min(tall, 4000))})
            page.wait_for_timeout(1500)
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        page.close()
        with Image.open(path) as picture:
            picture.convert("RGB").quantize(COLOURS).save(path, optimize=True)
        print(f"{path} ({path.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
