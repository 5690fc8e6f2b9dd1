"""Alerts of the loops: raised for their day, in the side bar's words, over the next day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from app.services.context import Context
from app.services.day.alerts.raised import alerts_of, look_for_alerts, said_of
from app.services.day.alerts.watching import look_once
from app.services.service_quality import alerts as loops
from data.model.service_quality.records import Case, Order, Score
from data.store.service_quality.rows import frame_of

NOTHING = pd.DataFrame({"row": [], "reason": [], "text": []})
NOW = datetime(2026, 3, 20, 4, tzinfo=UTC)


@pytest.fixture
def late(context: Context) -> Context:
    """A centre with an order, a complaint and an objection that are too old."""
    long_ago, loops._looked = NOW - timedelta(days=30), {}
    frames = {
        "orders": frame_of("orders", [Order("O1", "others", long_ago)]),
        "cases": frame_of("cases", [Case("C1", "service", long_ago)]),
        "scores": frame_of(
            "scores",
            [
                Score(
                    "S1", "quality", long_ago, agent_id="A1", value=50.0, answer="objected",
                    answered_at=long_ago,
                )
            ],
        ),
    }  # fmt: skip
    here = replace(context, clock=lambda: NOW)
    here.store.save_service_records(frames, NOTHING, "f", here.entry("import_service_file", "f"))
    return here


def test_what_is_late_in_the_loops_is_raised_once_a_day(late: Context) -> None:
    raised = look_for_alerts(late).raised
    assert {one.kind for one in raised} == {"orders_late", "complaints_late", "objections_late"}
    said = {said_of(late, one) for one in alerts_of(late)}
    assert said == {
        "One work order is overdue",
        "One complaint is overdue",
        "One objection to a score is open too long",
    }
    assert not look_for_alerts(late).raised
    tomorrow = replace(late, clock=lambda: NOW + timedelta(days=1))
    again = look_for_alerts(tomorrow)
    assert len(again.raised) == 3
    assert len(again.over) == 3


def test_the_server_looks_at_loops_without_any_feed_of_the_day(
    late: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    monkeypatch.setattr(
        "app.services.day.alerts.watching.look_for_alerts",
        lambda context: looked.append(context.who),
    )
    assert look_once(late.store)
    assert looked


def test_months_of_records_are_read_once_in_a_quarter_of_an_hour(
    late: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = loops.loop_findings(late)
    monkeypatch.setattr(loops, "_LOOKS", ())
    soon = replace(late, clock=lambda: NOW + timedelta(minutes=14))
    assert loops.loop_findings(soon) == first
    assert loops.loop_findings(replace(late, clock=lambda: NOW + timedelta(minutes=15))) == ()
