"""The weekly report: figures beside those of the week before, causes, praise, measures."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.services.access.asking import asked
from app.services.context import Context, centre_of, today_of
from app.services.service_quality.complaints.board import case_table_of, risk_of
from app.services.service_quality.complaints.floor import Staffed, staffed
from app.services.service_quality.complaints.risk import Risk
from app.services.service_quality.complaints.table import (
    Cell,
    Effect,
    StepFigures,
    cause_by_department,
    effect,
    matching,
    repeats,
    step_figures,
)
from app.services.service_quality.settings import measures_of
from data.export.sheets import Sheet, workbook
from data.files.headings import heading
from data.model.grid import local_midnight
from data.model.language import tr

if TYPE_CHECKING:
    import pandas as pd

EFFECT_DAYS = 28
"""Most days before a measure, and since, that are compared [d]."""


@dataclass(frozen=True)
class WeekFigures:
    """Complaints of a week; counts [-], shares [-], NaN where there is nothing to divide by."""

    first: date
    contacts: float
    complaints: int
    per_1000: float
    praise: int
    closed: int
    closed_late: int
    on_time_share: float
    contact_late: int
    repeated: int
    satisfied_share: float
    substantiated_share: float
    open_at_end: int
    overdue_at_end: int


@dataclass(frozen=True)
class Department:
    """A department's week: praise beside faults [-]."""

    department: str
    complaints: int
    substantiated: int
    late: int
    praise: int


@dataclass(frozen=True, eq=False)
class WeeklyReport:
    """Everything that stands in the report."""

    week: WeekFigures
    before: WeekFigures
    steps: tuple[StepFigures, ...]
    departments: tuple[Department, ...]
    causes: tuple[Cell, ...]
    effects: tuple[Effect, ...]
    risk: Risk


@asked
def weekly_report(context: Context, monday: date | None = None) -> WeeklyReport:
    """The report of a week.

    Parameters
    ----------
    monday
        Its first day; None: the last week that is over.
    """
    centre = centre_of(context)
    today = today_of(context)
    first = monday or today - timedelta(days=today.weekday() + 7)
    first -= timedelta(days=first.weekday())
    zone = centre.zone
    begin, end = (local_midnight(first + timedelta(days=n), zone) for n in (0, 7))
    table, steps = case_table_of(context, end)
    earlier, _ = case_table_of(context, begin)
    measures = [one for one in measures_of(context) if one.begun < first + timedelta(days=7)]
    far = min([first - timedelta(days=EFFECT_DAYS), *(
        one.begun - timedelta(days=EFFECT_DAYS) for one in measures
    )])  # fmt: skip
    last = first + timedelta(days=6)
    met = staffed(context, far, last, zone, centre.slot_min)
    mine = _opened(table, begin, end)
    faults = mine[mine["praise"] == 0]
    week = timedelta(days=7)
    return WeeklyReport(
        week_figures(table, met, first, begin, end),
        week_figures(earlier, met, first - week, begin - week, begin),
        step_figures(table[table["praise"] == 0], steps, end)[0],
        departments(mine),
        cause_by_department(faults),
        tuple(
            _effect(table, met, one.name, one.begun, (one.kind, one.cause, one.department),
                    last, zone)
            for one in measures
        ),
        risk_of(table[(table["praise"] == 0) & (table["opened_at"] >= met.first)], met),
    )  # fmt: skip


def week_figures(
    table: "pd.DataFrame", met: Staffed, first: date, begin: datetime, end: datetime
) -> WeekFigures:
    """Figures of the cases as they stood when the week ended."""
    faults = table[table["praise"] == 0]
    mine, closed = _opened(faults, begin, end), faults[faults["closed_at"] >= begin]
    again = repeats(faults) & (faults["opened_at"] >= begin).to_numpy()
    contacts = met.between(begin, end)
    open_cases = faults[faults["open"]]
    return WeekFigures(
        first,
        contacts,
        len(mine),
        len(mine) / contacts * 1000 if contacts else float("nan"),
        int(_opened(table, begin, end)["praise"].sum()),
        len(closed),
        int(closed["late"].sum()),
        1 - float(closed["late"].mean()) if len(closed) else float("nan"),
        int(mine["contact_late"].sum()),
        int(again.sum()),
        float(closed["satisfied"].mean()),
        float(closed["substantiated"].mean()),
        len(open_cases),
        int(open_cases["late"].sum()),
    )


def departments(mine: "pd.DataFrame") -> tuple[Department, ...]:
    """Each department's complaints and praise of the week, by name."""
    found = []
    for name in sorted(mine["department"].unique()):
        rows = mine[mine["department"] == name]
        faults = rows[rows["praise"] == 0]
        found.append(
            Department(
                name,
                len(faults),
                int((faults["substantiated"] == 1).sum()),
                int(faults["late"].sum()),
                len(rows) - len(faults),
            )
        )
    return tuple(found)


def _opened(table: "pd.DataFrame", begin: datetime, end: datetime) -> "pd.DataFrame":
    found: pd.DataFrame = table[(table["opened_at"] >= begin) & (table["opened_at"] < end)]
    return found


def _effect(
    table: "pd.DataFrame", met: Staffed, name: str, begun: date, of: tuple[str, str, str],
    last: date, zone: str,
) -> Effect:  # fmt: skip
    since = min(EFFECT_DAYS, (last - begun).days + 1)
    spans = [
        (local_midnight(first, zone), local_midnight(first + timedelta(days=length), zone), length)
        for first, length in ((begun - timedelta(days=EFFECT_DAYS), EFFECT_DAYS), (begun, since))
    ]
    mine = matching(table, *of)
    counts = [len(_opened(mine, begin, end)) for begin, end, _ in spans]
    contacts = [met.between(begin, end) for begin, end, _ in spans]
    return effect(
        name, begun, (counts[0], counts[1]), (spans[0][2], spans[1][2]),
        (contacts[0], contacts[1]),
    )  # fmt: skip


# --- as a workbook ------------------------------------------------------------------------------


@asked
def weekly_workbook(context: Context, monday: date | None = None) -> bytes:
    """The weekly report as XLSX."""
    report = weekly_report(context, monday)
    title = tr("Complaints, week of {day}", day=report.week.first)
    return workbook(title, sheets_of(report))


def sheets_of(report: WeeklyReport) -> tuple[Sheet, ...]:
    """Sheets of the workbook: figures, steps, praise and faults, causes, measures, staffing."""
    figures = [(heading(name), value, getattr(report.before, name)) for name, value in
               vars(report.week).items()]  # fmt: skip
    risk = report.risk
    return (
        Sheet(tr("Week"), ("figure", "week", "week before"), figures),
        _sheet(tr("Steps"), report.steps),
        _sheet(tr("Praise and faults"), report.departments),
        _sheet(tr("Causes"), report.causes),
        Sheet(
            tr("Measures"),
            ("name", "begun", "before", "after", "days_before", "days_after", "before_per_1000",
             "after_per_1000", "ratio", "low", "high", "verdict"),
            [(*vars(one).values(), one.verdict) for one in report.effects],
        ),
        Sheet(
            tr("Under-staffed minutes"),
            ("figure", "value"),
            [(heading(name), value) for name, value in (
                *vars(risk).items(), ("share_of_complaints", risk.share_of_complaints),
                ("share_of_contacts", risk.share_of_contacts))],
        ),
    )  # fmt: skip


def _sheet(name: str, rows: tuple[Any, ...]) -> Sheet:
    columns = tuple(vars(rows[0])) if rows else ()
    return Sheet(name, columns, [tuple(vars(row).values()) for row in rows])
