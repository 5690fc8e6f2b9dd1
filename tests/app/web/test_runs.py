"""Long work in a thread: shown, stopped, found again after a reload, its failures named."""

import threading

import pytest

from app.services.context import Context
from app.services.roster.build import build_roster, rules_of
from app.services.rules import set_rules
from app.web import runs
from app.web.runs import Run
from data.model.errors import NotFound
from data.model.publication import SavedRoster
from data.model.rule import RuleSetting
from data.store import Store, documents
from rostering.solver.progress import Progress
from tests.app.web.web_page import WAIT_S, WHO, a_page, press, words


def test_a_run_works_on_a_desk_of_the_same_person_and_keeps_its_answer(url: str) -> None:
    run = Run("Counting")

    def work(context: Context, mine: Run) -> tuple[str, int]:
        mine.count("queues", 1, 1)
        return context.who, len(context.store.load(documents.QUEUES))

    runs.start("count", url, "Li 李", run, work)
    assert run.done.wait(WAIT_S)
    assert run.answer == ("Li 李", 2)
    assert run.step == ("queues", 1, 1)
    assert runs.run_of("count", url, "Li 李") is run  # a reload finds it again
    assert runs.run_of("count", url, "somebody else") is None
    runs.forget("count", url, "Li 李")
    assert runs.run_of("count", url, "Li 李") is None


def test_two_people_of_one_name_have_runs_of_their_own(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Run("first"), Run("second")
    for browser, run in (("one", first), ("two", second)):
        monkeypatch.setattr(runs, "browser", lambda browser=browser: browser)
        runs.start("build", url, "planner", run, lambda context, mine: mine.title)
        assert run.done.wait(WAIT_S)
    assert runs.run_of("build", url, "planner") is second
    monkeypatch.setattr(runs, "browser", lambda: "one")
    assert runs.run_of("build", url, "planner") is first


@pytest.mark.parametrize(
    ("error", "told"),
    [(NotFound("no forecast is stored"), "no forecast is stored"), (KeyError("x"), "unexpected")],
)
def test_a_failing_run_tells_why_and_ends(url: str, error: Exception, told: str) -> None:
    def work(context: Context, mine: Run) -> None:
        raise error

    run = Run("Failing")
    runs.start("fail", url, "Li", run, work)
    assert run.done.wait(WAIT_S)
    assert told in run.trouble
    assert run.answer is None


def test_the_page_shows_points_bound_and_gap_of_a_going_solve_and_stops_it(url: str) -> None:
    run = Run("Building 1 week", limit_s=60, keeps="the best roster is saved")
    told = threading.Event()

    def work(context: Context, mine: Run) -> SavedRoster:
        mine.solved(Progress(0.5, 200.0, 100.0, "better roster"))
        told.set()
        assert mine.stop.wait(WAIT_S)
        return context.store.load_roster(context.store.list_rosters()[0].roster_id)

    runs.start("roster", url, WHO, run, work)
    assert told.wait(WAIT_S)
    page = a_page("roster").run()
    shown = {metric.label: metric.value for metric in reversed(page.metric)}  # the first counts
    assert (shown["Cost so far"], shown["Optimality gap"]) == ("200", "50.0%")
    assert not [b for b in page.button if b.label == "Build"]  # one build at a time
    press(page, "Stop")
    assert run.done.wait(WAIT_S)
    page.run()
    assert "above the lower bound" in words(page)
    press(page, "Dismiss")
    assert "above the lower bound" not in words(page)


def test_forecasting_from_the_page_makes_a_new_version_of_each_queue(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(url) as store:
        before = len(store.list_forecasts())
        page = a_page("forecast").run()
        page.number_input[0].set_value(1)
        next(b for b in page.button if b.label == "Forecast all queues").click().run()
        run = runs.run_of("forecast", url, WHO)
        assert run is not None
        assert run.done.wait(2 * WAIT_S)
        assert run.trouble == ""
        page.run()
        assert "2 queues forecast" in words(page)
        newest = store.list_forecasts()
        assert len(newest) == before + 2
        assert {f.days for f in newest[:2]} == {7}
    runs.forget("forecast", url, WHO)


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
