"""What is wrong in the service loops now: late orders and complaints, old objections, movers."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from app.services.access.asking import asked
from app.services.context import Context, today_of
from app.services.service_quality.complaints.board import complaints_board
from app.services.service_quality.orders.board import orders_board
from app.services.service_quality.quality import quality_state
from app.services.service_quality.trends import trends_of
from data.model.day.alerts import Finding
from data.model.errors import NotEnoughHistory, NotFound

EVERY = timedelta(minutes=15)
"""Between two looks at the loops: a deadline is hours away, and a look reads months of records."""
_OBJECTION_DAYS = 90  # back from today that open objections are looked for
_MOST_MOVERS = 3

_Seen = tuple[datetime, date, tuple[Finding, ...]]
_looked: dict[str, _Seen] = {}
"""What was found last, by database: the server opens it anew for each look."""


@asked
def has_loops(context: Context) -> bool:
    """Whether records of any loop are stored."""
    return any(context.store.service_records_span(kind) for kind, _ in _LOOKS)


@asked
def loop_findings(context: Context) -> tuple[Finding, ...]:
    """What a manager should know of the loops today; nothing where a loop has no records.

    Notes
    -----
    An alert is of its day: what is still wrong tomorrow is said again tomorrow. What the last
    look of this process found stands for a quarter of an hour.
    """
    now, day = context.clock(), today_of(context)
    known = _looked.get(context.store.where)
    if known is None or known[1] != day or not timedelta(0) <= now - known[0] < EVERY:
        found = tuple(
            one
            for kind, look in _LOOKS
            if context.store.service_records_span(kind) is not None
            for one in look(context, day)
        )
        known = _looked[context.store.where] = (now, day, found)
    return known[2]


def _orders(context: Context, day: date) -> Iterable[Finding]:
    board = orders_board(context)
    unplanned = sum(not one.planned for one in board.soon)
    if board.overdue or unplanned:
        late = {"overdue": len(board.overdue), "unplanned": unplanned}
        yield Finding("orders_late", day.isoformat(), late)


def _complaints(context: Context, day: date) -> Iterable[Finding]:
    board = complaints_board(context)
    if board.overdue:
        yield Finding(
            "complaints_late",
            day.isoformat(),
            {"overdue": len(board.overdue), "soon": len(board.soon)},
        )


def _objections(context: Context, day: date) -> Iterable[Finding]:
    try:
        state = quality_state(context, day - timedelta(days=_OBJECTION_DAYS), day)
    except NotFound:  # scores of customers alone: nobody listened to a contact
        return
    late = sum(one.late for one in state.objections)
    if late:
        yield Finding("objections_late", day.isoformat(), {"late": late})


def _movers(context: Context, day: date) -> Iterable[Finding]:
    """Categories beyond their limits yesterday, the last whole day."""
    yesterday = day - timedelta(days=1)
    try:
        trends = trends_of(context, yesterday, yesterday, by="category")
    except (NotEnoughHistory, NotFound):
        return
    high = sorted(
        ((name, came, limit) for name, at, came, _, limit in trends.outside
         if at == yesterday and came > limit),
        key=lambda row: row[2] - row[1],
    )  # fmt: skip
    for name, came, limit in high[:_MOST_MOVERS]:
        about = {"name": name, "came": round(came), "limit": round(limit, 1)}
        yield Finding("mover", f"{day.isoformat()} {name}", about)


_LOOKS: tuple[tuple[str, Callable[[Context, date], Iterable[Finding]]], ...] = (
    ("orders", _orders),
    ("cases", _complaints),
    ("scores", _objections),
    ("touches", _movers),
)
"""A kind of records, and what is looked for in it."""
