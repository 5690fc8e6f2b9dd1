"""The board of work orders: what is late or will be, what came back, who errs again and again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, centre_of, special_days_of, today_of
from app.services.day.floor import floor_of_days
from app.services.service_quality.deadlines import Deadlines, named_late, working_days
from app.services.service_quality.orders.table import (
    DayFigures,
    Habit,
    Share,
    daily,
    habits,
    misclassified,
    order_table,
    pareto,
    without_order,
)
from app.services.service_quality.period import days_asked
from app.services.service_quality.settings import deadlines_of
from data.model.codec import to_json

if TYPE_CHECKING:
    import pandas as pd

BACK_DAYS = 400
"""Orders older than this are no longer looked for, open or not."""
AHEAD_DAYS = 60  # of working days beyond now: the longest deadline and its holidays
_PLAN_DAYS = 10  # of the published roster that open orders may be worked in


@dataclass(frozen=True)
class OrderLine:
    """An open order that somebody must look at.

    Parameters
    ----------
    hours_left
        Until it is due [h]; negative: overdue.
    planned
        Whether the hours planned until then are enough for it and all that are due before.
    """

    order_id: str
    kind: str
    region: str
    team: str
    department: str
    topic: str
    created_at: datetime
    due_at: datetime
    hours_left: float
    planned: bool


@dataclass(frozen=True)
class MissingOrder:
    """A contact whose order is not there."""

    touch_id: str
    at: datetime
    agent_id: str
    category: str


@dataclass(frozen=True, eq=False)
class OrdersBoard:
    """Work orders as they stand.

    Parameters
    ----------
    days
        Figures of each of the last days, oldest first.
    overdue, soon
        Open orders past their deadline, and those that will be: due soon, or without hours
        planned for them; nearest deadline first.
    work_h, planned_h
        Work left in the open orders, and idle agent-hours of the published roster until the last
        of them is due [h]; NaN where no roster is published for these days.
    contacts_late
        Orders whose customer was not contacted in time, of those of the period [orders].
    orders, returned, closed, closed_late
        Of the period [orders].
    contacts, missing
        Contacts closed under a kind of work in the period [-], and those of them without order.
    misclassified
        Orders of the period that came back under another kind [-].
    habits
        Agents who err again and again, over the time that planning defaults set.
    paretos
        Late and returned orders of the period by kind, region and team.
    """

    at: datetime
    first: date
    last: date
    days: tuple[DayFigures, ...]
    open: int
    overdue: tuple[OrderLine, ...]
    soon: tuple[OrderLine, ...]
    work_h: float
    planned_h: float
    contacts_late: int
    orders: int
    returned: int
    closed: int
    closed_late: int
    contacts: int
    missing: tuple[MissingOrder, ...]
    misclassified: int
    habits: tuple[Habit, ...]
    paretos: dict[str, dict[str, tuple[Share, ...]]]

    @property
    def return_share(self) -> float:
        """Share of the period's orders that came back [-]."""
        return self.returned / self.orders if self.orders else 0.0

    @property
    def on_time_share(self) -> float:
        """Share of the orders closed in the period that were in time [-]."""
        return 1 - self.closed_late / self.closed if self.closed else 1.0

    @property
    def missing_share(self) -> float:
        """Share of the contacts that should have made an order and did not [-]."""
        return len(self.missing) / self.contacts if self.contacts else 0.0


@asked
def orders_board(context: Context, *, days: int | None = None) -> OrdersBoard:
    """Work orders as they stand now.

    Parameters
    ----------
    days
        Period that returns, errors and contacts are counted over; None: as planning defaults.
    """
    import pandas as pd

    now, planning = context.clock(), planning_of(context)
    zone = centre_of(context).zone
    today = today_of(context)
    days = days_asked(days, planning.service_days)
    first = today - timedelta(days=days - 1)
    begin = pd.Timestamp(first, tz=zone)
    store, deadlines = context.store, Deadlines(deadlines_of(context))
    back = now - timedelta(days=BACK_DAYS)
    events = store.load_service_records("order_events", back)
    table = order_table(
        store.load_service_records("orders", back),
        events,
        deadlines,
        calendar_of(context, back.date(), today),
        zone,
        now,
    )
    mine = table[table["created_at"] >= begin]
    closed = table[table["closed_at"] >= begin]
    returned = mine[mine["returns"] > 0]
    wrong = misclassified(table, deadlines)
    long = table[table["created_at"] >= now - timedelta(days=planning.order_error_days)]
    errors = long[(long["fault"] == "agent") | long.index.isin(wrong.index)]
    touches = store.load_service_records("touches", begin.to_pydatetime())
    meant = touches[(touches["category"] != "") & touches["outcome"].isin(["", "order"])]
    missing = without_order(touches, table["order_id"])
    lost = tuple(
        MissingOrder(row.touch_id, row.at.to_pydatetime(), row.agent_id, row.category)
        for row in _each(missing)
    )
    frequent = {
        what: {by: pareto(rows[by]) for by in ("kind", "region", "team")}
        for what, rows in (("late", mine[mine["late"]]), ("returned", returned))
    }
    by_day = daily(table, events, [first + timedelta(days=i) for i in range(days)], zone)
    return OrdersBoard(
        now, first, today, by_day, int(table["open"].sum()),
        *_open_lines(context, table, deadlines, now), int(mine["contact_late"].sum()),
        len(mine), len(returned), len(closed), int(closed["late"].sum()), len(meant), lost,
        len(wrong[wrong["created_at"] >= begin]), habits(long, errors), frequent,
    )  # fmt: skip


def calendar_of(context: Any, first: date, last: date) -> np.ndarray:
    """Working days of the centre from the first to well after the last."""
    end = last + timedelta(days=AHEAD_DAYS)
    return working_days(special_days_of(context, first, end), first, end)


def _open_lines(
    context: Context, table: "pd.DataFrame", deadlines: Deadlines, now: datetime
) -> tuple[tuple[OrderLine, ...], tuple[OrderLine, ...], float, float]:
    rows = table[table["open"] & table["due_at"].notna()].sort_values("due_at")
    left_h = ((rows["due_at"] - now).dt.total_seconds() / 3600).to_numpy()
    work_h = np.array([deadlines.work_min(kind) / 60 for kind in rows["kind"]])
    supply, last_h = planned_hours(context, now)
    soon_h = planning_of(context).order_soon_h
    horizon = left_h <= last_h  # nobody is planned for what is due after the published days
    named = left_h <= soon_h
    short = np.zeros(len(rows), dtype=bool)
    if last_h > 0:
        short[horizon] = named_late(left_h[horizon], work_h[horizon], supply, 0.0)
    lines = [
        OrderLine(
            row.order_id, row.kind, row.region, row.team, row.department, row.topic,
            row.created_at.to_pydatetime(), row.due_at.to_pydatetime(), float(hours), not bare,
        )
        for row, hours, bare in zip(_each(rows), left_h, short, strict=True)
    ]  # fmt: skip
    overdue = tuple(line for line in lines if line.hours_left < 0)
    soon = tuple(
        line
        for line, one, bare in zip(lines, named, short, strict=True)
        if line.hours_left >= 0 and (one or bare)
    )
    until = float(left_h.max(initial=0.0))
    return overdue, soon, float(work_h.sum()), supply(until) if last_h > 0 else float("nan")


def planned_hours(context: Any, now: datetime) -> tuple[Callable[[float], float], float]:
    """Agent-hours of the published roster that no queue needs, from now until so many hours on.

    Returns
    -------
    tuple
        Function of hours from now that gives agent-hours [h]; how far it reaches [h], 0 where no
        roster is published for today.
    """
    zone = centre_of(context).clock
    floor = floor_of_days(context, now.astimezone(zone).date(), _PLAN_DAYS)
    ends, idle = [0.0], [0.0]
    for day in floor.days.values():
        for start, agents in zip(day.starts, day.idle, strict=True):
            begun = start.astype("datetime64[s]").item().replace(tzinfo=zone)
            end_h = (begun - now).total_seconds() / 3600 + day.slot_min / 60
            if end_h > ends[-1]:
                part = min(day.slot_min / 60, end_h)
                ends.append(end_h)
                idle.append(idle[-1] + float(agents) * part)
    if len(ends) == 1:
        return lambda hours: 0.0, 0.0
    return lambda hours: float(np.interp(hours, ends, idle)), ends[-1]


def _each(frame: Any) -> Iterable[Any]:
    """Rows, each with its columns as attributes."""
    rows: Iterable[Any] = frame.itertuples(index=False)
    return rows


def board_json(board: OrdersBoard) -> dict[str, Any]:
    """Everything on the board but the single orders that are in time."""
    names = (
        "at", "first", "last", "open", "work_h", "planned_h", "contacts_late", "orders",
        "returned", "closed", "closed_late", "contacts", "misclassified", "return_share",
        "on_time_share", "missing_share", "days", "overdue", "soon", "missing", "habits",
    )  # fmt: skip
    found = {name: to_json(getattr(board, name)) for name in names}
    return found | {
        "paretos": {
            what: {by: to_json(shares) for by, shares in groups.items()}
            for what, groups in board.paretos.items()
        }
    }
