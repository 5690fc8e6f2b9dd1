"""An empty database: the sample centre is loaded and stopped on the page, or one's own begun."""

import threading
from pathlib import Path

import pytest

from app.services import demo
from app.services.context import Context
from app.web import welcome
from data.model.centre import Centre
from data.model.errors import Stopped
from data.store import Store, documents
from tests.app.small_centre import NOW
from tests.app.web.web_page import WHO, a_page, ended, finished, press, words


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store, named to the pages."""
    url = str(tmp_path / "empty.sqlite")
    monkeypatch.setenv("PEAKSHIFT_DB", url)
    monkeypatch.setenv("PEAKSHIFT_USER", WHO)
    return url


def test_the_sample_is_loaded_with_its_steps_shown_and_then_the_page_opens(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def load(context: Context, folder: Path, **hears: object) -> None:
        entry = context.entry("set_centre", "centre")
        context.store.save(documents.CENTRE, Centre("Sample 样本"), entry)
        hears["count"]("Forecasting eight weeks", 3, 7)  # type: ignore[operator]
        begun.set()
        assert go_on.wait(30)

    monkeypatch.setattr(demo, "run_demo", load)
    page = press(a_page("rules").run(), "Load the sample centre")
    assert begun.wait(30)
    page = a_page("today").run()  # another page, or a reload: the loading is found again
    assert "Stop" in [button.label for button in page.button]
    assert "Loading the sample centre" in words(page)
    assert "Sample" not in words(page)
    go_on.set()
    page = finished(page, welcome.KIND, empty)
    assert [shown.value for shown in page.title] == ["Sample 样本"]
    page = a_page("today").run()
    assert not list(page.toast)  # it is told once


def test_loading_that_fails_is_told_and_can_be_begun_again(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: object, **hears: object) -> None:
        raise Stopped("stopped before the sample centre had a roster")

    monkeypatch.setattr(demo, "run_demo", load)
    page = press(a_page("today").run(), "Load the sample centre")
    assert ended(empty, welcome.KIND).state == "stopped"
    page.run()
    assert not page.exception
    assert "before the sample centre had a roster" in words(page)
    assert "Load the sample centre" in [button.label for button in page.button]
    press(page, "Dismiss")


def test_a_stop_before_a_step_ends_the_demo_and_says_what_stays(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with Store.open(str(tmp_path / "demo.sqlite")) as store:
        context = Context(store, "tester", lambda: NOW)
        with pytest.raises(Stopped, match="what was made so far stays"):
            demo.run_demo(context, tmp_path / "files", stop=stop)
        assert store.load(documents.CENTRE) is None


def test_steps_that_count_their_own_parts_hear_the_stop_too() -> None:
    stop, told = threading.Event(), []
    steps = demo._Steps(lambda text: None, lambda *step: told.append(step), stop)
    with steps.step("forecast", "Forecasting"):
        steps.hear("fault", 1, 2)
        stop.set()
        with pytest.raises(Stopped):
            steps.hear("billing", 2, 2)
    assert told == [("Forecasting", 3, 9)]


def test_somebody_sets_up_a_centre_of_their_own(empty: str) -> None:
    page = a_page("today").run()
    page.text_input[0].set_value("Nordlicht")
    page.text_input[1].set_value("de")
    page.selectbox[0].set_value("Europe/Berlin")
    press(page, "Set up this centre")
    with Store.open(empty) as store:
        assert store.load(documents.CENTRE) == Centre("Nordlicht", "Europe/Berlin", "DE", 30)
    page.run()
    assert [shown.value for shown in page.title] == ["Nordlicht"]
