"""Satisfaction, trends and quality from stored records: planted truth comes out again."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from app.services.activity_orders import activity_orders_of
from app.services.context import Context
from app.services.roster.build import rules_of
from app.services.service_quality.briefings import briefings_wanted, order_briefing
from app.services.service_quality.quality import (
    order_reviews,
    quality_state,
    sample_plan,
)
from app.services.service_quality.reports import (
    quality_workbook,
    satisfaction_workbook,
    trends_workbook,
)
from app.services.service_quality.satisfaction import kano_of, price_of_waiting, satisfaction_of
from app.services.service_quality.trends import effect_of_measure, foretellings_of, trends_of
from app.services.service_quality.waiting_price import take_over_price
from data.model.errors import NotEnoughHistory, NotFound
from data.model.publication import SavedRoster
from data.store import documents
from tests.app.services.service_quality.planted import BEGUN, TOPICS, save

Call = Callable[..., tuple[int, str, str]]
FIRST, DAYS = BEGUN.date(), 200
LAST = FIRST + timedelta(days=DAYS - 1)


def some_days(context: Context, agents: list[str]) -> None:
    """Contacts of 200 days: bills foretell debts by three days; on the last three days meters
    take 15 % longer; since day 150 moves are 40 % fewer. Waiting costs satisfaction."""
    random = np.random.default_rng(9)
    queue = context.store.load(documents.QUEUES)[0].queue_id
    base = {"bill": 26, "outage": 20, "meter": 260, "move": 30, "tariff": 20, "debt": 20}
    news = np.exp(random.normal(0, 0.25, DAYS + 3))
    week = np.array([1.1, 1.0, 1.0, 1.0, 1.05, 0.8, 0.75])
    parts = []
    for topic in TOPICS:
        level = np.where(np.arange(DAYS) < DAYS - 70, min(base[topic], 26), base[topic])
        mean = level * week[np.arange(DAYS) % 7]
        mean = mean * {"bill": news[3:], "debt": news[:-3]}.get(topic, 1.0)
        if topic == "move":
            mean = mean * np.where(np.arange(DAYS) >= 150, 0.6, 1.0)
        day = np.repeat(np.arange(DAYS), random.poisson(mean))
        parts.append(pd.DataFrame({"day": day, "topic": topic}))
    frame = pd.concat(parts, ignore_index=True)
    size = len(frame)
    second = random.integers(0, 12 * 3600, size)
    frame["at"] = (
        pd.to_datetime(BEGUN) + pd.to_timedelta(frame["day"], "D") + pd.to_timedelta(second, "s")
    )
    frame["at"] = frame["at"].dt.as_unit("s")
    slow = (frame["topic"] == "meter") & (frame["day"] >= DAYS - 3)
    frame["handle_s"] = np.exp(random.normal(5.5, 0.5, size)) * np.where(slow, 1.15, 1.0)
    frame["wait_s"] = random.exponential(50, size)
    frame["agent_id"] = random.choice(agents, size)
    frame["customer"] = [f"c{k:020d}" for k in random.integers(0, 10**6, size)]
    frame["touch_id"] = [f"t{k}" for k in range(size)]
    frame["category"], frame["region"] = frame["topic"], random.choice(["N", "S"], size)
    frame["queue_id"], frame["channel"] = queue, random.choice(["voice", "chat"], size)
    save(context, "touches", frame.drop(columns=["day"]))
    asked = frame.sample(6000, random_state=1)
    share = 1 / (1 + np.exp(-(1.8 - 0.015 * asked["wait_s"])))
    answered = random.random(6000) < 0.5
    value = np.where(random.random(6000) < share, 5.0, 2.0)
    scores = pd.DataFrame({
        "score_id": [f"s{k}" for k in range(6000)], "kind": "satisfaction", "at": asked["at"],
        "touch_id": asked["touch_id"], "channel": asked["channel"], "queue_id": queue,
        "agent_id": asked["agent_id"], "value": np.where(answered, value, np.nan),
        "reason": np.where(value < 4, "long wait", ""),
    })  # fmt: skip
    save(context, "scores", scores)


def some_reviews(context: Context, agents: list[str]) -> None:
    """Two reviewers score contacts; one objection is ten days old."""
    random = np.random.default_rng(2)
    rows = []
    for k in range(80):
        mean = 80 + random.normal(0, 8)
        for scorer in ("R1", "R2") if k < 40 else ("R1",):
            rows.append(
                {"score_id": f"q{k}{scorer}", "kind": "quality", "touch_id": f"t{k}",
                 "at": BEGUN + timedelta(days=190), "agent_id": agents[k % 3], "scorer": scorer,
                 "value": float(np.clip(mean + random.normal(0, 2), 0, 100)),
                 "answer": "objected" if k == 5 else "seen"}
            )  # fmt: skip
    rows += [
        {"score_id": f"k{k}", "kind": "kano", "at": BEGUN, "criterion": "call back",
         "value": 1.0, "second": 5.0 if k < 8 else 3.0}
        for k in range(10)
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    frame["at"] = pd.to_datetime(frame["at"], utc=True).dt.as_unit("s")
    for name in ("touch_id", "agent_id", "scorer", "criterion", "answer"):
        frame[name] = frame[name].fillna("")
    save(context, "scores", frame)


@pytest.fixture
def loops(seeded: tuple[Context, SavedRoster]) -> Context:
    context = replace(seeded[0], clock=lambda: BEGUN + timedelta(days=DAYS))
    agents = [agent.agent_id for agent in context.store.load(documents.STAFF).agents]
    some_days(context, agents)
    some_reviews(context, agents)
    return context


def test_every_loop_says_what_was_planted(loops: Context) -> None:
    """One test, since the planted days are dear."""
    found = satisfaction_of(loops, FIRST, LAST)
    assert found.whole.invited == 6000
    assert found.whole.response.share == pytest.approx(0.5, abs=0.03)
    assert found.evened.low <= found.whole.satisfied.share <= found.evened.high
    assert found.curve is not None
    assert found.curve.slope == pytest.approx(-0.015, abs=0.003)
    assert found.curve.is_clear
    assert {one.hidden for one in found.agents} == {False}
    assert found.reasons[0][0] == "long wait"

    named = {one.topic: one.drift for one in briefings_wanted(loops, LAST)}
    assert set(named) == {"meter"}
    assert named["meter"].ratio == pytest.approx(1.15, abs=0.06)

    pairs = [(f.leader, f.follower, f.lag_days) for f in foretellings_of(loops, FIRST, LAST)]
    assert pairs == [("bill", "debt", 3)]
    assert "foretells" in foretellings_of(loops, FIRST, LAST)[0].sentence

    effect = effect_of_measure(loops, "move", FIRST + timedelta(days=150))
    assert effect.effect.low <= 0.6 <= effect.effect.high
    assert effect.effect.is_clear
    for nowhere in (date(2099, 1, 1), date(1999, 1, 1)):
        with pytest.raises(NotEnoughHistory, match="name a day between"):
            effect_of_measure(loops, "move", nowhere)

    moved = trends_of(loops, LAST - timedelta(days=27), LAST, by="category")
    assert set(moved.counted.names) == set(TOPICS)
    assert moved.shown == 28
    assert 0 < moved.false_alarms < 0.02

    queue = loops.store.load(documents.QUEUES)[0].queue_id
    price = price_of_waiting(loops, FIRST, LAST, queue, points_each=10.0)
    assert price.dissatisfied == pytest.approx(price.longer_s * found.curve.per_s)
    assert price.price == max(1, round(price.dissatisfied * 10))
    take_over_price(loops, queue, price.price + 3, "answers")
    mine = [s for s in rules_of(loops) if s.rule == "understaffing" and queue in s.queues]
    assert [one.price for one in mine] == [price.price + 3]


def test_reviews_kano_and_orders(loops: Context) -> None:
    plan = sample_plan(loops, FIRST, LAST, half_width=3.0)
    scored = [one for one in plan.agents if one.done]
    assert len(scored) == 3
    assert sum(one.done for one in scored) == 120
    assert all(one.due == max(0, one.wanted - one.done) for one in plan.agents)
    assert plan.hours == plan.due * 15 / 60
    state = quality_state(loops, FIRST, LAST)
    assert len(state.objections) == 2
    assert all(one.late for one in state.objections)
    assert state.agreement.contacts == 40
    assert 0.3 < state.agreement.fleiss < 1
    assert kano_of(loops, FIRST, LAST)[0].category == "O"
    for written in (trends_workbook, satisfaction_workbook, quality_workbook):
        assert written(loops, LAST - timedelta(days=27), LAST).startswith(b"PK")
    agents = tuple(one.agent_id for one in plan.agents[:2])
    order_reviews(loops, agents, 7.0, why="December")
    order_briefing(loops, "meter", LAST, why="new meters")
    orders = {order.label: order for order in activity_orders_of(loops)}
    assert orders["Quality reviews"].per_agent == 4
    assert orders["Briefing: meter"].length_min == 15
    with pytest.raises(NotFound):
        order_briefing(loops, "poetry", LAST)


def test_empty_periods_say_so(seeded: tuple[Context, SavedRoster]) -> None:
    context = seeded[0]
    day = date(2020, 1, 1)
    for ask in (satisfaction_of, kano_of, quality_state, trends_of, foretellings_of):
        with pytest.raises(NotFound):
            ask(context, day, day + timedelta(days=90))


def test_commands_answer(loops: Context, url: str, peakshift: Call) -> None:
    span = ("--from", FIRST.isoformat(), "--until", LAST.isoformat())
    for words in (
        ("satisfaction", "show", *span), ("satisfaction", "kano", *span),
        ("trends", "show", *span, "--by", "category"), ("trends", "foretell", *span),
        ("quality", "sample", *span), ("quality", "state", *span),
        ("quality", "briefings", "--day", LAST.isoformat()),
        ("trace", "contacts", *span),
    ):  # fmt: skip
        code, said, wrong = peakshift(url, *words, "--json")
        assert code == 0, wrong
        assert json.loads(said) or words[1] == "foretell"
        code, said, wrong = peakshift(url, *words)
        assert code == 0, wrong
