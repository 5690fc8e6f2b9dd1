"""Days replayed while their pages are open: figures, alerts, proposals taken, the morning after."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.services.context import Context
from app.services.day.alerts.raised import alerts_of
from app.services.day.feed import import_day
from app.services.day.proposals.take import day_log
from app.services.day.storms.entered import storms_of
from app.services.history import import_history
from app.services.nightly import refresh
from app.services.roster.check import roster_of
from app.services.roster.publishing.publish import publish_roster
from tests.app.running_centre import BUSY
from tests.app.small_centre import NOW, SmallCentre, a_copy_of, history_csv
from tests.app.web.web_page import WHO
from tests.journeys.conftest import Planned
from tests.journeys.pages import Visitor, the_app

pytestmark = [pytest.mark.slow, pytest.mark.browser]

SOON_S = 60


class Replay:
    """Figures of the small centre's running day, sent as the telephone system would."""

    def __init__(self, context: Context, folder: Path) -> None:
        self.context, self.folder = context, folder
        self.head, *self.rows = history_csv(NOW.date(), 1, seed=7).splitlines()

    def slots(self, first: str, until: str, times: int = 1) -> None:
        """Half hours of both queues; so many times as many faults."""
        mine = [self._row(row, times) for row in self.rows if first <= row[11:16] < until]
        self._send("slots", "\n".join([self.head, *mine]))

    def agents(self, changes: list[tuple[str, str, datetime]]) -> None:
        """Changes of agents' states."""
        rows = [f"{agent},{state},{since.isoformat()}" for agent, state, since in changes]
        self._send("agents", "\n".join(["agent,state,since", *rows]))

    def _row(self, row: str, times: int) -> str:
        cells = row.split(",")
        if cells[2] == "fault":
            cells[5:8] = [str(times * int(cell)) for cell in cells[5:8]]
            cells[8], cells[10] = str(int(cells[8]) * times), str(int(cells[10]) * times)
        return ",".join(cells)

    def _send(self, kind: str, text: str) -> None:
        file = self.folder / f"{kind}{len(list(self.folder.iterdir()))}.csv"
        file.write_text(text + "\n", encoding="utf-8")
        assert import_day(self.context, file).accepted


@pytest.fixture
def replay(planned: Planned, tmp_path: Path) -> Replay:
    context, saved = planned
    publish_roster(context, saved.roster_id, "plan", replications=2)
    folder = tmp_path / "feed"
    folder.mkdir()
    return Replay(replace(context, clock=lambda: NOW), folder)


@pytest.fixture
def at_ten(browser: Browser, planned: Planned, replay: Replay, tmp_path: Path) -> Iterator[Visitor]:
    """Somebody at the pages at ten in the morning of the running day."""
    with the_app(planned[0].store.where, WHO, tmp_path, at=NOW) as address:
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        yield Visitor(page, address)
        page.screenshot(path=tmp_path / "last.png")
        page.close()


@pytest.mark.heavy  # nearly three minutes; tests/app/services/day and tests/app/web hold its parts
def test_figures_arrive_the_alert_comes_and_is_taken_on(
    at_ten: Visitor, planned: Planned, replay: Replay
) -> None:
    context, saved = planned
    at_ten.opens("Today")
    at_ten.sees("No figures of a running day come in here yet", timeout_s=SOON_S)
    at_ten.sees("No states of agents are fed")
    replay.slots("00:00", "09:00")
    at_ten.sees(re.compile(r"figures until 09:00"), timeout_s=SOON_S)
    at_ten.settles()  # the cards are drawn after the clock

    # What somebody opened stays open while new figures come.
    at_ten.presses(re.compile("^How"))
    explained = at_ten.page.get_by_text("Sum of the slots that are in")
    expect(explained).to_be_visible()
    replay.slots("09:00", "10:00", times=4)
    at_ten.sees(re.compile(r"figures until 10:00"), timeout_s=SOON_S)
    expect(explained).to_be_visible()
    at_ten.page.keyboard.press("Escape")

    # The server has looked meanwhile: faults are four times what they should be.
    alert = re.compile(r"is off its forecast|is in a surge")
    at_ten.sees(alert, timeout_s=SOON_S)
    at_ten.sees(re.compile("open alert"), timeout_s=SOON_S)
    at_ten.presses("Take it on")
    note = at_ten.page.get_by_role("textbox", name="What you do about it")
    note.fill("two more on faults")
    at_ten.page.wait_for_timeout(8_000)  # the page looks again, twice
    expect(note).to_have_value("two more on faults")
    at_ten.presses("Take it on", within=at_ten.page.get_by_role("dialog"))
    at_ten.sees("Alerts that are over or taken on", timeout_s=SOON_S)
    taken = [found for found in alerts_of(context, NOW.date()) if found.acknowledged_at]
    assert [(found.acknowledged_by, found.note) for found in taken] == [(WHO, "two more on faults")]

    # Everybody signs in but one, who is missed.
    on = [s for s in roster_of(saved).shifts if s.day == NOW.date() and s.start_min <= 540]
    here = [s for s in on if s.end_min > 600]
    begin = NOW - timedelta(hours=10)
    replay.agents(
        [(s.agent_id, "available", begin + timedelta(minutes=s.start_min)) for s in here[1:]]
    )
    at_ten.sees(re.compile("has not come: missing for"), timeout_s=SOON_S)
    at_ten.sees(re.compile("Adherence of everybody so far"))


@pytest.fixture
def busy(running_once: Path, tmp_path: Path) -> Iterator[SmallCentre]:
    """A busy morning with a proposal, the test's own."""
    centre = a_copy_of(running_once, tmp_path / "busy")
    yield centre
    centre.context.store.close()


@contextmanager
def somebody_at(browser: Browser, url: str, folder: Path, at: datetime) -> Iterator[Visitor]:
    folder.mkdir(exist_ok=True)
    with the_app(url, WHO, folder, at=at) as address:
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        page.set_default_timeout(1000 * 2 * SOON_S)
        yield Visitor(page, address)
        page.screenshot(path=folder / "last.png")
        page.close()


@pytest.mark.heavy  # two servers and a night's work; tests/app/services/day holds its parts
def test_what_is_taken_in_a_busy_day_is_scored_the_next_morning_beside_a_refresh(
    browser: Browser, busy: SmallCentre, tmp_path: Path
) -> None:
    context = busy.context
    with somebody_at(browser, context.store.where, tmp_path / "today", NOW) as visitor:
        visitor.opens("Today")
        visitor.sees(re.compile("missing agent-hours fall from"), timeout_s=SOON_S)
        note = visitor.page.get_by_role("textbox", name="Reason")
        note.fill("faults are busy")

        # The night's work runs in the middle of the day, beside the page that somebody types into.
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        (inbox / "garbage.csv").write_text("no,header\n1,2\n", encoding="utf-8")
        feeding = Replay(replace(context, clock=lambda: NOW), tmp_path)
        done = refresh(context, inbox, tmp_path / "summary.json", weeks=2)
        assert done.unreadable
        feeding.slots("09:30", "10:00")
        visitor.sees(re.compile(r"figures until 10:00"), timeout_s=SOON_S)
        expect(note).to_have_value("faults are busy")

        visitor.presses("Take the ticked ones")
        visitor.sees(re.compile("because: faults are busy"), timeout_s=SOON_S)
        (taken,) = day_log(context, NOW.date()).taken
        assert (taken.who, taken.why) == (WHO, "faults are busy")

    tomorrow = NOW + timedelta(days=1)
    whole = tmp_path / "whole.csv"
    whole.write_text(history_csv(NOW.date(), 1, seed=5, level=BUSY), encoding="utf-8")
    import_history(replace(context, clock=lambda: tomorrow), whole)
    with somebody_at(browser, context.store.where, tmp_path / "morning", tomorrow) as visitor:
        visitor.opens("Today")
        scores = visitor.page.get_by_text(re.compile("What the actions of .* did for callers"))
        scores.first.click()
        visitor.sees(re.compile("because: faults are busy"), timeout_s=SOON_S)
        grid = visitor.page.get_by_test_id("stExpanderDetails").get_by_test_id("stDataFrame")
        expect(grid.first).to_be_visible(timeout=1000 * SOON_S)


@pytest.mark.heavy  # two servers; tests/app/services/day/test_storms.py holds its parts
def test_a_storm_is_entered_planned_narrowed_by_what_comes_and_looked_back_on(
    browser: Browser, busy: SmallCentre, tmp_path: Path
) -> None:
    context = busy.context
    with somebody_at(browser, context.store.where, tmp_path / "before", NOW) as visitor:
        _storm_mode(visitor)
        visitor.fills("Name", "Haishen")
        visitor.fills("Who says so", "weather office")
        visitor.presses("Enter the storm")
        visitor.sees("Work out the plan", timeout_s=SOON_S)
        visitor.presses("Work out the plan")
        visitor.sees(re.compile("It is shown as a range"), timeout_s=SOON_S)
        visitor.settles()
        visitor.presses("Save the range and put them on standby")
        visitor.sees(re.compile("please be on standby"), timeout_s=SOON_S)
    (storm,) = storms_of(context)
    assert (storm.name, storm.source) == ("Haishen", "weather office")
    assert storm.expected

    later = NOW + timedelta(hours=3)
    feeding = Replay(replace(context, clock=lambda: later), tmp_path)
    feeding.slots("10:00", "13:00", times=4)
    with somebody_at(browser, context.store.where, tmp_path / "within", later) as visitor:
        _storm_mode(visitor)
        visitor.presses("Work out the plan")
        visitor.sees(re.compile("hours? of it is taken into account"), timeout_s=SOON_S)
        visitor.page.get_by_role("tab", name="Level and steps").click()
        visitor.sees(re.compile("more than usual in the hour until"), timeout_s=SOON_S)
        visitor.presses("The storm is over")
        visitor.page.get_by_role("tab", name="Report").click()
        visitor.sees(re.compile("Report as XLSX"), timeout_s=SOON_S)
    assert storms_of(context)[0].ended_at is not None


def _storm_mode(visitor: Visitor) -> None:
    """Open the storm form of Sick and surge."""
    visitor.opens("Sick and surge")
    mode = visitor.page.get_by_text("Storm with a range, standby and steps", exact=True)
    if not mode.first.is_visible():
        visitor.page.get_by_text("A storm or other surge").first.click()
    mode.first.click()
    visitor.settles()
