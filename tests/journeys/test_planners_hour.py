"""A planner's first hour with only the pages: from nothing to the workbook handed over."""

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from app.services.context import Context
from app.services.roster.build import rules_of
from data.export.staff import write_staff
from data.model.rule import RuleSetting
from data.samples import sample_staff
from data.store import Store, documents
from tests.app.small_centre import rates
from tests.app.web.web_page import WHO
from tests.journeys.pages import Visitor, the_app

pytestmark = [pytest.mark.browser, pytest.mark.heavy]

QUEUES = ("报修", "电费")
REASON = "Reason (stays in the audit trail)"
WEEKS = 16


def a_report(folder: Path, storm: date) -> Path:
    """A Chinese switch's report until yesterday, as such programs write it, with a storm in it."""
    import numpy as np

    from data.model.grid import Grid

    first = date.today() - timedelta(days=7 * WEEKS)
    grid = Grid.for_days(first, 7 * WEEKS, 30, "UTC")
    rng = np.random.default_rng(7)
    rows = ["日期,时段,技能组,来电量,接通量,平均处理时长"]
    for queue, level in zip(QUEUES, (9.0, 6.0), strict=True):
        for slot, expected in enumerate(rates(grid, level)):
            day = grid.days[slot // 48]
            came = int(rng.poisson(expected * (3 if day == storm else 1)))
            begin, end = (f"{n // 2:02d}:{30 * (n % 2):02d}" for n in (slot % 48, (slot + 1) % 48))
            said = f"{day.year}/{day.month}/{day.day},{begin}-{end}"
            rows.append(f"{said},{queue},{came},{came - came // 20},0:04:10")
    path = folder / "话务日报.csv"
    path.write_text("\n".join(rows), encoding="gb18030")
    return path


@pytest.fixture
def newcomer(browser: Browser, tmp_path: Path) -> Iterator[tuple[Visitor, str]]:
    """Somebody at the pages of a database that holds nothing, and where it lies."""
    url = str(tmp_path / "own.sqlite")
    with the_app(url, WHO, tmp_path) as address:
        page = browser.new_page(
            viewport={"width": 1280, "height": 720}, timezone_id="UTC", accept_downloads=True
        )
        page.set_default_timeout(60_000)
        yield Visitor(page, address), url
        page.screenshot(path=tmp_path / "last.png")
        page.close()


def sets_up_and_reads_in(planner: Visitor, folder: Path, storm: date) -> None:
    planner.page.goto(planner.address)
    planner.sees("Welcome to PeakShift", timeout_s=60)
    planner.page.get_by_text("Set up your own centre instead").click()
    planner.page.get_by_label("Name of the centre").fill("95598 湖北")
    planner.presses("Set up this centre")
    planner.sees("What to do next")
    planner.opens("Data")
    planner.page.locator("input[type=file]").set_input_files(a_report(folder, storm))
    planner.fills("Name of this layout", "话务日报")
    planner.presses("Save this layout and go on")
    planner.presses(re.compile(r"Read in [\d,]+ rows"))
    planner.sees(re.compile(r"[\d,]+ rows new"), timeout_s=120)


def reads_in_people(planner: Visitor, folder: Path) -> None:
    planner.opens("People")
    planner.presses("Read in people")
    planner.sees("Download filled examples for this centre's queues")
    write_staff(sample_staff(dict.fromkeys(QUEUES, 1.0), 16, 3), folder)
    planner.page.locator("input[type=file]").set_input_files(sorted(folder.glob("*.csv")))
    planner.sees("What these files change")
    planner.fills(REASON, "first staff")
    planner.presses("Save these changes")


def marks_the_storm(planner: Visitor, storm: date) -> None:
    planner.opens("Data")
    planner.page.get_by_text("Gaps and marks", exact=True).click()
    planner.page.get_by_text("Mark slots as genuine or as an event").click()
    for label in ("First day", "Last day"):
        planner.picks_a_day(label, storm)
    planner.fills("Name of the event; empty: they are genuine, learn from them", "台风")
    planner.fills(REASON, "typhoon")
    planner.presses("Mark these slots")
    planner.sees("Marked by planners")


def forecasts_and_staffs(planner: Visitor) -> None:
    planner.opens("Forecast")
    planner.presses("Forecast all queues")
    planner.sees("2 queues have a new forecast.", timeout_s=300)
    planner.page.get_by_test_id("stPageLink").get_by_text("Work out the staffing need").click()
    planner.presses("Work out the staffing need")
    planner.sees("Agent-hours a week", timeout_s=300)


def changes_two_rules(planner: Visitor, context: Context) -> None:
    planner.opens("Rules")
    places = {setting.rule: place for place, setting in enumerate(rules_of(context))}
    for rule, label, value in (
        ("weekends_off", "Cost of each weekend", "41"),
        ("minimum_rest", "Rest between two shifts [h]", "11.5"),
    ):
        planner.page.locator(f".st-key-change_{places[rule]}").get_by_role("button").click()
        dialog = planner.page.get_by_role("dialog")
        planner.fills(label, value, dialog)
        planner.fills("Reason for the change (stays in the audit trail)", "agreed", dialog)
        planner.presses("Save", dialog)
        expect(dialog).to_have_count(0)
    after: dict[str, RuleSetting] = {one.rule: one for one in rules_of(context)}
    assert after["weekends_off"].price == 41
    assert after["minimum_rest"].params["rest_min"] == 690


def builds_edits_and_publishes(planner: Visitor) -> None:
    planner.opens("Roster")
    planner.fills("Weeks", "1")
    planner.fills("Time limit [s]", "20")
    planner.presses(re.compile("Build$"))
    planner.sees(re.compile("is saved: cost"), timeout_s=600)
    planner.presses("Show it")
    planner.chooses("Agent", "A002")
    planner.settles()
    planner.chooses("Becomes", "Sick")
    planner.presses("Show what that does")
    planner.sees("What this change does", timeout_s=60)
    planner.fills(REASON, "operation")
    planner.presses("Save as a new roster")
    opened = planner.page.get_by_role("combobox", name="Roster")
    expect(opened).to_have_value(re.compile("edited"), timeout=60_000)
    planner.opens("Publish")
    planner.fills("Reason (everybody will see it)", "first week")
    planner.presses(re.compile("Publish$"))
    planner.sees("Version 1 is published", timeout_s=180)


def hands_over_the_workbook(planner: Visitor) -> bytes:
    with planner.page.expect_download() as waiting:
        planner.page.get_by_role("button", name=re.compile("Excel$")).first.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_planner_goes_from_an_empty_database_to_a_published_workbook(
    newcomer: tuple[Visitor, str], tmp_path: Path
) -> None:
    planner, url = newcomer
    storm = date.today() - timedelta(days=30)
    folder = tmp_path / "staff"
    folder.mkdir()
    sets_up_and_reads_in(planner, tmp_path, storm)
    reads_in_people(planner, folder)
    marks_the_storm(planner, storm)
    forecasts_and_staffs(planner)
    with Store.open(url) as store:
        changes_two_rules(planner, Context(store, WHO))
        builds_edits_and_publishes(planner)
        book = openpyxl.load_workbook(io.BytesIO(hands_over_the_workbook(planner)))
        assert book.sheetnames
        (version,) = store.load_publications()
        assert (version.who, version.why) == (WHO, "first week")
        assert store.load(documents.CENTRE).name == "95598 湖北"
    planner.opens("Today")
    planner.sees(re.compile("Version 1 .*begins on|version 1"))
