"""Files to model values: all complaints at once; bad rows are set aside, never lost."""

from typing import TYPE_CHECKING

from data.on_demand import on_demand

if TYPE_CHECKING:
    from data.ingest.actuals import Actuals, read_actuals
    from data.ingest.calendar_tables import read_absence, read_special_days
    from data.ingest.gaps import Gaps
    from data.ingest.layouts import LAYOUTS
    from data.ingest.roster_file import read_roster, read_roster_file
    from data.ingest.row_checks import without_handle_time
    from data.ingest.series_file import read_series_file
    from data.ingest.staff import read_staff
    from data.ingest.write_actuals import write_canonical_csv, write_rejected, write_rejected_rows
else:
    __getattr__ = on_demand(
        __name__,
        {
            "Actuals": "actuals",
            "read_actuals": "actuals",
            "read_absence": "calendar_tables",
            "read_special_days": "calendar_tables",
            "Gaps": "gaps",
            "LAYOUTS": "layouts",
            "read_roster": "roster_file",
            "read_roster_file": "roster_file",
            "read_series_file": "series_file",
            "read_staff": "staff",
            "without_handle_time": "row_checks",
            "write_canonical_csv": "write_actuals",
            "write_rejected": "write_actuals",
            "write_rejected_rows": "write_actuals",
        },
    )

__all__ = [
    "LAYOUTS",
    "Actuals",
    "Gaps",
    "read_absence",
    "read_actuals",
    "read_roster",
    "read_roster_file",
    "read_series_file",
    "read_special_days",
    "read_staff",
    "without_handle_time",
    "write_canonical_csv",
    "write_rejected",
    "write_rejected_rows",
]
