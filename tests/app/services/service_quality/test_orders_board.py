"""What idle people of the published roster mean for open orders, by values worked by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from app.services.service_quality.orders import board
from app.services.service_quality.orders.board import OrdersBoard, _open_lines, planned_hours
from data.store import documents
from tests.app.small_centre import NOW, SmallCentre

Plan = Callable[..., list[Any]]


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch) -> Plan:
    """Publishes idle people by local begin of their half-hours; gives what was asked."""

    def publish(idle: dict[str, int]) -> list[Any]:
        asked: list[Any] = []
        starts = np.array([f"2025-08-11T{begin}" for begin in idle], "datetime64[m]")
        day = SimpleNamespace(starts=starts, idle=list(idle.values()), slot_min=30)

        def floor(context: Any, first: date, days: int) -> SimpleNamespace:
            asked.append((first, days))
            return SimpleNamespace(days={first: day} if idle else {})

        monkeypatch.setattr(board, "floor_of_days", floor)
        return asked

    return publish


IDLE = {"09:00": 9, "09:30": 9, "10:00": 2, "10:30": 4}
"""It is ten on the centre's clock."""


def test_hours_planned_add_up_from_now_to_the_end_of_the_plan(
    small: SmallCentre, plan: Plan
) -> None:
    plan(IDLE)
    supply, last_h = planned_hours(small.context, NOW)
    assert last_h == 1.0
    assert [supply(h) for h in (0.0, 0.25, 0.5, 0.75, 1.0, 8.0)] == [0.0, 0.5, 1.0, 2.0, 3.0, 3.0]


def test_of_the_half_hour_that_runs_only_what_is_left_counts(
    small: SmallCentre, plan: Plan
) -> None:
    plan(IDLE)
    supply, last_h = planned_hours(small.context, NOW + timedelta(minutes=15))
    assert last_h == 0.75
    assert (supply(0.25), supply(0.75)) == (0.5, 2.5)


def test_a_plan_that_is_over_is_none_and_today_is_the_centres(
    small: SmallCentre, plan: Plan
) -> None:
    asked = plan(IDLE)
    late = datetime(2025, 8, 10, 16, 30, tzinfo=UTC)  # after midnight there
    planned_hours(small.context, late)
    assert asked == [(date(2025, 8, 11), 10)]
    supply, last_h = planned_hours(small.context, NOW + timedelta(hours=1))
    assert (supply(5.0), last_h) == (0.0, 0.0)


def an_open_table(**hours_to_due: float) -> pd.DataFrame:
    rows = [
        {
            "order_id": name, "kind": "visit", "region": "north", "team": "T1", "topic": "meter",
            "department": "field", "open": True, "created_at": pd.Timestamp(NOW),
            "due_at": pd.Timestamp(NOW) + pd.Timedelta(hours=hours),
        }
        for name, hours in hours_to_due.items()
    ]  # fmt: skip
    closed = {**rows[0], "order_id": "closed", "open": False}
    endless = {**rows[0], "order_id": "endless", "due_at": pd.NaT}
    return pd.DataFrame([*rows, closed, endless])


def opened(small: SmallCentre, table: pd.DataFrame, work_min: float) -> Any:
    each = SimpleNamespace(work_min=lambda kind: work_min)
    return _open_lines(small.context, table, each, NOW)  # type: ignore[arg-type]


@pytest.fixture
def soon_in_an_hour(small: SmallCentre) -> SmallCentre:
    """A centre that names orders which are due within an hour."""
    context = small.context
    planning = replace(context.store.load(documents.PLANNING), order_soon_h=1)
    context.store.save(documents.PLANNING, planning, context.entry("set_up", "planning"))
    return small


def test_open_orders_are_overdue_named_soon_or_left_alone(
    soon_in_an_hour: SmallCentre, plan: Plan
) -> None:
    plan(IDLE | {"11:00": 4, "11:30": 4})
    table = an_open_table(calm=1.9, late=-0.5, edge=1.0, now=0.0)
    overdue, soon, work_h, planned_h = opened(soon_in_an_hour, table, 15)
    assert [line.order_id for line in overdue] == ["late"]
    assert [line.order_id for line in soon] == ["now", "edge"]
    assert [line.planned for line in soon] == [False, True]
    assert overdue[0].hours_left == -0.5
    assert work_h == 4 * 0.25
    assert planned_h == pytest.approx(3.0 + 4 * 0.9)


def test_an_order_without_hours_planned_is_named_and_one_past_the_plan_is_not(
    soon_in_an_hour: SmallCentre, plan: Plan
) -> None:
    plan(IDLE | {"11:00": 0, "11:30": 0})
    table = an_open_table(first=1.5, second=1.8, far=30.0)
    _, soon, work_h, planned_h = opened(soon_in_an_hour, table, 120)
    assert [(line.order_id, line.planned) for line in soon] == [("second", False)]
    assert (work_h, planned_h) == (6.0, 3.0)


def test_without_a_plan_nobody_says_that_hours_lack(
    soon_in_an_hour: SmallCentre, plan: Plan
) -> None:
    plan({})
    _, soon, _, planned_h = opened(soon_in_an_hour, an_open_table(one=5.0, two=0.5), 600)
    assert [(line.order_id, line.planned) for line in soon] == [("two", True)]
    assert np.isnan(planned_h)


def a_board(**counts: Any) -> OrdersBoard:
    none: dict[str, Any] = dict.fromkeys(OrdersBoard.__dataclass_fields__, 0)
    return OrdersBoard(**none | {"missing": ()} | counts)


def test_shares_are_of_what_they_count_and_nothing_counted_is_no_fault() -> None:
    some = a_board(orders=8, returned=2, closed=5, closed_late=1, contacts=4, missing=(None,) * 3)
    assert (some.return_share, some.on_time_share, some.missing_share) == (0.25, 0.8, 0.75)
    none = a_board()
    assert (none.return_share, none.on_time_share, none.missing_share) == (0.0, 1.0, 0.0)
