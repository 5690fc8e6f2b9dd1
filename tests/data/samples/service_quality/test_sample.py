"""The sample's service records: made alike by a seed, whole, and with what was planted."""

from datetime import date, timedelta

import numpy as np
import pytest

from app.services.service_quality.orders.table import habits, without_order
from data.model.errors import InvalidValue
from data.model.grid import Grid
from data.model.series import ContactSeries
from data.model.staff import Agent
from data.samples.service_quality import ServiceSample, service_sample
from data.samples.service_quality.world import DRIFTS, FOLLOWS, LAG_DAYS, LEADS
from data.store.service_quality.rows import records_of

LAST = date(2026, 3, 31)
AGENTS = tuple(Agent(f"A{n:02d}", f"Name {n}", "full", ("q",), f"Team {n % 3}") for n in range(30))


def made(days: int = 400, seed: int = 3) -> ServiceSample:
    grid = Grid.for_days(LAST - timedelta(days=days - 1), days, 30, "Asia/Shanghai")
    offered = np.full(grid.slots, 20.0)
    hung_up = np.where(np.arange(grid.slots) % 10 == 0, 5.0, 0.0)
    series = {"q": ContactSeries("q", grid, offered, abandoned=hung_up)}
    return service_sample(seed, LAST, AGENTS, series, "Asia/Shanghai", days)


@pytest.fixture(scope="module")
def sample() -> ServiceSample:
    return made()


def test_a_seed_makes_the_same_records() -> None:
    one, other = made(60), made(60)
    assert all(one.frames[kind].equals(other.frames[kind]) for kind in one.frames)
    with pytest.raises(InvalidValue, match="60 days or more"):
        made(10)


def test_every_record_is_one_that_the_model_allows(sample: ServiceSample) -> None:
    for kind, frame in sample.frames.items():
        assert len(records_of(kind, frame.tail(400))) == 400
        assert frame[frame.columns[0]].is_unique


def test_what_was_planted_is_there(sample: ServiceSample) -> None:
    frames, truth = sample.frames, sample.truth
    orders, events = frames["orders"], frames["order_events"]
    back = events[(events["what"] == "returned") & (events["fault"] == "agent")]
    wrong = orders[orders["order_id"].isin(back["order_id"])]
    found = {(one.agent_id, one.kind) for one in habits(orders, wrong)}
    assert found
    assert found <= set(truth.habits)
    lost = without_order(frames["touches"], orders["order_id"])
    assert set(lost["touch_id"]) == set(truth.without_order)
    touches = frames["touches"]
    mine = touches[(touches["topic"] == DRIFTS) & (touches["outcome"] != "follow_up")]
    late = mine["at"].dt.date >= truth.drift_from
    ratio = mine.loc[late, "handle_s"].mean() / mine.loc[~late, "handle_s"].mean()
    assert 1.0 < ratio < 1.35


def test_days_of_one_topic_foretell_those_of_another(sample: ServiceSample) -> None:
    touches = sample.frames["touches"]
    day = (touches["at"] - touches["at"].min()).dt.days.to_numpy()
    lead, follow = (
        np.bincount(day[(touches["topic"] == topic).to_numpy()], minlength=day.max() + 1)
        for topic in (LEADS, FOLLOWS)
    )
    later = np.corrcoef(lead[:-LAG_DAYS], follow[LAG_DAYS:])[0, 1]
    same = np.corrcoef(lead, follow)[0, 1]
    assert later > same
