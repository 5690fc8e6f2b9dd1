"""Model values to files: bytes to hand on, or whole files written at once."""

from data.export.calendars import Change, agent_calendars, roster_ics
from data.export.forecasts import forecast_csv, requirement_csv
from data.export.payroll import PayPeriod, payroll
from data.export.rosters import roster_long, roster_matrix
from data.export.staff import write_staff
from data.export.workbook import roster_xlsx

__all__ = [
    "Change",
    "PayPeriod",
    "agent_calendars",
    "forecast_csv",
    "payroll",
    "requirement_csv",
    "roster_ics",
    "roster_long",
    "roster_matrix",
    "roster_xlsx",
    "write_staff",
]
