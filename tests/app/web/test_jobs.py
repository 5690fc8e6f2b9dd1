"""Jobs on pages: shown, stopped, found again from another browser, their failures named."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.services.context import Context
from app.services.jobs import of_rosters
from app.services.jobs.database import Jobs
from app.services.roster.build import Built, build_roster, problem_for, rules_of
from app.services.rules.saved import set_rules
from data.model.errors import NotFound
from data.model.result import Result
from data.model.rule import RuleSetting
from data.store import Store
from rostering.solver.progress import Progress
from tests.app.web.web_page import WAIT_S, WHO, a_page, ended, finished, press, words


@pytest.fixture
def solving(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set when a build has begun that finds a roster's cost and goes on until it is stopped."""
    told = threading.Event()

    def solve(
        context: Context,
        first: Any,
        weeks: Any,
        *,
        progress: Callable[[Progress], None],
        stop: threading.Event,
        **_: object,
    ) -> Built:
        progress(Progress(0.5, 200.0, 100.0, "better roster"))
        told.set()
        assert stop.wait(WAIT_S)
        problem = problem_for(context, first, 7 * weeks)
        return Built(problem, Result("unknown", None, None, 100.0), {})

    monkeypatch.setattr(of_rosters, "solve_days", solve)
    return told


def shows_progress(url: str) -> bool:
    jobs = Jobs(url)
    try:
        return bool(jobs.list("build")[0].reached.trace)
    finally:
        jobs.close()


def until(true: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(10 * WAIT_S):
        if true():
            return
        waiting.wait(0.1)
    raise AssertionError("it never became so")


def test_a_build_is_watched_and_stopped_from_another_browser(
    url: str, solving: threading.Event
) -> None:
    mine = press(a_page("roster").run(), "Build")
    assert solving.wait(WAIT_S)
    until(lambda: shows_progress(url))
    del mine  # the page is closed
    other = a_page("roster").run()
    shown = {metric.label: metric.value for metric in reversed(other.metric)}  # the first counts
    assert (shown["Cost so far"], shown["Optimality gap"]) == ("200", "50.0%")
    assert not [b for b in other.button if b.label == "Build"]  # one build at a time
    elsewhere = a_page("audit").run()  # any page's side bar has it
    assert "Building 4 weeks from" in words(elsewhere)
    press(elsewhere, "Stop")
    job = ended(url, "build")
    assert (job.state, job.stopped_by) == ("done", WHO)
    other.run()
    assert not other.exception
    assert "Build again with more time" in words(other)
    press(other, "Dismiss")
    assert "Build again with more time" not in words(other)


@pytest.mark.parametrize(
    ("error", "told"),
    [(NotFound("no forecast is stored"), "No forecast is stored"), (KeyError("x"), "Unexpected")],
)
def test_a_failing_job_tells_why_and_can_be_asked_for_again(
    url: str, error: Exception, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(of_rosters, "solve_days", fail)
    page = press(a_page("roster").run(), "Build")
    assert ended(url, "build").state == "failed"
    page.run()
    assert told in words(page)
    assert "failed" in words(page)
    assert [b for b in page.button if b.label == "Build"]


def test_forecasting_from_the_page_makes_a_new_version_of_each_queue(url: str) -> None:
    with Store.open(url) as store:
        before = len(store.list_forecasts())
        page = a_page("forecast").run()
        page.number_input[0].set_value(1)
        next(b for b in page.button if b.label == "Forecast all queues").click().run()
        finished(page, "forecast", url)
        assert "2 queues have a new forecast" in words(page)
        newest = store.list_forecasts()
        assert len(newest) == before + 2
        assert {f.days for f in newest[:2]} == {7}


def test_an_infeasible_answer_names_the_clash_instead_of_a_roster(url: str) -> None:
    with Store.open(url) as store:
        context = Context(store, "test")
        kept = tuple(s for s in rules_of(context) if s.rule != "working_days_a_week")
        every_day = RuleSetting("working_days_a_week", None, {"least": 7, "most": 7})
        set_rules(context, (*kept, every_day), "work every day, and have a day off")
        first = store.list_requirements()[0].first
        saved = build_roster(context, first, 1, time_limit_s=30)
    assert saved.result.status == "infeasible"
    page = a_page("roster").run()
    box = next(b for b in page.selectbox if b.label == "Roster")
    box.set_value(saved.roster_id).run()
    assert not page.exception
    assert "No roster holds every hard rule" in words(page)
    assert saved.result.conflicts
    assert all(conflict in words(page) for conflict in saved.result.conflicts)
    assert "Working days a week" in words(page)
