"""Work orders: when they are due, which will be late, who errs again and again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from app.locale import catalogue
from app.services.context import Context
from app.services.service_quality.complaints.board import complaints_board
from app.services.service_quality.deadlines import (
    Deadlines,
    due_times,
    named_late,
    working_days,
)
from app.services.service_quality.orders.board import board_json, orders_board
from app.services.service_quality.orders.coaching import order_coaching
from app.services.service_quality.orders.report import daily_report
from app.services.service_quality.orders.table import (
    daily,
    habits,
    misclassified,
    order_table,
    pareto,
    without_order,
)
from app.services.service_quality.settings import (
    add_measure,
    deadlines_of,
    remove_measure,
    set_deadlines,
)
from data.model.errors import Conflict, InvalidValue, NotFound
from data.model.language import speaking
from data.model.service_quality.records import Order, OrderEvent, Touch
from data.model.service_quality.settings import DEADLINES, Deadline, Measure
from data.model.staff import Agent, Contract, Staff
from data.store import documents
from data.store.service_quality.rows import frame_of
from forecasting.calendar.special_days import official_days
from tests.benchmarks.service_quality import late_orders
from tests.benchmarks.service_quality.late_orders import planted_lateness
from tests.benchmarks.service_quality.planted import drawn

ZONE = "Asia/Shanghai"
TABLE = Deadlines(DEADLINES)
WORKDAYS = working_days(official_days("CN", 2025, 2026), date(2025, 1, 1), date(2026, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def due(kind: str, created: str, until: str = "closed") -> str:
    deadline = TABLE.of(kind, until)
    assert deadline is not None
    (found,) = due_times(pd.Series([pd.Timestamp(at(created))]), deadline, WORKDAYS, ZONE)
    return f"{found.tz_convert(ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("kind", "created", "expected"),
    [
        ("complaint", "2025-03-03 10:00", "2025-03-08 00:00"),  # Mon + 4 working days = Friday
        ("complaint", "2025-03-07 10:00", "2025-03-14 00:00"),  # over a weekend
        # National Day 2025: off 1-8 October, Sunday 28 September and Saturday 11 worked for it
        ("complaint", "2025-09-26 10:00", "2025-10-10 00:00"),  # 28, 29, 30, 9
        ("report", "2025-09-30 10:00", "2025-10-21 00:00"),  # 9, 10, 11, 13, 14, 15, 16, 17, 20
        ("complaint", "2025-10-04 10:00", "2025-10-14 00:00"),  # came on a holiday: 9, 10, 11, 13
        ("12345", "2025-09-30 10:00", "2025-10-07 10:00"),  # seven days, holiday or not
        ("reconnection", "2025-10-01 23:00", "2025-10-02 23:00"),
        ("something else", "2025-03-03 10:00", "2025-03-11 00:00"),
    ],
)
def test_working_days_know_holidays_and_make_up_workdays(
    kind: str, created: str, expected: str
) -> None:
    assert due(kind, created) == expected


def test_a_complaint_is_contacted_within_a_day_and_codes_mean_kinds() -> None:
    assert due("complaint", "2025-10-04 10:00", "contact") == "2025-10-05 10:00"
    assert TABLE.of("report", "contact") is None
    assert (TABLE.kind_of("投诉"), TABLE.kind_of("777")) == ("complaint", "777")


ORDERS = (
    Order("O1", "投诉", at("2025-03-03 10:00"), "R1", "T1", "A1"),
    Order("O2", "repair", at("2025-03-03 11:00"), "R1", "T1", "A1"),
    Order("O3", "repair", at("2025-03-04 11:00"), "R2", "T2", "A2", touch_id="X"),
)
EVENTS = tuple(
    OrderEvent(f"{order}/{n}", order, what, at(when), "D1", fault, right)
    for n, (order, what, when, fault, right) in enumerate(
        [
            ("O1", "dispatched", "2025-03-03 12:00", "", ""),
            ("O1", "closed", "2025-03-08 09:00", "", ""),
            ("O2", "dispatched", "2025-03-03 12:00", "", ""),
            ("O2", "returned", "2025-03-03 15:00", "agent", "meter_fault"),
            ("O2", "dispatched", "2025-03-03 16:00", "", ""),
            ("O2", "chased", "2025-03-06 16:00", "", ""),
        ]
    )
)


def the_table(now: str) -> Any:
    orders, events = frame_of("orders", ORDERS), frame_of("order_events", EVENTS)
    return order_table(orders, events, TABLE, WORKDAYS, ZONE, at(now))


def test_each_order_is_followed_through_its_events() -> None:
    table = the_table("2025-03-11 08:00").set_index("order_id")
    assert table["kind"].to_dict() == {"O1": "complaint", "O2": "repair", "O3": "repair"}
    assert table["open"].to_dict() == {"O1": False, "O2": True, "O3": True}
    assert table["late"].to_dict() == {"O1": True, "O2": True, "O3": False}
    assert table["returns"].to_dict() == {"O1": 0, "O2": 1, "O3": 0}
    assert table["chases"].sum() == 1
    assert not table["contact_late"].any()
    assert list(misclassified(table, TABLE).index) == ["O2"]
    before = the_table("2025-03-03 13:00").set_index("order_id")
    assert list(before.index) == ["O1", "O2"]
    assert (before["open"].all(), before["late"].any(), before["returns"].sum()) == (True, False, 0)


def test_days_count_what_happened_and_what_stood_at_their_end() -> None:
    days = [date(2025, 3, 3) + timedelta(days=i) for i in range(9)]
    table = the_table("2025-03-12 08:00")
    found = {one.day.day: one for one in daily(table, frame_of("order_events", EVENTS), days, ZONE)}
    assert (found[3].created, found[3].returned, found[3].open, found[3].overdue) == (2, 1, 2, 0)
    assert (found[6].chased, found[7].open, found[7].overdue) == (1, 3, 1)
    assert (found[8].closed, found[8].late, found[8].open) == (1, 1, 2)
    assert (found[10].overdue, found[11].overdue) == (1, 2)


def test_a_pareto_names_the_commonest_first() -> None:
    found = pareto(pd.Series(["b", "a", "b", "", "c", "b"]))
    assert [(one.value, one.count) for one in found] == [("b", 3), ("a", 1), ("c", 1)]
    assert found[-1].cumulative == 1.0


def test_contacts_that_meant_an_order_and_have_none_are_named() -> None:
    touches = frame_of(
        "touches",
        (
            Touch("T1", at("2025-03-03 10:00"), category="repair", order_id="O1"),
            Touch("T2", at("2025-03-03 10:00"), category="repair", outcome="order"),
            Touch("T3", at("2025-03-03 10:00"), category="repair", outcome="answered_at_once"),
            Touch("T4", at("2025-03-03 10:00")),
            Touch("T5", at("2025-03-03 10:00"), category="repair", order_id="unknown"),
        ),
    )
    assert list(without_order(touches, ["O1"])["touch_id"]) == ["T2", "T5"]


# --- late before they are late ------------------------------------------------------------------


def test_orders_that_cannot_be_done_in_time_are_named() -> None:
    due_h, work_h = np.array([2.0, 4.0, 6.0]), np.array([1.0, 4.0, 1.0])
    named = named_late(due_h, work_h, lambda hours: hours, 0.0)
    assert named.tolist() == [False, True, False]
    assert named_late(due_h, work_h, lambda hours: 2 * hours, 4.0).tolist() == [True, True, False]


@pytest.mark.parametrize("seed", range(4))
def test_every_late_order_was_named_before_it_was_late(seed: int) -> None:
    """One worker does orders by due time; whoever looks every hour has read each late one."""
    late, named_before, _ = planted_lateness(seed)
    assert late <= named_before


def test_late_orders_are_named_and_most_of_those_named_are_late() -> None:
    found = late_orders.run(4)
    assert found["late_orders"] > 20
    assert found["named_before_share"] == 1.0
    assert found["named_that_were_late_share"] > 0.3


# --- errors again and again ---------------------------------------------------------------------


def test_a_habit_is_found_and_hardly_anybody_named_wrongly() -> None:
    rng = np.random.default_rng(5)
    found = [habits(*drawn(rng, True)) for _ in range(10)]
    assert all((one[0].agent_id, one[0].kind) == ("A07", "b") for one in found)
    wrong = sum(bool(habits(*drawn(rng, False))) for _ in range(60))
    assert wrong <= 7  # 5 % of 60, and luck


def test_odds_of_a_habit_are_those_of_the_exact_test() -> None:
    orders = pd.DataFrame({"agent_id": ["A"] * 10 + ["B"] * 10, "kind": "k"})
    errors = orders.iloc[[0, 1, 2, 3, 4]]
    (one,) = habits(orders, errors, level=1.0)
    # Five errors, all of whoever made half of the orders: (1/2)**5; two tried, so twice that.
    assert one.p_value == pytest.approx(2 * 0.5**5)
    assert (one.errors, one.orders, one.expected) == (5, 10, 0.0)


# --- use cases ----------------------------------------------------------------------------------


@pytest.fixture
def busy(context: Context) -> Context:
    orders = frame_of("orders", ORDERS)
    frames = {"orders": orders, "order_events": frame_of("order_events", EVENTS)}
    nothing = pd.DataFrame({"row": [], "reason": [], "text": []})
    entry = context.entry("import_service_file", "file:x")
    context.store.save_service_records(frames, nothing, "x", entry)
    staff = Staff(
        (Agent("A1", "Anna", "full", ("a",)),), (Contract("full", "Full time", 2000, 2400),)
    )
    context.store.save(documents.STAFF, staff, entry)
    return Context(context.store, "tester", lambda: at("2025-03-10 20:00"))


@pytest.mark.parametrize("days", [-51, 0, 401])
def test_figures_of_no_days_or_of_more_than_anybody_counts_are_refused(
    busy: Context, days: int
) -> None:
    for figures in (orders_board, daily_report, complaints_board):
        with pytest.raises(InvalidValue, match="give 1 to 400"):
            figures(busy, days=days)


def test_the_board_says_what_is_late_what_will_be_and_what_came_back(busy: Context) -> None:
    board = orders_board(busy, days=10)
    assert [one.order_id for one in board.overdue] == []
    assert [one.order_id for one in board.soon] == ["O2"]  # due at midnight
    assert (board.open, board.returned, board.misclassified) == (2, 1, 1)
    assert (board.closed, board.on_time_share) == (1, 0.0)
    assert np.isnan(board.planned_h)
    told = board_json(board)
    assert told["soon"][0]["order_id"] == "O2"
    assert set(told["paretos"]["late"]) == {"kind", "region", "team"}


def test_the_daily_report_is_a_table_and_a_workbook(busy: Context, tmp_path: Path) -> None:
    lines = daily_report(busy, days=3, as_csv=True).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("day,created,closed,closed_late")
    assert len(lines) == 4
    file = tmp_path / "orders.xlsx"
    file.write_bytes(daily_report(busy, days=3))
    soon = pd.read_excel(file, sheet_name="Due soon")
    assert list(soon["order_id"]) == ["O2"]


def test_coaching_becomes_an_activity_order_with_its_reason(busy: Context) -> None:
    order = order_coaching(busy, "A1", "repair", "9 of 20 came back")
    assert order in busy.store.load(documents.ACTIVITY_ORDERS)
    assert (order.agents, order.due) == (("A1",), date(2025, 4, 7))
    (entry,) = busy.store.audit(verb="set_session_orders")
    assert entry.why == "9 of 20 came back"
    with pytest.raises(InvalidValue, match="Z9"):
        order_coaching(busy, "Z9", "repair", "nobody")


def test_the_table_of_deadlines_is_changed_row_by_row(context: Context) -> None:
    before = deadlines_of(context)
    with pytest.raises(InvalidValue, match="is so already"):
        set_deadlines(context, before, "nothing")  # though nobody saved a table yet
    assert not context.store.audit(verb="set_deadlines")
    new = (*before, Deadline("tree", 2, "days", codes=("树障",)))
    set_deadlines(context, new, "felling", seen=before)
    assert deadlines_of(context) == new
    mine = (replace(before[0], length=12), *before[1:])
    assert {*set_deadlines(context, mine, "mine", seen=before)} == {mine[0], *new[1:]}
    yours = (replace(before[0], length=11), *before[1:])
    hers = replace(context, who="Chen")  # somebody who changed another row later is not named
    now = deadlines_of(context)
    set_deadlines(hers, (*now[:-1], replace(now[-1], length=3)), "hers", seen=now)
    with pytest.raises(Conflict, match=f"by {context.who} at .*it is now 12 hours") as refused:
        set_deadlines(context, yours, "yours", seen=before)
    assert "complaint was changed meanwhile" in str(refused.value)
    new = deadlines_of(context)
    with pytest.raises(InvalidValue, match="tree"):
        set_deadlines(context, (*new, Deadline("tree", 3, "days")))


def test_a_deadline_says_its_unit_as_people_do() -> None:
    assert Deadline("tree", 1, "working_days").said == "1 working day"
    with speaking(catalogue("zh-CN")):
        assert Deadline("tree", 4, "working_days").said == "4 个工作日"


def test_measures_are_added_and_taken_away(context: Context) -> None:
    measure = Measure("Routes", date(2026, 1, 5), cause="reading")
    assert add_measure(context, measure, "too many") == (measure,)
    with pytest.raises(Conflict, match="already"):
        add_measure(context, measure)
    assert remove_measure(context, "Routes") == ()
    with pytest.raises(NotFound, match="none yet"):
        remove_measure(context, "Routes")
