"""Every page on an empty, a fresh and a seeded store: no exception, and the next step named."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.services.context import Context
from app.services.forecast.make import forecast_all
from app.web.navigation import EARLIER_ADDRESSES, PAGES, asked_for
from app.web.parts.allowed import OWN
from data.model.centre import Centre
from data.model.publication import SavedRoster
from data.model.staff import Staff
from data.store import Store, documents
from tests import ROOT
from tests.app.small_centre import NOW, SmallCentre
from tests.app.web.web_page import a_page, finished, words
from tests.clock import at_the_time

pytestmark = pytest.mark.slow

Rostered = tuple[SmallCentre, SavedRoster]
Seeded = tuple[Context, SavedRoster]
ADVICE = {
    "forecast": "Read in history",
    "staffing": "Make a forecast",
    "rules": "Rest between shifts",
    "roster": "Read in people",
    "shift_design": "Read in people",
    "activities": "Build a roster",
    "sick_and_surge": "Build a roster",
    "sensitivity": "Build a roster",
    "service": "Build a roster",
    "publish": "Build a roster",
    "audit": "set_centre",
}
"""What a page says on a store with nothing but a centre; a new page needs no line here."""

COMMAND = "peakshift "
"""How a shell command would begin; pages name none."""

LATER = {"staffing", "roster", "activities", "sick_and_surge", "sensitivity", "service", "publish"}
"""Pages that nothing can be done on before something else was."""

WEB = ROOT / "app" / "web"
LONGEST_PAGE = 120
"""Lines of a `page.py`, which puts the parts of its folder together and does little else."""


def test_the_readme_of_the_pages_names_every_page_and_no_other() -> None:
    text = (WEB / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z][a-z ]+) \|", text, re.MULTILINE)
    assert rows == [title for title, _ in PAGES.values()]


def test_every_folder_of_a_page_is_registered() -> None:
    assert {path.parent.name for path in WEB.glob("pages/*/page.py")} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_short_enough_to_be_read_at_once(name: str) -> None:
    lines = (WEB / "pages" / name / "page.py").read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST_PAGE, f"{lines} lines; move an idea into a part of pages/{name}"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://host:8501/roster?embed=true", "roster"),
        ("http://host/base/sick_and_surge", "sick_and_surge"),
        ("http://host:8501/", ""),
        (None, ""),
    ],
)
def test_an_address_names_its_page(url: str | None, name: str) -> None:
    assert asked_for(url) == name


def test_earlier_addresses_lead_to_pages_that_exist() -> None:
    assert set(EARLIER_ADDRESSES.values()) <= set(PAGES)
    assert not set(EARLIER_ADDRESSES) & set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_is_answered_with_advice(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PEAKSHIFT_DB", str(tmp_path / "empty.sqlite"))
    page = a_page(name).run()
    assert not page.exception
    assert not page.error
    assert "There is nothing here yet" in words(page)
    assert "Load the sample centre" in [button.label for button in page.button]
    assert COMMAND not in words(page)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "today"])
def test_a_store_with_nothing_but_a_centre_names_the_next_step(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = str(tmp_path / "fresh.sqlite")
    monkeypatch.setenv("PEAKSHIFT_DB", url)
    with Store.open(url) as store:
        context = Context(store, "tester", lambda: NOW)
        store.save(documents.CENTRE, Centre("Neu 新"), context.entry("set_centre", "centre"))
    page = a_page(name).run()
    assert not page.exception
    links = [link.proto.label for link in page.get("page_link")]
    said = words(page) + " ".join(links) + str([frame.value for frame in page.dataframe])
    assert said
    assert ADVICE.get(name, "") in said.replace("\\", "")
    assert COMMAND not in said
    assert not page.error


@pytest.mark.parametrize("lacks", ["staff", "history", "forecast"])
def test_every_page_says_what_is_missing_and_leads_to_where_it_is_made(
    lacks: str, small: SmallCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = small.context
    monkeypatch.setenv("PEAKSHIFT_DB", small.url)
    if lacks == "staff":
        context.store.save(documents.STAFF, Staff(), context.entry("test", "staff"))
    if lacks == "history":
        monkeypatch.setenv("PEAKSHIFT_DB", str(tmp_path / "people.sqlite"))
        with Store.open(str(tmp_path / "people.sqlite")) as store:
            for document in (documents.CENTRE, documents.QUEUES, documents.STAFF):
                store.save(document, context.store.load(document), context.entry("test", "all"))
    for name in PAGES:
        page = a_page(name).run()
        links = [link.proto.label for link in page.get("page_link")]
        assert not page.exception, name
        assert not page.error, name
        assert COMMAND not in words(page) + str(links), name
        assert links or name not in LATER, name


def test_a_roster_whose_people_have_left_is_still_shown(seeded: Seeded) -> None:
    store = seeded[0].store
    store.save(documents.STAFF, Staff(), seeded[0].entry("test", "staff"))
    for name in PAGES:
        page = a_page(name).run()
        assert not page.exception, name
        assert not page.error, name
        assert COMMAND not in words(page), name


@pytest.mark.parametrize("name", [name for name in PAGES if name != OWN])
def test_a_seeded_store_is_shown_without_an_exception(name: str, seeded: Seeded) -> None:
    page = a_page(name).run()
    assert not page.exception
    assert not page.error
    title = PAGES[name][0] if name != "today" else "Test centre 测试中心"
    assert [shown.value for shown in page.title] == [title]


@pytest.mark.parametrize(
    "view", ["Plan", "One day", "Cover", "Fairness", "Compare", "Scorecard", "Files"]
)
def test_every_view_of_a_roster_is_drawn(view: str, seeded: Seeded) -> None:
    page = a_page("roster").run()
    page.segmented_control(key="roster_view").set_value(view).run()
    assert not page.exception
    assert not page.error
    downloads = [button.proto.label for button in page.get("download_button")]
    assert bool(downloads) == (view == "Files")


@pytest.mark.parametrize("weeks", [1, 4])
def test_a_forecast_is_drawn_slot_by_slot_however_long_it_is(weeks: int, seeded: Seeded) -> None:
    context, _ = seeded
    forecast_all(context, weeks=weeks, queue_ids=("fault",), members=("mean_8w",))
    page = a_page("forecast").run()
    page.segmented_control[0].set_value("One week, slot by slot").run()
    assert not page.exception
    assert len(page.get("vega_lite_chart")) == 1
    assert len(page.select_slider) == (weeks > 1)


def test_today_counts_what_is_there_and_says_what_is_next(seeded: Seeded) -> None:
    said = words(a_page("today").run())
    assert "Sun 10 Aug 2025" in said
    assert "Test centre 测试中心" in said
    assert "radio_button_unchecked: **Publish it**" in said
    assert "check_circle:] Work out the staffing need" in said
    assert "is over" not in said


def test_today_judges_by_the_date_of_today(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_time(monkeypatch, NOW + timedelta(days=500))
    said = words(a_page("today").run())
    assert "radio_button_unchecked: **Forecast the coming weeks**" in said
    assert "radio_button_unchecked: Build a roster" in said
    assert said.count("the last one is over") == 3


def test_the_requirement_names_its_shrinkages_and_targets(
    seeded: Seeded,
) -> None:
    page = a_page("staffing").run()
    tables = [frame.value for frame in page.dataframe]
    shrinkage = next(table for table in tables if "Where" in table)
    assert list(shrinkage["Where"])[:2] == ["inside the roster", "outside: agents added"]
    targets = next(table for table in tables if "Target" in table)
    assert list(targets["Target"]) == ["80% in 20 s", "80% in 20 s"]


def test_a_requirement_on_another_basis_is_kept_beside_the_first(
    seeded: Seeded,
) -> None:
    store = seeded[0].store
    page = a_page("staffing").run()
    page.selectbox[0].set_value("p80")
    page.button[0].click().run()
    finished(page, "requirement", store.where)
    newest, older = store.list_requirements()[:2]
    assert newest.basis.startswith("p80")
    assert older.basis.startswith("expected")
    heads = [store.load_requirement(r.requirement_id).heads.sum() for r in (newest, older)]
    assert heads[0] > heads[1]


def test_the_audit_page_filters_by_verb_and_text(seeded: Seeded) -> None:
    store, saved = seeded[0].store, seeded[1]
    page = a_page("audit").run()
    page.selectbox[1].set_value("build_roster").run()
    (said,) = page.dataframe[0].value["What happened"]
    assert said == f"Built roster {saved.roster_id}"
    page.text_input[0].set_value("no such thing").run()
    assert "No entry fits" in words(page)
    assert len(store.audit()) > 5
