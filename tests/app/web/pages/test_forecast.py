"""The Forecast page: every part drawn, every deed done through the page and found in the store."""

import time
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.forecast.adjustments import add_adjustment
from app.services.forecast.make import forecast_all
from app.services.history import import_history
from app.web.pages.forecast.parts import PARTS
from app.web.pages.forecast.picture import forecast_chart
from data.model.adjustment import Adjustment
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.services.test_slots_and_days import with_a_surge
from tests.app.small_centre import SmallCentre, history_csv, last_day
from tests.app.web.web_page import a_page, press, words


@pytest.fixture
def context(seeded: tuple[Context, SavedRoster]) -> Context:
    return seeded[0]


def the_part(name: str) -> AppTest:
    page = a_page("forecast").run()
    page.segmented_control(key="forecast_part").set_value(name).run()
    assert not page.exception
    return page


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_drawn(name: str, context: Context) -> None:
    page = the_part(name)
    assert not page.error
    assert page.metric


def test_a_short_history_says_how_unsure_it_is(context: Context) -> None:
    forecast_all(context, weeks=1, members=("mean_8w",))
    said = words(a_page("forecast").run())
    assert "Not very sure yet" in said
    assert "70 whole days of history" in said


def test_a_flagged_surge_is_explained_and_kept_with_a_reason(
    context: Context, rostered: tuple[SmallCentre, SavedRoster], tmp_path: Path
) -> None:
    (tmp_path / "history.csv").write_text(
        (rostered[0].folder / "history.csv").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with_a_surge(SmallCentre(context, "", tmp_path))
    page = the_part("Excluded")
    flags = page.dataframe[0].value
    at = list(flags["What"]).index("surge")
    assert "excluded as a surge" in flags["Why"][at]
    page.multiselect[0].set_value([at])
    page.text_input(key="keep_why").set_value("a real storm")
    press(page, "Learn from these slots")
    assert all("surge" not in list(frame.value.get("What", ())) for frame in page.dataframe)
    assert context.store.load_series("fault").event_tag
    assert [e.why for e in context.store.audit(verb="tag_slots")] == ["a real storm"]
    press(page, "Take this mark back")
    assert not context.store.load_series("fault").event_tag


def test_an_event_is_named_and_taken_out(context: Context) -> None:
    page = the_part("Events")
    day = last_day() + timedelta(days=5)
    page.date_input(key="event_first").set_value(day)
    page.date_input(key="event_last").set_value(day)
    page.text_input(key="event_name").set_value("campaign")
    press(page, "Add")
    assert context.store.load(documents.SPECIAL_DAYS)[day].name == "campaign"
    assert context.store.load(documents.SPECIAL_DAYS)[day].kind == "event"
    assert list(page.dataframe[0].value["Name"]) == ["campaign"]
    press(page, "Take this day out")
    assert day not in context.store.load(documents.SPECIAL_DAYS)


def test_an_event_without_a_name_is_refused_in_words(context: Context) -> None:
    page = press(the_part("Events"), "Add")
    assert "needs a name" in page.error[0].value


def test_an_edit_needs_a_reason_and_makes_the_version_shown_next(context: Context) -> None:
    page = press(the_part("Adjustments"), "Add the edit")
    assert "Give a reason" in page.warning[-1].value
    before = context.store.latest_forecast("fault")
    page.text_input(key="layer_why").set_value("storm warning")
    press(page, "Add the edit")
    after = context.store.latest_forecast("fault")
    assert after.version_id != before.version_id
    ratio = after.demand.contacts[:48].sum() / before.demand.contacts[:48].sum()
    assert ratio == pytest.approx(1.10)
    assert next(box for box in page.selectbox if box.label == "Version").value == after.version_id
    assert list(page.dataframe[0].value["Reason"]) == ["storm warning"]
    press(page, "Replay all on the newest")
    assert len(context.store.load(documents.ADJUSTMENTS)) == 1
    press(page, "Drop this edit")
    assert not context.store.load(documents.ADJUSTMENTS)
    assert context.store.latest_forecast("fault").demand.contacts == pytest.approx(
        before.demand.contacts
    )


def test_what_an_edit_was_worth_is_told_once_its_day_has_come(
    context: Context, tmp_path: Path
) -> None:
    grid = context.store.latest_forecast("fault").grid
    end = grid.start + timedelta(days=1)
    add_adjustment(
        context, Adjustment("new", "fault", "change_by_percent", 100.0, grid.start, end, why="x")
    )
    assert "shows here once the days" in words(the_part("Adjustments"))
    file = tmp_path / "next.csv"
    file.write_text(history_csv(last_day() + timedelta(days=1), 1, seed=5), encoding="utf-8")
    import_history(context, file)
    worth = the_part("Adjustments").dataframe[1].value
    assert list(worth["Slots known"]) == [48]
    assert worth["Contacts of error saved"][0].startswith("-")


def test_accuracy_is_scored_on_demand_and_stays_with_the_version(context: Context) -> None:
    forecast_all(context, weeks=1, queue_ids=("fault",), members=("mean_8w",))
    page = press(the_part("Accuracy"), "Score on the past")
    until = time.monotonic() + 60
    while "Ratio" not in [m.label for m in page.metric] and time.monotonic() < until:
        time.sleep(0.5)
        page.run()
    assert not page.exception
    assert "80 % band covers" in [m.label for m in page.metric]
    assert "Score on the past" not in [b.label for b in page.button]
    assert len(page.get("vega_lite_chart")) == 4


@pytest.mark.parametrize("view", ["Day totals", "One week, slot by slot"])
def test_two_versions_are_compared(view: str, context: Context) -> None:
    old = context.store.latest_forecast("fault")
    span = (old.grid.start, old.grid.start + timedelta(days=7))
    add_adjustment(context, Adjustment("new", "fault", "change_by", 10.0, *span, why="x"))
    page = a_page("forecast").run()
    page.segmented_control[0].set_value(view)
    page.selectbox(key="other_fault").set_value(old.version_id).run()
    assert not page.exception
    assert "+3,360 contacts" in words(page)
    assert "the other version" in str(page.get("vega_lite_chart")[0].proto)


def test_the_centre_is_its_queues_added_up(context: Context) -> None:
    page = a_page("forecast").run()
    page.pills(key="forecast_group").set_value("centre").run()
    assert not page.exception
    table = page.dataframe[0].value
    assert list(table["Queue"]) == ["fault", "billing", "Sum"]
    assert table["Share"].iloc[-1] == "100.0%"


def test_the_wheel_scrolls_the_page_and_zooms_the_chart_only_with_shift() -> None:
    days = pd.date_range("2025-06-02", periods=3)
    frame = pd.DataFrame({"start": days, "low": 1.0, "high": 3.0, "mean": 2.0, "yardstick": 2.0})
    nothing = pd.DataFrame(columns=["start", "name", "kind"])
    drawn = forecast_chart(frame, nothing, "contacts a day", True).to_dict()
    (window,) = [p for p in drawn["params"] if p.get("bind") == "scales"]
    assert "shiftKey" in window["select"]["zoom"]
