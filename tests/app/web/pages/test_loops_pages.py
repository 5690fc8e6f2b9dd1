"""Pages of the service loops with records to show: every tab and picture is drawn."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from app.services.context import Context
from app.services.service_quality.complaints.steps import case_and_steps, end_step
from app.services.service_quality.words import channel_names
from data.model.publication import SavedRoster
from data.model.service_quality.records import Case
from data.store import documents
from data.store.service_quality.rows import frame_of
from tests.app.services.service_quality.planted import BEGUN, NOBODY, save
from tests.app.small_centre import NOW
from tests.app.web.web_page import a_page, press, words

pytestmark = pytest.mark.slow
DAYS = 70


@pytest.fixture
def recorded(seeded: tuple[Context, SavedRoster]) -> Context:
    """Ten weeks of contacts, scores of three kinds, one objection."""
    context, random = seeded[0], np.random.default_rng(3)
    agents = [agent.agent_id for agent in context.store.load(documents.STAFF).agents]
    queue = context.store.load(documents.QUEUES)[0].queue_id
    day = np.repeat(np.arange(DAYS), random.poisson(40, DAYS))
    size = len(day)
    at = pd.DatetimeIndex([BEGUN + timedelta(days=int(d), hours=3) for d in day]).as_unit("s")
    touches = pd.DataFrame({
        "touch_id": [f"t{k}" for k in range(size)], "at": at, "queue_id": queue,
        "channel": random.choice(["voice", "chat"], size), "agent_id": random.choice(agents, size),
        "customer": [f"c{k:020d}" for k in random.integers(0, 900, size)], "category": "",
        "topic": random.choice(["电费查询", "故障报修"], size), "region": "N",
        "wait_s": random.exponential(50, size), "handle_s": random.exponential(200, size),
    })  # fmt: skip
    save(context, "touches", touches)
    common = {"queue_id": queue, "reason": "", "scorer": "", "answer": "", "criterion": ""}
    happy = random.random(size) < 1 / (1 + np.exp(0.015 * touches["wait_s"].to_numpy() - 2))
    asked = touches[["touch_id", "at", "channel", "agent_id"]].assign(
        **common, score_id=[f"s{k}" for k in range(size)], kind="satisfaction",
        value=np.where(happy, 5.0, 2.0),
    )  # fmt: skip
    heard = asked.tail(40).assign(
        score_id=[f"q{k}" for k in range(40)], kind="quality", value=85.0, scorer="R1",
        answer=["objected"] + ["seen"] * 39,
    )  # fmt: skip
    survey = asked.tail(20).assign(
        score_id=[f"k{k}" for k in range(20)], kind="kano", value=1.0, second=5.0,
        criterion="call back",
    )  # fmt: skip
    save(context, "scores", pd.concat([asked, heard, survey], ignore_index=True))
    return context


@pytest.mark.parametrize("name", ["trends", "satisfaction", "quality", "trace"])
def test_every_tab_is_drawn_where_there_are_records(name: str, recorded: Context) -> None:
    page = a_page(name).run()
    assert not page.exception
    assert not page.error
    assert page.tabs
    downloads = [button.proto.label for button in page.get("download_button")]
    assert any("Excel" in label for label in downloads) or name == "trace"


def test_a_contact_that_is_followed_is_said_in_words(recorded: Context) -> None:
    span = recorded.store.service_records_span("touches")
    assert span is not None
    newest = recorded.store.load_service_records("touches", span[1], span[1] + timedelta(seconds=1))
    page = a_page("trace").run()
    page.text_input[0].set_value(str(newest["touch_id"].iloc[0])).run()
    assert not page.exception
    (table,) = [one.value for one in page.dataframe if "Outcome" in one.value.columns]
    assert set(table["Queue"]) <= {q.name for q in recorded.store.load(documents.QUEUES)}
    assert not table["Outcome"].str.contains("_").any()
    assert set(table["Channel"]) <= set(channel_names().values())
    groups = [one.value for one in page.dataframe if "Channel of the first contact" in one.value]
    assert all("voice" not in set(one["Channel of the first contact"]) for one in groups)


def test_a_step_that_a_colleague_ended_meanwhile_is_told(
    seeded: tuple[Context, SavedRoster],
) -> None:
    context = seeded[0]
    case = Case("C1", "business", opened_at=NOW - timedelta(days=1))
    entry = context.entry("import_service_file", "file:x")
    context.store.save_service_records({"cases": frame_of("cases", (case,))}, NOBODY, "x", entry)
    page = a_page("complaints")
    page.query_params["complaints"] = "case"
    page.run()
    assert not page.exception
    end_step(context, "C1", step=1, why="heard")
    page = press(page, "End the step 1 listen")
    assert "Somebody ended the step 1 listen meanwhile" in words(page)
    page.text_input[-1].set_value("written down")
    page = press(page, "End the step 2 record")
    assert "meanwhile" not in words(page)
    assert [one.ended_at is None for one in case_and_steps(context, "C1")[1]] == [
        False,
        False,
        True,
    ]
