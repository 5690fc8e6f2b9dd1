"""A build goes on when its page is closed and its server killed; another browser stops it."""

import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.services.context import Context
from app.services.jobs.database import Jobs
from tests.app.web.web_page import WHO
from tests.journeys.pages import Visitor, the_app

pytestmark = [pytest.mark.slow, pytest.mark.browser]

BUILDING = re.compile("Building 4 weeks")


def a_visitor(browser: Browser, address: str) -> Visitor:
    page = browser.new_context(viewport={"width": 1500, "height": 1000}).new_page()
    return Visitor(page, address)


def test_a_build_outlives_its_page_and_its_server(
    browser: Browser, context: Context, tmp_path: Path
) -> None:
    url = context.store.where
    with the_app(url, WHO, tmp_path, end=signal.SIGKILL) as address:
        mine = a_visitor(browser, address)
        mine.opens("Roster")
        mine.fills("Time limit [s]", "600")
        mine.presses(re.compile("Build$"))
        mine.sees(BUILDING)
        mine.page.context.close()
        other = a_visitor(browser, address)
        other.opens("Roster")
        other.sees(BUILDING)
        other.page.context.close()
    jobs = Jobs(url)
    (job,) = jobs.list()
    assert job.state == "running", "nobody noted that the server died"
    with the_app(url, WHO, tmp_path) as address:
        other = a_visitor(browser, address)
        other.opens("Audit")
        other.sees(BUILDING)
        other.presses("Stop this job")
        other.opens("Roster")
        other.sees(re.compile("is saved: cost|Build again with more time"), timeout_s=60)
        other.page.context.close()
    job = jobs.get(job.job_id)
    jobs.close()
    assert (job.state, job.tries, job.stopped_by) == ("done", 2, WHO)
    assert [roster.roster_id for roster in context.store.list_rosters()] == [job.made["roster"]]
