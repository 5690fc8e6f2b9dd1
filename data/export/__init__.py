"""Model values to files: bytes to hand on, or whole files written at once."""

from typing import TYPE_CHECKING

from data.model.on_demand import on_demand
from data.model.whole_file import write_whole

if TYPE_CHECKING:
    from data.export.calendars import roster_ics
    from data.export.forecasts import forecast_csv, requirement_csv
    from data.export.payroll import payroll
    from data.export.rosters import roster_long, roster_matrix
    from data.export.staff import write_staff
    from data.export.workbook import roster_xlsx
else:
    __getattr__ = on_demand(
        __name__,
        {
            "roster_ics": "calendars",
            "forecast_csv": "forecasts",
            "requirement_csv": "forecasts",
            "payroll": "payroll",
            "roster_long": "rosters",
            "roster_matrix": "rosters",
            "write_staff": "staff",
            "roster_xlsx": "workbook",
        },
    )

__all__ = [
    "forecast_csv",
    "payroll",
    "requirement_csv",
    "roster_ics",
    "roster_long",
    "roster_matrix",
    "roster_xlsx",
    "write_staff",
    "write_whole",
]
