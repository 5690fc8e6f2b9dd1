"""The board of complaints: at which step they are, how long steps take, what comes of what."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.services.access.asking import asked
from app.services.centre import planning_of
from app.services.context import Context, centre_of, local_time, today_of
from app.services.service_quality.complaints.floor import Staffed, staffed
from app.services.service_quality.complaints.risk import Risk, relative_risk
from app.services.service_quality.complaints.survival import Survival
from app.services.service_quality.complaints.table import (
    CaseLine,
    Cell,
    StepFigures,
    case_table,
    cause_by_department,
    repeats,
    step_figures,
)
from app.services.service_quality.deadlines import Deadlines
from app.services.service_quality.orders.board import BACK_DAYS, calendar_of
from app.services.service_quality.period import days_asked
from app.services.service_quality.settings import deadlines_of
from data.model.codec import to_json
from data.model.grid import local_midnight

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class ComplaintsBoard:
    """Complaints as they stand.

    Parameters
    ----------
    steps
        Figures of the six steps; times over the whole time looked back.
    curves
        Share still open by time, of each step.
    overdue, soon
        Open complaints past their deadline, and those that are due within a day.
    cases, praise
        Complaints and praise opened in the period [-].
    closed, closed_late
        Closed in the period [-].
    contact_late
        Complaints of the period whose customer was not heard in time [-].
    repeated
        Complaints of the period that repeat one of the thirty days before [-].
    contacts
        Contacts of the period [-].
    satisfied, asked
        Closed complaints of the period whose customer was content, of those who said [-].
    substantiated, judged
        Closed complaints of the period that were found true, of those judged [-].
    causes
        Complaints by cause and department, over the period.
    risk
        Complaints of under-staffed slots against contacts there, over the time looked back.
    planned_days, risk_days
        Days of that time judged by a published roster, of all [d].
    """

    at: datetime
    first: date
    last: date
    open: int
    steps: tuple[StepFigures, ...]
    curves: dict[str, Survival]
    overdue: tuple[CaseLine, ...]
    soon: tuple[CaseLine, ...]
    cases: int
    praise: int
    closed: int
    closed_late: int
    contact_late: int
    repeated: int
    contacts: float
    satisfied: int
    asked: int
    substantiated: int
    judged: int
    causes: tuple[Cell, ...]
    risk: Risk
    planned_days: int
    risk_days: int

    @property
    def on_time_share(self) -> float:
        """Share of the complaints closed in the period that were in time [-]."""
        return 1 - self.closed_late / self.closed if self.closed else float("nan")

    @property
    def per_1000(self) -> float:
        """Complaints for every 1,000 contacts [-]."""
        return self.cases / self.contacts * 1000 if self.contacts else float("nan")

    @property
    def repeat_share(self) -> float:
        """Share of the complaints that repeat one [-]."""
        return self.repeated / self.cases if self.cases else float("nan")


_SOON_H = 24


@asked
def complaints_board(context: Context, *, days: int | None = None) -> ComplaintsBoard:
    """Complaints as they stand now.

    Parameters
    ----------
    days
        Period that complaints are counted over; None: as planning defaults.
    """
    now, planning, centre = context.clock(), planning_of(context), centre_of(context)
    zone = centre.zone
    today = today_of(context)
    first = today - timedelta(days=days_asked(days, planning.service_days) - 1)
    begin = local_midnight(first, zone)
    table, steps = case_table_of(context, now)
    figures, curves = step_figures(table, steps, now)
    far = today - timedelta(days=planning.order_error_days)
    met = staffed(context, far, today, zone, centre.slot_min)
    faults = table[table["praise"] == 0]
    mine = faults[faults["opened_at"] >= begin]
    closed = faults[faults["closed_at"] >= begin]
    again = repeats(faults) & (faults["opened_at"] >= begin).to_numpy()
    overdue, soon = _lines(faults, now)
    return ComplaintsBoard(
        now,
        first,
        today,
        int(faults["open"].sum()),
        figures,
        curves,
        overdue,
        soon,
        len(mine),
        int(((table["praise"] == 1) & (table["opened_at"] >= begin)).sum()),
        len(closed),
        int(closed["late"].sum()),
        int(mine["contact_late"].sum()),
        int(again.sum()),
        met.between(begin, now),
        int((closed["satisfied"] == 1).sum()),
        int(closed["satisfied"].notna().sum()),
        int((closed["substantiated"] == 1).sum()),
        int(closed["substantiated"].notna().sum()),
        cause_by_department(mine),
        risk_of(faults, met),
        met.planned_days,
        planning.order_error_days,
    )


def case_table_of(context: Any, now: datetime) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """Cases as they stood at an instant, and the steps of all of them."""
    back = now - timedelta(days=BACK_DAYS)
    zone, today = centre_of(context).zone, local_time(context, now).date()
    steps = context.store.load_service_records("case_steps", back)
    table = case_table(
        context.store.load_service_records("cases", back),
        steps,
        Deadlines(deadlines_of(context)),
        calendar_of(context, back.date(), today),
        zone,
        now,
    )
    return table, steps


def risk_of(cases: "pd.DataFrame", met: Staffed) -> Risk:
    """Relative risk of a complaint of a contact in an under-staffed slot."""
    at = cases["occurred_at"].fillna(cases["opened_at"])
    inside = met.is_short(at, cases["queue_id"])
    return relative_risk(
        inside.count(True),
        met.contacts_short,
        inside.count(False),
        met.contacts - met.contacts_short,
    )


def _lines(
    cases: "pd.DataFrame", now: datetime
) -> tuple[tuple[CaseLine, ...], tuple[CaseLine, ...]]:
    rows: Any = cases[cases["open"]].sort_values("due_at").itertuples(index=False)
    found = []
    for row in rows:
        due = row.due_at.to_pydatetime() if row.due_at == row.due_at else None
        found.append(
            CaseLine(
                row.case_id, row.kind, row.department, row.region, row.topic, row.step,
                row.opened_at.to_pydatetime(), due,
                (due - now).total_seconds() / 3600 if due else float("inf"),
                (now - row.step_begun.to_pydatetime()).total_seconds() / 3600,
            )
        )  # fmt: skip
    overdue = tuple(one for one in found if one.hours_left < 0)
    return overdue, tuple(one for one in found if 0 <= one.hours_left <= _SOON_H)


def complaints_json(board: ComplaintsBoard) -> dict[str, Any]:
    """Everything on the board but the curves."""
    found = {name: to_json(value) for name, value in vars(board).items() if name != "curves"}
    risk = board.risk
    return found | {
        "on_time_share": board.on_time_share,
        "per_1000": board.per_1000,
        "repeat_share": board.repeat_share,
        "risk": {
            **to_json(risk),
            "share_of_complaints": risk.share_of_complaints,
            "share_of_contacts": risk.share_of_contacts,
        },
    }
