"""The pages of requirement and service: calculation, what-if, changed targets, simulation."""

import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.services.context import Context
from app.services.roster.publishing.publish import publish_roster
from app.services.staffing.sizing import Asked
from app.web.pages.service.slots import slots_frame
from app.web.parts.charts.palette import LIGHTS_IN_WORDS, light_of
from data.model.grid import Grid
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.small_centre import FIRST_DAY, SmallCentre
from tests.app.web.web_page import a_page, finished, press, words

Rostered = tuple[SmallCentre, SavedRoster]
Seeded = tuple[Context, SavedRoster]


def a_view(name: str) -> AppTest:
    """The requirement page on one of its views."""
    page = a_page("staffing").run()
    page.segmented_control(key="requirement_view").set_value(name).run()
    assert not page.exception
    return page


def test_a_period_promise_with_a_floor_is_cheaper_and_named(seeded: Seeded) -> None:
    context = seeded[0]
    store = context.store
    page = a_page("staffing").run()
    page.selectbox[1].set_value("over the whole period")
    page.number_input[0].set_value(40)
    press(page, "Work out the staffing need")
    page = finished(page, "requirement", context.store.where)
    newest, older = (store.load_requirement(r.requirement_id) for r in store.list_requirements())
    assert Asked.of(newest).period_floor_share == 0.4
    assert "Agents required are worked out for" in words(page)
    assert page.selectbox[1].value == "over the whole period", "what was chosen stays"
    assert newest.heads.sum() <= older.heads.sum()


def test_bases_stand_side_by_side_with_hours_cost_and_service(seeded: Seeded) -> None:
    page = a_view("What certainty costs")
    press(page, "Compare five bases")
    page = finished(page, "compare_bases", seeded[0].store.where)
    assert not any(button.label == "Compare five bases" for button in page.button)
    tables = [frame.value for frame in page.dataframe]
    table = next(found for found in tables if "Basis" in found).set_index("Basis")
    assert list(table.index) == ["mean", "p50", "p80", "p95", "expected"]
    assert table.loc["p95", "Hours a week"] > table.loc["p50", "Hours a week"]
    assert table.loc["p95", "Cost a week"] > 0
    assert (table["fault"].between(1, 100)).all()
    slots = next(found for found in tables if "Slot" in found)
    assert list(slots.columns) == ["Slot", "mean", "p50", "p80", "p95", "expected"]
    assert len(slots) == 48
    assert "were everybody patient" in words(page)
    page.session_state["language"] = "zh-CN"
    chinese = [list(frame.value.iloc[:, 0]) for frame in page.run().dataframe]
    assert ["均值", "p50", "p80", "p95", "期望"] in chinese


def test_the_busiest_slot_is_explained_first_and_others_on_demand(seeded: Seeded) -> None:
    context, saved = seeded
    kept = context.store.load_requirement(saved.requirement_id)
    page = a_view("Why this number")
    assert f"{kept.heads[0].max()} in the roster" in words(page)
    steps = page.table[0].value
    assert list(steps["Step"])[:3] == ["contacts", "handle time", "offered load"]
    assert kept.forecast_ids[0] in " ".join(steps["Calculation"])
    next(s for s in page.selectbox if s.label == "Slot").set_value(6).run()
    day = next(s for s in page.selectbox if s.label == "Day").value
    heads = kept.heads[0, kept.grid.slot_at(day, 180)]
    assert f"{heads} in the roster" in words(page)


def test_another_promise_is_shown_first_and_kept_with_a_reason(seeded: Seeded) -> None:
    context, saved = seeded
    page = a_view("What if")
    page.number_input(key="share_fault").set_value(95.0)
    press(page, "Show what that changes")
    page = finished(page, "what_if", context.store.where)
    hours = next(m for m in page.metric if m.label == "Agent-hours a week")
    assert hours.delta.startswith("+")
    assert context.store.load(documents.QUEUES)[0].target.service_share == 0.8
    press(page, "Save this target")
    assert "Give a reason" in words(page)
    assert not context.store.audit(verb="set_queue")
    next(t for t in page.text_input if t.label == "Reason").set_value("regulator")
    press(page, "Save this target")
    assert context.store.load(documents.QUEUES)[0].target.service_share == 0.95
    (entry,) = context.store.audit(verb="set_queue")
    assert (entry.who, entry.why) == ("王芳 Wang", "regulator")
    assert "was changed after this was worked out" in words(page)
    assert len(context.store.list_requirements()) == 1
    press(page, "Work out the staffing need")
    page = finished(page, "requirement", context.store.where)
    newest = context.store.load_requirement(context.store.list_requirements()[0].requirement_id)
    kept = context.store.load_requirement(saved.requirement_id)
    assert newest.heads[0].sum() > kept.heads[0].sum()


def test_fewer_contacts_need_fewer_hours_and_offer_no_promise_to_keep(seeded: Seeded) -> None:
    page = a_view("What if")
    page.slider(key="volume_fault").set_value(-20)
    press(page, "Show what that changes")
    page = finished(page, "what_if", seeded[0].store.where)
    hours = next(m for m in page.metric if m.label == "Agent-hours a week")
    assert hours.delta.startswith("-")
    assert "contacts -20% (Fault" in words(page)
    assert not any(b.label == "Save this target" for b in page.button)


def test_an_unpublished_roster_is_predicted_and_then_simulated(seeded: Seeded) -> None:
    page = a_page("service").run()
    assert not page.exception
    assert "A quick look" in words(page)
    page.slider[0].set_value(2)
    press(page, "Simulate this roster")
    until = time.monotonic() + 60
    while "Simulated on this page" not in words(page) and time.monotonic() < until:
        time.sleep(0.5)
        page.run()
        assert not page.exception
    assert "2 times the whole period" in words(page)
    assert set(page.dataframe[0].value["Expected"]) <= {*LIGHTS_IN_WORDS.values()}
    assert "(" in page.dataframe[0].value["Service level"].iloc[0]
    facts = dict(page.table[0].value["Value"])
    assert (facts["simulated periods"], facts["seed"]) == ("2", "0")
    assert "fault 0.00 (from history)" in facts["spread of handle times"]


def test_a_simulation_of_a_published_roster_gives_way_to_its_certificate(seeded: Seeded) -> None:
    context, saved = seeded
    publish_roster(context, saved.roster_id, "go", replications=3)
    page = a_page("service").run()
    page.slider[0].set_value(2)
    press(page, "Simulate again")
    until = time.monotonic() + 60
    while "Simulated on this page" not in words(page) and time.monotonic() < until:
        time.sleep(0.5)
        page.run()
    press(page, "Back to the published certificate")
    assert "Certificate of version 1" in words(page)


def test_a_published_roster_shows_its_certificate(seeded: Seeded) -> None:
    context, saved = seeded
    publish_roster(context, saved.roster_id, "go", replications=3)
    page = a_page("service").run()
    assert "Certificate of version 1" in words(page)
    report = context.store.load_publications()[0].proof["service"]
    level = report["queues"]["fault"]["service_level"]["mean"]
    assert page.dataframe[0].value["Service level"].iloc[0].startswith(f"{level:.1%}")
    assert report["inputs"]["roster"] in list(page.table[0].value["Value"])
    counts = [int(m.value.replace(",", "")) for m in page.metric]
    assert sum(counts) <= 7 * 48
    page.segmented_control[0].set_value(60).run()
    assert not page.exception
    assert sum(int(m.value.replace(",", "")) for m in page.metric) <= 7 * 24


@pytest.mark.parametrize(
    ("level", "light"),
    [(0.8, "met"), (0.79, "just missed"), (0.701, "just missed"), (0.69, "missed"),
     (None, "no contacts"), (float("nan"), "no contacts")],
)  # fmt: skip
def test_a_level_is_red_amber_or_green(level: float | None, light: str) -> None:
    assert light_of(level, 0.8) == light


def test_hours_weigh_their_slots_by_contacts() -> None:
    grid = Grid.for_days(FIRST_DAY, 1, 15)
    offered, level = np.zeros(96), [None] * 96
    offered[:4] = [1, 2, 3, 4]
    level[:4] = [1.0, 0.5, 0.0, 1.0]
    found = {"target_share": 0.5, "slots": {"service_level": level, "offered": list(offered)}}
    frame = slots_frame(found, grid, 60)
    assert len(frame) == 24
    assert frame["service_level"][0] == pytest.approx((1 * 1 + 2 * 0.5 + 0 + 4 * 1) / 10)
    assert list(frame["light"][:2]) == ["target met", "no contacts"]
    assert frame["contacts"][0] == 10


def _of_three(roster_id: str) -> None:
    from types import SimpleNamespace

    from app.web import reads, session
    from app.web.pages.service.if_away import if_away_form

    judged = reads.judged(session.url(), roster_id)
    problem = judged.problem
    few = SimpleNamespace(
        agents=problem.agents[:3], requirement=problem.requirement, dates=problem.dates
    )
    if_away_form(SimpleNamespace(saved=judged.saved, problem=few))  # type: ignore[arg-type]


def test_fewer_people_than_usually_asked_about_are_all_there_are(seeded: Seeded) -> None:
    page = AppTest.from_function(_of_three, args=(seeded[1].roster_id,), default_timeout=60).run()
    assert not page.exception
    assert page.number_input[0].value == 3
