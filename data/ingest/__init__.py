"""Files to model values: every complaint at once, bad rows kept aside, never lost."""

from data.ingest.absence import read_absence
from data.ingest.actuals import Actuals, read_actuals
from data.ingest.adapters import ADAPTERS
from data.ingest.roster import read_roster
from data.ingest.series_file import read_series_file
from data.ingest.special_days import read_special_days
from data.ingest.staff import read_staff
from data.ingest.write_actuals import write_canonical_csv, write_rejected

__all__ = [
    "ADAPTERS",
    "Actuals",
    "read_absence",
    "read_actuals",
    "read_roster",
    "read_series_file",
    "read_special_days",
    "read_staff",
    "write_canonical_csv",
    "write_rejected",
]
